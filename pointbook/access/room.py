"""Users, roles and departments of a book as other rooms see them, and the door through which users come in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pointbook.access.actor import Actor, Limits, Right, as_actor
from pointbook.access.departments import (
    Department,
    add_department,
    as_tree,
    close_department,
    move_department,
    rename_department,
)
from pointbook.access.keyring import Keyring, Seconds, keyring_path, wall_seconds
from pointbook.access.permit import permit, refusals_kept
from pointbook.access.posts import Post, add_post, close_post, rename_post
from pointbook.access.roles import ADMINISTRATOR, STARTING, Role, put_role, with_starting
from pointbook.access.scope import Reach, scope_of
from pointbook.access.sign_in import SignIn
from pointbook.access.users import (
    CHANGEABLE,
    User,
    add_user,
    change_user,
    checked_name,
    checked_text,
    require_administrator,
    require_no_less,
    users_of,
)
from pointbook.errors import FixedRole, OwnPassword, UnknownRole, UnknownUser
from pointbook.settings import Retention
from pointbook.store.changed import changed
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing

FIRST_USER: Final = "admin"
_SYSTEM: Final = Actor("system")


class Access:
    """Who may do what. Every change asks for the right users:manage and is a link of the audit chain."""

    def __init__(self, store: Store, now: Seconds = wall_seconds) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._door: SignIn | None = None
        self._known: tuple[int, dict[str, User], dict[str, Role], list[Department]] = (
            -1,
            {},
            {},
            [],
        )

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._store

    @property
    def door(self) -> SignIn:
        """Signing in; its file is made when somebody first asks for it."""
        with self._lock:
            if self._door is None:
                path = self._store.path
                keyring = Keyring(
                    keyring_path(path) if path is not None else None, self._store.book_id, self._now
                )
                self._door = SignIn(keyring, self.is_active, self._try_days)
            return self._door

    def users(self) -> dict[str, User]:
        """All users by name."""
        return self._read()[1]

    def user(self, user_name: str) -> User:
        """One user; UnknownUser."""
        found = self.users().get(user_name)
        if found is None:
            raise UnknownUser(user_name=user_name)
        return found

    def roles(self) -> dict[str, Role]:
        """All roles by name, the starting ones first."""
        return self._read()[2]

    def departments(self) -> list[Department]:
        """All departments in the order of the tree."""
        return self._read()[3]

    def posts(self) -> list[Post]:
        """All posts by name, open and closed."""
        return [Post(**row) for row in self._store.question("access/posts").iter_rows(named=True)]

    def is_active(self, user_name: str) -> bool:
        """Whether there is such a user and they may come in."""
        found = self.users().get(user_name)
        return found is not None and found.is_active

    def actor(self, user_name: str) -> Actor | None:
        """A user with the rights, limits and customers of their role as of now; None if they may not come in."""
        _, users, roles, departments = self._read()
        user = users.get(user_name)
        if user is None or not user.is_active or user.role not in roles:
            return None
        role = roles[user.role]
        names = (user.user_name, user.full_name)
        scope = scope_of(role.reach, names, user.department_id, departments)
        return replace(role.actor(user_name, scope), customer_no=user.customer_no)

    def acting(self, name: str) -> Actor | None:
        """Whoever acted under a name, as they are now; None for a user who may not come in any more.

        Whoever is no user was a trusted caller of this machine.
        """
        known = self.actor(name)
        return known if known is not None or name in self.users() else Actor(name)

    @refusals_kept("add_user")
    def add(
        self, user_name: str, *, role: str, actor: Actor | str, full_name: str | None = None,
        post: str | None = None, department_id: int | None = None, customer_no: str | None = None,
        request_id: str | None = None,
    ) -> User:  # fmt: skip
        """Add a user, who comes in by a link or an initial password; UserExists, UnknownRole, InvalidText."""
        name = checked_name(user_name)
        values = {
            "user_name": name, "role": role, "department_id": department_id,
            "full_name": checked_text(full_name, "full_name"), "post": checked_text(post, "post"),
            "customer_no": checked_text(customer_no, "customer_no"),
        }  # fmt: skip
        told = {"user_name": name, "role": role, "department_id": department_id}
        self._do("add_user", actor, values, told, request_id, lambda w, by: add_user(w, by, values))
        # A restored book may lack a user whose password is still there; this is somebody new.
        self.door.forget(name)
        return self.user(name)

    @refusals_kept("change_user")
    def change(
        self, user_name: str, *, actor: Actor | str, request_id: str | None = None, **changes: Any
    ) -> User:
        """Change full_name, post, role, department_id, is_active or customer_no; UnknownUser, LastAdministrator."""
        unknown = changes.keys() - set(CHANGEABLE)
        if unknown:
            raise TypeError(f"change does not know {', '.join(sorted(unknown))}")
        name = checked_name(user_name)
        for field in ("full_name", "post", "customer_no"):
            if field in changes:
                changes[field] = checked_text(changes[field], field)
        told = {"user_name": name, "changed": sorted(changes)}
        told |= {f: changes[f] for f in ("role", "department_id", "is_active") if f in changes}
        content = {"user_name": name, **changes}
        self._do(
            "change_user", actor, content, told, request_id,
            lambda w, by: change_user(w, by, name, changes),
        )  # fmt: skip
        if changes.get("is_active") is False:
            self.door.sign_out_everywhere(name)
        return self.user(name)

    @refusals_kept("reset_password")
    def reset(self, user_name: str, *, actor: Actor | str) -> str:
        """A one-time token with which a user sets a new password; the old one and all sessions end. OwnPassword."""
        by = self._may_manage("reset_password", actor)
        user = self.user(checked_name(user_name))
        require_no_less(by, self._role(user.role))
        if by.rights is not None and by.name == user.user_name:
            raise OwnPassword
        told = {"user_name": user.user_name}
        self._do("reset_password", by, told, told, None, lambda _writing, _by: None)
        return self.door.make_link(user.user_name)

    @refusals_kept("reset_password")
    def initial_password(self, user_name: str, *, actor: Actor | str) -> str:
        """The same with a random password, good for a day, that must be changed at its first use."""
        self.reset(user_name, actor=actor)
        return self.door.set_initial_password(checked_name(user_name))

    @refusals_kept("set_role")
    def set_role(
        self, name: str, rights: frozenset[Right], limits: Limits, *, actor: Actor | str,
        reach: Reach = "all",
    ) -> Role:  # fmt: skip
        """Make a role of one's own, or change one; FixedRole for the administrator's, LastAdministrator."""
        role = Role(checked_text(name, "role", required=True) or "", rights, limits, reach)
        if role.is_fixed:
            raise FixedRole(role=role.name)
        told = {
            "role": role.name, "rights": sorted(right.value for right in rights),
            "limits": [limits.entry, limits.batch, limits.day], "reach": reach,
        }  # fmt: skip

        def act(writing: Writing, by: Actor) -> None:
            known = with_starting(writing.ask("access/roles"))
            require_no_less(by, known.get(role.name, role))
            require_no_less(by, role)
            writing.tell(changes=changed(_role_told(known.get(role.name)), _role_told(role)))
            put_role(writing, role)
            users = users_of(writing.ask("access/users"))
            if users:
                require_administrator(users, {**known, role.name: role}, role.name)

        self._do("set_role", actor, told, told, None, act)
        return self.roles()[role.name]

    @refusals_kept("add_department")
    def add_department(self, name: str, parent_id: int | None = None, *, actor: Actor | str) -> int:
        """Create a department; its number. UnknownDepartment, InvalidText."""
        text = checked_text(name, "department", required=True) or ""
        told = {"name": text, "parent_id": parent_id}
        made: int = self._do(
            "add_department", actor, told, told, None,
            lambda w, _by: add_department(w, text, parent_id),
        )  # fmt: skip
        return made

    @refusals_kept("rename_department")
    def rename_department(self, department_id: int, name: str, *, actor: Actor | str) -> None:
        """Give a department another name."""
        text = checked_text(name, "department", required=True) or ""
        told = {"department_id": department_id, "name": text}
        self._do(
            "rename_department", actor, told, told, None,
            lambda w, _by: rename_department(w, department_id, text),
        )  # fmt: skip

    @refusals_kept("move_department")
    def move_department(
        self, department_id: int, parent_id: int | None, *, actor: Actor | str
    ) -> None:
        """Put a department below another, or at the top; DepartmentCycle."""
        told = {"department_id": department_id, "parent_id": parent_id}
        self._do(
            "move_department", actor, told, told, None,
            lambda w, _by: move_department(w, department_id, parent_id),
        )  # fmt: skip

    @refusals_kept("close_department")
    def close_department(self, department_id: int, *, actor: Actor | str) -> None:
        """Close an empty department; DepartmentInUse."""
        told = {"department_id": department_id}
        self._do(
            "close_department", actor, told, told, None,
            lambda w, _by: close_department(w, department_id),
        )  # fmt: skip

    @refusals_kept("add_post")
    def add_post(self, name: str, *, actor: Actor | str) -> int:
        """Add a post, or open a closed one again; its number. PostExists, InvalidText."""
        told = {"post": checked_text(name, "post", required=True) or ""}
        made: int = self._do(
            "add_post", actor, told, told, None, lambda w, _by: add_post(w, told["post"])
        )
        return made

    @refusals_kept("rename_post")
    def rename_post(self, post_id: int, name: str, *, actor: Actor | str) -> None:
        """Give a post another name, for all who hold it. UnknownPost, PostExists, InvalidText."""
        text = checked_text(name, "post", required=True) or ""
        told = {"post_id": post_id, "post": text}
        self._do(
            "rename_post", actor, told, told, None, lambda w, _by: rename_post(w, post_id, text)
        )

    @refusals_kept("close_post")
    def close_post(self, post_id: int, *, actor: Actor | str) -> None:
        """Close a post that nobody holds. UnknownPost, PostInUse."""
        told = {"post_id": post_id}
        self._do("close_post", actor, told, told, None, lambda w, _by: close_post(w, post_id))

    def first_password(self) -> tuple[str, str] | None:
        """Where no administrator can sign in: a name and an initial password, told once. None otherwise.

        That is so on the first start, and after a book was restored without its keyring.
        """
        _, users, roles, _ = self._read()
        administrators = [
            user.user_name
            for user in users.values()
            if user.is_active and roles.get(user.role, STARTING["viewer"]).is_managing
        ]
        if set(administrators) & self.door.standings().keys():
            return None
        if not administrators:
            name = next(
                n
                for n in (FIRST_USER, *(f"{FIRST_USER}{i}" for i in range(2, 1000)))
                if n not in users
            )
            administrators = [self.add(name, role=ADMINISTRATOR, actor=_SYSTEM).user_name]
        name = FIRST_USER if FIRST_USER in administrators else administrators[0]
        return name, self.initial_password(name, actor=_SYSTEM)

    def close(self) -> None:
        """Let go of the keyring."""
        with self._lock:
            if self._door is not None:
                self._door.keyring.close()
                self._door = None

    def _read(self) -> tuple[int, dict[str, User], dict[str, Role], list[Department]]:
        """Users, roles and departments, asked anew only after a write: the gate asks at every request."""
        version = self._store.data_version
        known = self._known
        if known[0] != version:
            users = users_of(self._store.question("access/users"))
            roles = with_starting(self._store.question("access/roles"))
            rows = self._store.question("access/departments").iter_rows(named=True)
            tree = as_tree(Department(**row) for row in rows)
            known = self._known = (version, users, roles, tree)
        return known

    def _try_days(self) -> int:
        return Retention.of(dict(self._store.question("book/settings").iter_rows())).try_days

    def _role(self, name: str) -> Role:
        found = self.roles().get(name)
        if found is None:
            raise UnknownRole(role=name)
        return found

    def _may_manage(self, command: str, actor: Actor | str) -> Actor:
        by = as_actor(actor)
        permit(self._store, command, by, Right.MANAGE_USERS)
        return by

    def _do(
        self, name: str, actor: Actor | str, content: Mapping[str, object],
        details: Mapping[str, object], request_id: str | None, act: Callable[[Writing, Actor], Any],
    ) -> Any:  # fmt: skip
        by = self._may_manage(name, actor)
        command = Command(name, by, request_id, content, details)
        receipt, _ = self._store.perform(command, lambda writing: act(writing, by))
        return receipt


def _role_told(role: Role | None) -> dict[str, object]:
    """A role by the names under which tables show it; rights in the order of the alphabet."""
    if role is None:
        return {}
    limits = role.limits
    return {
        "role_rights": sorted(right.value for right in role.rights),
        "entry_limit": limits.entry, "batch_limit": limits.batch, "day_limit": limits.day,
    }  # fmt: skip

"""Users: added, changed, disabled, never deleted; and who may do that to whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import polars as pl

from pointbook.access.actor import Actor
from pointbook.access.departments import Department, require_open
from pointbook.access.posts import posts_of, require_post
from pointbook.access.roles import Role, with_starting
from pointbook.errors import (
    InvalidText,
    LastAdministrator,
    NotPermitted,
    UnknownCustomer,
    UnknownRole,
    UnknownUser,
    UserExists,
)
from pointbook.store.changed import changed
from pointbook.store.writing import Writing

NAME_LIMIT: Final = 32
TEXT_LIMIT: Final = 100
CHANGEABLE: Final = ("full_name", "post", "role", "department_id", "is_active", "customer_no")
_NAME: Final = re.compile(r"[^\W_][\w.@-]*")


@dataclass(frozen=True)
class User:
    """One user. The name is what entries carry, so it never changes."""

    user_name: str
    full_name: str | None
    role: str
    department_id: int | None
    department: str | None
    post: str | None
    is_active: bool
    created_at: datetime
    customer_no: str | None = None
    """The customer they are themselves, of whom they may change nothing."""

    @property
    def shown_name(self) -> str:
        """How people call them."""
        return self.full_name or self.user_name


def users_of(rows: pl.DataFrame) -> dict[str, User]:
    """The rows of access/users by name."""
    return {row["user_name"]: User(**row) for row in rows.iter_rows(named=True)}


def checked_name(user_name: str) -> str:
    """A user's name as it is kept: lower case, letters, digits and . _ - @; InvalidText."""
    name = user_name.strip().casefold()
    if not 0 < len(name) <= NAME_LIMIT or not _NAME.fullmatch(name):
        raise InvalidText(field="user_name", limit=NAME_LIMIT)
    return name


def checked_text(value: str | None, field: str, *, required: bool = False) -> str | None:
    """A trimmed text without control characters, None for an empty one; InvalidText."""
    text = "".join(char for char in value or "" if char.isprintable()).strip()
    if len(text) > TEXT_LIMIT or (required and not text):
        raise InvalidText(field=field, limit=TEXT_LIMIT)
    return text or None


def require_no_less(actor: Actor, role: Role) -> None:
    """NotPermitted for whoever would hand out, or touch a user with, more rights than their own."""
    if actor.rights is None:
        return
    lacking = sorted(right.value for right in role.rights - actor.rights)
    if lacking:
        raise NotPermitted(actor=actor.name, right=lacking[0])


def add_user(writing: Writing, actor: Actor, values: Mapping[str, Any]) -> None:
    """Add a user; UserExists, UnknownRole, UnknownDepartment."""
    if values["user_name"] in _users(writing):
        raise UserExists(user_name=values["user_name"])
    require_no_less(actor, _role(writing, values["role"]))
    require_open(_departments(writing), values["department_id"])
    require_post(posts_of(writing).values(), values["post"])
    _require_customer(writing, values["customer_no"])
    writing.run("access/add_user", **values, at=writing.recorded_at)


def change_user(writing: Writing, actor: Actor, name: str, changes: Mapping[str, Any]) -> None:
    """Change what is known of a user; LastAdministrator where nobody would be left to manage users."""
    users = _users(writing)
    user = users.get(name)
    if user is None:
        raise UnknownUser(user_name=name)
    require_no_less(actor, _role(writing, user.role))
    changed_user = replace(user, **changes)
    require_no_less(actor, _role(writing, changed_user.role))
    if changed_user.department_id != user.department_id:
        require_open(_departments(writing), changed_user.department_id)
    if changed_user.post != user.post:
        require_post(posts_of(writing).values(), changed_user.post)
    if changed_user.customer_no != user.customer_no:
        _require_customer(writing, changed_user.customer_no)
    require_administrator({**users, name: changed_user}, _roles(writing), name)
    writing.tell(
        changes=changed(
            *({f: getattr(each, f) for f in CHANGEABLE} for each in (user, changed_user))
        )
    )
    writing.run(
        "access/change_user", user_name=name, at=writing.recorded_at,
        **{field: getattr(changed_user, field) for field in CHANGEABLE},
    )  # fmt: skip


def require_administrator(
    users: Mapping[str, User], roles: Mapping[str, Role], user_name: str
) -> None:
    """LastAdministrator where no active user may manage users."""
    for user in users.values():
        role = roles.get(user.role)
        if user.is_active and role is not None and role.is_managing:
            return
    raise LastAdministrator(user_name=user_name)


def _require_customer(writing: Writing, customer_no: str | None) -> None:
    if customer_no is not None and not writing.rows("ledger/account", customer_no=customer_no):
        raise UnknownCustomer(customer_no=customer_no)


def _users(writing: Writing) -> dict[str, User]:
    return users_of(writing.ask("access/users"))


def _roles(writing: Writing) -> dict[str, Role]:
    return with_starting(writing.ask("access/roles"))


def _role(writing: Writing, name: str) -> Role:
    found = _roles(writing).get(name)
    if found is None:
        raise UnknownRole(role=name)
    return found


def _departments(writing: Writing) -> list[Department]:
    return [Department(**row) for row in writing.ask("access/departments").iter_rows(named=True)]

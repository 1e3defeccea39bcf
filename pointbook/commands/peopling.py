"""`user`: who may sign in. It works on a book that no server holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pointbook
from pointbook.access.users import checked_name
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, rows_json, table_text
from pointbook.errors import InvalidText
from pointbook.texts import say, word

if TYPE_CHECKING:
    from pointbook.access.room import Access
    from pointbook.access.users import User

_COLUMNS: Final = ("user_name", "full_name", "role", "department", "is_active", "has_password")


def manage_users(given: argparse.Namespace) -> int:
    """Do one thing to one user, or list them all."""
    with pointbook.open_book(given.book, create=False) as book:
        if given.action == "list":
            _list(book.access, given)
            return 0
        if not given.user:
            raise InvalidText(field="user_name", limit=32)
        user, password = _ACTIONS[given.action](book.access, given)
    told: dict[str, object] = {
        "user_name": user.user_name, "role": user.role, "is_active": user.is_active,
    }  # fmt: skip
    if password is not None:
        told["password"] = password
    if given.json:
        print(json_text(told))
        return 0
    role = word("roles", user.role, given.lang)
    print(say(f"cli.did_{given.action}", given.lang).format(user_name=user.user_name, role=role))
    if password is not None:
        print(say("cli.user_initial", given.lang).format(password=password))
    return 0


def _add(access: Access, given: argparse.Namespace) -> tuple[User, str | None]:
    by, role = local_actor(), given.role or "viewer"
    user = access.add(given.user, role=role, full_name=given.full_name, actor=by)
    return user, access.initial_password(user.user_name, actor=by)


def _disable(access: Access, given: argparse.Namespace) -> tuple[User, str | None]:
    return access.change(given.user, is_active=False, actor=local_actor()), None


def _enable(access: Access, given: argparse.Namespace) -> tuple[User, str | None]:
    return access.change(given.user, is_active=True, actor=local_actor()), None


def _password(access: Access, given: argparse.Namespace) -> tuple[User, str | None]:
    password = access.initial_password(given.user, actor=local_actor())
    return access.user(checked_name(given.user)), password


def _role(access: Access, given: argparse.Namespace) -> tuple[User, str | None]:
    return access.change(given.user, role=given.role or "", actor=local_actor()), None


_ACTIONS: Final[dict[str, Callable[[Access, argparse.Namespace], tuple[User, str | None]]]] = {
    "add": _add, "disable": _disable, "enable": _enable, "password": _password, "role": _role,
}  # fmt: skip


def _list(access: Access, given: argparse.Namespace) -> None:
    with_password = access.door.standings()
    rows = [
        {
            "user_name": user.user_name, "full_name": user.full_name, "role": user.role,
            "department": user.department, "is_active": user.is_active,
            "has_password": user.user_name in with_password,
        }
        for user in access.users().values()
    ]  # fmt: skip
    if given.json:
        print(rows_json(rows))
        return
    for row in rows:
        row["role"] = word("roles", row["role"], given.lang)
        for name in ("is_active", "has_password"):
            row[name] = say("cli.yes" if row[name] else "cli.no", given.lang)
    heads = [say(f"cli.head_{name}", given.lang) for name in _COLUMNS]
    print(table_text(heads, [[row[name] for name in _COLUMNS] for row in rows], given.lang))

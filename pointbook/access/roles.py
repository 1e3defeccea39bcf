"""Roles: sets of rights with limits. The starting ones may be changed in a book, and own ones added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.access.actor import NO_LIMITS, Actor, Limits, Right
from pointbook.access.scope import ALL_CUSTOMERS, REACHES, Reach, Scope

if TYPE_CHECKING:
    from pointbook.store.writing import Writing

ADMINISTRATOR: Final = "administrator"

_OPERATOR: Final = frozenset(
    (Right.POST, Right.ADJUST, Right.HOLD, Right.TRANSFER, Right.EDIT_CUSTOMER, Right.SEGMENT)
)
_ANALYST: Final = frozenset(
    (Right.IMPORT, Right.UNDO, Right.EDIT_CUSTOMER, Right.EXPORT, Right.SEGMENT, Right.RECONCILE)
)
_MANAGER: Final = frozenset(Right) - {Right.MANAGE_USERS, Right.BACKUP, Right.RESTORE, Right.ERASE}


@dataclass(frozen=True)
class Role:
    """What a kind of user may do, how much of it, and with whose customers."""

    name: str
    rights: frozenset[Right]
    limits: Limits = NO_LIMITS
    reach: Reach = "all"

    @property
    def is_fixed(self) -> bool:
        """Whether nobody can change it."""
        return self.name == ADMINISTRATOR

    @property
    def is_managing(self) -> bool:
        """Whether its users manage users, which one who does not see all customers cannot."""
        return Right.MANAGE_USERS in self.rights and self.reach == "all"

    def actor(self, user_name: str, scope: Scope = ALL_CUSTOMERS) -> Actor:
        """A user in this role, who sees these customers."""
        return Actor(user_name, self.rights, self.limits, scope=scope)


STARTING: Final = {
    role.name: role
    for role in (
        Role("viewer", frozenset()),
        Role("operator", _OPERATOR, Limits(entry=Decimal(5_000), day=Decimal(50_000))),
        Role("analyst", _ANALYST),
        Role("manager", _MANAGER),
        Role(ADMINISTRATOR, frozenset(Right)),
    )
}


def with_starting(rows: pl.DataFrame) -> dict[str, Role]:
    """The starting roles, then a book's own, by name; a row of access/roles stands before a starting role."""
    own = {row["role"]: _of(row) for row in rows.iter_rows(named=True)}
    return {**STARTING, **own, ADMINISTRATOR: STARTING[ADMINISTRATOR]}


def _of(row: dict[str, Any]) -> Role:
    limits = Limits(row["entry_limit"], row["batch_limit"], row["day_limit"])
    # A word of another version of the program shows less, never more.
    reach: Reach = row["scope"] if row["scope"] in REACHES else "own"
    return Role(row["role"], rights_of(row["rights"].split(",")), limits, reach)


def rights_of(words: Iterable[str]) -> frozenset[Right]:
    """The rights that words name; a word of another version of the program gives nothing."""
    known = {right.value: right for right in Right}
    return frozenset(known[word] for word in words if word in known)


def put_role(writing: Writing, role: Role) -> None:
    """Write a role anew."""
    limits = role.limits
    writing.run(
        "access/put_role", role=role.name, rights=",".join(sorted(r.value for r in role.rights)),
        entry_limit=limits.entry, batch_limit=limits.batch, day_limit=limits.day, scope=role.reach,
    )  # fmt: skip

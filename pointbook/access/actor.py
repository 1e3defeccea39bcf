"""The one who acts. A plain name is a trusted local caller with every right."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal, TypeAlias

from pointbook.access.scope import ALL_CUSTOMERS, Scope
from pointbook.errors import (
    InvalidText,
    NotPermitted,
    OverBatchLimit,
    OverDayLimit,
    OverLimit,
    SignInAgain,
)

NAME_LIMIT = 64
Face: TypeAlias = Literal["page", "command_line", "watch", "daily"]


class Right(Enum):
    """What a command asks of its actor."""

    POST = "points:post"
    ADJUST = "points:adjust"
    CLEAR = "points:clear"
    CLEAR_BATCH = "points:clear_batch"
    HOLD = "points:hold"
    TRANSFER = "points:transfer"
    EXPIRE = "points:expire"
    APPROVE = "points:approve"
    IMPORT = "imports:post"
    UNDO = "imports:undo"
    EDIT_CUSTOMER = "customer:edit"
    MERGE_CUSTOMER = "customer:merge"
    BACKUP = "book:backup"
    RESTORE = "book:restore"
    UNMASK = "customer:unmask"
    ERASE = "customer:erase"
    EXPORT = "report:export"
    SEGMENT = "customer:segment"
    EDIT_RULES = "rules:edit"
    MANAGE_USERS = "users:manage"
    AUDIT = "audit:read"
    CLOSE_MONTH = "month:close"
    RECONCILE = "book:reconcile"


WHOLE_BOOK = {
    Right.CLEAR_BATCH, Right.EXPIRE, Right.IMPORT, Right.UNDO, Right.BACKUP, Right.RESTORE, Right.MANAGE_USERS,
    Right.AUDIT, Right.CLOSE_MONTH,
}  # fmt: skip
"""Rights over all customers at once: of no use to an actor who does not see them all."""


ASKS_AGAIN = {Right.RESTORE, Right.ERASE, Right.MANAGE_USERS}
"""Rights whose commands want the password once more: what they do has no way back, or opens every other way."""


@dataclass(frozen=True)
class Limits:
    """How many points an actor may move; None means as many as there are."""

    entry: Decimal | None = None
    """With one change, whatever lots it touches."""
    batch: Decimal | None = None
    """With one import or undo, in or out, whichever is more."""
    day: Decimal | None = None
    """With all single changes of one day of the programme."""


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Origin:
    """Through which face somebody acts, and from which address where there is one."""

    face: Face
    address: str | None = None


@dataclass(frozen=True)
class Actor:
    """A name, its rights, its limits and its customers; `rights` None means all of them."""

    name: str
    rights: frozenset[Right] | None = None
    limits: Limits = NO_LIMITS
    origin: Origin | None = None
    """None for a program that calls in Python."""
    scope: Scope = ALL_CUSTOMERS
    customer_no: str | None = None
    """The customer they are themselves, of whom they change nothing; None for nobody."""
    is_fresh: bool = True
    """Whether they proved lately who they are; a program always did."""
    is_reading_plain: bool = False
    """Whether they asked for personal data in full, which leaves a trace."""

    @property
    def sees_plain(self) -> bool:
        """Whether personal data are shown in full; a trusted local caller need not ask for it."""
        return self.rights is None or (self.is_reading_plain and self.may(Right.UNMASK))

    def may(self, right: Right | None) -> bool:
        """Whether the actor has a right and sees whom it is about; nothing is asked where the right is None."""
        if right is None:
            return True
        return (self.rights is None or right in self.rights) and (
            self.scope.is_everybody or right not in WHOLE_BOOK
        )

    def require_fresh(self, right: Right) -> None:
        """SignInAgain where a right is too much for whoever finds a page left open."""
        if right in ASKS_AGAIN and not self.is_fresh:
            raise SignInAgain

    def require_everybody(self) -> None:
        """NotPermitted for one who does not see all customers."""
        if not self.scope.is_everybody:
            raise NotPermitted(actor=self.name, right="scope:all")

    def require(self, right: Right, amount: Decimal | None = None) -> None:
        """NotPermitted unless the actor has the right; OverLimit for more points than one change may move."""
        if not self.may(right):
            raise NotPermitted(actor=self.name, right=right.value)
        if amount is not None:
            self.require_entry(amount)

    def require_entry(self, amount: Decimal) -> None:
        """OverLimit for more points than one change may move."""
        if self.limits.entry is not None and amount > self.limits.entry:
            raise OverLimit(amount=amount, limit=self.limits.entry)

    def require_batch(self, amount: Decimal) -> None:
        """OverBatchLimit for more points than one import or undo may move."""
        if self.limits.batch is not None and amount > self.limits.batch:
            raise OverBatchLimit(amount=amount, limit=self.limits.batch)

    def require_day(self, amount: Decimal) -> None:
        """OverDayLimit for more points than the changes of one day may move."""
        if self.limits.day is not None and amount > self.limits.day:
            raise OverDayLimit(amount=amount, limit=self.limits.day)


def as_actor(actor: Actor | str) -> Actor:
    """The actor of a name; InvalidText for an empty or endless one."""
    found = Actor(actor.strip()) if isinstance(actor, str) else actor
    if not 0 < len(found.name) <= NAME_LIMIT:
        raise InvalidText(field="actor", limit=NAME_LIMIT)
    return found

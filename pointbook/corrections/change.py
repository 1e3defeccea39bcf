"""One change of one customer's points, said before it is done: in which way, of what, how much, since when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from pointbook.access import Right
from pointbook.clock import When
from pointbook.errors import InvalidText

if TYPE_CHECKING:
    from pointbook.ledger.desk import Asked, Posting
    from pointbook.ledger.room import Ledger

Way: TypeAlias = Literal[
    "up", "down", "clear", "claw_back", "restore", "hold", "release", "transfer", "extend", "reassign", "merge",
]  # fmt: skip
WAYS: Final[tuple[Way, ...]] = get_args(Way)
RIGHTS: Final[dict[Way, Right]] = {
    "up": Right.ADJUST, "down": Right.ADJUST, "clear": Right.CLEAR, "claw_back": Right.POST,
    "restore": Right.POST, "hold": Right.HOLD, "release": Right.HOLD, "transfer": Right.TRANSFER,
    "extend": Right.ADJUST, "reassign": Right.TRANSFER, "merge": Right.MERGE_CUSTOMER,
}  # fmt: skip
"""The right that each way asks for; the ledger asks for it again."""
OF_ENTRY: Final[frozenset[Way]] = frozenset(("claw_back", "restore", "extend", "reassign"))
"""Ways that name an entry, whose customer is meant."""
TO_OTHER: Final[frozenset[Way]] = frozenset(("transfer", "reassign", "merge"))
"""Ways that name another customer, who receives."""
TAKES: Final[frozenset[Way]] = frozenset(("down", "clear", "claw_back", "transfer", "reassign"))
"""Ways by which points of the customer go, beside which their tier can be kept."""
NEEDS_POINTS: Final[frozenset[Way]] = frozenset(("up", "down", "hold", "transfer"))
"""Ways for which points must be said; the others take all that there is."""


@dataclass(frozen=True)
class Change:
    """A change as it is asked for. What a way does not need is left out and says nothing."""

    way: Way
    customer_no: str | None = None
    """Whose points; of an entry or a hold they are found by it."""
    points: Decimal | int | None = None
    """Positive; None = all there is, where a way allows that."""
    entry_id: int | None = None
    """What is taken back, given back, extended or moved."""
    hold_id: int | None = None
    """What is released."""
    to_no: str | None = None
    """Who receives."""
    expires_at: When | None = None
    """The last day of points that come in, or the new one of those that are extended; None = never."""
    occurred_at: When | None = None
    """The business date; None = now."""
    include_held: bool = False
    """Whether a clearing takes what is on hold as well."""
    overdraft: bool = False
    """Whether a debit may go into debt."""
    policy: str | None = None
    """What happens where points to be taken back are missing: clamp, block or debt."""
    shorten: bool = False
    """Whether an earlier end is meant."""
    reason: str | None = None
    ref: str | None = None
    note: str | None = None
    """The remark for those who work here."""
    customer_note: str | None = None
    """What the customer reads on their statement."""
    approver: str | None = None
    keep_tier_until: When | None = None
    """The last day on which the customer keeps today's tier, beside a change that takes points."""

    @property
    def keeps_tier(self) -> bool:
        """Whether the customer's tier is kept as well."""
        return self.keep_tier_until is not None and self.way in TAKES

    @property
    def rights(self) -> tuple[Right, ...]:
        """The rights that it asks for."""
        also = (Right.EDIT_CUSTOMER,) if self.keeps_tier else ()
        return (RIGHTS[self.way], *also)


def do(ledger: Ledger, change: Change, asked: Asked) -> list[Posting] | int:
    """Have the ledger do a change: its postings, or the number of a hold. InvalidText for what was left out."""
    number, way = change.customer_no or "", change.way
    if way == "up":
        return [ledger.adjust(number, change.points, expires_at=change.expires_at, **asked)]
    if way == "down":
        taken = -Decimal(change.points) if change.points is not None else None
        return [ledger.adjust(number, taken, overdraft=change.overdraft, **asked)]
    if way == "clear":
        return [ledger.clear(number, include_held=change.include_held, **asked)]
    if way == "hold":
        return ledger.hold(number, change.points, **asked)
    if way == "release":
        return ledger.release(_named(change.hold_id, "hold_id"), change.points, **asked)
    if way == "merge":
        return ledger.merge(number, change.to_no or "", **asked)
    if way == "transfer":
        return ledger.transfer(number, change.to_no or "", change.points, **asked)
    return _of_entry(ledger, change, _named(change.entry_id, "entry_id"), asked)


def _of_entry(ledger: Ledger, change: Change, entry_id: int, asked: Asked) -> list[Posting]:
    points = change.points
    if change.way == "claw_back":
        return [ledger.claw_back(entry_id, points=points, policy=change.policy, **asked)]
    if change.way == "restore":
        return [ledger.restore(entry_id, points=points, expires_at=change.expires_at, **asked)]
    if change.way == "extend":
        return ledger.extend(
            entry_id, change.expires_at, points=points, shorten=change.shorten, **asked
        )
    return ledger.reassign(
        entry_id, change.to_no or "", points=points, policy=change.policy or "block", **asked
    )


def _named(number: int | None, field: str) -> int:
    if number is None:
        raise InvalidText(field=field, limit=20)
    return number

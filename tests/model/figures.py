"""What a naive book remembers, and every figure summed from it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pointbook import errors

ZERO = Decimal(0)
FOREVER = datetime.max


@dataclass(frozen=True)
class Entry:
    """One signed movement; it opened a lot where `available_from` is set."""

    entry_id: int
    customer_no: str
    kind: str
    points: Decimal
    occurred_at: datetime
    available_from: datetime | None = None
    expires_at: datetime | None = None
    reverses: int | None = None
    batch_id: int | None = None
    requested: Decimal = ZERO
    short: Decimal = ZERO
    replayed: bool = False

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """Which lot pays first: the earliest expiry, then the oldest, then the first posted."""
        return (self.expires_at or FOREVER, self.occurred_at, self.entry_id)


@dataclass(frozen=True)
class Move:
    """What an entry did to a lot, or to the debt of a debit where there is no lot."""

    entry_id: int
    lot: int | None
    points: Decimal
    effective_at: datetime
    debt: int | None = None


@dataclass(frozen=True)
class Hold:
    """Points reserved at one time; which lots hold them is in the hold moves."""

    hold_id: int
    customer_no: str
    occurred_at: datetime


@dataclass(frozen=True)
class HoldMove:
    """Points of a lot held (positive), or let go again (negative)."""

    hold_id: int
    lot: int
    points: Decimal
    occurred_at: datetime


@dataclass(frozen=True)
class NaiveBalance:
    """The figures of one customer at one instant."""

    balance: Decimal
    available: Decimal
    pending: Decimal
    held: Decimal
    debt: Decimal
    lapsed: Decimal
    revision: int


def instant(value: datetime | date) -> datetime:
    """A date is its first moment."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def end_of(value: datetime | date) -> datetime:
    """A date is its last moment."""
    if isinstance(value, datetime):
        return value
    return instant(value) + timedelta(days=1) - timedelta(microseconds=1)


class Figures:
    """A book of entries, moves and holds that only grow."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.now = clock
        self.customers: list[str] = []
        self.entries: list[Entry] = []
        self.moves: list[Move] = []
        self.hold_list: list[Hold] = []
        self.hold_moves: list[HoldMove] = []
        self.receipts: dict[str | None, tuple[object, Any]] = {}
        self.numbered: dict[tuple[str, ...] | None, Any] = {}
        self.row_keys: list[tuple[int, Any, int]] = []
        self.resting: list[tuple[int, int]] = []
        self.since = 0
        """The last entry before the running command."""
        self.undone: list[int] = []
        self.merges: dict[int, tuple[str, str]] = {}
        self.paired: set[int] = set()
        self.listed: set[int] = set()
        self.batch_count = 0
        self.changes: list[str] = []

    def last_batch(self) -> int:
        """The import, sweep or merge done last."""
        return self.batch_count

    def add(self, customer_no: str) -> None:
        """A customer without points."""
        self.customers.append(customer_no)

    def known(self, customer_no: str) -> str:
        if customer_no not in self.customers:
            raise errors.UnknownCustomer(customer_no=customer_no)
        return customer_no

    def single(self, customer_no: str) -> str:
        """A customer who was not merged into another, or is alone again."""
        merges = {one for batch, one in self.merges.items() if batch not in self.undone}
        for gone, heir in merges:
            if gone == self.known(customer_no):
                raise errors.CustomerMerged(customer_no=gone, into=heir)
        return self.known(customer_no)

    def revision(self, customer_no: str) -> int:
        return self.changes.count(customer_no)

    def entry(self, entry_id: int) -> Entry:
        if not 1 <= entry_id <= len(self.entries):
            raise errors.UnknownEntry(entry_id=entry_id)
        return self.entries[entry_id - 1]

    def hold_of(self, hold_id: int) -> Hold:
        if not 1 <= hold_id <= len(self.hold_list):
            raise errors.UnknownHold(hold_id=hold_id)
        return self.hold_list[hold_id - 1]

    def entries_of(self, customer_no: str) -> list[Entry]:
        """In the order of posting."""
        return [e for e in self.entries if e.customer_no == customer_no]

    def lots_of(self, customer_no: str) -> list[Entry]:
        """Every lot ever opened, in the order in which they pay."""
        mine = [e for e in self.entries_of(customer_no) if e.available_from]
        return sorted(mine, key=lambda lot: lot.order)

    def remaining(self, lot: int) -> Decimal:
        return sum((m.points for m in self.moves if m.lot == lot), ZERO)

    def held(self, lot: int) -> Decimal:
        return sum((h.points for h in self.hold_moves if h.lot == lot), ZERO)

    def free(self, lot: Entry) -> Decimal:
        return self.remaining(lot.entry_id) - self.held(lot.entry_id)

    def usable_lots(self, customer_no: str, at: datetime) -> list[Entry]:
        mine = self.lots_of(customer_no)
        return [x for x in mine if (x.available_from or at) <= at < (x.expires_at or FOREVER)]

    def usable(self, customer_no: str, at: datetime) -> Decimal:
        return sum((self.free(lot) for lot in self.usable_lots(customer_no, at)), ZERO)

    def hold_left(self, hold_id: int) -> list[tuple[Entry, Decimal]]:
        """The lots of a hold with what each still holds for it, in the order in which they pay."""
        mine = [h for h in self.hold_moves if h.hold_id == hold_id]
        lots = sorted((self.entry(x) for x in {h.lot for h in mine}), key=lambda lot: lot.order)
        left = [(x, sum((h.points for h in mine if h.lot == x.entry_id), ZERO)) for x in lots]
        return [(lot, points) for lot, points in left if points]

    def owed(self, debit: int) -> Decimal:
        """What is still unpaid of the debt that a debit made."""
        return -sum((m.points for m in self.moves if m.lot is None and m.debt == debit), ZERO)

    def open_debts(self, customer_no: str) -> list[Entry]:
        mine = self.entries_of(customer_no)
        return [e for e in mine if self.owed(e.entry_id) > 0]

    def debt(self, customer_no: str) -> Decimal:
        return sum((self.owed(d.entry_id) for d in self.open_debts(customer_no)), ZERO)

    def spendable(self, customer_no: str, at: datetime) -> Decimal:
        return max(ZERO, self.usable(customer_no, at) - self.debt(customer_no))

    def reversals(self, entry_id: int) -> list[Entry]:
        return [e for e in self.entries if e.reverses == entry_id]

    def reversible(self, entry: Entry) -> Decimal:
        """What is not yet reversed; a reversal that was reversed itself does not count."""
        reversals = self.reversals(entry.entry_id)
        return abs(entry.points) - sum((self.reversible(r) for r in reversals), ZERO)

    def reversible_by_hand(self, entry: Entry) -> Decimal:
        """Who takes a reversal of a reversal back reverses the original once more, which must have as much left."""
        left = self.reversible(entry)
        while entry.reverses and (parent := self.entry(entry.reverses)).reverses:
            entry = self.entry(parent.reverses)
            left = min(left, self.reversible(entry))
        return left

    def balance(self, customer_no: str, as_of: datetime | date | None = None) -> NaiveBalance:
        """What was the case at `as_of` in business time, whenever it was posted."""
        at = self.now() if as_of is None else end_of(as_of)
        mine = self.entries_of(self.known(customer_no))
        ids = {e.entry_id for e in mine}
        moves = [m for m in self.moves if m.entry_id in ids and m.effective_at <= at]
        hold_moves = [h for h in self.hold_moves if h.occurred_at <= at]
        sums = {"available": ZERO, "pending": ZERO, "held": ZERO, "lapsed": ZERO}
        for lot in self.lots_of(customer_no):
            left = sum((m.points for m in moves if m.lot == lot.entry_id), ZERO)
            held = sum((h.points for h in hold_moves if h.lot == lot.entry_id), ZERO)
            sums["held"] += held
            if at < (lot.available_from or at):
                sums["pending"] += left - held
            elif at >= (lot.expires_at or FOREVER):
                sums["lapsed"] += left - held
            else:
                sums["available"] += left - held
        return NaiveBalance(
            balance=sum((e.points for e in mine if e.occurred_at <= at), ZERO),
            debt=-sum((m.points for m in moves if m.lot is None), ZERO),
            revision=self.revision(customer_no),
            **sums,
        )

    def lots(self, customer_no: str) -> dict[int, tuple[Decimal, Decimal]]:
        """Remaining and held of every lot ever opened."""
        ids = [lot.entry_id for lot in self.lots_of(self.known(customer_no))]
        return {lot: (self.remaining(lot), self.held(lot)) for lot in ids}

    def rows(self, customer_no: str) -> list[tuple[str, Decimal]]:
        """Kind and points of every entry, in the order of business time."""
        mine = self.entries_of(self.known(customer_no))
        mine.sort(key=lambda e: (e.occurred_at, e.entry_id))
        return [(e.kind, e.points) for e in mine]

    def postings(self, customer_no: str) -> list[int]:
        """The ids of every entry, in the order of posting."""
        return [e.entry_id for e in self.entries_of(self.known(customer_no))]

    def draws(self, entry_id: int) -> dict[int | None, Decimal]:
        """What a debit took from which lot, None for debt."""
        mine = [m for m in self.moves if m.entry_id == self.entry(entry_id).entry_id]
        lots = dict.fromkeys(m.lot for m in mine)
        taken = {x: -sum((m.points for m in mine if m.lot == x), ZERO) for x in lots}
        return {lot: points for lot, points in taken.items() if points}

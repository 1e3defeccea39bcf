"""The commands of one customer and of one hold, and how every command is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

from pointbook import errors
from pointbook.ledger.entries import CREDITS
from tests.model.figures import FOREVER, ZERO, Entry, Figures, Hold, HoldMove, Move, instant

FIRST_DAY = datetime(1900, 1, 1)


def amount(value: Any) -> Decimal:
    """A positive number of points with at most two decimals, never a float."""
    if isinstance(value, bool | float) or not isinstance(value, int | Decimal):
        raise errors.InvalidAmount(value=value)
    points = Decimal(value)
    if not points.is_finite() or not 0 < points < 10**16 or points != round(points, 2):
        raise errors.InvalidAmount(value=value)
    return points


def once(command: Callable[..., Any]) -> Callable[..., Any]:
    """A request id is answered with the first receipt for ever, a source with its ref while its entries stand."""

    @wraps(command)
    def run(
        book: Commands,
        *subject: Any,
        request_id: str | None = None,
        expected_revision: int | None = None,
        actor: str = "t",
        **options: Any,
    ) -> Any:
        content = (command.__name__, subject, sorted(options.items()))
        if request_id in book.receipts:
            first, answer = book.receipts[request_id]
            if first != content:
                raise errors.DuplicateKeyConflict(key=request_id)
            return said_before(answer)
        numbered = key_of(book, command.__name__, subject, options) if options.get("ref") else None
        if numbered in book.numbered and not book.is_retired(numbered):
            answer = book.numbered[numbered]
            if not is_same_movement(book, command.__name__, subject, options, answer):
                raise errors.DuplicateKeyConflict(key=numbered)
            is_one = command.__name__ in ("claw_back", "restore") and isinstance(answer, list)
            return said_before(answer[0] if is_one else answer)
        customer_no = book.single(book.whose(command.__name__, subject[0]))
        if expected_revision not in (None, book.revision(customer_no)):
            raise errors.StaleWrite(customer_no=customer_no, expected=expected_revision)
        book.since = len(book.entries)
        about = {"source", "ref", "note", "store", "channel", "campaign", "reason"}
        answer = command(book, *subject, **{k: v for k, v in options.items() if k not in about})
        book.changes.append(customer_no)
        if request_id:
            book.receipts[request_id] = (content, answer)
        if numbered and answer != []:  # what posted nothing left no number behind
            book.numbered[numbered] = answer
        return answer

    return run


def key_of(
    book: Commands, command: str, subject: tuple[Any, ...], options: dict[str, Any]
) -> tuple[str, ...]:
    """What an outside number is the key of: one kind of movement of one source."""
    kind = "transfer" if command == "extend" else command
    if command == "adjust":
        kind = "adjust_down" if subject[1] < 0 else "adjust_up"
    if command == "reassign":
        # By its kind: a claw back that found nothing moved no points, and is a debit all the same.
        kind = "claw_back" if book.entry(subject[0]).kind in CREDITS else "restore"
    return options.get("source", "manual"), options["ref"], kind


def is_same_movement(
    book: Commands, command: str, subject: tuple[Any, ...], options: dict[str, Any], answer: Any
) -> bool:
    """Whether a number said again means what it meant: customers, points, date where one is given, original.

    A reversal may have asked for more than was left.
    """
    posted: list[Entry] = answer if isinstance(answer, list) else [answer]
    first, last = posted[0], posted[-1]
    if options.get("occurred_at") not in (None, first.occurred_at):
        return False
    requested = sum((e.requested for e in posted if e.kind == first.kind), ZERO)
    points = options.get("points")
    if command in ("claw_back", "restore", "reassign"):
        is_whole = points is None or points >= requested
        is_there = command != "reassign" or last.customer_no == subject[1]
        return first.reverses == subject[0] and is_whole and is_there
    if command == "extend":
        is_one = first.customer_no == last.customer_no and subject[0] in book.draws(first.entry_id)
        return is_one and points in (None, requested)
    if command == "merge":
        return (first.customer_no, last.customer_no) == subject
    if command == "transfer":
        return (first.customer_no, last.customer_no, requested) == subject
    return (first.customer_no, requested) == (subject[0], abs(subject[1]))


def said_before(answer: Any) -> Any:
    """The same answer, marked as given before."""
    if isinstance(answer, list):
        return [said_before(one) for one in answer]
    return replace(answer, replayed=True) if isinstance(answer, Entry) else answer


class Commands(Figures):
    """What can be done to one customer, over the lists of the figures."""

    # How entries are written ---------------------------------------------------------------

    def is_retired(self, key: tuple[str, ...]) -> bool:
        """Undoing a batch retires its references; a request id is for ever."""
        answer = self.numbered[key]
        posted = answer if isinstance(answer, list) else []
        return any(e.batch_id in self.undone for e in posted)

    def whose(self, command: str, subject: Any) -> str:
        """A command names a customer, an entry or a hold."""
        if command in ("claw_back", "restore", "reverse", "extend", "reassign"):
            return self.entry(subject).customer_no
        if command in ("release", "settle"):
            return self.hold_of(subject).customer_no
        return self.known(subject)

    def dated(self, value: datetime | date | None, not_before: datetime = FIRST_DAY) -> datetime:
        """When it happened: now where nothing is said, never later, never before the original."""
        at = self.now() if value is None else instant(value)
        if at < FIRST_DAY:
            raise errors.InvalidDate(value=value)
        if at > self.now():
            raise errors.DateInFuture(value=value, now=self.now())
        if at < not_before:
            raise errors.ReversalBeforeOriginal(value=value, original=not_before)
        return at

    def post(
        self, customer_no: str, kind: str, points: Decimal, at: datetime, **columns: Any
    ) -> Entry:
        columns.setdefault("requested", abs(points))
        entry = Entry(len(self.entries) + 1, customer_no, kind, points, at, **columns)
        self.entries.append(entry)
        return entry

    def move(
        self,
        by: Entry,
        lot: int | None,
        points: Decimal,
        debt: Entry | None = None,
        at: datetime = FIRST_DAY,
    ) -> None:
        """Debt cannot be paid before it was made, nor from a lot before it was opened."""
        at = max(at, by.occurred_at, debt.occurred_at if debt else by.occurred_at)
        self.moves.append(Move(by.entry_id, lot, points, at, debt.entry_id if debt else None))

    def credit(
        self, customer_no: str, kind: str, points: Decimal, at: datetime, **columns: Any
    ) -> Entry:
        """A lot of all the points, which then pays debt."""
        columns["available_from"] = columns.get("available_from") or at
        entry = self.post(customer_no, kind, points, at, **columns)
        self.move(entry, entry.entry_id, points)
        self.pay_debts(entry, entry.entry_id, points)
        return entry

    def pay_debts(self, by: Entry, lot: int, limit: Decimal, at: datetime = FIRST_DAY) -> Decimal:
        """The oldest debt first; what was paid is answered."""
        left = limit
        for debt in self.open_debts(by.customer_no):
            paid = min(left, self.owed(debt.entry_id))
            if paid > 0:
                self.move(by, lot, -paid, debt, at)
                self.move(by, None, paid, debt, at)
                left -= paid
        return limit - left

    def draw(self, by: Entry, points: Decimal, lots: Sequence[Entry]) -> Decimal:
        """Take points from lots in their order; what is missing is answered."""
        for lot in lots:
            taken = min(points, self.free(lot))
            if taken > 0:
                self.move(by, lot.entry_id, -taken)
                points -= taken
        return points

    def owe(self, by: Entry, points: Decimal) -> None:
        if points > 0:
            self.move(by, None, -points, by)

    def debit(self, customer_no: str, kind: str, points: Decimal, at: datetime, **c: Any) -> Entry:
        """Lots pay first, the rest is debt."""
        entry = self.post(customer_no, kind, -points, at, **c)
        self.owe(entry, self.draw(entry, points, self.usable_lots(customer_no, at)))
        return entry

    # Commands of one customer --------------------------------------------------------------

    def open(self, kind: str, customer_no: str, points: Any, **dates: Any) -> Entry:
        at = self.dated(dates.get("occurred_at"))
        available_from = instant(dates.get("available_from") or at)
        expires_at = dates.get("expires_at")
        if expires_at is not None and not isinstance(expires_at, datetime):
            expires_at = instant(expires_at) + timedelta(days=1)
        if available_from < at or (expires_at and expires_at <= available_from):
            raise errors.InvalidDate(value=expires_at)
        return self.credit(
            customer_no,
            kind,
            amount(points),
            at,
            available_from=available_from,
            expires_at=expires_at,
        )

    @once
    def earn(self, customer_no: str, points: Any, **dates: Any) -> Entry:
        return self.open("earn", customer_no, points, **dates)

    @once
    def opening(self, customer_no: str, points: Any, **dates: Any) -> Entry:
        return self.open("opening", customer_no, points, **dates)

    def spend(
        self,
        kind: str,
        customer_no: str,
        points: Any,
        occurred_at: Any = None,
        partial: bool = False,
        overdraft: bool = False,
    ) -> Entry:
        at, asked = self.dated(occurred_at), amount(points)
        there = self.spendable(customer_no, at)
        taken = asked if overdraft else min(asked, there)
        if taken < asked and not (partial and taken):
            raise errors.InsufficientPoints(available=there, needed=asked)
        return self.debit(customer_no, kind, taken, at, requested=asked, short=asked - taken)

    @once
    def redeem(self, customer_no: str, points: Any, **options: Any) -> Entry:
        return self.spend("redeem", customer_no, points, **options)

    @once
    def adjust(self, customer_no: str, points: Any, *, overdraft: bool = False, **d: Any) -> Entry:
        if isinstance(points, int | Decimal) and Decimal(points).is_signed():
            return self.spend("adjust_down", customer_no, -points, overdraft=overdraft, **d)
        return self.open("adjust_up", customer_no, points, **d)

    @once
    def clear(
        self, customer_no: str, *, occurred_at: Any = None, include_held: bool = False
    ) -> Entry:
        at = self.dated(occurred_at)
        held = [x for x in self.lots_of(customer_no) if include_held and self.held(x.entry_id)]
        points = self.spendable(customer_no, at)
        let_go = sum((self.held(lot.entry_id) for lot in held), ZERO)
        if points + let_go <= 0:
            raise errors.NothingToClear(customer_no=customer_no)
        entry = self.debit(customer_no, "clear", points, at, requested=points + let_go)
        for hold in self.hold_list:
            if include_held and hold.customer_no == customer_no:
                for lot, part in self.hold_left(hold.hold_id):
                    self.hold_moves.append(HoldMove(hold.hold_id, lot.entry_id, -part, at))
                    self.move(entry, lot.entry_id, -part)
        self.entries[entry.entry_id - 1] = replace(entry, points=-points - let_go)
        return self.entry(entry.entry_id)

    # Holds ---------------------------------------------------------------------------------

    @once
    def hold(self, customer_no: str, points: Any, *, occurred_at: Any = None) -> int:
        at, asked = self.dated(occurred_at), amount(points)
        there = self.spendable(customer_no, at)
        if there < asked:
            raise errors.InsufficientPoints(available=there, needed=asked)
        hold = Hold(len(self.hold_list) + 1, customer_no, at)
        self.hold_list.append(hold)
        for lot in self.usable_lots(customer_no, at):
            kept = min(asked, self.free(lot))
            if kept > 0:
                self.hold_moves.append(HoldMove(hold.hold_id, lot.entry_id, kept, at))
                asked -= kept
        return hold.hold_id

    def let_go(
        self, hold: Hold, left: list[tuple[Entry, Decimal]], points: Any, at: datetime
    ) -> list[tuple[Entry, Decimal]]:
        """Points of a hold, in the order of its lots that is given."""
        there = sum((held for _, held in left), ZERO)
        asked = there if points is None else amount(points)
        if asked > there or not there:
            raise errors.NothingHeld(hold_id=hold.hold_id, held=there, needed=asked)
        gone = []
        for lot, held in left:
            part = min(asked, held)
            if part > 0:
                self.hold_moves.append(HoldMove(hold.hold_id, lot.entry_id, -part, at))
                gone.append((lot, part))
                asked -= part
        return gone

    @once
    def release(self, hold_id: int, points: Any = None, *, occurred_at: Any = None) -> None:
        """What is valid longest is given free first."""
        hold = self.hold_of(hold_id)
        at = self.dated(occurred_at, hold.occurred_at)
        for lot, part in self.let_go(hold, self.hold_left(hold_id)[::-1], points, at):
            if at >= (lot.expires_at or FOREVER):
                self.lapse(lot, part, at)

    @once
    def settle(self, hold_id: int, points: Any = None, *, occurred_at: Any = None) -> Entry:
        """What expires first is spent first, even when it has expired meanwhile."""
        hold = self.hold_of(hold_id)
        at = self.dated(occurred_at, hold.occurred_at)
        gone = self.let_go(hold, self.hold_left(hold_id), points, at)
        entry = self.post(hold.customer_no, "redeem", -sum((p for _, p in gone), ZERO), at)
        for lot, part in gone:
            self.move(entry, lot.entry_id, -part)
        return entry

    def lapse(self, lot: Entry, points: Decimal, at: datetime, **columns: Any) -> Entry:
        entry = self.post(lot.customer_no, "expire", -points, at, **columns)
        self.move(entry, lot.entry_id, -points)
        return entry

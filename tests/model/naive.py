"""The rules of the ledger once more, as plainly as they can be said.

Nothing here is fast, and nothing is shared with the real ledger but its refusals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pointbook import errors
from tests.model.commands import amount, once
from tests.model.figures import FOREVER, ZERO, Entry, end_of, instant
from tests.model.pairs import Pairs


@dataclass(frozen=True)
class Row:
    """One movement of an imported file; points are signed."""

    customer_no: str
    kind: str
    points: Decimal
    occurred_at: datetime
    expires_at: datetime | None = None
    ref: str | None = None


@dataclass(frozen=True)
class NaiveRun:
    """What an import answers: its entries as they were posted, and how many rows were known."""

    batch_id: int
    posted: list[Entry]
    skipped: int


@dataclass(frozen=True)
class NaiveUndone:
    """What an undo answers: the opposites, and who had too few points left."""

    posted: list[Entry]
    shortfalls: dict[str, Decimal]


def period_of(rows: Sequence[Row]) -> tuple[datetime, datetime]:
    """From the first day of the first month to the end of the last day."""
    first, last = (of(row.occurred_at for row in rows) for of in (min, max))
    return datetime(first.year, first.month, 1), instant(last.date()) + timedelta(days=1)


class NaiveBook(Pairs):
    """A book with every command of the ledger."""

    @once
    def transfer(
        self, from_no: str, to_no: str, points: Any, *, occurred_at: Any = None
    ) -> list[Entry]:
        """One pair of entries per source lot, so that each keeps its expiry."""
        at, asked = self.dated(occurred_at), amount(points)
        if self.single(to_no) == from_no:
            raise errors.SameCustomer(customer_no=from_no)
        if self.debt(from_no):
            raise errors.CustomerInDebt(customer_no=from_no)
        there = self.usable(from_no, at)
        if there < asked:
            raise errors.InsufficientPoints(available=there, needed=asked)
        pairs = []
        for lot in self.usable_lots(from_no, at):
            part = min(asked, self.free(lot))
            if part > 0:
                sent = self.post(from_no, "transfer_out", -part, at)
                self.move(sent, lot.entry_id, -part)
                got = self.credit(to_no, "transfer_in", part, at, expires_at=lot.expires_at)
                pairs += [sent, got]
                asked -= part
        self.changes.append(to_no)
        return pairs

    @once
    def merge(self, from_no: str, to_no: str, *, occurred_at: Any = None) -> list[Entry]:
        """All that has not expired goes over, lot by lot, and what is owed as a pair of its own."""
        at = self.dated(occurred_at)
        if self.single(to_no) == from_no:
            raise errors.SameCustomer(customer_no=from_no)
        left = [lot for lot in self.entries_of(from_no) if self.remaining(lot.entry_id) > 0]
        if any(self.held(lot.entry_id) for lot in left):
            raise errors.PointsHeld(customer_no=from_no)
        left = [lot for lot in left if at < (lot.expires_at or FOREVER)]
        if any(x.occurred_at > at for x in left + self.open_debts(from_no)):
            raise errors.MergeTooEarly(customer_no=from_no)
        self.batch_count += 1
        batch_id, owed = self.batch_count, self.debt(from_no)
        pairs = []
        if owed:
            pairs.append(self.credit(from_no, "merge_in", owed, at, batch_id=batch_id))
            pairs.append(self.debit(to_no, "merge_out", owed, at, batch_id=batch_id))
        for lot in left:
            points = self.remaining(lot.entry_id)
            opens = max(at, lot.available_from or at)
            sent = self.post(from_no, "merge_out", -points, at, batch_id=batch_id)
            self.move(sent, lot.entry_id, -points)
            columns = {"available_from": opens, "expires_at": lot.expires_at, "batch_id": batch_id}
            pairs += [sent, self.credit(to_no, "merge_in", points, at, **columns)]
        self.merges[batch_id] = (from_no, to_no)
        self.changes += [to_no] if pairs else []
        return pairs

    def expire(self, as_of: datetime | date, *, actor: str = "t") -> list[Entry]:
        """Per lot one entry, dated at its expiry, for what is neither spent nor held."""
        swept = []
        batch_id = self.batch_count + 1
        for customer_no in self.customers:
            for lot in self.lots_of(customer_no):
                expires_at = lot.expires_at or FOREVER
                if expires_at <= end_of(as_of) and self.free(lot) > 0:
                    swept.append(self.lapse(lot, self.free(lot), expires_at, batch_id=batch_id))
        self.batch_count += bool(swept)
        self.changes += sorted({entry.customer_no for entry in swept})
        return swept

    def batch(self, way: str, wanted: dict[str, Decimal], until: date | None = None) -> list[Entry]:
        """One entry for each of whom it can be done as asked; the others are left out."""
        at, posted = self.now(), []
        ends = instant(until) + timedelta(days=1) if until else None
        gone = {gone for batch, (gone, _) in self.merges.items() if batch not in self.undone}
        for customer_no, points in wanted.items():
            if customer_no not in self.customers or customer_no in gone:
                continue
            there, batch = self.spendable(customer_no, at), {"batch_id": self.batch_count + 1}
            taken = there if way == "clear" else -points
            kind = "clear" if way == "clear" else "adjust_down"
            if taken < 0:
                c = batch | {"expires_at": ends}
                posted.append(self.credit(customer_no, "adjust_up", points, at, **c))
            elif 0 < taken <= there:
                posted.append(self.debit(customer_no, kind, taken, at, **batch))
        if not posted:
            raise errors.EmptyBatch
        self.batch_count += 1
        self.listed.add(self.batch_count)
        self.changes += [entry.customer_no for entry in posted]
        return posted

    # Imports -------------------------------------------------------------------------------

    def import_rows(
        self, rows: Sequence[Row], source: str = "file", replace: bool = False
    ) -> NaiveRun:
        """By customer, business time, credits first, then row; known rows are passed over.

        A file that replaces first takes back what it has no more of its period.
        """
        self.batch_count += 1
        batch_id = self.batch_count
        alive = {key: entry for batch, key, entry in self.row_keys if self.is_alive(batch, entry)}
        times: Counter[object] = Counter()
        fresh, keys = [], []
        for number, row in enumerate(rows):
            content = (row.customer_no, row.occurred_at, row.kind, row.points)
            times[content] += 1
            key: object = (source, *content, times[content])
            if row.ref:
                key = (source, row.ref, row.kind)
            keys.append(key)
            if key not in alive:
                fresh.append((row.customer_no, row.occurred_at, row.points < 0, number, row))
        first = len(self.entries)
        if replace:
            since, until = period_of(rows)
            gone = [
                self.entry(entry)
                for key, entry in alive.items()
                if key not in keys and key[0] == source  # type: ignore[index]
                and since <= self.entry(entry).occurred_at < until
            ]  # fmt: skip
            self.resting += [(batch_id, entry.entry_id) for entry in gone]
            self.oppose(gone, owed=True, batch_id=batch_id)
        self.customers += sorted({item[0] for item in fresh} - set(self.customers))
        fresh.sort(key=lambda item: (self.customers.index(item[0]), *item[1:4]))
        for item in fresh:
            entry = self.post_row(item[4], batch_id)
            self.row_keys.append((batch_id, keys[item[3]], entry.entry_id))
        posted = self.entries[first:]
        self.changes += sorted({entry.customer_no for entry in posted})
        return NaiveRun(batch_id, posted, len(rows) - len(fresh))

    def is_alive(self, batch_id: int, entry_id: int) -> bool:
        """Whether the key of an imported row still stands for its entry."""
        resting = {entry for by, entry in self.resting if by not in self.undone}
        return batch_id not in self.undone and entry_id not in resting

    def post_row(self, row: Row, batch_id: int) -> Entry:
        """History may overdraw, and its expiries take first what had lapsed by then."""
        at, points = row.occurred_at, abs(row.points)
        if row.points > 0:
            return self.credit(
                row.customer_no, row.kind, points, at, expires_at=row.expires_at, batch_id=batch_id
            )
        entry = self.post(row.customer_no, row.kind, -points, at, batch_id=batch_id)
        lots = self.usable_lots(row.customer_no, at)
        if row.kind == "expire":
            mine = self.lots_of(row.customer_no)
            lots = [lot for lot in mine if (lot.expires_at or FOREVER) <= at] + lots
        self.owe(entry, self.draw(entry, points, lots))
        return entry

    def kind_of(self, batch_id: int) -> str:
        """What a batch was: an import, a sweep, a merge, what was posted in pairs or by a list."""
        if batch_id in self.merges:
            return "merge"
        if batch_id in self.paired | self.listed:
            return "pair" if batch_id in self.paired else "list"
        return "import" if batch_id in {batch for batch, _, _ in self.row_keys} else "sweep"

    def undo(self, batch_id: int, *, actor: str = "t") -> NaiveUndone:
        """The opposites of a batch, newest first, each dated as what it takes back."""
        if not 1 <= batch_id <= self.batch_count:
            raise errors.UnknownBatch(batch_id=batch_id)
        if batch_id in self.undone:
            raise errors.AlreadyUndone(batch_id=batch_id)
        batch = [e for e in self.entries if e.batch_id == batch_id]
        taken_by = {by for by, _ in self.resting if by not in self.undone}
        if any(r.batch_id in taken_by for e in batch for r in self.reversals(e.entry_id)):
            raise errors.ReplacedSince(batch_id=batch_id)
        resting = {entry for by, entry in self.resting if by == batch_id}
        freed = {key for _, key, entry in self.row_keys if entry in resting}
        if any(
            key in freed and by != batch_id and self.is_alive(by, entry)
            for by, key, entry in self.row_keys
        ):
            raise errors.PostedAgainSince(batch_id=batch_id)
        if batch_id in self.merges:
            self.single(self.merges[batch_id][1])
        elif batch_id in self.paired:
            for customer_no in {e.customer_no for e in batch}:
                self.single(customer_no)
        is_paired = batch_id in self.merges or batch_id in self.paired
        if is_paired and any(self.reversible(each) != abs(each.points) for each in batch):
            raise errors.ReversedSince(batch_id=batch_id)
        if batch_id in self.merges:
            self.changes.append(self.merges[batch_id][0])
        first = len(self.entries)
        shortfalls = self.oppose(batch, owed=is_paired)
        self.undone.append(batch_id)
        posted = self.entries[first:]
        self.changes += sorted({entry.customer_no for entry in posted})
        return NaiveUndone(posted, shortfalls)

    def oppose(
        self, batch: list[Entry], *, owed: bool, batch_id: int | None = None
    ) -> dict[str, Decimal]:
        """Take entries back with the expiries of their lots; what is missing is owed, or answered."""
        expiries = [e for e in self.entries if e not in batch and self.expired_of(e, batch)]
        roots = sorted(batch + expiries, key=lambda e: -e.entry_id)
        first = self.since = len(self.entries)
        missing = []
        for entry in roots:
            points = self.reversible(entry)
            if points > 0 and entry in expiries:
                self.take_expiry_back(entry, self.expired_of(entry, batch))
            elif points > 0 and entry.points < 0:
                self.give_back(entry, points, entry.occurred_at, lapse=False)
            elif points > 0 and entry.available_from is None:
                missing.append(self.take_refill_back(entry))
            elif points > 0:
                missing.append(self.take_back(entry, points))
        shortfalls: Counter[str] = Counter()
        for opposite, points in sorted(missing, key=lambda m: (m[0].occurred_at, m[0].reverses)):
            at = opposite.occurred_at
            short = self.draw(opposite, points, self.usable_lots(opposite.customer_no, at))
            if owed:
                self.owe(opposite, short)
                short = ZERO
            taken = opposite.requested - short
            self.entries[opposite.entry_id - 1] = replace(opposite, points=-taken, short=short)
            shortfalls[opposite.customer_no] += short  # type: ignore[assignment]
        for entry in self.entries[first:]:
            self.entries[entry.entry_id - 1] = replace(entry, batch_id=batch_id)
        return {no: Decimal(s) for no, s in shortfalls.items() if s}

    def expired_of(self, entry: Entry, batch: list[Entry]) -> list[tuple[Entry, Decimal]]:
        """What an expiry took from lots of the batch and has not given back.

        Itself: where what it gave back was taken again, from a lot of the batch, that is a spending like any.
        """
        mine = {self.entry(lot) for lot in self.draws(entry.entry_id) if lot}
        if entry.kind != "expire" or mine.isdisjoint(batch):
            return []
        return [(lot, points) for lot, points in self.drawn(entry) if lot in batch]

    def take_expiry_back(self, expiry: Entry, parts: list[tuple[Entry, Decimal]]) -> None:
        points = min(self.reversible(expiry), sum((part for _, part in parts), ZERO))
        entry = self.post(
            expiry.customer_no, "restore", points, expiry.occurred_at, reverses=expiry.entry_id
        )
        for lot, part in parts:
            given = min(points, part)
            points -= given
            if given > 0:
                self.move(entry, lot.entry_id, given)
                # A file may say that what is still valid has expired.
                if entry.occurred_at < (lot.expires_at or FOREVER):
                    self.pay_debts(entry, lot.entry_id, given)

    def take_back(self, credit: Entry, points: Decimal) -> tuple[Entry, Decimal]:
        """A credit as if it had never been: debts it paid are open again. What is missing, too."""
        entry = self.post(
            credit.customer_no,
            "claw_back",
            -points,
            credit.occurred_at,
            reverses=credit.entry_id,
        )
        return entry, self.take_from(entry, credit, points)

    def take_refill_back(self, restore: Entry) -> tuple[Entry, Decimal]:
        """What a restore gave to lots is taken from them, and what it forgave is owed again."""
        points = self.reversible(restore)
        entry = self.post(
            restore.customer_no,
            "claw_back",
            -points,
            restore.occurred_at,
            reverses=restore.entry_id,
        )
        filled = [
            m for m in self.moves if m.entry_id == restore.entry_id and m.lot and m.points > 0
        ]
        self.owe(entry, points - sum((m.points for m in filled), ZERO))
        missing = ZERO
        for lot in sorted({m.lot for m in filled if m.lot}):
            inside = sum((m.points for m in filled if m.lot == lot), ZERO)
            missing += self.take_from(entry, self.entry(lot), inside)
        return entry, missing

    def take_from(self, by: Entry, credit: Entry, points: Decimal) -> Decimal:
        """From one lot what is free in it, then what it had paid of debts; what is missing is answered."""
        lot, missing = credit.entry_id, points - min(points, self.free(credit))
        for debit, paid in self.debts_paid(lot):
            again = min(missing, paid)
            if again > 0:
                self.move(by, lot, again, debit)
                self.move(by, None, -again, debit)
                missing -= again
        if missing < points:
            self.move(by, lot, missing - points)
        return missing

    def debts_paid(self, lot: int) -> list[tuple[Entry, Decimal]]:
        """The debts that a lot paid, payment by payment, the last one first."""
        paid = self.payments(m for m in self.moves if m.lot == lot and m.debt)
        return [(self.entry(m.debt or 0), -m.points) for m in reversed(paid)]

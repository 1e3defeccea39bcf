"""The opposites of an entry: taking back what was issued, giving back what was used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pointbook import errors
from tests.model.commands import Commands, amount, once
from tests.model.figures import FOREVER, ZERO, Entry, Move


class Reversals(Commands):
    """What can be done to one entry."""

    @once
    def claw_back(
        self, entry_id: int, *, points: Any = None, policy: str = "clamp", occurred_at: Any = None
    ) -> Entry:
        entry = self.entry(entry_id)
        asked = None if points is None else amount(points)
        at = self.dated(occurred_at, entry.occurred_at)
        left = self.reversible_by_hand(entry)
        if entry.available_from is None or left <= 0:
            raise errors.NothingToReverse(entry_id=entry_id)
        asked = left if asked is None else min(asked, left)
        own = [entry] if at < (entry.expires_at or FOREVER) else []
        lots = own + [x for x in self.usable_lots(entry.customer_no, at) if x != entry]
        there = sum((self.free(lot) for lot in lots), ZERO)
        if there < asked and policy == "block":
            raise errors.ClawbackBlocked(available=there, needed=asked)
        taken = asked if policy == "debt" else min(asked, there)
        taking = self.post(
            entry.customer_no,
            "claw_back",
            -taken,
            at,
            reverses=entry_id,
            requested=asked,
            short=asked - taken,
        )
        self.owe(taking, self.draw(taking, taken, lots))
        return taking

    @once
    def restore(
        self, entry_id: int, *, points: Any = None, grace_days: int = 0, occurred_at: Any = None
    ) -> Entry:
        debit = self.entry(entry_id)
        asked = None if points is None else amount(points)
        at = self.dated(occurred_at, debit.occurred_at)
        left = self.reversible_by_hand(debit)
        if debit.points >= 0 or left <= 0 or debit.kind in ("transfer_out", "merge_out"):
            raise errors.NothingToReverse(entry_id=entry_id)
        given = left if asked is None else min(asked, left)
        until = at + timedelta(days=grace_days) if grace_days else None
        if debit.kind == "expire":
            c = {"reverses": entry_id, "expires_at": until}
            return self.credit(debit.customer_no, "restore", given, at, **c)
        return self.give_back(debit, given, at, anew_until=until)

    @once
    def reverse(self, entry_id: int, **options: Any) -> Entry:
        back = self.claw_back if self.entry(entry_id).points > 0 else self.restore
        answer: Entry = back(entry_id, **options)
        self.changes.pop()
        return answer

    def give_back(
        self,
        debit: Entry,
        points: Decimal,
        at: datetime,
        *,
        lapse: bool = True,
        anew_until: datetime | None = None,
    ) -> Entry:
        """What was drawn last comes back first: the debt, then the lots, the one that pays last first.

        What has expired lapses; with days of grace it is a new lot instead.
        """
        entry = self.post(debit.customer_no, "restore", points, at, reverses=debit.entry_id)
        back: list[tuple[Entry, Decimal]] = []
        left, anew = points, ZERO
        for maker, owed in self.owed_by(debit):
            part = min(left, owed)
            left -= part
            paid = part - min(part, self.owed(maker.entry_id))
            if part > 0:
                self.move(entry, None, part, maker)
                self.keep_until(entry, debit, maker, part)
            back += self.take_payments_back(entry, maker, paid)
        for lot, missing in self.drawn(debit):
            given = min(left, missing)
            left -= given
            if at >= (lot.expires_at or FOREVER) and anew_until:
                anew += given
            elif given > 0:
                self.move(entry, lot.entry_id, given)
                if at < (lot.expires_at or FOREVER):
                    given -= self.pay_debts(entry, lot.entry_id, given)
                back.append((lot, given))
        if anew > 0:
            entry = replace(entry, available_from=at, expires_at=anew_until)
            self.entries[entry.entry_id - 1] = entry
            self.move(entry, entry.entry_id, anew)
            self.pay_debts(entry, entry.entry_id, anew)
        for lot in dict.fromkeys(lot for lot, _ in back):
            lapsed = sum((left for other, left in back if other == lot), ZERO)
            if lapse and lapsed > 0 and at >= (lot.expires_at or FOREVER):
                self.lapse(lot, lapsed, at)
        return entry

    def take_payments_back(
        self, by: Entry, debit: Entry, points: Decimal
    ) -> list[tuple[Entry, Decimal]]:
        """A debt that is no more gives back to the lots that had paid it, the last one first.

        What they get pays whatever else is owed, even when they have expired; the rest stays.
        """
        back = []
        for lot, paid in self.payers(debit):
            given = min(points, paid)
            if given > 0:
                points -= given
                at = max(by.occurred_at, debit.occurred_at, lot.occurred_at)
                self.move(by, lot.entry_id, given, debit, at)
                self.move(by, None, -given, debit, at)
                back.append((lot, given - self.pay_debts(by, lot.entry_id, given, at)))
        return back

    def keep_until(self, by: Entry, debit: Entry, maker: Entry, points: Decimal) -> None:
        """Before a debt was made there was nothing to pay of it: its points lie where the debit had them from.

        That is the newest lot it drew on, else the lot whose taking back made the debt, else what it owed.
        """
        lots = [m.lot for m in self.moves if m.entry_id == debit.entry_id and m.lot and not m.debt]
        if not lots and maker.reverses and self.entry(maker.reverses).available_from:
            lots = [maker.reverses]
        home = max(lots, default=None)
        if maker.occurred_at > by.occurred_at:
            owed = None if home else maker.entry_id
            self.moves.append(Move(by.entry_id, home, points, by.occurred_at, owed))
            self.moves.append(Move(by.entry_id, home, -points, maker.occurred_at, owed))

    def payers(self, debit: Entry) -> list[tuple[Entry, Decimal]]:
        """The lots that paid the debt of a debit, payment by payment, the last one first."""
        paid = self.payments(m for m in self.moves if m.debt == debit.entry_id)
        return [(self.entry(m.lot or 0), -m.points) for m in reversed(paid)]

    def payments(self, moves: Iterable[Move]) -> list[Move]:
        """What lots paid of debts and did not get back, in that order: they get back first what they paid last.

        Of an earlier command it is kept by which entry they paid, and of one entry the oldest counts as first.
        """
        paid: list[Move] = []
        for move in moves:
            if move.lot is None:
                continue
            if move.points < 0:
                paid.append(move)
            left = move.points
            while left > 0:
                last = max(
                    i for i, m in enumerate(paid) if (m.lot, m.debt) == (move.lot, move.debt)
                )
                rest = left + paid[last].points
                if rest >= 0:
                    del paid[last]
                else:
                    paid[last] = replace(paid[last], points=rest)
                left = max(rest, ZERO)
        return sorted(
            paid,
            key=lambda m: (m.entry_id, *((m.debt, m.lot) if m.entry_id <= self.since else ())),
        )

    def family_moves(self, debit: Entry) -> list[Move]:
        """What a debit moved, what its reversals moved, what theirs did, and so on."""
        family = [debit]
        for one in family:
            family += self.reversals(one.entry_id)
        return [m for m in self.moves if m.entry_id in {e.entry_id for e in family}]

    def owed_by(self, debit: Entry) -> list[tuple[Entry, Decimal]]:
        """The debts that a debit or taking back its reversals made, the newest first."""
        moves = [m for m in self.family_moves(debit) if m.debt]
        sums = {
            x: -sum((m.points for m in moves if m.debt == x), ZERO) for m in moves if (x := m.debt)
        }
        return [(self.entry(x), sums[x]) for x in sorted(sums, reverse=True) if sums[x] > 0]

    def drawn(self, debit: Entry) -> list[tuple[Entry, Decimal]]:
        """The lots that a debit drew on and what they still miss; its own lot was drawn on first."""
        drawn = self.net([m for m in self.family_moves(debit) if not m.debt])
        drawn.sort(key=lambda part: part[0].order, reverse=True)
        drawn.sort(key=lambda part: part[0].entry_id == debit.reverses)
        return drawn

    def net(self, moves: list[Move]) -> list[tuple[Entry, Decimal]]:
        lots = list(dict.fromkeys(m.lot for m in moves if m.lot))
        paid = [(x, -sum((m.points for m in moves if m.lot == x), ZERO)) for x in reversed(lots)]
        return [(self.entry(lot), points) for lot, points in paid if points > 0]

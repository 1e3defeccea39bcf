"""What is posted in pairs to correct: a later end for a lot, an entry moved to the right customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pointbook import errors
from tests.model.commands import amount, once
from tests.model.figures import FOREVER, Entry, instant
from tests.model.reversals import Reversals

MOVABLE = ("opening", "earn", "adjust_up", "redeem", "adjust_down")


class Pairs(Reversals):
    """Corrections that leave the sum of all customers as it was."""

    @once
    def extend(
        self, entry_id: int, until: Any, *, points: Any = None, shorten: bool = False,
        occurred_at: Any = None,
    ) -> list[Entry]:  # fmt: skip
        """The rest of a lot leaves it for a new one; nothing held, nothing owed, never shorter unasked."""
        lot, asked = self.entry(entry_id), None if points is None else amount(points)
        at = self.dated(occurred_at, lot.occurred_at)
        there = self.remaining(entry_id)
        if lot.available_from is None or not there:
            raise errors.NothingToExtend(entry_id=entry_id)
        if (lot.expires_at or FOREVER) <= at:
            raise errors.PointsExpired(entry_id=entry_id)
        if self.debt(lot.customer_no):
            raise errors.CustomerInDebt(customer_no=lot.customer_no)
        ends, now_ends = instant(until) if until else FOREVER, lot.expires_at or FOREVER
        if ends <= max(at if shorten else self.now(), lot.available_from):
            raise errors.InvalidDate(value=until)
        if ends == now_ends or (ends < now_ends and not shorten):
            raise errors.ExpiryNotLater(entry_id=entry_id)
        asked = there if asked is None else asked
        if asked > there:
            raise errors.InsufficientPoints(available=there, needed=asked)
        if asked > self.free(lot):
            raise errors.PointsHeld(customer_no=lot.customer_no)
        self.batch_count += 1
        batch = {"batch_id": self.batch_count}
        self.paired.add(self.batch_count)
        sent = self.post(lot.customer_no, "transfer_out", -asked, at, **batch)
        self.move(sent, lot.entry_id, -asked)
        got = self.credit(
            lot.customer_no, "transfer_in", asked, at, expires_at=until and ends,
            available_from=max(at, lot.available_from), **batch,
        )  # fmt: skip
        return [sent, got]

    @once
    def reassign(
        self, entry_id: int, to_no: str, *, points: Any = None, policy: str = "block",
        occurred_at: Any = None,
    ) -> list[Entry]:  # fmt: skip
        """Reversed on the one, posted anew on the other, both on the same day."""
        entry = self.entry(entry_id)
        asked = None if points is None else amount(points)
        at = self.dated(occurred_at, entry.occurred_at)
        if entry.kind not in MOVABLE:
            raise errors.NothingToReverse(entry_id=entry_id)
        if self.single(to_no) == entry.customer_no:
            raise errors.SameCustomer(customer_no=to_no)
        if (entry.expires_at or FOREVER) <= at:
            raise errors.PointsExpired(entry_id=entry_id)
        left = self.reversible(entry)
        if left <= 0:
            raise errors.NothingToReverse(entry_id=entry_id)
        asked = left if asked is None else min(asked, left)
        if entry.points < 0 and self.spendable(to_no, at) < asked:
            raise errors.InsufficientPoints(needed=asked)
        first, changes = len(self.entries), len(self.changes)
        if entry.points > 0:
            self.claw_back(entry_id, points=asked, policy=policy, occurred_at=at)
        else:
            self.restore(entry_id, points=asked, occurred_at=at)
        del self.changes[changes:]
        if entry.points > 0:
            opens = max(at, entry.available_from or at)
            self.credit(
                to_no, entry.kind, asked, at, expires_at=entry.expires_at, available_from=opens
            )
        else:
            self.debit(to_no, entry.kind, asked, at)
        self.batch_count += 1
        self.paired.add(self.batch_count)
        for made in self.entries[first:]:
            self.entries[made.entry_id - 1] = replace(made, batch_id=self.batch_count)
        self.changes.append(to_no)
        return self.entries[first:]

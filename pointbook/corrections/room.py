"""Corrections of one customer at a time, as other rooms and programs see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pointbook.access import Actor, as_actor
from pointbook.access.permit import permit
from pointbook.corrections.change import OF_ENTRY, Change, do
from pointbook.corrections.effects import Effects, effects
from pointbook.corrections.keeping import beside
from pointbook.corrections.reasons import Reasons
from pointbook.errors import NothingToReverse, UnknownEntry, UnknownHold

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.ledger.desk import Asked, Posting


@dataclass(frozen=True)
class Posted:
    """A change that was done."""

    change: Change
    postings: tuple[Posting, ...]
    hold_id: int | None
    batch_id: int | None
    """Of an extension, a move or a merge: what is undone together."""
    balance: Decimal
    """Of the customer afterwards."""
    replayed: bool
    can_take_back: bool

    @property
    def points(self) -> Decimal:
        """What came (positive) or went, of the customer; of a hold what is on hold, of an extension what moved on."""
        mine = [
            each.points for each in self.postings if each.customer_no == self.change.customer_no
        ]
        if self.change.way == "extend":
            return max(mine, default=Decimal(0))
        return sum(mine, Decimal(0)) if mine else Decimal(self.change.points or 0)


class Corrections:
    """Each change is a movement of the ledger, foreseen before it is made and taken back by another."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.reasons = Reasons(book.store)

    def effects(self, change: Change, actor: Actor | str) -> Effects:
        """What a change would do to the book as it is now; refused as the change would be, and nothing is written.

        The actor's limits count, the list of reasons does not.
        """
        by = as_actor(actor)
        self._permit(change, by)
        named = self.named(change, by)
        return effects(self._book, named, asked_of(named, by, None, None), by)

    def post(
        self, change: Change, actor: Actor | str, request_id: str | None = None,
        expected_revision: int | None = None,
    ) -> Posted:  # fmt: skip
        """Do a change once. ReasonNotListed, StaleWrite, and the refusals of the ledger."""
        by = as_actor(actor)
        self._permit(change, by)
        named = self.named(change, by)
        self.reasons.require_listed(change.way, change.reason)
        ledger = self._book.ledger.through(beside(self._book, named, by, self._book.store.perform))
        done = do(ledger, named, asked_of(named, by, request_id, expected_revision))
        return self._posted(named, done, by)

    def take_back(
        self, posted: Posted, actor: Actor | str, request_id: str | None = None
    ) -> list[Posting]:
        """Undo a change by the opposite movement; the entries of it. NothingToReverse where there is none.

        A tier that was kept beside it stays kept: it is taken back where fields are. A transfer is sent back, a
        hold released, a release held again.
        """
        by, change = as_actor(actor), posted.change
        ledger, way = self._book.ledger, change.way
        asked: Asked = {"actor": by, "request_id": request_id, "reason": "reversal"}
        if not posted.can_take_back:
            raise NothingToReverse(entry_id=posted.postings[0].entry_id)
        if posted.batch_id is not None:
            ledger.undo(posted.batch_id, actor=by, request_id=request_id)
            return []
        if way == "hold" and posted.hold_id is not None:
            return ledger.release(posted.hold_id, **asked)
        if way == "release":
            ledger.hold(str(change.customer_no), posted.points, **asked)
            return []
        if way == "transfer":
            return ledger.transfer(
                str(change.to_no), str(change.customer_no), Decimal(change.points or 0), **asked
            )
        return [ledger.reverse(posted.postings[0].entry_id, **asked)]

    def named(self, change: Change, actor: Actor) -> Change:
        """The change with the number of its customer, as the actor sees them. UnknownEntry, UnknownHold."""
        if change.way in OF_ENTRY and change.entry_id is not None:
            found = self._book.ask("corrections/entry", entry_id=change.entry_id, actor=actor)
            if found.is_empty():
                raise UnknownEntry(entry_id=change.entry_id)
            return replace(change, customer_no=found["customer_no"].item())
        if change.way == "release" and change.hold_id is not None:
            hold = self._book.ask("corrections/holds", hold_id=change.hold_id, actor=actor)
            if hold.is_empty():
                raise UnknownHold(hold_id=change.hold_id)
            every = hold["held"].item() if change.points is None else change.points
            return replace(change, customer_no=hold["customer_no"].item(), points=every)
        return replace(change, customer_no=str(change.customer_no or "").strip())

    def _permit(self, change: Change, by: Actor) -> None:
        for right in change.rights:
            permit(self._book.store, change.way, by, right)

    def _posted(self, change: Change, done: list[Posting] | int, actor: Actor) -> Posted:
        postings = tuple(done) if isinstance(done, list) else ()
        number = str(change.customer_no)
        first = (
            self._book.ask("corrections/entry", entry_id=postings[0].entry_id, actor=actor)
            if postings
            else None
        )
        entry = first.row(0, named=True) if first is not None and first.height else None
        # What a restore put back into old lots cannot be taken from them again.
        is_final = change.way == "restore" and entry is not None and not entry["available_from"]
        if postings and not any(each.points for each in postings):
            is_final = True  # nothing was there to take back
        return Posted(
            change=change,
            postings=postings,
            hold_id=done if isinstance(done, int) else change.hold_id,
            batch_id=entry["batch_id"] if entry is not None else self._merge_of(change),
            balance=self._book.ledger.balance(number, actor=actor).balance,
            replayed=any(each.replayed for each in postings),
            can_take_back=not is_final,
        )

    def _merge_of(self, change: Change) -> int | None:
        """The batch of a merge that had no points to carry over."""
        if change.way != "merge":
            return None
        merges = self._book.batches().filter(
            kind="merge", title=f"{change.customer_no} → {change.to_no}"
        )
        return int(merges["batch_id"][0]) if merges.height else None


def asked_of(
    change: Change, actor: Actor, request_id: str | None, expected_revision: int | None
) -> Asked:
    """What the ledger is told of a change besides its way."""
    return {
        "occurred_at": change.occurred_at,
        "reason": change.reason,
        "ref": change.ref,
        "note": change.note,
        "customer_note": change.customer_note,
        "approver": change.approver,
        "source": "manual",
        "actor": actor,
        "request_id": request_id,
        "expected_revision": expected_revision,
    }

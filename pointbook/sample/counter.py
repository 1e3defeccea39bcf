"""Does the hand work of the sample by the real commands of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pointbook.sample.hand import HandWork
from pointbook.sample.words import words

if TYPE_CHECKING:
    from pointbook.book import Book


class Counter:
    """The service counter: remembers what its commands made, for those that take it back."""

    def __init__(self, book: Book, seed: int) -> None:
        self.ledger: Any = book.ledger
        self.seed = seed
        self.made: dict[str, int] = {}
        """Entry or hold by reference."""

    def do(self, work: HandWork) -> None:
        """Give one command; given again it does nothing, as its request id is made from its reference."""
        told = {
            "occurred_at": work.at,
            "reason": work.reason,
            "note": work.note,
            "actor": work.actor,
            "request_id": f"sample-{self.seed}-{work.ref}",
        }
        numbered = {**told, "source": words()["programme"]["desk"], "ref": work.ref}
        match work.verb:
            case "adjust":
                posting = self.ledger.adjust(work.customer_no, work.points, **numbered)
                self.made[str(work.ref)] = posting.entry_id
            case "hold":
                held = self.ledger.hold(work.customer_no, work.points, **told)
                self.made[str(work.ref)] = held
            case "release":
                self.ledger.release(self.made[str(work.of)], **told)
            case "settle":
                self.ledger.settle(self.made[str(work.of)], **told)
            case "transfer":
                self.ledger.transfer(work.customer_no, work.to, work.points, **numbered)
            case "clear":
                self.ledger.clear(work.customer_no, **numbered)
            case "reverse":
                self.ledger.reverse(self.made[str(work.of)], **told)
            case "claw_back":
                self.ledger.claw_back(self._entry(work, "earn"), **numbered)
            case "restore":
                self.ledger.restore(self._entry(work, "redeem"), **numbered)

    def _entry(self, work: HandWork, kind: str) -> int:
        """The entry of a customer with the reference that the work is about."""
        entries = self.ledger.entries(work.customer_no)
        found = entries.filter((pl.col("ref") == work.of) & (pl.col("kind") == kind))
        return int(found["entry_id"].item())

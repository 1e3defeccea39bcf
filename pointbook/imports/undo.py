"""Undo of an import: its entries by opposites, the rest by what was there before; and a look at it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointbook.customers.changing import give_back
from pointbook.ledger.foresight import UndoPreview
from pointbook.ledger.undo import Undone
from pointbook.store.writing import Writing

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

__all__ = ["UndoPreview", "Undone", "preview_undo", "undo"]


def undo(book: Book, batch_id: int, actor: Actor | str, request_id: str | None = None) -> Undone:
    """Undo any batch in one transaction; UnknownBatch, AlreadyUndone."""
    return book.ledger.undo(batch_id, actor=actor, request_id=request_id, also=_take_back)


def preview_undo(book: Book, batch_id: int, actor: Actor | str) -> UndoPreview:
    """What the undo of any batch would do now; UnknownBatch, AlreadyUndone."""
    return book.ledger.foresee_undo(batch_id, actor=actor)


def _take_back(writing: Writing, batch_id: int) -> dict[str, int]:
    """First the history that was only kept: a customer may have nothing else.

    Orders, rewards and redemptions need nothing done: their versions no longer stand with the import.
    """
    writing.run("drop_past", batch_id=batch_id)
    records = writing.ask("changes/records_of", batch_id=batch_id).item()
    return {**give_back(writing, batch_id), "records": int(records)}

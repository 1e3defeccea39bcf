"""Undo of an import: its entries by opposites, its customers by what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointbook.customers.registry import give_back
from pointbook.ledger.undo import Undone
from pointbook.store.writing import Writing

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

__all__ = ["Undone", "undo"]


def undo(book: Book, batch_id: int, actor: Actor | str, request_id: str | None = None) -> Undone:
    """Undo any batch in one transaction; UnknownBatch, AlreadyUndone."""
    return book.ledger.undo(batch_id, actor=actor, request_id=request_id, also=_also)


def _also(writing: Writing, batch_id: int) -> dict[str, int]:
    """First the history that was only kept: a customer may have nothing else."""
    writing.run("drop_past", batch_id=batch_id)
    return give_back(writing, batch_id)

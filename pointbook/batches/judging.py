"""What a wish would do to each customer, as the book is now; nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pointbook.batches import editing, extending, moving
from pointbook.batches.meant import meant

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.batches.judged import Judged
    from pointbook.batches.wish import Wish
    from pointbook.book import Book
    from pointbook.store.writing import Writing


def judge(book: Book, writing: Writing, wish: Wish, at: datetime, by: Actor) -> Judged:
    """The fate of everybody at an instant. NotPermitted where they would leave the scope of who asks."""
    rows = meant(writing, wish.whom, by)
    if wish.edit is not None:
        return editing.judge(writing, wish, wish.edit, rows, at.date(), by)
    if wish.kind == "extend":
        return extending.judge(writing, wish, rows, at, book.calendar)
    return moving.judge(writing, wish, rows, at, book.decimals)

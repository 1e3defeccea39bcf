"""What a wish would do to each customer, as the book is now; nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pointbook.batches import editing, moving
from pointbook.batches.meant import meant

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.batches.judged import Judged
    from pointbook.batches.wish import Wish
    from pointbook.store.writing import Writing


def judge(writing: Writing, wish: Wish, at: datetime, by: Actor, decimals: int) -> Judged:
    """The fate of everybody at an instant. NotPermitted where they would leave the scope of who asks."""
    rows = meant(writing, wish.whom, by)
    if wish.edit is not None:
        return editing.judge(writing, wish, wish.edit, rows, by)
    return moving.judge(writing, wish, rows, at, decimals)

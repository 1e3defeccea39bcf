"""History from before the cut-over, below what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pointbook.ui import feedback, tables

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_COLUMNS: Final = ("occurred_at", "kind", "points", "reason", "store", "ref", "note", "batch_id")
_SHOWN: Final = 100


def show(page: Page, customer_no: str | None) -> None:
    """The kept history of one customer, if there is any."""
    if customer_no is None:
        return
    found = page.book.ask(
        "points/past_entries", customer_no=customer_no, row_limit=_SHOWN + 1, actor=page.reader
    )
    if found.is_empty():
        return
    tables.heading(page.say("cut_over.past_title"))
    feedback.note(page.say("cut_over.past"))
    tables.show(
        page, "past", found, _COLUMNS, rows=_SHOWN, title=page.say("cut_over.past_title"),
        all_rows=lambda: page.book.ask("points/past_entries", customer_no=customer_no, actor=page.reader),
    )  # fmt: skip

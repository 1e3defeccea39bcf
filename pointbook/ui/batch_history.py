"""批量任务记录: every batch with who, when and how many, its entries, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.ui import batch_edit, feedback, navigation, tables, undoing

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_COLUMNS: Final = (
    "batch_no", "state", "batch_name", "kind", "recorded_at", "actor", "meant", "done_customers",
    "not_done", "idle", "points_in", "points_out", "undone_by", "undone_by_whom", "undone_at",
)  # fmt: skip
_NAMES: Final = {
    "batch_id": "batch_no", "title": "batch_name", "rows": "meant", "customers": "done_customers",
    "problems": "not_done",
}  # fmt: skip


def show(page: Page) -> None:
    """The list; a chosen batch shows its entries and can be undone."""
    tables.heading(page.say("batches.history"))
    batches = page.book.batches.history(page.actor).rename(_NAMES)
    if batches.is_empty():
        feedback.nothing_here(page, "batches")
        return
    chosen = tables.show(
        page, "batches", batches, _COLUMNS, words={"kind": "batch_kinds", "batch_name": "reasons"},
        selectable=True,
    )  # fmt: skip
    told = st.query_params.get("batch", "")
    if chosen is None and told.isdecimal():
        found = [each for each in batches.iter_rows(named=True) if str(each["batch_no"]) == told]
        chosen = found[0] if found else None
    if chosen is None:
        feedback.note(page.say("batches.pick"))
        return
    batch_id = int(chosen["batch_no"])
    name = chosen["batch_name"]
    tables.heading(page.say("history.batch", batch_id=batch_id, title=name))
    if chosen["kind"] == "edit":
        changes = page.book.batches.edited(batch_id, actor=page.actor)
        batch_edit.show_changes(page, "batch_edited", changes, page.say("batches.changes"))
    else:
        navigation.link(
            "statement", page.say("batches.entries"), icon=":material/receipt_long:", batch=str(batch_id),
            period="everything",
        )  # fmt: skip
    if chosen["undone_by"] is not None:
        feedback.note(page.say("history.already"))
    else:
        undoing.offer(page, batch_id, chosen["kind"])

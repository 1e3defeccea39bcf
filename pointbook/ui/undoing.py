"""撤销: taking a whole import back, asked for first and done once, and the list it is chosen from."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.ledger.undo import right_of_undo
from pointbook.ui import (
    batch_details,
    batch_edit,
    feedback,
    foreseeing,
    jobs,
    navigation,
    session,
    tables,
    waiting,
)
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.ledger.undo import Undone
    from pointbook.ui.jobs import Job

JOB: Final = "undo"
_ASKED: Final = "undo_asked"
_COLUMNS: Final = (
    "batch_id", "state", "title", "recorded_at", "kind", "import_kind", "rows", "entries", "records",
    "customers", "new_customers", "skipped", "idle", "problems", "points_in", "points_out",
    "first_at", "last_at", "source", "actor", "undoes", "undone_by",
)  # fmt: skip


def offer(page: Page, batch_id: int, kind: str) -> None:
    """The button that undoes a batch of a kind, and the question behind it; for those who may."""
    if not page.actor.may(right_of_undo(kind)):
        return
    if not is_asked(batch_id):
        st.button(
            page.say("history.undo", batch_id=batch_id), on_click=_ask, args=(batch_id,),
            key="undo_ask", icon=":material/undo:",
        )  # fmt: skip
        return
    is_known = foreseeing.show(page, batch_id)
    request_id = st.session_state.setdefault(f"undo_request_{batch_id}", secrets.token_hex(16))
    if is_known:
        tables.heading(page.say("upload.undo_ask", batch_id=batch_id))
    with st.container(horizontal=True, gap="small"):
        if is_known:
            st.button(
                page.say("upload.undo_confirm"), type="primary", on_click=_undo,
                args=(batch_id, request_id), key="undo_confirm",
            )  # fmt: skip
        st.button(page.say("bare.cancel"), on_click=_ask, args=(None,), key="undo_cancel")


def is_asked(batch_id: int) -> bool:
    """Whether the question stands on the page."""
    return st.session_state.get(_ASKED) == batch_id


def _ask(batch_id: int | None) -> None:
    st.session_state[_ASKED] = batch_id


def _undo(batch_id: int, request_id: str) -> None:
    """Begin to undo in a thread of its own; pressed twice it begins once."""
    book, actor = session.opened_book(), session.actor()
    job = jobs.start(
        JOB,
        str(batch_id),
        lambda _report: book.imports.undo(batch_id, actor=actor, request_id=request_id),
        job_id=request_id,
    )
    waiting.remember(JOB, job)
    # The page of the import has nothing more to show: the import is gone.
    waiting.forget("import")
    st.session_state[_ASKED] = None


def show_outcome(page: Page, job: Job) -> None:
    """What an undo did, and who lacked points."""
    if job.state == "failed":
        waiting.failure(page, job)
    else:
        undone: Undone = job.result
        st.success(_told_of(page, undone), icon=":material/undo:")
        if undone.records:
            feedback.note(page.say("upload.undone_records", count=undone.records))
        if undone.shortfalls.height:
            st.warning(page.say("upload.undone_short", count=undone.shortfalls.height))
            tables.show(page, "shortfalls", undone.shortfalls, ("customer_no", "short"))
        left = page.book.batches.changed_since(undone.undid, actor=page.actor)
        if left.height:
            st.warning(page.say("upload.undone_left", count=left.height))
            batch_edit.show_changes(page, "left_fields", left, page.say("upload.left_fields"))
    st.button(page.say("history.dismiss"), on_click=waiting.forget, args=(JOB,), key="undo_dismiss")


def _told_of(page: Page, undone: Undone) -> str:
    if undone.restored_customers and not undone.entries:
        return page.say("upload.undone_fields", count=undone.restored_customers)
    return page.say("upload.undone", entries=undone.entries, customers=undone.customers)


def history(page: Page) -> pl.DataFrame:
    """Every import, undo and sweep, newest first."""
    return page.book.ask("imports/history", actor=page.actor)


def show_history(page: Page, batches: pl.DataFrame) -> None:
    """The list; a chosen import can be undone."""
    chosen = tables.show(
        page, "history", batches, _COLUMNS, words={"kind": "batch_kinds"}, selectable=True
    )
    chosen = chosen or _told(batches)
    if chosen is None:
        feedback.note(page.say("history.undo_pick"))
        return
    batch_id = int(chosen["batch_id"])
    tables.heading(page.say("history.batch", batch_id=batch_id, title=chosen["title"]))
    batch_details.show(page, batch_id)
    if chosen["undone_by"] is not None:
        feedback.note(page.say("history.already"))
    elif chosen["kind"] == "undo":
        feedback.note(page.say("history.not_undoable"))
    else:
        offer(page, batch_id, chosen["kind"])
    navigation.link(
        "statement", page.say("history.entries"), icon=":material/receipt_long:",
        batch=str(batch_id), period="everything",
    )  # fmt: skip


def _told(batches: pl.DataFrame) -> dict[str, Any] | None:
    """The batch that the address names, while none is chosen in the list."""
    told = st.query_params.get("batch", "")
    found = batches.filter(pl.col("batch_id").cast(pl.String) == told)
    return None if found.is_empty() else found.row(0, named=True)


def show_nothing(page: Page) -> None:
    """No import yet: lead to the first."""
    feedback.nothing_here(page, "history")
    navigation.link("upload", page.say("empty.go_import"), icon=":material/upload_file:")

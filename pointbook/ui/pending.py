"""未完成的导入: files on their way into the book, opened again where they were left, or given up."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import date_text, word
from pointbook.texts.dates import time_text
from pointbook.ui import (
    feedback,
    jobs,
    navigation,
    previewing,
    session,
    tables,
    undoing,
    uploading,
    waiting,
)
from pointbook.ui.uploading import ADDRESS, UPLOAD, Upload

if TYPE_CHECKING:
    from pointbook.imports.record import Record
    from pointbook.ui.jobs import Job
    from pointbook.ui.start import Page

_MOST: Final = 10


def resume(page: Page) -> None:
    """Open the import that the address names, as it was left; what is open already stays."""
    told = st.query_params.get(ADDRESS)
    present: Upload | None = st.session_state.get(UPLOAD)
    for name in (previewing.JOB, undoing.JOB):
        job = waiting.job_of_page(name)
        if job is not None and (job.state == "running" or told is None):
            return  # what is being done, or was done, is shown first
        if job is not None:
            waiting.forget(name)
    if told is None:
        if present is not None:
            uploading.take_up(present)  # another page was looked at meanwhile
        return
    if present is not None and present.record.import_id == told:
        return
    record = page.book.imports.records.find(told)
    if record is None:
        uploading.let_go()
        feedback.hint(page.say("pending.gone"))
        return
    job = jobs.find(record.request_id)
    if record.state == "posting" and job is not None:
        waiting.remember(previewing.JOB, job)
        uploading.let_go()
        st.rerun()
    try:
        with st.spinner(page.say("app.loading")):
            draft = page.book.imports.records.open(record)
    except PointbookError as error:
        feedback.refused(error)
        return
    st.session_state["upload_source"] = record.source
    uploading.take_up(Upload(draft, record, dict(record.wishes), resumed=record.chosen))


def show_bar(page: Page, given: Upload) -> None:
    """What is known of the file that is open: posted before, how far it was, and the way to give it up."""
    record = given.record
    _show_known(page, given)
    told = [page.say("pending.saved")]
    if record.state == "checked" and given.plan is None:
        told = [page.say("pending.resumed", **record.counts)]
    if record.corrections:
        told.append(page.say("pending.mended", count=len(record.corrections)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        feedback.sentences(page, told)
        st.button(
            page.say("pending.discard"), on_click=_discard, args=(record.import_id,), key="pending_drop",
            type="tertiary", icon=":material/delete:",
        )  # fmt: skip


def show_list(page: Page) -> None:
    """The imports that wait to be finished, the latest first; nothing where there are none."""
    waiting_ones = page.book.imports.records.pending()
    if not waiting_ones:
        return
    tables.heading(page.say("pending.title"))
    for record in waiting_ones[:_MOST]:
        _show(page, record)
    if len(waiting_ones) > _MOST:
        feedback.note(page.say("pending.more", count=len(waiting_ones) - _MOST))


def offer_again(page: Page, job: Job) -> None:
    """After an import that came to nothing: the way back to it."""
    for record in page.book.imports.records.pending():
        if record.request_id == job.job_id:
            _link(page, record, "pending.again")


def _show(page: Page, record: Record) -> None:
    checked = record.counts
    told = [
        word("states", record.state, page.lang),
        page.say("pending.counts", **checked) if checked else page.say("pending.unchecked"),
        time_text(record.updated_at),
        word("actors", record.actor, page.lang),
    ]
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        known = " · ".join(f"<span>{html.escape(each)}</span>" for each in told)
        st.html(
            f'<div class="pb-item"><b>{html.escape(record.filename)}</b>'
            f'<p class="pb-muted">{known}</p></div>'
        )
        _link(page, record, "pending.resume")
        st.button(
            page.say("pending.discard"), on_click=_discard, args=(record.import_id,), type="tertiary",
            key=f"pending_drop_{record.import_id}", disabled=record.state == "posting",
        )  # fmt: skip


def _link(page: Page, record: Record, said: str) -> None:
    navigation.link(
        "upload", page.say(said), icon=":material/play_arrow:", **{ADDRESS: record.import_id}
    )


def _discard(import_id: str) -> None:
    records = session.opened_book().imports.records
    record = records.find(import_id)
    if record is not None:
        records.discard(record)
    if import_id == st.query_params.get(ADDRESS):
        uploading.let_go()


def _show_known(page: Page, given: Upload) -> None:
    """The same bytes were posted before: said before anybody maps a column."""
    known = page.book.imports.records.posted_before(given.draft.digest)
    if known.is_empty():
        return
    batch = known.row(0, named=True)
    number = int(batch["batch_id"])
    feedback.hint(
        page.say("pending.posted_before", date=_day(page, batch["recorded_at"]), batch_id=number)
    )
    navigation.link(
        "history", page.say("pending.see_batch", batch_id=number), icon=":material/history:",
        batch=str(number),
    )  # fmt: skip


def _day(page: Page, recorded_at: datetime) -> str:
    """The programme's day of an instant in UTC."""
    return date_text(page.book.calendar.starts(recorded_at.replace(tzinfo=UTC)))

"""备份: the shelf, a backup made now, rehearsed, or put in the book's place."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import date_text, number_text
from pointbook.ui import feedback, jobs, session, signed_in, tables, waiting

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.backups import Copy
    from pointbook.ui.jobs import Job, Report
    from pointbook.ui.start import Page

JOB: Final = "backup"
_ASKED: Final = "restore_asked"
_OLD: Final = timedelta(days=2)
_COLUMNS: Final = (
    "made_at", "kibibytes", "entries", "customers", "balance", "is_encrypted", "title",
)  # fmt: skip
_SHELF: Final = pl.Schema({
    "made_at": pl.Datetime("us"), "kibibytes": pl.Int64(), "entries": pl.Int64(), "customers": pl.Int64(),
    "balance": pl.Decimal(18, 2), "is_encrypted": pl.String(), "title": pl.String(),
})  # fmt: skip


def show_standing(page: Page, copies: Sequence[Copy]) -> None:
    """How old the newest backup is, whether new ones are locked, what is kept; the button for one more."""
    if not copies:
        feedback.nothing_here(page, "backup")
    elif page.book.now() - copies[0].made_at > _OLD:
        st.warning(
            page.say("backup.old", date=date_text(copies[0].made_at)), icon=":material/schedule:"
        )
    try:
        is_encrypting = page.book.backups.is_encrypting
    except PointbookError as error:
        feedback.refused(error)
        return
    feedback.note(page.say("backup.rule"))
    feedback.note(page.say("backup.locked" if is_encrypting else "backup.unlocked"))
    book = page.book
    _button(page, "make", lambda actor: book.backups.make(actor=actor), primary=True)


def show_copies(page: Page, copies: Sequence[Copy]) -> None:
    """The shelf; a chosen backup can be rehearsed and restored."""
    if not copies:
        return
    tables.heading(page.say("backup.shelf"))
    rows = [
        {
            "made_at": each.made_at,
            "kibibytes": each.bytes // 1024,
            "entries": each.content.entries if each.content else None,
            "customers": each.content.customers if each.content else None,
            "balance": each.content.points if each.content else None,
            "is_encrypted": "yes" if each.is_encrypted else "no",
            "title": each.name,
        }
        for each in copies
    ]
    shelf = pl.DataFrame(rows, schema=_SHELF)
    chosen = tables.show(page, "backups", shelf, _COLUMNS, selectable=True, downloadable=False)
    if chosen is None:
        feedback.note(page.say("backup.pick"))
        return
    _offer(page, str(chosen["title"]))


def _offer(page: Page, name: str) -> None:
    book = page.book
    if st.session_state.get(_ASKED) != name:
        with st.container(horizontal=True, gap="small"):
            _button(
                page,
                "rehearse",
                lambda actor: book.backups.rehearse(name, actor=actor),
            )
            st.button(
                page.say("backup.restore"), on_click=_ask, args=(name,), key="restore_ask",
                icon=":material/settings_backup_restore:",
            )  # fmt: skip
        return
    if not signed_in.is_fresh(page.lang, page.actor):
        return
    st.warning(page.say("backup.restore_ask", name=name), icon=":material/warning:")
    with st.container(horizontal=True, gap="small"):
        _button(
            page,
            "restore_confirm",
            lambda actor: book.backups.restore(name, actor=actor),
            primary=True,
        )
        st.button(page.say("bare.cancel"), on_click=_ask, args=(None,), key="restore_cancel")


def _button(page: Page, name: str, work: Callable[[Actor], Any], *, primary: bool = False) -> None:
    request_id = st.session_state.setdefault(f"backup_{name}", secrets.token_hex(16))
    st.button(
        page.say(f"backup.{name}"), on_click=_begin, args=(name, work, request_id), key=f"backup_go_{name}",
        type="primary" if primary else "secondary",
    )  # fmt: skip


def _begin(name: str, work: Callable[[Actor], Any], request_id: str) -> None:
    """Begin the work in a thread of its own; pressed twice it begins once."""
    actor = session.actor()

    def begin(report: Report) -> Any:
        report(name, 0.1)
        return work(actor)

    waiting.remember(JOB, jobs.start(JOB, name, begin, job_id=request_id))
    st.session_state.pop(f"backup_{name}", None)
    st.session_state[_ASKED] = None


def _ask(name: str | None) -> None:
    st.session_state[_ASKED] = name


def show_outcome(page: Page, job: Job) -> None:
    """What was made, proved or restored, in numbers."""
    if job.state != "done":
        waiting.failure(page, job, hint="backup.failed")
    else:
        _show_result(page, job)
    st.button(page.say("history.dismiss"), on_click=waiting.forget, args=(JOB,), key="backup_back")


def _show_result(page: Page, job: Job) -> None:
    from pointbook.backups import Copy, Rehearsal

    result = job.result
    if isinstance(result, Copy | Rehearsal) and result.content is not None:
        held = {
            "entries": number_text(result.content.entries),
            "customers": number_text(result.content.customers),
            "points": number_text(result.content.points),
        }
        if isinstance(result, Copy):
            told = page.say("backup.made", name=result.name, **held)
        else:
            told = page.say("backup.rehearsed", name=result.copy.name, **held)
        st.success(told, icon=":material/verified:")
        if isinstance(result, Rehearsal):
            feedback.note(page.say("backup.since", count=result.links_since))
        return
    st.success(page.say("backup.restored", name=result.name), icon=":material/verified:")

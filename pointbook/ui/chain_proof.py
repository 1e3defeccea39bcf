"""核对与链头: the chain recomputed in a job, and its head to be kept on paper."""

from __future__ import annotations

import html
import secrets
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.audit.head import read_head_text
from pointbook.audit.telling import broken_sentence
from pointbook.errors import PointbookError
from pointbook.texts import time_text
from pointbook.ui import feedback, jobs, session, tables, waiting

if TYPE_CHECKING:
    from pointbook.audit.room import ChainProof
    from pointbook.ui.jobs import Job, Report
    from pointbook.ui.start import Page

JOB: Final = "chain"
_REQUEST: Final = "chain_request"
_LARGEST: Final = 10_000


def show(page: Page) -> None:
    """The check of the chain with its outcome, then the head."""
    job = waiting.job_of_page(JOB)
    if job is not None and job.state == "running":
        waiting.progress(page, job, hint="audit.prove_hint")
    else:
        if job is not None:
            _show_outcome(page, job)
        st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
        st.button(
            page.say("audit.prove"), on_click=_begin, key="chain_prove", type="primary",
            icon=":material/verified:",
        )  # fmt: skip
        feedback.note(page.say("audit.prove_note"))
    _show_head(page)


def _begin() -> None:
    """Begin the check in a thread of its own; pressed twice it begins once."""
    actor, audit = session.actor(), session.opened_book().audit

    def prove(report: Report) -> ChainProof:
        report("chain", 0.01)
        return audit.prove(actor=actor, tell=lambda done, every: report("chain", done / every))

    request = st.session_state.pop(_REQUEST)
    waiting.remember(JOB, jobs.start(JOB, JOB, prove, job_id=request))


def _show_outcome(page: Page, job: Job) -> None:
    if job.state != "done":
        waiting.failure(page, job, hint="audit.prove_failed")
        return
    proof: ChainProof = job.result
    if proof.first is not None:
        st.error(
            broken_sentence(proof.first, page.book.calendar, page.lang), icon=":material/link_off:"
        )
        feedback.note(page.say("audit.broken_advice"))
    elif proof.broken:
        st.error(
            page.say("audit.broken_refusals", place=proof.broken[0].place),
            icon=":material/link_off:",
        )
        feedback.note(page.say("audit.broken_advice"))
    else:
        told = page.say("audit.proved", count=proof.head.link_id)
        st.success(told, icon=":material/verified:")


def _show_head(page: Page) -> None:
    """The head as groups of four characters; downloaded or printed, and compared with one kept before."""
    head = page.book.audit.head(actor=page.actor)
    tables.heading(page.say("audit.head"))
    if not head.link_id:
        feedback.note(page.say("audit.head_none"))
        return
    at = "" if head.recorded_at is None else time_text(page.book.calendar.local(head.recorded_at))
    feedback.note(page.say("audit.head_at", link_no=str(head.link_id), at=at))
    # Chosen text, so that it can be copied; the groups are what two people read to each other.
    st.html(f'<pre class="pb-chain">{html.escape(head.groups)}</pre>')
    st.download_button(
        page.say("audit.head_download"), head.text(page.lang).encode("utf-8"),
        page.say("audit.head_file", link_no=str(head.link_id)), "text/plain; charset=utf-8",
        key="head_download", on_click="ignore", icon=":material/print:",
    )  # fmt: skip
    feedback.note(page.say("audit.head_note"))
    with st.form("head_compare", border=False):
        typed = st.text_area(page.say("audit.head_typed"), key="head_typed", max_chars=_LARGEST)
        asked = st.form_submit_button(page.say("audit.head_compare"))
    if asked:
        _compare(page, typed)


def _compare(page: Page, typed: str) -> None:
    try:
        # With a line break it is never taken for the path of a file on this machine.
        head = read_head_text(f"{typed}\n")
        verdict = page.book.audit.compare(head, actor=page.actor)
    except PointbookError as refusal:
        feedback.refused(refusal)
        return
    told = page.say(f"audit.head_{verdict}", link_no=str(head.link_id))
    if verdict == "contained":
        st.success(told, icon=":material/verified:")
    else:
        st.error(told, icon=":material/link_off:")

"""Long work on a page: its progress while it lasts, its outcome when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import has_text, number_text
from pointbook.ui import feedback, jobs
from pointbook.ui.jobs import Job
from pointbook.ui.start import Page

_EVERY: Final = 0.5
_AT_ONCE: Final = 0.6
"""Seconds that a page waits by itself for a look, so that a small one is told without a flicker."""


def job_of_page(name: str) -> Job | None:
    """The work that this page shows: remembered by the session, or named in the URL."""
    job = jobs.find(st.session_state.get(f"job_{name}") or st.query_params.get("job"))
    return job if job is not None and job.kind == name else None


def remember(name: str, job: Job) -> None:
    """Show this work on the page from now on, also after a visit to another one."""
    st.session_state[f"job_{name}"] = job.job_id


def forget(name: str) -> None:
    """Go back to the beginning."""
    st.session_state.pop(f"job_{name}", None)
    if "job" in st.query_params:
        del st.query_params["job"]


def progress(
    page: Page, job: Job, stoppable: Sequence[str] = (), *, hint: str = "upload.posting_hint"
) -> None:
    """The progress of running work, refreshed by itself; the page runs again when it is over.

    Work of the kinds in `stoppable` can be stopped while it has not been written; `hint` is a quiet line below.
    """
    if st.query_params.get("job") != job.job_id:
        st.query_params["job"] = job.job_id

    @st.fragment(run_every=_EVERY)
    def watch() -> None:
        if job.state != "running":
            st.rerun()
        step = (
            page.say(f"steps.{job.step}")
            if has_text(f"steps.{job.step}")
            else page.say("upload.posting")
        )
        told = [step, page.say("upload.elapsed", seconds=job.seconds)]
        if job.seconds_left:
            told.append(page.say("upload.left", seconds=job.seconds_left))
        if job.rate:
            told.append(page.say("upload.rate", rows=number_text(job.rate)))
        st.progress(job.share, " · ".join(told))
        if job.kind in stoppable:
            st.button(
                page.say("upload.stop"), on_click=job.cancel, disabled=not job.can_cancel, key="job_stop",
                icon=":material/stop_circle:",
            )  # fmt: skip

    watch()
    feedback.note(page.say(hint))


def looking(page: Page, job: Job, said: str) -> None:
    """A quiet line with the seconds while something is looked for; the page runs again when it is found."""

    @st.fragment(run_every=_EVERY)
    def watch() -> None:
        if job.state != "running":
            st.rerun()
        st.status(page.say(said, seconds=job.seconds), state="running")

    watch()


def found(page: Page, job: Job, said: str, *, hint: str) -> bool:
    """Whether a look is over and its result there; else that it goes on, or why it came to nothing."""
    if not job.wait(_AT_ONCE):
        looking(page, job, said)
        return False
    if isinstance(job.error, PointbookError):
        feedback.refused(job.error)
    elif job.state != "done":
        failure(page, job, hint=hint)
    return job.state == "done"


def failure(page: Page, job: Job, *, hint: str = "upload.failed") -> None:
    """Why work came to nothing."""
    if job.state == "cancelled":
        feedback.hint(page.say("upload.stopped"))
        return
    if isinstance(job.error, PointbookError):
        feedback.refused(job.error)
    else:
        st.error(page.say("errors.incident", number=job.incident or "–"), icon=":material/error:")
    feedback.note(page.say(hint))

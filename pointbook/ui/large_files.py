"""Files of many rows: made in a thread with progress and a way to stop, then offered under their table."""

from __future__ import annotations

import atexit
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.store.scratch import drop_scratch, make_scratch
from pointbook.texts import number_text
from pointbook.ui import jobs, waiting

if TYPE_CHECKING:
    from pointbook.exports import TableFormat
    from pointbook.ui.downloads import Offer
    from pointbook.ui.jobs import Job, Report
    from pointbook.ui.start import Page

LARGE: Final = 50_000
"""Rows from which on a file takes longer than a click may."""
_KIND: Final = "export"
_KEPT: Final = 3600.0
"""Seconds after which a file that waits is taken away; it holds personal data."""


@dataclass(frozen=True)
class Made:
    """A file that waits to be fetched, for an hour at most."""

    offer: Offer
    to: TableFormat
    file_name: str
    path: Path
    rows: int

    def fetch(self) -> bytes:
        """Its content, for one who may still have it; leaves the trace."""
        self.offer.allow()
        self.offer.leave_trace(self.rows)
        return self.path.read_bytes()


def prepare(offer: Offer, to: TableFormat, file_name: str) -> None:
    """Begin to make the file; what was made for this table before is taken away."""
    offer.allow()
    discard(offer.name)
    _clear_away()
    job = jobs.start(
        _KIND, file_name, lambda report: _make(offer, to, file_name, report), size=offer.count
    )
    st.session_state[_key(offer.name)] = job.job_id


def discard(name: str) -> None:
    """Stop what is being made for a table, or take away what was."""
    job = jobs.find(st.session_state.pop(_key(name), None))
    if job is not None:
        job.cancel()
        jobs.drop(job)
        if isinstance(job.result, Made):
            job.result.path.unlink(missing_ok=True)


def show(page: Page, name: str) -> None:
    """The progress under the table, then the file; nothing where none was asked for."""
    job = jobs.find(st.session_state.get(_key(name)))
    if job is None:
        return
    if job.state == "running":
        _watch(page, job, name)
    elif job.state == "done" and job.result.path.exists():
        _offer(page, job.result, name)
    elif job.state != "done":
        waiting.failure(page, job, hint="downloads.failed")
        discard(name)


def _watch(page: Page, job: Job, name: str) -> None:
    @st.fragment(run_every=0.5)
    def watch() -> None:
        if job.state != "running":
            st.rerun()
        told = [job.title, page.say(f"steps.{job.step or 'ask'}")]
        if job.seconds_left:
            told.append(page.say("upload.left", seconds=job.seconds_left))
        st.progress(job.share, " · ".join(told))
        st.button(
            page.say("upload.stop"), on_click=job.cancel, disabled=not job.can_cancel,
            key=f"stop_{name}", icon=":material/stop_circle:",
        )  # fmt: skip

    watch()


def _offer(page: Page, made: Made, name: str) -> None:
    from pointbook.exports import MIME  # with the first file

    size = number_text(max(1, round(made.path.stat().st_size / 2**20)))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            page.say("downloads.fetch", file=made.file_name, rows=made.rows, size=size),
            made.fetch, made.file_name, MIME[made.to], key=f"fetch_{name}", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        st.button(
            page.say("downloads.discard"), on_click=discard, args=(name,), key=f"discard_{name}",
            type="tertiary",
        )  # fmt: skip


def _make(offer: Offer, to: TableFormat, file_name: str, report: Report) -> Made:
    from pointbook.exports import write_table

    report("ask", 0.0)
    sheet = offer.sheet()
    path = _folder() / f"{token_hex(8)}.{to}"
    try:
        with path.open("xb") as file:
            write_table(
                sheet, to, file, about_title=offer.page.say("tables.about"),
                progress=lambda share: report("export", 0.05 + 0.95 * share),
            )  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Made(offer, to, file_name, path, sheet.frame.height)


def _clear_away() -> None:
    """Remove what has waited too long."""
    for path in _folder().iterdir():
        with suppress(OSError):  # its owner was faster
            if path.stat().st_mtime < time.time() - _KEPT and path.suffix:
                path.unlink()


@cache
def _folder() -> Path:
    """The private folder of this process for files that wait."""
    folder = make_scratch("exports")
    atexit.register(drop_scratch, folder)
    return folder


def _key(name: str) -> str:
    return f"large_file_{name}"

"""Long work in threads of its own: it outlives the click, the page and the visit that began it."""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from pointbook.errors import Cancelled
from pointbook.incidents import note_incident

State: TypeAlias = Literal["running", "done", "failed", "cancelled"]
Report: TypeAlias = Callable[[str, float], None]
"""Called by the work with a step's name and its share done, 0 to 1."""

_KEPT: Final = 50
LAST_STEPS: Final = ("commit", "done")
"""Steps at which it is too late to stop: what is being written will be."""

_PRIORITY: Final = 10
"""Of 19: whoever looks at a page meanwhile goes first."""
_TELLING: Final = 0.1
"""The share done from which on the time left can be told."""

_lock = threading.Lock()
_jobs: dict[str, Job] = {}


@dataclass
class Job:
    """One piece of long work and how far it is."""

    job_id: str
    kind: str
    title: str
    state: State = "running"
    step: str = ""
    share: float = 0.0
    result: Any = None
    error: Exception | None = None
    incident: str | None = None
    started: float = field(default_factory=time.monotonic)
    finished: float | None = None
    size: int = 0
    """How many rows the work goes through, 0 where that says nothing."""
    is_cancelled: bool = False
    _expected: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> int:
        """How long the work has taken so far, or took."""
        return int((self.finished or time.monotonic()) - self.started)

    @property
    def seconds_left(self) -> int | None:
        """How long it will take from now on, judged by the steps so far; None while nobody can tell."""
        if not self._expected:
            return None
        return max(0, round(self._expected - (time.monotonic() - self.started)))

    @property
    def rate(self) -> int | None:
        """Rows a second so far, None where that says nothing."""
        elapsed = (self.finished or time.monotonic()) - self.started
        return int(self.size * self.share / elapsed) if self.size and elapsed > 0 else None

    @property
    def can_cancel(self) -> bool:
        """Whether stopping it now still leaves the book as it was."""
        return self.state == "running" and not self.is_cancelled and self.step not in LAST_STEPS

    def wait(self, seconds: float) -> bool:
        """Wait for the end of it, but not for long; whether it has come."""
        return self._ended.wait(seconds)

    def cancel(self) -> None:
        """Stop the work at its next step; what it wrote so far is not kept."""
        self.is_cancelled = True

    def report(self, step: str, share: float) -> None:
        """Take note of progress; raises Cancelled where somebody stopped the work in time."""
        if self.is_cancelled and self.step not in LAST_STEPS:
            raise Cancelled
        self.step, self.share = step, min(max(share, 0.0), 1.0)
        if self.share >= _TELLING:
            self._expected = (time.monotonic() - self.started) / self.share


def start(
    kind: str,
    title: str,
    work: Callable[[Report], Any],
    *,
    job_id: str | None = None,
    size: int = 0,
) -> Job:
    """Begin work in a thread of its own; with a job id that is known nothing begins twice."""
    with _lock:
        job_id = job_id or secrets.token_hex(8)
        if job_id in _jobs:
            return _jobs[job_id]
        job = _jobs[job_id] = Job(job_id, kind, title, size=size)
        finished = [each.job_id for each in _jobs.values() if each.state != "running"]
        for old in finished[:-_KEPT]:
            del _jobs[old]
    threading.Thread(target=_run, args=(job, work), name=f"job-{job_id}", daemon=True).start()
    return job


def find(job_id: str | None) -> Job | None:
    """The job with this id, if this process knows it."""
    return _jobs.get(job_id or "")


def drop(job: Job) -> None:
    """Forget a job and what came of it."""
    with _lock:
        _jobs.pop(job.job_id, None)


def _run(job: Job, work: Callable[[Report], Any]) -> None:
    state: State
    _give_way()
    try:
        job.result = work(job.report)
        state = "done"
    except Cancelled:
        state = "cancelled"
    except Exception as error:  # a thread has nobody above it: the page shows what happened
        job.error = error
        state = "failed"
        if not hasattr(error, "code"):
            job.incident = note_incident(error, job.title)
    job.finished = time.monotonic()
    job.state = state
    job._ended.set()


def _give_way() -> None:
    """Have this thread wait for the others where the cores do not do for all; only Linux can."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _PRIORITY)

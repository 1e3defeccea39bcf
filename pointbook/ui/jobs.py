"""Long work in threads of its own: it outlives the click, the page and the visit that began it."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

State: TypeAlias = Literal["running", "done", "failed"]
Report: TypeAlias = Callable[[str, float], None]
"""Called by the work with a step's name and its share done, 0 to 1."""

_KEPT: Final = 50

log = logging.getLogger("pointbook.incident")
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

    @property
    def seconds(self) -> int:
        """How long the work has taken so far, or took."""
        return int((self.finished or time.monotonic()) - self.started)

    def report(self, step: str, share: float) -> None:
        """Take note of progress."""
        self.step, self.share = step, min(max(share, 0.0), 1.0)


def start(
    kind: str, title: str, work: Callable[[Report], Any], *, job_id: str | None = None
) -> Job:
    """Begin work in a thread of its own; with a job id that is known nothing begins twice."""
    with _lock:
        job_id = job_id or secrets.token_hex(8)
        if job_id in _jobs:
            return _jobs[job_id]
        job = _jobs[job_id] = Job(job_id, kind, title)
        finished = [each.job_id for each in _jobs.values() if each.state != "running"]
        for old in finished[:-_KEPT]:
            del _jobs[old]
    threading.Thread(target=_run, args=(job, work), name=f"job-{job_id}", daemon=True).start()
    return job


def find(job_id: str | None) -> Job | None:
    """The job with this id, if this process knows it."""
    return _jobs.get(job_id or "")


def _run(job: Job, work: Callable[[Report], Any]) -> None:
    try:
        job.result = work(job.report)
        state: State = "done"
    except Exception as error:  # a thread has nobody above it: the page shows what happened
        job.error = error
        state = "failed"
        if not hasattr(error, "code"):
            job.incident = f"{secrets.randbelow(10**8):08d}"
            log.error("incident %s in %s", job.incident, job.title, exc_info=error)
    job.finished = time.monotonic()
    job.state = state

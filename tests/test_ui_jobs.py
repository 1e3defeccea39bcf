from __future__ import annotations

import os
import sys
import threading

import pytest

from pointbook.book import Book
from pointbook.errors import Cancelled
from pointbook.ui import jobs
from pointbook.ui.jobs import Job, Report

CSV = "会员编号,积分,日期\n" + "\n".join(f"C{n},5,2026-01-0{n % 9 + 1}" for n in range(40))


def finished(job: Job) -> Job:
    for thread in threading.enumerate():
        if thread.name == f"job-{job.job_id}":
            thread.join(timeout=60)
    return job


@pytest.mark.parametrize("step", ["compare", "customers", "allocate", "write"])
def test_an_import_stopped_before_its_commit_leaves_nothing_behind(
    step: str, memory_book: Book
) -> None:
    plan = memory_book.imports.read(CSV.encode(), filename="a.csv").plan()

    def work(report: Report) -> object:
        def tell(name: str, share: float) -> None:
            report(name, share)
            if name == step:
                job.cancel()

        return plan.post(actor="t", progress=tell)

    started = threading.Event()
    job: Job
    job = jobs.start(
        "import", "a.csv", lambda report: started.wait(60) and work(report), size=plan.rows
    )
    started.set()
    assert finished(job).state == "cancelled"
    assert memory_book.store.data_version == 0
    assert memory_book.batches().is_empty()
    assert plan.post(actor="t").entries == 40
    assert memory_book.verify() == []


def test_what_is_being_written_cannot_be_stopped_any_more(memory_book: Book) -> None:
    plan = memory_book.imports.read(CSV.encode(), filename="a.csv").plan()
    job = Job("j", "import", "a.csv")

    def tell(name: str, share: float) -> None:
        job.report(name, share)
        if name == "commit":
            assert not job.can_cancel
            job.cancel()

    assert plan.post(actor="t", progress=tell).entries == 40
    assert job.share == 1.0


def test_the_time_left_is_told_once_a_tenth_is_done() -> None:
    job = Job("j", "import", "a.csv", size=1000)
    job.report("customers", 0.05)
    assert job.seconds_left is None
    job.started -= 10
    job.report("write", 0.5)
    assert job.seconds_left == 10
    assert job.rate is not None and 40 <= job.rate <= 50
    job.cancel()
    with pytest.raises(Cancelled):
        job.report("write", 0.6)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux gives threads a priority of their own"
)
def test_long_work_gives_way_to_whoever_looks_at_a_page() -> None:
    def priority(_report: object = None) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    job = finished(jobs.start("import", "a.csv", priority))
    assert job.result > priority()

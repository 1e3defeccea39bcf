"""What the faces cost: a page's script beyond its questions, and a second start of the server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from pointbook.bench.figures import Figure
from pointbook.book import Book
from pointbook.settings import ROOT

PATIENCE = 60.0
BETWEEN_LOOKS = 0.02
PAGES = (
    "overview", "customers/lookup", "customers/profile", "customers/why", "customers/segments", "points/statement",
    "points/adjust", "points/batches", "points/clearing", "points/expiry", "points/months", "analysis/ranking",
    "analysis/growth", "analysis/health", "analysis/behaviour", "analysis/odd", "analysis/report", "imports/upload",
    "imports/history", "imports/reconcile",
)  # fmt: skip
SCRIPT_BOUND, QUESTIONS_BOUND, COHORTS_BOUND = 0.06, 0.3, 0.8
"""Seconds of a page's own script, of all that it asks, and of all that a page of cohorts asks."""
_OF_COHORTS = ("analysis/health", "analysis/behaviour")


def page_scripts(book: Book, path: Path, customer_no: str, runs: int) -> Iterator[Figure]:
    """Each page's script run, warm, less the time of the questions it asks."""
    for page, scripts, asking in _visits(book, path, customer_no, runs):
        note = f"AppTest, warm; its questions took {median(asking) * 1000:.0f} ms more"
        yield Figure(f"page script {page}", scripts, SCRIPT_BOUND, None, note)


def page_questions(book: Book, path: Path, customer_no: str, runs: int) -> Iterator[Figure]:
    """All that each page asks of a large book in one run, as it opens, warm."""
    for page, _, asking in _visits(book, path, customer_no, runs):
        bound = COHORTS_BOUND if page in _OF_COHORTS else QUESTIONS_BOUND
        yield Figure(f"page questions {page}", asking, bound, None, "all that one run of it asks")


def _visits(
    book: Book, path: Path, customer_no: str, runs: int
) -> Iterator[tuple[str, tuple[float, ...], tuple[float, ...]]]:
    """For each page the seconds of its own script, and of its questions, in every run but two warm ones."""
    from streamlit.testing.v1 import AppTest

    from pointbook.access import Actor
    from pointbook.ui import session

    session.use_book(book, path)
    session.act_as(Actor("bench"))
    os.environ["POINTBOOK_BOOK"] = str(path)
    app = AppTest.from_file(ROOT / "pages" / "frame.py", default_timeout=PATIENCE).run()
    for page in PAGES:
        app.switch_page(f"{page}.py")
        app.query_params["customer"] = customer_no
        scripts, asking = [], []
        with _asking_time(book) as asked:
            for _ in range(runs + 2):
                asked.clear()
                started = time.perf_counter()
                app.run()
                scripts.append(time.perf_counter() - started - sum(asked))
                asking.append(sum(asked))
        if app.exception:
            raise RuntimeError(f"{page}: {app.exception[0].message}")
        yield page, tuple(scripts[2:]), tuple(asking[2:])


@contextmanager
def _asking_time(book: Book) -> Iterator[list[float]]:
    """Note how long each question of a book takes."""
    times: list[float] = []
    ask = book.store.ask

    def timed_ask(*given: object, **named: object) -> object:
        started = time.perf_counter()
        try:
            return ask(*given, **named)  # type: ignore[arg-type]
        finally:
            times.append(time.perf_counter() - started)

    book.store.ask = timed_ask  # type: ignore[method-assign,assignment]
    try:
        yield times
    finally:
        del book.store.ask


def second_start(path: Path, runs: int) -> Figure:
    """From the command to a healthy server, on a book that exists."""
    times = tuple(_start(path) for _ in range(runs))
    return Figure(
        "second start until healthy", times, 3.0, None, "`python -m pointbook serve`, the sample"
    )


def _start(path: Path) -> float:
    port = _free_port()
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "pointbook", "--book", str(path), "serve", "--port", str(port)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while time.perf_counter() - started < PATIENCE:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    return time.perf_counter() - started
            except (urllib.error.URLError, OSError):
                time.sleep(BETWEEN_LOOKS)
        raise TimeoutError("the server did not answer")
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

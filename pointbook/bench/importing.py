"""What a large file costs: its first preview, reading it in, and what others notice meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter

from pointbook.bench.crowd import SOURCE, Crowd
from pointbook.bench.figures import Figure, Measured, seconds_text, timed
from pointbook.bench.memory import added_bytes
from pointbook.book import Book
from pointbook.ui import jobs

ROWS = 1_000_000
PAGE_ROWS = 51
PREVIEW_BYTES = 100_000_000
MEMORY_BOUND = 1.5
GIB = 2**30
_PATIENCE = 600.0
_BREATH = 0.25
"""Seconds between two questions of somebody else."""
_DAYS = {"occurred_at": "yyyy-mm-dd hh:mm:ss", "expires_at": "yyyy-mm-dd"}


def importing(book: Book, crowd: Crowd, folder: Path) -> Iterator[Measured]:
    """Figures of large files; the book is a copy that nobody keeps."""
    yield Measured(
        "first preview of a file of 100 MB",
        lambda: _preview(book, _csv(crowd, folder, "P"), folder),
    )
    yield Measured(
        "import of a large file, end to end",
        lambda: _import(book, _csv(crowd, folder, "L"), 10.0),
    )
    yield Measured(
        "import of a large workbook, end to end",
        lambda: _import(book, _workbook(crowd, folder), 15.0),
    )
    yield Measured("longest wait of others during an import", lambda: _longest(book, crowd, folder))


def _rows(crowd: Crowd, prefix: str) -> pl.DataFrame:
    rows = crowd.rows(crowd.imports - 1, min(ROWS, crowd.entries), prefix)
    return rows.select(
        "customer_no", "occurred_at", "kind",
        (pl.col("points").cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2)).alias("points"),
        "expires_at", "reason", "ref", "store", "channel",
    )  # fmt: skip


def _csv(crowd: Crowd, folder: Path, prefix: str) -> Path:
    path = folder / f"large-{crowd.entries}-{prefix}.csv"
    if not path.exists():
        _rows(crowd, prefix).write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
    return path


def _workbook(crowd: Crowd, folder: Path) -> Path:
    path = folder / f"large-{crowd.entries}-X.xlsx"
    if path.exists():
        return path
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        formats = {name: workbook.add_format({"num_format": form}) for name, form in _DAYS.items()}
        rows = _rows(crowd, "X")
        sheet.write_row(0, 0, rows.columns)
        for at, row in enumerate(rows.iter_rows(), 1):
            for place, (name, value) in enumerate(zip(rows.columns, row, strict=True)):
                if value is not None:
                    sheet.write(at, place, value, formats.get(name))
    return path


def _preview(book: Book, path: Path, folder: Path) -> Figure:
    """From the bytes of an upload to its columns, its first rows and the suggested mapping."""
    text = path.read_bytes()
    head, _, body = text.partition(b"\n")
    upload = head + b"\n" + (body * (PREVIEW_BYTES // len(body) + 1))[:PREVIEW_BYTES]
    upload = upload[: upload.rfind(b"\n") + 1]

    def preview() -> object:
        draft = book.imports.read(upload, filename=path.name, work_dir=folder)
        found = (draft.mapping, draft.head.height, draft.rows)
        draft.close()
        return found[-1]

    times, rows = timed(preview, 3)
    return Figure(
        "first preview of a file of 100 MB",
        times,
        2.0,
        None,
        f"{len(upload):,} bytes, {rows:,} rows",
        rows,
    )


def _import(book: Book, path: Path, bound: float) -> Figure:
    """Nobody asks meanwhile: whoever does is measured in an import of their own."""
    # A process at rest has shown its pages: what they read of the book stays in memory.
    book.ask("analysis/ranking", measure="balance", row_limit=PAGE_ROWS)
    book.ask("analysis/growth", bucket="month", by="reason")
    book.ask("customers/search", as_of=book.now(), row_limit=PAGE_ROWS)
    book.ask("points/statement", row_limit=PAGE_ROWS)
    posted: list[int] = []
    times: list[float] = []

    def measured() -> None:
        times.extend(timed(lambda: posted.append(_post(book, path)), 1, warm=0)[0])
        times.extend(timed(book.store.checkpoint, 1, warm=0)[0])

    added = added_bytes(measured)
    posting, folding = times
    is_text = path.suffix == ".csv"
    name = (
        "import of a large file, end to end"
        if is_text
        else "import of a large workbook, end to end"
    )
    note = (
        f"{posted[-1]:,} rows, {path.stat().st_size / 2**20:.0f} MiB, all posted; "
        f"its log folded in the {seconds_text(folding)} after it; {added / GIB:.2f} GiB added "
        f"at most (bound {MEMORY_BOUND} GiB"
        f"{'' if is_text else ', the readers of the sheet are processes of their own'})"
    )
    return Figure(name, (posting,), bound, None, note, posted[-1])


def _post(book: Book, path: Path) -> int:
    """Read, check and post a file; its entries."""
    draft = book.imports.read(path, filename=path.name)
    return draft.plan(kind="points", source=SOURCE).post(actor="bench").entries


def _longest(book: Book, crowd: Crowd, folder: Path) -> Figure:
    """While a text file is imported as pages do it; others notice the folding of its log as well."""
    path = _csv(crowd, folder, "W")
    visitor = _Visitor(book)
    with visitor:
        job = jobs.start("import", path.name, lambda _report: _post(book, path))
        job.wait(_PATIENCE)
        if job.error is not None:
            raise job.error
        book.store.checkpoint()
    assert job.finished is not None
    return visitor.figure(job.finished - job.started)


@dataclass
class _Visitor:
    """Somebody who looks customers up while others work, and notes how long each answer takes."""

    book: Book

    def __post_init__(self) -> None:
        self._at_rest = min(timed(self._ask, 9)[0])
        self._waits: list[float] = []
        self._is_over = threading.Event()

    def _ask(self) -> object:
        return self.book.ask("customers/search", text="qqqq", row_limit=PAGE_ROWS).height

    def _visit(self) -> None:
        while not self._is_over.wait(_BREATH):
            started = time.perf_counter()
            self._ask()
            self._waits.append(time.perf_counter() - started)

    def __enter__(self) -> _Visitor:
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def figure(self, took: float) -> Figure:
        """The longest answer beyond what the same takes at rest."""
        waits = sorted(self._waits)
        note = (
            f"{len(waits)} searches one after the other during an import, which took {seconds_text(took)} beside them; "
            f"at rest {seconds_text(self._at_rest)}, "
            f"meanwhile {seconds_text(waits[len(waits) // 2])} in the middle, {seconds_text(waits[-1])} at most"
        )
        longest = max(waits[-1] - self._at_rest, 0.0)
        return Figure("longest wait of others during an import", (longest,), 0.1, None, note)

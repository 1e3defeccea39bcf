"""What one action over very many customers costs: looking at it, and doing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from pointbook.batches import Edit, Named, Wish
from pointbook.bench.crowd import Crowd
from pointbook.bench.figures import Figure, Measured, timed
from pointbook.book import Book

CUSTOMERS = 200_000
_PREVIEW = "preview of a batch"
_POST = "a batch posted, with its commit"
_PREVIEW_EXTENSION = "preview of an extension of many"
_EXTENSION = "an extension of many posted, with its commit"
_PREVIEW_EDIT = "preview of an edit of many"
_EDIT = "an edit of many posted, with its commit"
_UNDO_EDIT = "an edit of many undone"
_RUNS = 3


def batching(book: Book, crowd: Crowd) -> Iterator[Measured]:
    """Figures of a batch over very many customers; the book is a copy that nobody keeps."""
    yield Measured(_PREVIEW, lambda: _preview(book, crowd))
    yield Measured(_POST, lambda: _post(book, crowd))
    yield Measured(_PREVIEW_EXTENSION, lambda: _preview_extension(book, crowd))
    yield Measured(_EXTENSION, lambda: _extension(book, crowd))
    yield Measured(_PREVIEW_EDIT, lambda: _preview_edit(book, crowd))
    yield Measured(_EDIT, lambda: _edit(book, crowd))
    yield Measured(_UNDO_EDIT, lambda: _undo_edit(book))


def _listed(crowd: Crowd) -> Named:
    wanted = min(CUSTOMERS, crowd.customers)
    step = crowd.customers // wanted
    return Named(tuple(Crowd.number(place * step) for place in range(wanted)))


def _wish(crowd: Crowd, points: int) -> Wish:
    return Wish("down", _listed(crowd), "bench", points=Decimal(points))


def _preview(book: Book, crowd: Crowd) -> Figure:
    wish = _wish(crowd, 1)
    times, found = timed(lambda: book.batches.preview(wish, "bench").rows.height, _RUNS)
    return Figure(_PREVIEW, times, 3.0, None, f"{found:,} customers by a list", found)


def _post(book: Book, crowd: Crowd) -> Figure:
    shown = book.batches.preview(_wish(crowd, 1), "bench")
    times, found = timed(lambda: book.batches.post(shown, shown.digest, "bench").entries, 1, warm=0)
    return Figure(_POST, times, 10.0, None, f"{found:,} entries, 1 point of each", found)


def _extended(book: Book, crowd: Crowd) -> Wish:
    """What would end within a year ends a year later."""
    by = book.now().date() + timedelta(days=365)
    return Wish("extend", _listed(crowd), "bench", ends_by=by, days=365)


def _preview_extension(book: Book, crowd: Crowd) -> Figure:
    wish = _extended(book, crowd)
    times, found = timed(lambda: book.batches.preview(wish, "bench").rows.height, _RUNS)
    return Figure(_PREVIEW_EXTENSION, times, 3.0, None, f"{found:,} customers by a list", found)


def _extension(book: Book, crowd: Crowd) -> Figure:
    shown = book.batches.preview(_extended(book, crowd), "bench")
    times, found = timed(lambda: book.batches.post(shown, shown.digest, "bench").entries, 1, warm=0)
    lots = f"{int(shown.rows['lots'].sum()):,} lots of {shown.customers:,} customers"
    return Figure(_EXTENSION, times, 20.0, None, lots, found)


def _renamed(crowd: Crowd) -> Wish:
    return Wish("edit", _listed(crowd), "bench", edit=Edit({"store": "bench"}, ("bench",)))


def _preview_edit(book: Book, crowd: Crowd) -> Figure:
    wish = _renamed(crowd)
    times, found = timed(lambda: book.batches.preview(wish, "bench").rows.height, _RUNS)
    return Figure(_PREVIEW_EDIT, times, 3.0, None, f"{found:,} customers by a list", found)


def _edit(book: Book, crowd: Crowd) -> Figure:
    shown = book.batches.preview(_renamed(crowd), "bench")
    times, found = timed(
        lambda: book.batches.post(shown, shown.digest, "bench").customers, 1, warm=0
    )
    return Figure(_EDIT, times, 10.0, None, f"{found:,} customers, two fields of each", found)


def _undo_edit(book: Book) -> Figure:
    batch_id = int(book.batches.history("bench")["batch_id"][0])
    times, found = timed(
        lambda: book.batches.undo(batch_id, actor="bench").restored_customers, 1, warm=0
    )
    return Figure(_UNDO_EDIT, times, 10.0, None, f"{found:,} customers", found)

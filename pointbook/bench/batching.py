"""What one action over very many customers costs: looking at it, and doing it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pointbook.batches import Named, Wish
from pointbook.bench.crowd import Crowd
from pointbook.bench.figures import Figure, Measured, timed
from pointbook.book import Book

CUSTOMERS = 200_000
_PREVIEW = "preview of a batch"
_POST = "a batch posted, with its commit"
_RUNS = 3


def batching(book: Book, crowd: Crowd) -> Iterator[Measured]:
    """Figures of a batch over very many customers; the book is a copy that nobody keeps."""
    yield Measured(_PREVIEW, lambda: _preview(book, crowd))
    yield Measured(_POST, lambda: _post(book, crowd))


def _wish(crowd: Crowd, points: int) -> Wish:
    wanted = min(CUSTOMERS, crowd.customers)
    step = crowd.customers // wanted
    numbers = tuple(Crowd.number(place * step) for place in range(wanted))
    return Wish("down", Named(numbers), "bench", points=Decimal(points))


def _preview(book: Book, crowd: Crowd) -> Figure:
    wish = _wish(crowd, 1)
    times, found = timed(lambda: book.batches.preview(wish, "bench").rows.height, _RUNS)
    return Figure(_PREVIEW, times, 3.0, None, f"{found:,} customers by a list", found)


def _post(book: Book, crowd: Crowd) -> Figure:
    shown = book.batches.preview(_wish(crowd, 1), "bench")
    times, found = timed(lambda: book.batches.post(shown, shown.digest, "bench").entries, 1, warm=0)
    return Figure(_POST, times, 10.0, None, f"{found:,} entries, 1 point of each", found)

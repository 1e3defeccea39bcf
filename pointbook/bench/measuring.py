"""The figures with a bound: what a person waits for in a large book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import polars as pl

from pointbook.bench.allocating import allocate_all
from pointbook.bench.batching import batching
from pointbook.bench.crowd import LAST_DAY, Crowd
from pointbook.bench.figures import Figure, Measured, timed
from pointbook.bench.importing import importing
from pointbook.bench.scanning import scan
from pointbook.book import Book

PAGE_ROWS = 51


def reading(book: Book, crowd: Crowd, runs: int) -> Iterator[Measured]:
    """Figures that only read."""
    ordinary = Crowd.number(crowd.customers // 2)
    yield Measured("allocation of all entries", lambda: _allocation(book, min(runs, 3)))
    year = {"since": date(LAST_DAY.year - 1, LAST_DAY.month + 1, 1), "until": LAST_DAY}
    yield _question(
        book, runs, "growth by month, all years", "growth", 0.25,
        "analysis/growth", {"bucket": "month"}, "every month since the first entry",
    )  # fmt: skip
    quarter = {"since": date(LAST_DAY.year, 7, 1), "until": LAST_DAY, "row_limit": 100}
    yield _question(
        book, runs, "growth by month and reason, 12 months", "growth", 0.25,
        "analysis/growth", {"bucket": "month", "by": "reason", **year}, "by reason",
    )  # fmt: skip
    yield _question(
        book, runs, "ranking by balance with previous rank", "ranking", 0.3,
        "analysis/ranking", {"measure": "balance", **quarter}, "a quarter, top 100",
    )  # fmt: skip
    yield _question(
        book, runs, "ranking by points earned with previous rank", "ranking", 0.3,
        "analysis/ranking", {"measure": "earned", **quarter}, "a quarter, top 100",
    )  # fmt: skip
    yield _question(
        book, runs, "whom a rule clears for no activity", "growth", 0.3,
        "clearing/still", {"last_day": date(LAST_DAY.year, 3, 31)}, "half a year without anything of their own",
    )  # fmt: skip
    for name, number, bound in (
        ("statement page of an ordinary customer", ordinary, 0.03),
        ("statement page of the largest customer", crowd.largest, 0.1),
    ):
        yield _question(
            book, runs, name, "statement", bound,
            "points/statement", {"customer_no": number, "row_limit": PAGE_ROWS},
            f"{PAGE_ROWS - 1} newest entries with their balance", customer_no=number,
        )  # fmt: skip
    person = book.customers.get(ordinary)
    for what, text in (
        ("number", ordinary), ("name", person.name), ("phone tail", str(person.phone)[-6:]),
        ("pinyin initials", "zxm"), ("nothing", "qqqq"),
    ):  # fmt: skip
        yield _question(
            book, runs, f"search by {what}", "search", 0.06,
            "customers/search", {"text": text, "row_limit": PAGE_ROWS}, f"`{text}`",
        )  # fmt: skip


def writing(book: Book, crowd: Crowd, runs: int, folder: Path) -> Iterator[Measured]:
    """Figures that write; the book is a copy that nobody keeps."""
    yield Measured("one adjustment with its commit", lambda: _adjustment(book, crowd, runs, 1))
    yield Measured(
        "one adjustment of the largest customer", lambda: _adjustment(book, crowd, runs, 0)
    )
    yield from batching(book, crowd)
    yield from importing(book, crowd, folder)


def _question(
    book: Book, runs: int, name: str, scanned: str, bound: float, query: str,
    parameters: dict[str, object], note: str, **scan_parameters: object,
) -> Measured:  # fmt: skip
    def measure() -> Figure:
        times, answer = timed(lambda: book.ask(query, **parameters), runs)
        bare, _ = timed(lambda: scan(book, scanned, **scan_parameters), runs)
        assert isinstance(answer, pl.DataFrame)
        return Figure(name, times, bound, min(bare), f"`{query}`: {note}", answer.height)

    return Measured(name, measure)


def _allocation(book: Book, runs: int) -> Figure:
    times, found = timed(lambda: allocate_all(scan(book, "operations")), runs)
    bare, _ = timed(lambda: scan(book, "allocation"), runs)
    return Figure(
        "allocation of all entries",
        times,
        4.0,
        min(bare),
        "fetched by customer, then the kernel",
        found,
    )


def _adjustment(book: Book, crowd: Crowd, runs: int, place: int) -> Figure:
    number = count()
    name = "one adjustment with its commit" if place else "one adjustment of the largest customer"

    def adjust() -> object:
        customer = Crowd.number((place * (1 + next(number)) * 7919) % crowd.customers)
        return book.ledger.adjust(customer, 5, reason="bench", actor="bench")

    times, _ = timed(adjust, 3 * runs)
    return Figure(
        name, times, 0.03, None, "another customer each time" if place else "the same customer"
    )

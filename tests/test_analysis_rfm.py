"""RFM against scores counted in plain Python, and the groups against the customers of the range."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.rfm import (
    NAMED,
    QUESTION,
    SCORES,
    STILL,
    Axis,
    Thresholds,
    Wish,
    read_thresholds,
    rfm,
    scores_of,
    scores_of_named,
    threshold_parameters,
)
from pointbook.book import Book
from pointbook.periods import Period
from tests.random_book import NOW, RandomBook, random_book

__all__ = ["random_book"]

RANGES: list[dict[str, str]] = [
    {},
    {"tier": "gold"},
    {"tag": "new"},
    {"store": "S1", "department": "A"},
]
PERIODS = [
    Period(date(2024, 1, 1), NOW.date()),
    Period(date(2025, 9, 3), date(2026, 2, 10)),
    Period(date(2020, 1, 1), date(2020, 1, 31)),
]
TYPED: Thresholds = {
    "recency": (Decimal(10), Decimal(40), Decimal(90), Decimal(200)),
    "frequency": (Decimal(1), Decimal(3), Decimal(5), Decimal(8)),
}
Values = tuple[int, int, Decimal]


def by_hand(random_book: RandomBook, meant: set[str], period: Period) -> dict[str, Values]:
    """Recency, frequency and points earned of everybody who moved, without any SQL."""
    found: dict[str, Values] = {}
    for number in meant:
        moved = [
            entry
            for entry in random_book.entries
            if entry["customer_no"] == number
            and entry["kind"] in ("earn", "redeem")
            and entry["day"] in period
        ]
        if moved:
            earned = sum((e["points"] for e in moved if e["kind"] == "earn"), Decimal(0))
            days = (period.until - max(e["day"] for e in moved)).days
            found[number] = (days, len(moved), earned)
    return found


def fifths(values: list[Any]) -> tuple[Any, ...]:
    """The least values that one, two, three and four fifths do not exceed."""
    ordered = sorted(values)
    return tuple(ordered[ceil(len(ordered) * place / 5) - 1] for place in (1, 2, 3, 4))


def score(value: Any, cuts: tuple[Any, ...]) -> int:
    return 1 + sum(value > cut for cut in cuts)


def scores_by_hand(values: dict[str, Values], typed: Thresholds) -> dict[str, tuple[int, int, int]]:
    names: tuple[Axis, ...] = ("recency", "frequency", "monetary")
    cuts = [
        typed.get(name) or fifths([each[place] for each in values.values()])
        for place, name in enumerate(names)
    ]
    return {
        number: (6 - score(r, cuts[0]), score(f, cuts[1]), score(m, cuts[2]))
        for number, (r, f, m) in values.items()
    }


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("typed", [{}, TYPED], ids=["fifths", "typed"])
def test_scores_are_those_counted_by_hand(
    random_book: RandomBook, wanted: dict[str, str], period: Period, typed: Thresholds
) -> None:
    customers, meant = CustomerRange(**wanted), random_book.meant(**wanted)
    wish = Wish(period, thresholds=typed)
    found = rfm(random_book.book, wish, 4, customers)
    values = by_hand(random_book, meant, period)
    expected = scores_by_hand(values, typed) if values else {}

    listed = random_book.book.ask(
        QUESTION, listed=True, is_still=False, **wish.parameters, **customers.parameters
    )
    names = ("recency_score", "frequency_score", "monetary_score")
    assert {
        row["customer_no"]: tuple(row[name] for name in names)
        for row in listed.iter_rows(named=True)
    } == expected
    assert {
        row["customer_no"]: (row["recency"], row["frequency"], row["monetary"])
        for row in listed.iter_rows(named=True)
    } == values
    assert (found.customers, found.moved) == (len(meant), len(values))
    assert found.monetary == sum((each[2] for each in values.values()), Decimal(0))
    counted = Counter((r, f) for r, f, _ in expected.values())
    assert {
        (r, f): found.at(r, f)[0] for r in SCORES for f in SCORES if found.at(r, f)[0]
    } == counted


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("high", [3, 4, 5])
def test_the_named_groups_are_all_customers_and_list_as_many_as_they_count(
    random_book: RandomBook, wanted: dict[str, str], high: int
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    wish = Wish(PERIODS[1])
    found = rfm(book, wish, high, customers)
    asked = {
        **wish.parameters, **threshold_parameters(found.thresholds), **customers.parameters,
    }  # fmt: skip

    def listed(cell: dict[str, object]) -> list[str]:
        return list(book.ask(QUESTION, listed=True, **asked, **cell)["customer_no"])

    everybody: list[str] = []
    for name in (*NAMED, STILL):
        members = listed(scores_of_named(name, high))
        assert len(members) == found.named(name)[0]
        everybody += members
    assert sorted(everybody) == sorted(random_book.meant(**wanted))
    assert found.is_proved
    # One field of each row of the grid.
    for recency in SCORES:
        assert len(listed(scores_of(recency, high))) == found.at(recency, high)[0]


def test_equal_values_have_equal_scores(memory_book: Book) -> None:
    for number in range(10):
        memory_book.customers.add(f"T{number}", actor="t")
        for _ in range(1 if number < 7 else number):
            memory_book.ledger.earn(f"T{number}", 10, occurred_at=datetime(2026, 3, 1), actor="t")
    found = rfm(memory_book, Wish(Period(date(2026, 1, 1), date(2026, 3, 31))), 4)
    # Seven of ten moved once: the first three fifths end there, and nobody can be between them.
    assert found.thresholds["frequency"] == (1, 1, 1, 7)
    assert [found.with_score("frequency", each) for each in (1, 2, 3, 4, 5)] == [7, 0, 0, 1, 2]
    assert [found.with_score("recency", each) for each in SCORES] == [10, 0, 0, 0, 0]


def test_money_can_be_that_of_orders(memory_book: Book) -> None:
    lines = (
        "客户号,订单号,下单时间,金额\nA,1,2026-03-01,100\nA,2,2026-03-02,-30.5\nB,3,2026-04-01,9\n"
    )
    for number in ("A", "B", "C"):
        memory_book.customers.add(number, actor="t")
        memory_book.ledger.earn(number, 5, occurred_at=datetime(2026, 3, 3), actor="t")
    memory_book.imports.read(lines.encode(), filename="o.csv").plan(kind="orders").post(actor="t")
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    rows = memory_book.ask(QUESTION, listed=True, **Wish(march, "orders").parameters)
    assert dict(rows.select("customer_no", "monetary").iter_rows()) == {
        "A": Decimal("69.50"), "B": Decimal(0), "C": Decimal(0),
    }  # fmt: skip


def test_a_narrowed_actor_is_told_of_their_own_customers(random_book: RandomBook) -> None:
    actor = Actor("w", frozenset(), scope=Scope("department", ("A",)))
    found = rfm(random_book.book, Wish(PERIODS[0]), 4, actor=actor)
    assert found.customers == len(random_book.meant(department="A"))


@pytest.mark.parametrize(
    ("axis", "text", "expected"),
    [
        ("recency", "30, 90，180、365", (30, 90, 180, 365)),
        ("monetary", "0.5,1,2,3", (Decimal("0.5"), 1, 2, 3)),
        ("recency", "0.5,1,2,3", None),
        ("frequency", "1,1,2,3", None),
        ("frequency", "1,2,3", None),
        ("frequency", "1,2,3,NaN", None),
        ("frequency", "-1,2,3,4", None),
        ("frequency", "many", None),
    ],
)
def test_thresholds_are_four_rising_numbers(axis: Axis, text: str, expected: object) -> None:
    assert read_thresholds(axis, text) == expected

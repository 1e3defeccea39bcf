"""Campaigns against sums made entry by entry in plain Python, and against growth."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange, Totals
from pointbook.analysis.campaigns import QUESTION, Group, campaigns, effect, parameters
from pointbook.book import Book
from pointbook.periods import Period
from tests.random_book import NOW, RandomBook, random_book

__all__ = ["random_book"]

RANGES: list[dict[str, str]] = [{}, {"tier": "gold"}, {"tag": "new"}, {"store": "S1"}]
PERIODS = [Period(date(2024, 1, 1), NOW.date()), Period(date(2025, 9, 3), date(2026, 2, 10))]
Part = Literal["before", "during"]


def summed(entries: Iterable[dict[str, Any]], *kinds: str) -> Decimal:
    return sum((each["points"] for each in entries if each["kind"] in kinds), Decimal(0))


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_a_campaign_is_the_sum_of_its_entries(
    random_book: RandomBook, wanted: dict[str, str], period: Period
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    meant = random_book.meant(**wanted)
    entries = [
        each
        for each in random_book.entries
        if each["customer_no"] in meant and each["day"] in period
    ]
    found = campaigns(book, period, customers)
    assert set(found.rows["campaign"]) == {each["campaign"] for each in entries}
    for row in found.rows.iter_rows(named=True):
        own = [each for each in entries if each["campaign"] == row["campaign"]]
        assert row["customers"] == len({each["customer_no"] for each in own})
        assert row["issued"] == summed(own, "earn")
        assert row["used"] == -summed(own, "redeem")
        assert row["issued"] - row["used"] + row["other"] == sum(e["points"] for e in own)
        assert (row["first_on"], row["last_on"]) == (
            min(each["day"] for each in own), max(each["day"] for each in own),
        )  # fmt: skip
    grown = Totals.of(
        book.ask(
            "analysis/growth", bucket="year", since=period.since, until=period.until,
            **customers.parameters,
        )
    )  # fmt: skip
    everything = found.total("issued") + found.total("issued", is_named=False)
    assert everything == grown.movements["earned"]


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize(
    "days", [Period(date(2025, 11, 4), date(2025, 12, 20)), Period(date(2025, 6, 1), date(2025, 6, 30))],
    ids=str,
)  # fmt: skip
def test_the_four_groups_are_those_counted_by_hand(
    random_book: RandomBook, wanted: dict[str, str], days: Period
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    meant = random_book.meant(**wanted)
    reached = {
        each["customer_no"]
        for each in random_book.entries
        if each["campaign"] == "spring" and each["day"] in days
    }
    found = effect(book, "spring", days, customers)
    spans: dict[Part, Period] = {"before": days.previous(), "during": days}
    for is_reached in (True, False):
        people = {number for number in meant if (number in reached) == is_reached}
        for part, span in spans.items():
            moved = [
                each
                for each in random_book.entries
                if each["customer_no"] in people
                and each["day"] in span
                and each["kind"] in ("earn", "redeem")
            ]
            issued = summed((each for each in moved if each["campaign"] == "spring"), "earn")
            assert found.group(is_reached=is_reached, part=part) == Group(
                len(people), len({each["customer_no"] for each in moved}), summed(moved, "earn"),
                issued, -summed(moved, "redeem"), 0, Decimal(0),
            )  # fmt: skip
        listed = book.ask(
            QUESTION, listed=True, is_reached=is_reached, **parameters("spring", days),
            **customers.parameters,
        )  # fmt: skip
        assert set(listed["customer_no"]) == people
        assert listed.height == len(people)


def test_orders_reach_customers_as_entries_do(memory_book: Book) -> None:
    for number in ("A", "B", "C"):
        memory_book.customers.add(number, actor="t")
    memory_book.ledger.earn("A", 100, campaign="双11", occurred_at=datetime(2026, 3, 11), actor="t")
    memory_book.ledger.earn("C", 7, occurred_at=datetime(2026, 3, 10), actor="t")
    lines = "客户号,订单号,下单时间,金额,活动\nA,1,2026-03-01,30,\nB,2,2026-03-12,200,双11\nC,3,2026-03-12,9,\n"
    memory_book.imports.read(lines.encode(), filename="o.csv").plan(kind="orders").post(actor="t")
    memory_book.change_programme(point_value="0.02", actor="t")

    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    found = campaigns(memory_book, march)
    row = found.named.row(0, named=True)
    assert (row["customers"], row["issued"], row["orders"], row["amount"]) == (2, 100, 1, 200)
    assert found.cost(row["issued"]) == Decimal("2.00")
    days = found.days("双11")
    assert days == Period(date(2026, 3, 11), date(2026, 3, 12))

    answer = effect(memory_book, "双11", days)
    reached = answer.group(is_reached=True, part="during")
    assert (reached.customers, reached.orders, reached.amount) == (2, 1, 200)
    assert answer.group(is_reached=False, part="during").amount == 9
    assert reached.each("amount") == 100
    assert reached.each("else_earned") == 0
    # One of the two reached moved points, nobody before; of the others C moved before and not during.
    assert answer.risen(is_reached=True) == Decimal("0.5")
    assert answer.risen(is_reached=False) == -1
    assert answer.gap == Decimal("1.5")


def test_without_a_value_of_a_point_nothing_costs(random_book: RandomBook) -> None:
    assert campaigns(random_book.book, PERIODS[0]).cost(Decimal(100)) is None


def test_a_narrowed_actor_is_told_of_their_own_customers(random_book: RandomBook) -> None:
    actor = Actor("w", frozenset(), scope=Scope("department", ("A",)))
    found = effect(random_book.book, "spring", PERIODS[1], actor=actor)
    both = (found.group(is_reached=each, part="during").customers for each in (True, False))
    assert sum(both) == len(random_book.meant(department="A"))
    by_hand = campaigns(random_book.book, PERIODS[1], CustomerRange(department="A"))
    assert campaigns(random_book.book, PERIODS[1], actor=actor).rows.equals(by_hand.rows)

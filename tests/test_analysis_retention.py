"""Retention against months counted in plain Python, and its sums against the customers of the range."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.retention import (
    MOST_COHORTS,
    QUESTION,
    Retention,
    Starts,
    field,
    parameters,
    retention,
)
from pointbook.book import Book
from pointbook.periods import Period, month_start
from tests.random_book import NOW, RandomBook, random_book

__all__ = ["random_book"]

RANGES: list[dict[str, str]] = [{}, {"tier": "gold"}, {"tag": "new"}, {"store": "S1"}]
NEWEST = NOW.date()
YEAR = Period(date(2025, 3, 1), date(2026, 2, 28))


def first_earns(random_book: RandomBook, meant: set[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for entry in random_book.entries:
        if entry["kind"] == "earn" and entry["customer_no"] in meant:
            day = found.get(entry["customer_no"], entry["day"])
            found[entry["customer_no"]] = min(day, entry["day"])
    return found


def months_moved(random_book: RandomBook) -> set[tuple[str, date]]:
    return {
        (entry["customer_no"], month_start(entry["day"]))
        for entry in random_book.entries
        if entry["kind"] in ("earn", "redeem") and entry["day"] <= NEWEST
    }


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("period", [YEAR, Period(date(2025, 6, 9), date(2025, 8, 2))], ids=str)
def test_a_field_is_who_moved_points_that_month(
    random_book: RandomBook, wanted: dict[str, str], period: Period
) -> None:
    book, customers = random_book.book, CustomerRange(**wanted)
    meant = random_book.meant(**wanted)
    begun = first_earns(random_book, meant)
    moved = months_moved(random_book)
    found = retention(book, period, "earned", NEWEST, customers)

    def members(cohort: date) -> set[str]:
        return {number for number, day in begun.items() if month_start(day) == cohort}

    months = {month_start(day) for day in begun.values()}
    first, last = month_start(period.since), month_start(period.until)
    assert found.cohorts == sorted(each for each in months if first <= each <= last)
    for cohort in found.cohorts:
        assert found.size(cohort) == len(members(cohort))
        for since in range(26):
            month = month_start(cohort, since)
            expected = {number for number in members(cohort) if (number, month) in moved}
            is_there = since <= 24 and month <= NEWEST
            assert found.kept(cohort, since) == (len(expected) if is_there else None)
    assert found.begun + found.elsewhere + found.unknown == len(meant)
    assert found.unknown == len(meant) - len(begun)


def test_the_customers_of_a_field_are_as_many_as_it_counts(random_book: RandomBook) -> None:
    book, asked = random_book.book, parameters(YEAR, "earned", NEWEST)
    found, moved = retention(book, YEAR, "earned", NEWEST), months_moved(random_book)

    def listed(cohort: date, since: int | None) -> list[str]:
        rows = book.ask(QUESTION, listed=True, **asked, **field(cohort, since))
        return list(rows["customer_no"])

    for cohort in found.cohorts:
        assert len(listed(cohort, None)) == found.size(cohort)
        numbers = listed(cohort, 2)
        assert len(numbers) == found.kept(cohort, 2)
        assert all((number, month_start(cohort, 2)) in moved for number in numbers)


def joined(book: Book) -> None:
    """Two join in March and one in April, one at no known time; three of them earn."""
    for number, day in (("A", date(2026, 3, 5)), ("B", date(2026, 3, 31)), ("C", date(2026, 4, 1))):
        book.customers.add(number, joined_on=day, actor="t")
    book.customers.add("D", actor="t")
    for number, month in (("A", 3), ("A", 5), ("B", 4), ("C", 5), ("D", 5)):
        book.ledger.earn(number, 5, occurred_at=datetime(2026, month, 10), actor="t")


def test_cohorts_begin_with_the_day_of_joining(memory_book: Book) -> None:
    joined(memory_book)
    spring = Period(date(2026, 3, 1), date(2026, 4, 30))
    found = retention(memory_book, spring, "joined", date(2026, 5, 10))
    march, april = found.cohorts
    assert [found.kept(march, since) for since in range(4)] == [1, 1, 1, None]
    assert [found.kept(april, since) for since in range(3)] == [0, 1, None]
    assert (found.begun, found.elsewhere, found.unknown) == (3, 0, 1)
    # May is not over on the tenth.
    assert found.is_partial(march, 2)
    assert not found.is_partial(march, 1)
    assert not Retention(found.rows, date(2026, 5, 31)).is_partial(march, 2)
    assert found.mean_share(1) == Decimal("0.5")
    assert found.mean_share(2) is None


@pytest.mark.parametrize("starts", ["joined", "earned"])
def test_a_narrowed_actor_is_told_of_their_own_customers(
    random_book: RandomBook, starts: Starts
) -> None:
    actor = Actor("w", frozenset(), scope=Scope("department", ("A",)))
    found = retention(random_book.book, YEAR, starts, NEWEST, actor=actor)
    assert found.begun + found.elsewhere + found.unknown == len(random_book.meant(department="A"))


def test_only_so_many_cohorts_are_asked_for() -> None:
    asked = parameters(Period(date(2001, 1, 1), date(2026, 6, 30)), "joined", NEWEST)
    assert asked["since"] == month_start(NEWEST, 1 - MOST_COHORTS)

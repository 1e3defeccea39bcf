"""Compared ranks, percentiles, concentration, groups and identities, against plain Python over random filters."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pointbook.analysis import CustomerRange, growth, rank_groups, ranking, statement
from pointbook.analysis.ranking import MEASURES, PERCENTILES, TENTHS, Measure
from pointbook.book import Book
from pointbook.periods import Period, parse_period
from tests.random_book import RandomBook, random_book
from tests.test_analysis_ranking import ranked, standing

__all__ = ["random_book"]

NOTHING = Decimal(0)


def random_range(dice: random.Random, random_book: RandomBook) -> tuple[CustomerRange, set[str]]:
    """A range of customers as a visitor may choose it, and who is meant by it."""
    wanted: dict[str, Any] = {}
    if dice.random() < 0.5:
        wanted |= dice.choice([{"tier": "gold"}, {"store": "S1"}, {"tag": "vip"}])
    if dice.random() < 0.3:
        wanted["department"] = dice.choice("AB")
    meant = random_book.meant(**wanted)
    if dice.random() < 0.4:
        since = wanted["joined_since"] = date(2025, dice.randrange(1, 10), 1)
        meant = {n for n in meant if random_book.customers[n]["joined_on"] >= since}
    if dice.random() < 0.3:
        until = wanted["joined_until"] = date(2025, dice.randrange(3, 12), 1)
        meant = {n for n in meant if random_book.customers[n]["joined_on"] <= until}
    if dice.random() < 0.5:
        listed = dice.sample(sorted(random_book.customers), dice.randrange(6))
        wanted["listed"] = (*listed, "X9")
        meant &= set(listed)
    return CustomerRange(**wanted), meant


def random_period(dice: random.Random) -> Period:
    since = date(2025, 4, 1) + timedelta(dice.randrange(330))
    return Period(since, since + timedelta(dice.randrange(120)))


@pytest.mark.parametrize("seed", range(6))
def test_ranking_growth_and_ledger_say_the_same_of_the_same_filter(
    random_book: RandomBook, seed: int
) -> None:
    dice = random.Random(seed)
    customers, meant = random_range(dice, random_book)
    period = random_period(dice)

    def of_kind(kind: str | None) -> Decimal:
        return random_book.total(
            lambda e: e["customer_no"] in meant and e["day"] in period and kind in (None, e["kind"])
        )

    def by_ranking(measure: Measure) -> Decimal:
        answer = ranking(random_book.book, measure, period, customers=customers)
        assert answer.shown + answer.rest == answer.spread.total
        return answer.spread.total

    grown = growth(random_book.book, period, customers=customers).totals
    assert grown.is_proved
    assert by_ranking("earned") == grown.movements["earned"] == of_kind("earn")
    assert by_ranking("redeemed") == -grown.movements["redeemed"] == -of_kind("redeem")
    assert by_ranking("net") == grown.net == of_kind(None)
    assert by_ranking("balance") == grown.closing
    if not {"joined_since", "joined_until", "customer_list"} & customers.parameters.keys():
        read = statement(random_book.book, period, customers=customers, page_rows=5)
        assert read.totals.closing == grown.closing
        assert read.totals.movements["earned"] == grown.movements["earned"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("seed", range(2))
def test_ranks_of_any_two_periods_are_compared(
    random_book: RandomBook, measure: Measure, seed: int
) -> None:
    dice = random.Random(seed)
    customers, meant = random_range(dice, random_book)
    period, then = random_period(dice), random_period(dice)
    answer = ranking(random_book.book, measure, period, compared=then, customers=customers)
    now = ranked(standing(random_book, measure, period.since, period.until, meant))
    values = standing(random_book, measure, then.since, then.until, meant)
    before = {number: (rank, value) for rank, number, value in ranked(values)}
    assert list(answer.rows.select("rank", "customer_no", "value").iter_rows()) == now
    for number, rank, previous, value, change, risen in answer.rows.select(
        "customer_no", "rank", "previous_rank", "value", "change", "rank_change"
    ).iter_rows():
        was, had = before.get(number, (None, NOTHING))
        assert change == value - had
        if measure != "lifetime_earned" or was is not None:
            assert previous == was
        assert risen == (None if previous is None else previous - rank)


@pytest.mark.parametrize("measure", MEASURES)
def test_percentiles_and_concentration_are_those_of_the_sorted_values(
    random_book: RandomBook, measure: Measure
) -> None:
    period, then = parse_period("2025-07..2026-03"), parse_period("2025-04..2025-06")
    answer = ranking(random_book.book, measure, period, compared=then, limit=3)

    def ascending(of: Period) -> list[Decimal]:
        everybody = random_book.meant()
        return sorted(standing(random_book, measure, of.since, of.until, everybody).values())

    now, before = ascending(period), ascending(then)

    def percentile(values: list[Decimal], percent: int) -> Decimal:
        return values[math.ceil(len(values) * percent / 100) - 1]

    assert answer.percentiles()["percent"].to_list() == list(PERCENTILES)
    for percent, value, previous, change in answer.percentiles().iter_rows():
        assert value == percentile(now, percent)
        assert previous == percentile(before, percent)
        assert change == value - previous
    assert answer.tops()["percent"].to_list() == list(TENTHS)
    for percent, count, held, share, _ in answer.tops().iter_rows():
        assert count == math.ceil(len(now) * percent / 100)
        assert held == sum(now[-count:], NOTHING)
        assert share == (pytest.approx(float(held / sum(now))) if sum(now) > 0 else None)
    if now[0] < 0 or sum(now) <= 0:
        assert answer.spread.gini is None
    else:
        # By its other definition: half the mean difference of any two, over the mean.
        apart = sum(abs(a - b) for a in now for b in now)
        expected = apart / (2 * len(now) * sum(now, NOTHING))
        assert float(answer.spread.gini or 0) == pytest.approx(float(expected), abs=1e-4)


OF_CUSTOMER = ("tier", "store", "region", "department")


@pytest.mark.parametrize("by", ["store", "department", "channel"])
@pytest.mark.parametrize("measure", MEASURES)
def test_groups_are_ranked_like_customers_and_add_up(
    random_book: RandomBook, measure: Measure, by: Any
) -> None:
    period, then = parse_period("2025-10..2026-02"), parse_period("2025-04..2025-09")
    customers = CustomerRange(status="active")
    meant = random_book.meant(status="active")
    group: Callable[[dict[str, Any]], Any] = (
        (lambda entry: random_book.customers[entry["customer_no"]][by])
        if by in OF_CUSTOMER
        else (lambda entry: entry[by])
    )

    def values(of: Period) -> dict[Any, Decimal]:
        found: dict[Any, Decimal] = {}
        for entry in random_book.entries:
            kind = {"earned": "earn", "lifetime_earned": "earn", "redeemed": "redeem"}.get(measure)
            if entry["customer_no"] not in meant or kind not in (None, entry["kind"]):
                continue
            is_stock = measure in ("balance", "lifetime_earned")
            if entry["day"] <= of.until and (is_stock or entry["day"] >= of.since):
                sign = -1 if measure == "redeemed" else 1
                found[group(entry)] = found.get(group(entry), NOTHING) + sign * entry["points"]
        return {name: value for name, value in found.items() if value}

    def ranks(of: Period) -> dict[Any, tuple[int, Decimal]]:
        known = values(of)
        return {
            name: (1 + sum(other > value for other in known.values()), value)
            for name, value in known.items()
        }

    rows = rank_groups(random_book.book, measure, period, by, compared=then, customers=customers)
    now, before = ranks(period), ranks(then)
    assert set(rows["group"]) == now.keys() | before.keys()
    for row in rows.iter_rows(named=True):
        assert (row["rank"], row["value"]) == now.get(row["group"], (None, None))
        assert (row["previous_rank"], row["previous_value"]) == before.get(
            row["group"], (None, None)
        )
        assert row["change"] == (row["value"] or 0) - (row["previous_value"] or 0)
    total = ranking(random_book.book, measure, period, customers=customers, limit=1).spread.total
    assert sum((value for value in rows["value"] if value), NOTHING) == total


def test_ties_share_a_rank_in_groups_too_and_all_equal_is_not_uneven(memory_book: Book) -> None:
    for number, store, points in (("C1", "S1", 20), ("C2", "S2", 20), ("C3", "S3", 20)):
        memory_book.customers.add(number, store=store)
        memory_book.ledger.earn(number, points, occurred_at=date(2026, 5, 1), actor="t")
    period = parse_period("2026-05")
    rows = rank_groups(memory_book, "earned", period, "store")
    assert list(rows.select("rank", "group").iter_rows()) == [(1, "S1"), (1, "S2"), (1, "S3")]
    assert ranking(memory_book, "earned", period).spread.gini == 0


def test_a_list_that_names_nobody_ranks_nobody(random_book: RandomBook) -> None:
    nobody = CustomerRange(listed=())
    assert ranking(
        random_book.book, "balance", random_period(random.Random(1)), customers=nobody
    ).is_empty

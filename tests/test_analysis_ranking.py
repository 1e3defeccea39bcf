"""Rankings against sums made entry by entry in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pointbook.analysis import CustomerRange, ranking
from pointbook.analysis.ranking import MEASURES, Measure
from pointbook.book import Book
from pointbook.periods import Period, parse_period
from tests.random_book import RandomBook, random_book

__all__ = ["random_book"]

NOTHING = Decimal(0)
SIGNS = {"redeemed": -1}
KINDS = {"earned": "earn", "redeemed": "redeem", "lifetime_earned": "earn"}
PERIODS = ["2025-07..2026-03", "2025-08-10..2025-11-03", "2019"]
RANGES: list[dict[str, str | None]] = [
    {}, {"tier": "gold"}, {"tag": "vip"}, {"store": "S1", "region": "north", "status": "active"},
]  # fmt: skip


def standing(
    random_book: RandomBook, measure: str, since: date | None, until: date | None, meant: set[str]
) -> dict[str, Decimal]:
    """The value of everybody who takes part."""
    values: dict[str, Decimal] = dict.fromkeys(meant, NOTHING) if measure == "balance" else {}
    is_stock = measure in ("balance", "lifetime_earned")
    for entry in random_book.entries:
        if entry["customer_no"] not in meant or (until and entry["day"] > until):
            continue
        if since and entry["day"] < since and not is_stock:
            continue
        if KINDS.get(measure, entry["kind"]) == entry["kind"]:
            before = values.get(entry["customer_no"], NOTHING)
            values[entry["customer_no"]] = before + entry["points"] * SIGNS.get(measure, 1)
    return values


def ranked(values: dict[str, Decimal]) -> list[tuple[int, str, Decimal]]:
    order = sorted(values, key=lambda number: (-values[number], number))
    return [
        (1 + sum(other > values[number] for other in values.values()), number, values[number])
        for number in order
    ]


@pytest.mark.parametrize("wanted", RANGES, ids=str)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_ranking_is_what_the_entries_say(
    random_book: RandomBook, measure: Measure, wanted: dict[str, str | None]
) -> None:
    meant = random_book.meant(**wanted)
    for text in PERIODS:
        period = parse_period(text)
        expected = ranked(standing(random_book, measure, period.since, period.until, meant))
        now = random_book.book.ask(
            "analysis/ranking", measure=measure, since=period.since, until=period.until, **wanted
        )
        assert list(now.select("rank", "customer_no", "value").iter_rows()) == expected

        earlier = period.previous()
        since, until = earlier.since, period.since - timedelta(days=1)
        before = {
            number: (rank, value)
            for rank, number, value in ranked(standing(random_book, measure, since, until, meant))
        }
        for number, rank, value in now.select(
            "customer_no", "previous_rank", "previous_value"
        ).iter_rows():
            if measure == "lifetime_earned":
                assert (value or NOTHING) == before.get(number, (0, NOTHING))[1]
            else:
                assert (rank, value) == before.get(number, (None, None))


@pytest.mark.parametrize("measure", MEASURES)
def test_open_dates_mean_from_the_first_entry_to_the_last(
    random_book: RandomBook, measure: Measure
) -> None:
    everybody = random_book.meant()
    for since, until in ((None, None), (None, date(2025, 12, 31)), (date(2025, 12, 1), None)):
        answer = random_book.book.ask("analysis/ranking", measure=measure, since=since, until=until)
        expected = ranked(standing(random_book, measure, since, until, everybody))
        assert list(answer.select("rank", "customer_no", "value").iter_rows()) == expected


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_limit_cuts_after_the_customer_number_has_decided_ties(
    random_book: RandomBook, limit: int
) -> None:
    for measure in MEASURES:
        whole = random_book.book.ask("analysis/ranking", measure=measure)
        cut = random_book.book.ask("analysis/ranking", measure=measure, row_limit=limit)
        assert cut.equals(whole.head(limit))


def test_ties_share_a_rank(memory_book: Book) -> None:
    for number, points in (("C3", 20), ("C1", 20), ("C2", 50), ("C4", 10)):
        memory_book.customers.add(number)
        memory_book.ledger.earn(number, points, occurred_at=date(2026, 5, 1), actor="t")
    memory_book.customers.add("C5")

    by_balance = memory_book.ask("analysis/ranking", row_limit=4)

    assert list(by_balance.select("rank", "customer_no").iter_rows()) == [
        (1, "C2"), (2, "C1"), (2, "C3"), (4, "C4"),
    ]  # fmt: skip
    assert by_balance["participants"][0] == 5
    assert memory_book.ask("analysis/ranking", measure="earned")["participants"][0] == 4


def test_the_first_columns_of_a_ranking_are_fixed(memory_book: Book) -> None:
    assert memory_book.ask("analysis/ranking").columns[:7] == [
        "rank", "customer_no", "name", "tier", "value", "previous_rank", "previous_value",
    ]  # fmt: skip
    assert memory_book.ask("analysis/movers").columns[:8] == [
        "rank", "customer_no", "name", "tier", "value", "compare_value", "change", "change_pct",
    ]  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES)
def test_shown_and_rest_are_the_total_and_the_curve_is_that_of_the_whole_ranking(
    random_book: RandomBook, measure: Measure
) -> None:
    period = parse_period("2025-07..2026-03")
    answer = ranking(random_book.book, measure, period, limit=4)
    values = sorted(
        standing(random_book, measure, period.since, period.until, random_book.meant()).values(),
        reverse=True,
    )
    assert answer.spread.total == sum(values, NOTHING) == answer.shown + answer.rest
    assert answer.spread.participants == len(values)
    assert answer.spread.median == median(values)
    tenth = sum(values[: -(-len(values) // 10)], NOTHING)
    expected = tenth / answer.spread.total if answer.spread.total > 0 else None
    assert answer.spread.top_share == expected
    assert answer.curve["percent"].to_list() == list(range(1, 101))
    assert answer.curve["held"][-1] == answer.spread.total
    for place in (25, 50, 99):
        count = -(-len(values) * place // 100)
        assert answer.curve["held"][place - 1] == sum(values[:count], NOTHING)


def median(values: Iterable[Decimal]) -> Decimal:
    order = sorted(values)
    middle = len(order) // 2
    if len(order) % 2:
        return order[middle]
    return ((order[middle - 1] + order[middle]) / 2).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_an_empty_range_has_an_empty_ranking(random_book: RandomBook) -> None:
    answer = ranking(
        random_book.book, "earned", parse_period("2026-01"), customers=CustomerRange(tier="none")
    )
    assert answer.is_empty
    assert (answer.spread.participants, answer.spread.median) == (0, None)
    assert (answer.shown, answer.rest, answer.newcomers) == (0, 0, 0)


Compared = Callable[[str, Period | None], dict[str, Decimal]]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("compare", [None, "2025-05..2025-08"])
def test_movers_are_those_whose_measure_differs(
    random_book: RandomBook, measure: Measure, compare: str | None
) -> None:
    period = parse_period("2025-12..2026-02")
    other = parse_period(compare) if compare else period.previous()
    everybody = random_book.meant()
    now = standing(random_book, measure, period.since, period.until, everybody)
    then = standing(random_book, measure, other.since, other.until, everybody)
    changes = {
        number: now.get(number, NOTHING) - then.get(number, NOTHING) for number in now | then
    }
    expected = ranked({number: change for number, change in changes.items() if change})

    asked: dict[str, Any] = {"compare_since": other.since, "compare_until": other.until}
    answer = random_book.book.ask(
        "analysis/movers", measure=measure, since=period.since, until=period.until,
        **(asked if compare else {}),
    )  # fmt: skip

    assert list(answer.select("rank", "customer_no", "change").iter_rows()) == expected
    for number, value, before, change, per_cent in answer.select(
        "customer_no", "value", "compare_value", "change", "change_pct"
    ).iter_rows():
        assert (value, before) == (now.get(number, NOTHING), then.get(number, NOTHING))
        if before:
            assert abs(per_cent - change * 100 / abs(before)) < Decimal("0.0001")
        else:
            assert per_cent is None

"""With what a period is compared, against sums made entry by entry in plain Python."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointbook.analysis import Basis, Comparing, CustomerRange, growth
from pointbook.analysis.festival import a_festival_earlier, spring_festival
from pointbook.book import Book
from pointbook.periods import BUCKETS, Bucket, Period, bucket_start, next_bucket, parse_period
from tests.random_book import RandomBook, random_book

__all__ = ["random_book"]

NOTHING = Decimal(0)
DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("text", "previous", "year_before"),
    [
        ("2026-06-01..2026-06-10", "2026-05-01..2026-05-10", "2025-06-01..2025-06-10"),
        ("2026-01-01..2026-06-10", "2025-07-01..2025-12-10", "2025-01-01..2025-06-10"),
        ("2026-03-01..2026-03-30", "2026-02-01..2026-02-28", "2025-03-01..2025-03-30"),
        ("2026-05", "2026-04", "2025-05"),
        ("2026-05-12..2026-06-10", "2026-04-12..2026-05-11", "2025-05-12..2025-06-10"),
    ],
)
def test_an_unfinished_period_is_compared_with_the_same_days(
    text: str, previous: str, year_before: str
) -> None:
    period = parse_period(text)
    comparing = Comparing(newest=period.until)
    assert comparing.previous(period) == parse_period(previous)
    assert comparing.year_before(period) == parse_period(year_before)


def test_days_that_are_over_are_compared_with_those_right_before() -> None:
    week = parse_period("2026-06-01..2026-06-07")
    for comparing in (Comparing(), Comparing(newest=date(2026, 6, 30)), Comparing("whole")):
        assert comparing.previous(week) == parse_period("2026-05-25..2026-05-31")


def test_the_data_end_a_period_as_much_as_its_dates_do() -> None:
    comparing = Comparing(newest=date(2026, 6, 10))
    assert comparing.previous(parse_period("2026-06")) == parse_period("2026-05-01..2026-05-10")
    whole = Comparing("whole", newest=date(2026, 6, 10))
    for text in ("2026-06", "2026-06-01..2026-06-10"):
        assert whole.previous(parse_period(text)) == parse_period("2026-05")
        assert whole.year_before(parse_period(text)) == parse_period("2025-06")


@given(DAYS, st.integers(0, 40), st.sampled_from(["month", "quarter", "year"]))
def test_the_same_days_of_a_bucket_lie_in_the_bucket_before(
    newest: date, over: int, bucket: Bucket
) -> None:
    start = bucket_start(newest, bucket)
    meant = Period(start, newest + over * DAY)
    before = Comparing(newest=newest).bucket_before(meant, bucket)
    assert before.since == bucket_start(start - DAY, bucket)
    assert before.until < start
    is_over = newest + DAY == next_bucket(start, bucket)
    if is_over and not over:
        assert before.until == start - DAY
    elif not over:
        assert before.until.day == min(newest.day, (before.until + DAY).day - 1 or 31)


# As the almanac has them.
FESTIVALS = {
    2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
    2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
}  # fmt: skip


def test_spring_festival_is_where_the_almanac_has_it_and_nowhere_beyond() -> None:
    assert {year: f"{spring_festival(year):%m-%d}" for year in FESTIVALS} == FESTIVALS
    assert spring_festival(1899) is spring_festival(2101) is None
    assert a_festival_earlier(parse_period("2150-02")) == parse_period("2149-02")


@given(st.dates(date(2016, 9, 1), date(2027, 3, 31)), st.integers(0, 60))
def test_aligned_days_are_as_far_from_their_festival(since: date, length: int) -> None:
    period = Period(since, since + length * DAY)
    days = [date.fromisoformat(f"{year}-{day}") for year, day in FESTIVALS.items()]
    middle = since + length // 2 * DAY
    now = min(days, key=lambda each: (abs((each - middle).days), each))
    before = days[days.index(now) - 1]
    earlier = Comparing("spring").year_before(period)
    assert earlier.days == period.days
    assert (earlier.since - before) == (period.since - now)


def test_the_weeks_of_the_festival_meet_in_growth(memory_book: Book) -> None:
    memory_book.customers.add("C1")
    for day, points in ((date(2025, 1, 28), 40), (date(2026, 2, 16), 60), (date(2025, 2, 16), 5)):
        memory_book.ledger.earn("C1", points, occurred_at=day, actor="t")
    eve = parse_period("2026-02-16")
    bases: tuple[tuple[Basis, int], ...] = (("spring", 40), ("same_days", 5))
    for basis, before in bases:
        answer = growth(memory_book, eve, "day", comparing=Comparing(basis))
        assert answer.by_bucket()["earned_year"].to_list() == [pytest.approx(60 / before - 1)]
        assert answer.year_before is not None
        assert answer.year_before.movements["earned"] == before


def total(entries: list[dict[str, Any]], kind: str | None, since: date, until: date) -> Decimal:
    return sum(
        (e["points"] for e in entries if since <= e["day"] <= until and kind in (None, e["kind"])),
        NOTHING,
    )


def a_month_before(day: date, months: int) -> date:
    """The same day so many months earlier, found by counting down to one that exists."""
    place = day.year * 12 + day.month - 1 - months
    for number in range(day.day, 0, -1):
        try:
            return date(place // 12, place % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError


@pytest.mark.parametrize("seed", range(4))
def test_every_bucket_is_compared_with_the_same_days(random_book: RandomBook, seed: int) -> None:
    dice = random.Random(seed)
    wanted = dice.choice([{}, {"tier": "gold"}, {"store": "S1"}, {"tag": "vip"}])
    meant = random_book.meant(**wanted)
    entries = [each for each in random_book.entries if each["customer_no"] in meant]
    bucket, months = dice.choice([("month", 1), ("quarter", 3), ("year", 12)])
    newest = date(2026, dice.randrange(1, 7), dice.randrange(1, 28))
    since = date(2025, dice.randrange(4, 12), 1)
    answer = growth(
        random_book.book, Period(since, newest), bucket, comparing=Comparing(newest=newest),
        customers=CustomerRange(**wanted),
    )  # fmt: skip
    first = min(each["day"] for each in entries)
    for row, part in zip(
        answer.by_bucket().iter_rows(named=True), answer.period.buckets(bucket), strict=True
    ):
        for label, back in (("previous", months), ("year", 12)):
            from_day, to_day = a_month_before(part.since, back), a_month_before(part.until, back)
            if part.since.day == 1 and (part.until + DAY).day == 1:
                to_day = a_month_before(part.until + DAY, back) - DAY
            for name, kind in (("earned", "earn"), ("redeemed", "redeem"), ("net", None)):
                now, then = (
                    total(entries, kind, *ends)
                    for ends in ((part.since, part.until), (from_day, to_day))
                )
                assert row[name] == now
                told = row[f"{name}_{label}"]
                if to_day < first or (name != "net" and not then):
                    assert told is None
                elif name == "net":
                    assert told == now - then
                else:
                    assert told == pytest.approx(float(abs(now) / abs(then) - 1))


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_moving_average_is_of_whole_buckets_that_the_data_cover(
    random_book: RandomBook, bucket: Bucket
) -> None:
    newest = date(2026, 2, 10)
    answer = growth(
        random_book.book, Period(date(2025, 8, 1), newest), bucket,
        comparing=Comparing(newest=newest),
    )  # fmt: skip
    first = min(each["day"] for each in random_book.entries)
    for part, told in zip(answer.period.buckets(bucket), answer.average(3), strict=True):
        starts = [bucket_start(part.since, bucket)]
        for _ in range(2):
            starts.append(bucket_start(starts[-1] - DAY, bucket))
        known = starts[-1] >= first and part.since == starts[0]
        if not known or next_bucket(starts[0], bucket) - DAY > newest:
            assert told is None
        else:
            until = next_bucket(starts[0], bucket) - DAY
            whole = total(random_book.entries, None, starts[-1], until)
            assert told == pytest.approx(float(whole / 3))


@pytest.mark.parametrize("by", ["reason", "kind", "department", "arrival", "store", "campaign"])
@pytest.mark.parametrize("wanted", [{}, {"status": "active"}], ids=str)
def test_contributions_of_groups_make_up_the_growth(
    random_book: RandomBook, by: Any, wanted: dict[str, str | None]
) -> None:
    period = parse_period("2025-10..2026-02")
    meant = random_book.meant(**wanted)
    answer = growth(random_book.book, period, by=by, customers=CustomerRange(**wanted))
    entries = [each for each in random_book.entries if each["customer_no"] in meant]
    first: dict[str, date] = {}
    for each in entries:
        first[each["customer_no"]] = min(first.get(each["customer_no"], date.max), each["day"])

    def group(entry: dict[str, Any]) -> Any:
        if by == "arrival":
            return "new" if first[entry["customer_no"]] >= period.since else "existing"
        if by in ("store", "department"):
            return random_book.customers[entry["customer_no"]][by]
        return entry[by]

    assert answer.contributions is not None
    previous = period.previous()
    for row in answer.contributions.iter_rows(named=True):
        own = [e for e in entries if group(e) == row["group"]]
        now = [e["points"] for e in own if e["day"] in period]
        assert row["points_in"] == sum((p for p in now if p > 0), NOTHING)
        assert row["points_out"] == sum((p for p in now if p < 0), NOTHING)
        assert row["net"] == sum(now, NOTHING) == row["points_in"] + row["points_out"]
        if by != "arrival":
            assert row["compare_value"] == total(own, None, previous.since, previous.until)
        assert row["change"] == row["net"] - row["compare_value"]
    assert sum(answer.contributions["net"], NOTHING) == answer.totals.net
    if answer.totals.net:
        assert sum(answer.contributions["share"]) == pytest.approx(1)

"""Periods and their buckets."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointbook.periods import (
    BUCKETS,
    PRESETS,
    Bucket,
    Period,
    Preset,
    bucket_start,
    full_months,
    month_start,
    named_period,
    parse_period,
)

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
PERIODS = st.tuples(DAYS, st.integers(0, 900)).map(lambda t: Period(t[0], t[0] + timedelta(t[1])))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2025-11..2026-01-15", "2025-11-01", "2026-01-15"),
    ],
)
def test_periods_are_written_as_people_name_them(text: str, since: str, until: str) -> None:
    assert parse_period(text) == Period(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize("text", ["", "26", "2026-13", "2026-02-30", "2026-Q5", "2026..2025", "x"])
def test_other_words_are_no_period(text: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text)


@given(PERIODS)
def test_a_period_reads_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(PERIODS)
def test_the_previous_period_is_as_long_and_ends_the_day_before(period: Period) -> None:
    before = period.previous()
    assert before.until == period.since - timedelta(days=1)
    assert before.months == period.months
    if period.months is None:
        assert before.days == period.days


@pytest.mark.parametrize(
    ("text", "previous", "year_before"),
    [
        ("2026-03", "2026-02", "2025-03"),
        ("2024-02", "2024-01", "2023-02"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
        ("2026-03-10..2026-03-12", "2026-03-07..2026-03-09", "2025-03-10..2025-03-12"),
    ],
)
def test_a_period_is_compared_with_its_like(text: str, previous: str, year_before: str) -> None:
    assert parse_period(text).previous() == parse_period(previous)
    assert parse_period(text).year_before() == parse_period(year_before)


@given(PERIODS, st.sampled_from(BUCKETS))
def test_buckets_cover_every_day_once(period: Period, bucket: Bucket) -> None:
    parts = list(period.buckets(bucket))
    assert (parts[0].since, parts[-1].until) == (period.since, period.until)
    for one, next_one in pairwise(parts):
        assert next_one.since == one.until + timedelta(days=1)
        assert bucket_start(next_one.since, bucket) == next_one.since
    assert all(bucket_start(p.since, bucket) == bucket_start(p.until, bucket) for p in parts)


def test_a_month_counts_as_full_on_its_last_day() -> None:
    assert full_months(1, date(2026, 6, 29)) == parse_period("2026-05")
    assert full_months(1, date(2026, 6, 30)) == parse_period("2026-06")
    assert full_months(12, date(2026, 7, 1)) == parse_period("2025-07..2026-06")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("last_month", "2026-05"),
        ("last_3_months", "2026-03..2026-05"),
        ("last_12_months", "2025-06..2026-05"),
        ("last_30_days", "2026-05-12..2026-06-10"),
        ("this_month", "2026-06-01..2026-06-10"),
        ("this_year", "2026-01-01..2026-06-10"),
        ("last_year", "2025"),
        ("everything", "2026-03-10..2026-06-10"),
    ],
)
def test_presets_count_back_from_the_newest_entry(name: Preset, text: str) -> None:
    assert name in PRESETS
    found = named_period(name, date(2026, 3, 10), date(2026, 6, 10))
    assert found == parse_period(text)


@pytest.mark.parametrize(
    ("text", "bucket", "newest", "is_cut"),
    [
        ("2026-05", "month", "2026-06-10", False),
        ("2026-05", "month", "2026-05-30", True),
        ("2026-05", "quarter", "2026-12-31", True),
        ("2026-05-01..2026-05-31", "week", "2026-12-31", False),
        ("2026-05-01..2026-05-30", "week", "2026-12-31", True),
        ("2026-05-01..2026-05-30", "day", "2026-05-30", False),
    ],
)
def test_the_last_bucket_is_cut_by_the_period_or_by_the_data(
    text: str, bucket: Bucket, newest: str, is_cut: bool
) -> None:
    assert parse_period(text).is_cut(bucket, date.fromisoformat(newest)) is is_cut


def test_months_are_counted_across_years() -> None:
    assert month_start(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert month_start(date(2025, 11, 5), 14) == date(2027, 1, 1)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
    assert date(2026, 1, 2) in Period(date(2026, 1, 1), date(2026, 1, 2))

"""Periods of whole days: by name, in buckets, the one before, the same a year ago. A leaf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

import polars as pl

Bucket: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
BUCKETS: tuple[Bucket, ...] = get_args(Bucket)
Preset: TypeAlias = Literal[
    "last_month", "last_3_months", "last_12_months", "last_30_days", "this_month", "this_year",
    "last_year", "everything",
]  # fmt: skip
PRESETS: Final[tuple[Preset, ...]] = get_args(Preset)
"""Periods by name, counted back from the newest entry."""

_DAY = timedelta(days=1)
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: dict[str, int] = {"day": 1, "week": 7}


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month that lies `months` after that of `day`."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def last_day(instant: datetime) -> date:
    """The last day on which points can be used that are gone from an instant on."""
    return (instant - timedelta(microseconds=1)).date()


def with_last_days(frame: pl.DataFrame) -> pl.DataFrame:
    """A table as people read it: expires_at is its last day; stored is the instant from which points are gone."""
    if frame.schema.get("expires_at") != pl.Datetime:
        return frame
    return frame.with_columns((pl.col("expires_at") - pl.duration(microseconds=1)).cast(pl.Date))


def bucket_start(day: date, bucket: Bucket) -> date:
    """The first day of the bucket that a day lies in; weeks begin on Monday."""
    if bucket == "day":
        return day
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    return month_start(day, -((day.month - 1) % _MONTHS[bucket]))


def next_bucket(start: date, bucket: Bucket) -> date:
    """The first day of the bucket after the one that begins at `start`."""
    if bucket in _DAYS:
        return start + timedelta(days=_DAYS[bucket])
    return month_start(start, _MONTHS[bucket])


@dataclass(frozen=True, order=True)
class Period:
    """Whole days from `since` to `until`, both included; ValueError if it ends before it begins."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"a period ends before it begins: {self}")

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def __str__(self) -> str:
        return f"{self.since.isoformat()}..{self.until.isoformat()}"

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.until - self.since).days + 1

    @property
    def months(self) -> int | None:
        """How many whole months, None unless it begins and ends with one."""
        after = self.until + _DAY
        if self.since.day != 1 or after.day != 1:
            return None
        return (after.year - self.since.year) * 12 + after.month - self.since.month

    def previous(self) -> Period:
        """As many whole months, or else as many days, right before."""
        last = self.since - _DAY
        if self.months is None:
            return Period(self.since - timedelta(days=self.days), last)
        return Period(month_start(self.since, -self.months), last)

    def year_before(self) -> Period:
        """The same days one year earlier; 29 February becomes the last day of that month."""
        return self.months_earlier(12)

    def months_earlier(self, count: int) -> Period:
        """The same days so many months earlier, whole months as whole ones; at the latest a month's last day."""
        if self.months is not None:
            return Period(
                month_start(self.since, -count), month_start(self.until, 1 - count) - _DAY
            )
        return Period(months_earlier(self.since, count), months_earlier(self.until, count))

    def days_earlier(self, count: int) -> Period:
        """As many days, so many days earlier."""
        return Period(self.since - count * _DAY, self.until - count * _DAY)

    def same_days_before(self) -> Period:
        """If it begins with a month the same days as many months before, otherwise as many days right before."""
        if self.since.day != 1 or self.months is not None:
            return self.previous()
        return self.months_earlier(self.completed().months or 1)

    def completed(self) -> Period:
        """Up to the end of the month that it breaks off in, if it begins with a month; itself otherwise."""
        if self.since.day != 1:
            return self
        return Period(self.since, month_start(self.until, 1) - _DAY)

    def so_far(self, newest: date | None) -> Period:
        """Its days up to the newest entry, where that lies within; itself otherwise."""
        if newest is None or newest not in self:
            return self
        return Period(self.since, newest)

    def buckets(self, bucket: Bucket) -> Iterator[Period]:
        """Its buckets in order; the first and the last are cut to the days of the period."""
        start = bucket_start(self.since, bucket)
        while start <= self.until:
            after = next_bucket(start, bucket)
            yield Period(max(start, self.since), min(after - _DAY, self.until))
            start = after

    def is_cut(self, bucket: Bucket, newest: date) -> bool:
        """Whether its last bucket goes on after the data, or after its own last day."""
        after = next_bucket(bucket_start(self.until, bucket), bucket)
        return min(self.until, newest) < after - _DAY


def covered(oldest: date, newest: date) -> tuple[date, date]:
    """The first and the last day that data cover whose entries lie on the days from `oldest` to `newest`.

    Data that know only months are dated on their first days, and cover the last one to its end.
    """
    if oldest.day == newest.day == 1 and oldest != newest:
        return oldest, month_start(newest, 1) - _DAY
    return oldest, newest


def named_period(name: Preset, oldest: date, newest: date) -> Period:
    """The days that a preset stands for, in a book whose entries run from `oldest` to `newest`."""
    since: dict[str, date] = {
        "last_30_days": newest - 29 * _DAY,
        "this_month": month_start(newest),
        "this_year": date(newest.year, 1, 1),
        "everything": oldest,
    }
    if name in since:
        return Period(since[name], newest)
    if name == "last_year":
        return Period(date(newest.year - 1, 1, 1), date(newest.year - 1, 12, 31))
    return full_months({"last_month": 1, "last_3_months": 3}.get(name, 12), newest)


def full_months(count: int, newest: date) -> Period:
    """The last `count` months that are over by the end of the day `newest`."""
    end = month_start(newest + _DAY)
    return Period(month_start(end, -count), end - _DAY)


def parse_period(text: str) -> Period:
    """A day, a month, a quarter, a year, or two days: 2026-03-05, 2026-03, 2026-Q1, 2026, a..b. ValueError."""
    first, dots, last = text.strip().partition("..")
    if dots:
        return Period(parse_period(first).since, parse_period(last).until)
    found = re.fullmatch(r"(\d{4})(?:-(?:[Qq]([1-4])|(\d{2})(?:-(\d{2}))?))?", first)
    if found is None:
        raise ValueError(f"not a period: {text}")
    year, quarter, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if day is not None and month is not None:
        only = date(year, month, day)
        return Period(only, only)
    start = date(year, month or (quarter * 3 - 2 if quarter else 1), 1)
    return Period(start, month_start(start, 1 if month else 3 if quarter else 12) - _DAY)


def months_earlier(day: date, count: int) -> date:
    """The same day so many months before, or the last of a shorter month; a negative count is later."""
    first = month_start(day, -count)
    last = month_start(first, 1) - _DAY
    return first.replace(day=min(day.day, last.day))

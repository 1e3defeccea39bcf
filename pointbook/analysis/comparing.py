"""With which earlier days a period is compared, and what moved in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.festival import a_festival_earlier
from pointbook.analysis.totals import MOVEMENTS, NOTHING, Totals, is_quiet
from pointbook.periods import Bucket, Period, bucket_start, next_bucket

Basis: TypeAlias = Literal["same_days", "whole", "spring"]
BASES: tuple[Basis, ...] = get_args(Basis)
"""Unfinished periods against the same days, or whole ones; spring counts the year before from its festival."""
_MONTHS: Final[dict[Bucket, int]] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: Final[dict[Bucket, int]] = {"day": 1, "week": 7}
_WEEKS_OF_A_YEAR: Final = 364


@dataclass(frozen=True)
class Comparing:
    """How periods find their like; `newest` is the last day that the data cover, None where all days count as past."""

    basis: Basis = "same_days"
    newest: date | None = None
    kind: Bucket | None = None
    """What the periods are, where that is known: the same days of a week lie in the week before."""

    def previous(self, period: Period) -> Period:
        """What a whole period is compared with: the days or months right before, the same days if it is unfinished."""
        if self.kind is not None:
            return self.bucket_before(period, self.kind)
        shown = self._shown(period)
        if self.basis == "whole" or not self._is_broken_off(period):
            return shown.previous()
        return shown.same_days_before()

    def year_before(self, period: Period) -> Period:
        """The same days, or the whole of it, a year or a Spring Festival before."""
        shown = self._shown(period)
        return a_festival_earlier(shown) if self.basis == "spring" else shown.year_before()

    def bucket_before(self, days: Period, bucket: Bucket) -> Period:
        """What one bucket is compared with: the one before, its same days where it is not over."""
        return _earlier(self._bucket(days, bucket), bucket, 1)

    def bucket_year_before(self, days: Period, bucket: Bucket) -> Period:
        """The bucket a year before; a week that of 52 weeks before, from Monday to Sunday too."""
        meant = self._bucket(days, bucket)
        if self.basis == "spring":
            return a_festival_earlier(meant)
        if bucket == "week":
            return meant.days_earlier(_WEEKS_OF_A_YEAR)
        return meant.months_earlier(12)

    def _shown(self, period: Period) -> Period:
        if self.basis != "whole":
            return period.so_far(self.newest)
        return period.completed() if self._is_broken_off(period) else period

    def _is_broken_off(self, period: Period) -> bool:
        """Whether more of it may come; the first week of a month that is over is a week."""
        return self.newest is not None and period.until >= self.newest

    def _bucket(self, days: Period, bucket: Bucket) -> Period:
        return _whole(days.since, bucket) if self.basis == "whole" else days.so_far(self.newest)


ALL_PAST: Final = Comparing()


class Days:
    """What moved day by day, so that any days of them can be added up: rows of analysis/growth by day."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows
        self._starts: list[date] = rows["bucket_start"].to_list()
        moved = rows.select(
            pl.any_horizontal(pl.col(name) != 0 for name in ("opening", *MOVEMENTS)).arg_true()
        )
        self._first: date | None = self._starts[moved.item(0, 0)] if moved.height else None

    def totals(self, period: Period) -> Totals | None:
        """What moved in these days; None where nothing was there yet and nothing came."""
        rows = self._of(period)
        return None if is_quiet(rows) else Totals.of(rows)

    def buckets(self, period: Period, bucket: Bucket) -> pl.DataFrame:
        """These days as rows of analysis/growth for the same days asked for in buckets, without a second scan."""
        rows = self._of(period)
        summed = (*MOVEMENTS, "net", "points_in", "points_out")
        return (
            rows.with_columns(
                pl.Series(
                    "bucket_start",
                    [bucket_start(day, bucket) for day in rows["bucket_start"]],
                    pl.Date,
                )
            )
            .group_by("bucket_start", maintain_order=True)
            .agg(
                pl.col("group", "opening").first(),
                pl.col(summed).sum().cast(_POINTS),
                pl.col("closing").last(),
            )
            .select(rows.columns)
        )

    def moved(self, period: Period, names: Sequence[str]) -> tuple[Decimal, ...] | None:
        """The sums of these columns over the days; None before the first day of the data."""
        if self._first is None or period.until < self._first:
            return None
        rows = self._of(period)
        return tuple(Decimal(rows[name].sum() or NOTHING) for name in names)

    def knows(self, period: Period) -> bool:
        """Whether the data had begun by the first of these days."""
        return self._first is not None and period.since >= self._first

    def _of(self, period: Period) -> pl.DataFrame:
        first = bisect_left(self._starts, period.since)
        return self._rows.slice(first, bisect_left(self._starts, period.until) + 1 - first)


COMPARED: Final = ("earned", "redeemed", "net")


def by_bucket(days: Days, period: Period, bucket: Bucket, comparing: Comparing) -> pl.DataFrame:
    """One row per bucket: earned, redeemed and net, against the bucket before and a year before.

    bucket_start, then the sum of each of the three, and *_previous and *_year: fractions of change for earned and
    redeemed (of its size), differences in points for net; null where there was nothing to compare with.
    """
    rows = []
    for part in period.buckets(bucket):
        first = bucket_start(part.since, bucket)
        now = days.moved(part, COMPARED) or (NOTHING,) * len(COMPARED)
        before = days.moved(comparing.bucket_before(part, bucket), COMPARED)
        year = days.moved(comparing.bucket_year_before(part, bucket), COMPARED)
        told: dict[str, object] = dict(zip(COMPARED, now, strict=True))
        for label, then in (("previous", before), ("year", year)):
            for place, name in enumerate(COMPARED):
                told[f"{name}_{label}"] = _change(
                    name, now[place], None if then is None else then[place]
                )
        rows.append({"bucket_start": first, **told})
    return pl.DataFrame(rows, schema=_SCHEMA)


_POINTS: Final = pl.Decimal(18, 2)
_SCHEMA: Final = {
    "bucket_start": pl.Date,
    **dict.fromkeys(COMPARED, _POINTS),
    **{
        f"{name}_{label}": _POINTS if name == "net" else pl.Float64
        for label in ("previous", "year")
        for name in COMPARED
    },
}


def _change(name: str, now: Decimal, before: Decimal | None) -> Decimal | float | None:
    if before is None:
        return None
    if name == "net":
        return now - before
    return float((now - before) / before) if before else None


def moving_average(
    days: Days, period: Period, bucket: Bucket, width: int, comparing: Comparing
) -> list[float | None]:
    """The mean net change of each bucket and those before it, `width` in all.

    None where the data begin later, and where a bucket is not whole: it would pull the mean down.
    """
    parts = list(period.buckets(bucket))
    first = _whole(parts[0].since, bucket)
    before = [_earlier(first, bucket, count) for count in range(width - 1, 0, -1)]
    wholes = [*before, *(_whole(each.since, bucket) for each in parts)]
    nets = [
        days.moved(each, ("net",))
        if days.knows(each) and each == each.so_far(comparing.newest)
        else None
        for each in wholes
    ]
    return [
        _mean(nets[place : place + width]) if part == wholes[place + width - 1] else None
        for place, part in enumerate(parts)
    ]


def _mean(values: Sequence[tuple[Decimal, ...] | None]) -> float | None:
    known = [each[0] for each in values if each is not None]
    return float(sum(known, NOTHING) / len(known)) if len(known) == len(values) else None


def _whole(day: date, bucket: Bucket) -> Period:
    """The bucket that a day lies in, from its first day to its last."""
    start = bucket_start(day, bucket)
    return Period(start, next_bucket(start, bucket) - timedelta(days=1))


def _earlier(days: Period, bucket: Bucket, count: int) -> Period:
    """The same days so many buckets earlier."""
    if bucket in _DAYS:
        return days.days_earlier(count * _DAYS[bucket])
    return days.months_earlier(count * _MONTHS[bucket])

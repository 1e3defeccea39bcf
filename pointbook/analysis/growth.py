"""积分增长: how the balance of a range of customers came from opening to closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.comparing import ALL_PAST, Comparing, Days, by_bucket, moving_average
from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import Totals, is_quiet
from pointbook.periods import Bucket, Period, month_start

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

Split: TypeAlias = Literal[
    "reason",
    "kind",
    "channel",
    "campaign",
    "entry_store",
    "tier",
    "store",
    "region",
    "department",
    "arrival",
]
SPLITS: tuple[Split, ...] = get_args(Split)
Comparison: TypeAlias = Literal["previous", "year_ago"]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
AVERAGES: Final = (3, 7, 12)
"""Over how many buckets a moving average may go."""
_LOOK_BACK: Final[dict[Bucket, int]] = {
    "day": 14,
    "week": 16,
    "month": 24,
    "quarter": 48,
    "year": 156,
}
"""Months before all compared days that the buckets of a year before and the averages may reach back to."""


@dataclass(frozen=True)
class Growth:
    """Every bucket of a period, its groups if it is split, and the same of two earlier periods.

    `rows` are those of analysis/growth with active_customers and new_customers, `contributions` as told there.
    `previous` and `year_before` are None where there was nothing yet; their days are the first and second of `against`.
    """

    period: Period
    bucket: Bucket
    rows: pl.DataFrame
    groups: pl.DataFrame | None
    contributions: pl.DataFrame | None
    totals: Totals
    previous: Totals | None
    year_before: Totals | None
    against: tuple[Period, Period]
    days: Days
    comparing: Comparing
    movers: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing was there and nothing moved."""
        return is_quiet(self.rows)

    def by_bucket(self) -> pl.DataFrame:
        """Every bucket against the one before and a year before, as comparing.by_bucket tells it."""
        return by_bucket(self.days, self.period, self.bucket, self.comparing)

    def average(self, width: int) -> list[float | None]:
        """The mean net change of so many buckets up to each, None where that cannot be told."""
        return moving_average(self.days, self.period, self.bucket, width, self.comparing)


def growth(
    book: Book,
    period: Period,
    bucket: Bucket = "month",
    *,
    by: Split | None = None,
    compare: Comparison = "previous",
    comparing: Comparing = ALL_PAST,
    customers: CustomerRange = EVERYBODY,
    movers: int = 10,
    actor: Actor | str | None = None,
) -> Growth:
    """The growth of a period in buckets, split into groups by `by`, with the customers who gained most.

    `compare` says which earlier period the movers and the groups are measured against, `comparing` which days of it;
    `actor` narrows to whom that one sees.
    """
    who: dict[str, Any] = {**customers.parameters, "actor": actor}

    def buckets(of: Period, size: Bucket, split: Split | None = None) -> pl.DataFrame:
        return book.ask(
            "analysis/growth", since=of.since, until=of.until, bucket=size, by=split, **who
        )

    against = comparing.previous(period), comparing.year_before(period)
    first = month_start(min(each.since for each in against), -_LOOK_BACK[bucket])
    days = Days(buckets(Period(first, period.until), "day"))
    activity = book.ask(
        "analysis/activity", since=period.since, until=period.until, bucket=bucket, **who
    )
    rows = days.buckets(period, bucket).join(
        activity, on="bucket_start", how="left", maintain_order="left"
    )
    compared = against[0] if compare == "previous" else against[1]
    gained = book.ask(
        "analysis/movers", measure="earned", since=period.since, until=period.until,
        compare_since=compared.since, compare_until=compared.until, row_limit=movers, **who,
    )  # fmt: skip
    groups = None if by is None else buckets(period, bucket, by)
    return Growth(
        period, bucket, rows, groups,
        None if groups is None else contributions(groups, buckets(compared, "year", by)),
        Totals.of(rows), days.totals(against[0]), days.totals(against[1]), against, days, comparing,
        gained,
    )  # fmt: skip


def contributions(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """One row per group over the whole period, whoever gained most first.

    group, points_in, points_out, net, share (of the net of all, null where that is 0), compare_value (net of the
    compared period), change.
    """
    moved = ("points_in", "points_out", "net")
    point = pl.Decimal(18, 2)
    total = pl.col("net").sum()
    earlier = before.group_by("group").agg(pl.col("net").sum().cast(point).alias("compare_value"))
    return (
        now.group_by("group")
        .agg(pl.col(moved).sum().cast(point))
        .join(earlier, on="group", how="full", nulls_equal=True, coalesce=True)
        .with_columns(pl.col(*moved, "compare_value").fill_null(0).cast(point))
        .filter(pl.any_horizontal(pl.col(*moved, "compare_value") != 0))
        .with_columns(
            share=pl.when(total != 0).then(pl.col("net").cast(pl.Float64) / total.cast(pl.Float64)),
            change=(pl.col("net") - pl.col("compare_value")).cast(point),
        )
        .sort("net", "group", descending=[True, False], nulls_last=True)
        .select("group", *moved, "share", "compare_value", "change")
    )

"""积分增长: how the balance of a range of customers came from opening to closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from pointbook.analysis.asking import EVERYBODY, Asking, CustomerRange
from pointbook.analysis.totals import Totals
from pointbook.periods import Bucket, Period

Split: TypeAlias = Literal["reason", "kind", "tier", "store", "channel", "campaign", "region"]
Comparison: TypeAlias = Literal["previous", "year_before"]


@dataclass(frozen=True)
class Growth:
    """Every bucket of a period, its groups if it is split, and the same of two earlier periods.

    `rows` are those of analysis/growth with active_customers and new_customers.
    """

    period: Period
    rows: pl.DataFrame
    groups: pl.DataFrame | None
    totals: Totals
    previous: Totals
    year_before: Totals
    movers: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing was there and nothing moved."""
        return self.totals.is_empty

    @property
    def is_proved(self) -> bool:
        """Whether every bucket adds up, hands its closing on, and the groups make up the whole."""
        handed_on = self.rows["opening"][1:].equals(self.rows["closing"][:-1])
        return self.totals.is_proved and handed_on and self._groups_add_up()

    def _groups_add_up(self) -> bool:
        if self.groups is None:
            return True
        together = (
            self.groups.group_by("bucket_start", maintain_order=True)
            .agg(pl.col("closing").sum())
            .join(self.rows, on="bucket_start", how="right")
        )
        return together.filter(pl.col("closing").fill_null(0) != pl.col("closing_right")).is_empty()


def growth(
    book: Asking,
    period: Period,
    bucket: Bucket = "month",
    *,
    by: Split | None = None,
    compare: Comparison = "previous",
    customers: CustomerRange = EVERYBODY,
    movers: int = 10,
) -> Growth:
    """The growth of a period in buckets, split into groups by `by`, with the customers who gained most.

    `compare` says which earlier period the movers are measured against.
    """
    who = customers.parameters

    def buckets(of: Period, size: Bucket, split: Split | None = None) -> pl.DataFrame:
        return book.ask(
            "analysis/growth", since=of.since, until=of.until, bucket=size, by=split, **who
        )

    activity = book.ask(
        "analysis/activity", since=period.since, until=period.until, bucket=bucket, **who
    )
    rows = buckets(period, bucket).join(
        activity, on="bucket_start", how="left", maintain_order="left"
    )
    before, year = period.previous(), period.year_before()
    compared = before if compare == "previous" else year
    gained = book.ask(
        "analysis/movers", measure="earned", since=period.since, until=period.until,
        compare_since=compared.since, compare_until=compared.until, row_limit=movers, **who,
    )  # fmt: skip
    return Growth(
        period,
        rows,
        None if by is None else buckets(period, bucket, by),
        Totals.of(rows),
        Totals.of(buckets(before, "year")),
        Totals.of(buckets(year, "year")),
        gained,
    )

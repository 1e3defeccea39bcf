"""积分增长: how the balance of a range of customers came from opening to closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import Totals, is_quiet
from pointbook.periods import Bucket, Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

Split: TypeAlias = Literal["reason", "kind", "tier", "store", "channel", "campaign", "region"]
SPLITS: tuple[Split, ...] = get_args(Split)
Comparison: TypeAlias = Literal["previous", "year_ago"]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)


@dataclass(frozen=True)
class Growth:
    """Every bucket of a period, its groups if it is split, and the same of two earlier periods.

    `rows` are those of analysis/growth with active_customers and new_customers. An earlier period is
    None where there was nothing yet.
    """

    period: Period
    rows: pl.DataFrame
    groups: pl.DataFrame | None
    totals: Totals
    previous: Totals | None
    year_before: Totals | None
    movers: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing was there and nothing moved."""
        return is_quiet(self.rows)


def growth(
    book: Book,
    period: Period,
    bucket: Bucket = "month",
    *,
    by: Split | None = None,
    compare: Comparison = "previous",
    customers: CustomerRange = EVERYBODY,
    movers: int = 10,
    actor: Actor | str | None = None,
) -> Growth:
    """The growth of a period in buckets, split into groups by `by`, with the customers who gained most.

    `compare` says which earlier period the movers are measured against; `actor` narrows to whom that one sees.
    """
    who: dict[str, Any] = {**customers.parameters, "actor": actor}

    def buckets(of: Period, size: Bucket, split: Split | None = None) -> pl.DataFrame:
        return book.ask(
            "analysis/growth", since=of.since, until=of.until, bucket=size, by=split, **who
        )

    def whole(of: Period) -> Totals | None:
        rows = buckets(of, "year")
        return None if is_quiet(rows) else Totals.of(rows)

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
        whole(before),
        whole(year),
        gained,
    )

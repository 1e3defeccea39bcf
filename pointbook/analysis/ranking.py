"""积分排名: who stands where by a measure, how that moved, and how the points are spread."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.growth import Split
from pointbook.analysis.totals import NOTHING
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

Measure: TypeAlias = Literal["earned", "redeemed", "net", "balance", "lifetime_earned"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


PERCENTILES: Final = (50, 75, 90, 95, 99)
TENTHS: Final = (1, 5, 10, 20, 50)
_POINTS: Final = pl.Decimal(18, 2)


@dataclass(frozen=True)
class Spread:
    """How many take part, what they have together, and how unevenly."""

    participants: int
    total: Decimal
    median: Decimal | None
    top_share: Decimal | None
    """The share of the first tenth of the customers, as a fraction; None where the total is not above 0."""
    gini: Decimal | None = None
    """From 0, all have the same, to nearly 1; None where somebody has less than nothing, or all together nothing."""

    @classmethod
    def of(cls, curve: pl.DataFrame) -> Spread:
        """The spread behind the rows of analysis/concentration."""
        if curve.is_empty():
            return cls(0, NOTHING, None, None)
        tenth = curve.filter(pl.col("percent") == 10).row(0, named=True)
        share = tenth["held"] / tenth["total"] if tenth["total"] > 0 else None
        gini = None if tenth["gini"] is None else round(Decimal(tenth["gini"]), 4)
        return cls(tenth["participants"], tenth["total"], tenth["median"], share, gini)


@dataclass(frozen=True)
class Ranking:
    """The first of a ranking, with the spread of all who take part, now and in the period before.

    `rows` are those of analysis/ranking with share (a fraction), change and rank_change (places won).
    """

    measure: Measure
    period: Period
    compared: Period
    rows: pl.DataFrame
    curve: pl.DataFrame
    previous_curve: pl.DataFrame
    spread: Spread
    previous: Spread

    @property
    def is_empty(self) -> bool:
        """Whether nobody takes part."""
        return self.rows.is_empty()

    @property
    def newcomers(self) -> int:
        """How many in the list were not within as many places in the period before."""
        earlier = self.rows["previous_rank"]
        return int((earlier.is_null() | (earlier > self.rows.height)).sum())

    def percentiles(self) -> pl.DataFrame:
        """percent, value, previous_value, change: what so many per cent of customers do not exceed (nearest rank)."""
        now, before = (
            each.select("percent", pl.col("percentile").cast(_POINTS))
            for each in (self.curve, self.previous_curve)
        )
        return (
            now.filter(pl.col("percent").is_in(PERCENTILES))
            .join(before, on="percent", how="left", maintain_order="left", suffix="_before")
            .select(
                "percent",
                value="percentile",
                previous_value="percentile_before",
                change=pl.col("percentile") - pl.col("percentile_before"),
            )
        )

    def tops(self) -> pl.DataFrame:
        """percent, customers, held, share and previous_share (fractions): what the first so many per cent have."""
        wanted = pl.col("percent").is_in(TENTHS)
        total = pl.col("total").cast(pl.Float64)
        share = pl.when(total > 0).then(pl.col("held").cast(pl.Float64) / total)
        before = self.previous_curve.select("percent", previous_share=share)
        return (
            self.curve.filter(wanted)
            .select("percent", "customers", "held", share=share)
            .join(before, on="percent", how="left", maintain_order="left")
        )

    @property
    def shown(self) -> Decimal:
        """What the customers in the list have together."""
        return sum(self.rows["value"], NOTHING)

    @property
    def rest(self) -> Decimal:
        """What all the others have: shown + rest = total."""
        return self.spread.total - self.shown


def ranking(
    book: Book,
    measure: Measure,
    period: Period,
    *,
    limit: int | None = None,
    compared: Period | None = None,
    customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> Ranking:
    """The first `limit` customers by a measure, ties and all; None ranks everybody.

    `compared` is the period that ranks and values are compared with, the previous one unless it is told.
    """
    who: dict[str, Any] = {**customers.parameters, "actor": actor}
    then = compared or period.previous()

    def curve(of: Period) -> pl.DataFrame:
        return book.ask(
            "analysis/concentration", measure=measure, since=of.since, until=of.until, **who
        )

    rows = ranked(
        book, measure, period, limit=limit, compared=then, customers=customers, actor=actor
    )
    now, before = curve(period), curve(then)
    return Ranking(measure, period, then, rows, now, before, Spread.of(now), Spread.of(before))


def ranked(
    book: Book,
    measure: Measure,
    period: Period,
    *,
    limit: int | None = None,
    compared: Period,
    customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> pl.DataFrame:
    """The rows of a ranking alone, for whoever does not tell how the points are spread."""
    rows = book.ask(
        "analysis/ranking", measure=measure, since=period.since, until=period.until,
        compare_since=compared.since, compare_until=compared.until, row_limit=limit,
        actor=actor, **customers.parameters,
    )  # fmt: skip
    return _compared(rows)


def groups(
    book: Book,
    measure: Measure,
    period: Period,
    by: Split,
    *,
    compared: Period | None = None,
    customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> pl.DataFrame:
    """The same ranking of groups: rank, group, value, share, previous_rank, previous_value, change, rank_change.

    Every group whose value is not 0 in either period; their values add up to the total of the ranking of customers.
    """
    who: dict[str, Any] = {**customers.parameters, "actor": actor}

    def values(of: Period) -> pl.DataFrame:
        since = None if measure == "lifetime_earned" else of.since
        moved = book.ask(
            "analysis/growth", since=since, until=of.until, bucket="year", by=by, **who
        )
        return (
            moved.group_by("group")
            .agg(_MEASURED[measure].cast(_POINTS).alias("value"))
            .filter(pl.col("value") != 0)
            .with_columns(pl.col("value").rank("min", descending=True).cast(pl.Int64).alias("rank"))
        )

    rows = (
        values(period)
        .join(
            values(compared or period.previous()).rename(
                {"value": "previous_value", "rank": "previous_rank"}
            ),
            on="group", how="full", nulls_equal=True, coalesce=True,
        )
        .with_columns(total=pl.col("value").sum().cast(_POINTS))
    )  # fmt: skip
    return (
        _compared(rows)
        .with_columns(change=(pl.col("value").fill_null(0) - pl.col("previous_value").fill_null(0)))
        .sort("rank", "group", nulls_last=True)
        .select("rank", "group", "value", "share", "previous_rank", "previous_value", "change", "rank_change")
    )  # fmt: skip


_MEASURED: Final = {
    "earned": pl.col("earned").sum(),
    "lifetime_earned": pl.col("earned").sum(),
    "redeemed": -pl.col("redeemed").sum(),
    "net": pl.col("net").sum(),
    "balance": pl.col("closing").last(),
}


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    total = pl.col("total")
    return rows.with_columns(
        share=pl.when(total != 0).then(pl.col("value").cast(pl.Float64) / total.cast(pl.Float64)),
        change=pl.col("value") - pl.col("previous_value").fill_null(0),
        rank_change=pl.col("previous_rank") - pl.col("rank"),
    )

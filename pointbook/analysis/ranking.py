"""积分排名: who stands where by a measure, how that moved, and how the points are spread."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

Measure: TypeAlias = Literal["earned", "redeemed", "net", "balance", "lifetime_earned"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True)
class Spread:
    """How many take part, what they have together, and how unevenly."""

    participants: int
    total: Decimal
    median: Decimal | None
    top_share: Decimal | None
    """The share of the first tenth of the customers, as a fraction; None where the total is not above 0."""

    @classmethod
    def of(cls, curve: pl.DataFrame) -> Spread:
        """The spread behind the rows of analysis/concentration."""
        if curve.is_empty():
            return cls(0, NOTHING, None, None)
        tenth = curve.filter(pl.col("percent") == 10).row(0, named=True)
        share = tenth["held"] / tenth["total"] if tenth["total"] > 0 else None
        return cls(tenth["participants"], tenth["total"], tenth["median"], share)


@dataclass(frozen=True)
class Ranking:
    """The first of a ranking, with the spread of all who take part, now and in the period before.

    `rows` are those of analysis/ranking with share (a fraction), change and rank_change (places won).
    """

    measure: Measure
    period: Period
    rows: pl.DataFrame
    curve: pl.DataFrame
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
    customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> Ranking:
    """The first `limit` customers by a measure, ties and all; None ranks everybody."""
    who: dict[str, Any] = {**customers.parameters, "actor": actor}

    def curve(of: Period) -> pl.DataFrame:
        return book.ask(
            "analysis/concentration", measure=measure, since=of.since, until=of.until, **who
        )

    rows = book.ask(
        "analysis/ranking", measure=measure, since=period.since, until=period.until,
        row_limit=limit, **who,
    )  # fmt: skip
    now = curve(period)
    return Ranking(
        measure, period, _compared(rows), now, Spread.of(now), Spread.of(curve(period.previous()))
    )


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    total = pl.col("total")
    return rows.with_columns(
        share=pl.when(total != 0).then(pl.col("value").cast(pl.Float64) / total.cast(pl.Float64)),
        change=pl.col("value") - pl.col("previous_value").fill_null(0),
        rank_change=pl.col("previous_rank") - pl.col("rank"),
    )

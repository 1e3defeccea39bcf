"""年底清零: what became of the points that end on one day, from the day on which customers were first told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

MOVES: Final = ("added", "redeemed", "reversed", "adjusted", "cleared", "transferred", "expired")
"""What can happen to these points meanwhile; signed, so that they add up. Extended points are transferred."""
_KINDS: Final = {
    "added": "added", "redeem": "redeemed", "restore": "reversed", "claw_back": "reversed",
    "adjust_down": "adjusted", "clear": "cleared", "transfer_out": "transferred", "merge_out": "transferred",
    "expire": "expired",
}  # fmt: skip
_NOTICE: Final = 30
"""Days before the last day on which a campaign begins unless somebody says otherwise."""


@dataclass(frozen=True)
class Campaign:
    """The points that can be used until `day` for the last time, followed from the first moment of `start`.

    `course` has one row per day with a movement: day, one column for each of MOVES, and remaining after it.
    `customers` are the rows of analysis/expiry_customers, the first of them; the counts are of all.
    """

    day: date
    start: date
    had: Decimal
    moves: dict[str, Decimal]
    course: pl.DataFrame
    customers: pl.DataFrame
    counted: int
    users: int
    losers: int
    total: Decimal
    """What is left by customer, all of them together; equal to remaining."""
    held: Decimal
    """Of what is left, the points on hold: they stay when the day has passed."""

    @property
    def remaining(self) -> Decimal:
        """What is left now; what of it is not on hold expires, or waits to be written off."""
        return self.had + sum(self.moves.values(), NOTHING)

    @property
    def used_share(self) -> Decimal | None:
        """Of what there was and came, the share that was used meanwhile; None where there was nothing."""
        offered = self.had + self.moves["added"]
        return -self.moves["redeemed"] / offered if offered else None

    @property
    def lost(self) -> Decimal:
        """Points that expired and were written off."""
        return -self.moves["expired"]

    @property
    def is_empty(self) -> bool:
        """Whether no points end on this day."""
        return not self.counted


def usual_start(day: date) -> date:
    """The first day of a campaign of thirty days that ends with `day`."""
    return day - timedelta(days=_NOTICE - 1)


def expiry_campaign(
    book: Book,
    day: date,
    start: date,
    customers: CustomerRange = EVERYBODY,
    *,
    limit: int | None = None,
    actor: Actor | str | None = None,
) -> Campaign:
    """What became of the points whose last day is `day`, with the `limit` customers who lose most."""
    asked: dict[str, Any] = {"day": day, "start": start, "actor": actor, **customers.parameters}
    moved = book.ask("analysis/expiry_course", **asked).with_columns(
        pl.col("kind").replace_strict(_KINDS, default=None)
    )
    rows = book.ask("analysis/expiry_customers", row_limit=limit, **asked)
    counts = (0, 0, 0, NOTHING, NOTHING) if rows.is_empty() else rows.row(0)[-5:]
    had = sum(moved.filter(pl.col("day").is_null())["points"], NOTHING)
    later = moved.drop_nulls("day")
    moves = {name: sum(later.filter(pl.col("kind") == name)["points"], NOTHING) for name in MOVES}
    return Campaign(day, start, had, moves, _course(later, had), rows, *counts)


def _course(later: pl.DataFrame, had: Decimal) -> pl.DataFrame:
    by_day = later.group_by("day").agg(
        pl.col("points").filter(pl.col("kind") == name).sum().alias(name) for name in MOVES
    )
    left = pl.sum_horizontal(*MOVES).cum_sum() + pl.lit(had, pl.Decimal(18, 2))
    return by_day.sort("day").with_columns(left.cast(pl.Decimal(18, 2)).alias("remaining"))

"""What a wish would do, each customer by name, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from pointbook import amounts
from pointbook.access import as_actor
from pointbook.access.permit import permit
from pointbook.batches.judged import Judged, in_points
from pointbook.batches.judging import judge
from pointbook.batches.wish import Wish
from pointbook.errors import BatchHasProblems, EmptyBatch, InvalidDate, PointbookError
from pointbook.store.writing import Command

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book


@dataclass(frozen=True)
class Preview:
    """A wish as the book was at `at`. Points are signed; nothing is written."""

    wish: Wish
    at: datetime
    version: int
    """The data version that was looked at."""
    rows: pl.DataFrame
    """place, customer_no, fate, points, balance, balance_after, available (of those with too little), held,
    revision: everybody named or chosen, in that order. Of an edit before and after, with its fields; of an
    extension points that stay, lots, balance, held and revision."""
    totals: pl.DataFrame
    """fate, customers, points: those fates that occur."""
    digest: str
    """What posting is given, so that it posts this and nothing else."""
    points_in: Decimal
    points_out: Decimal
    refusal: PointbookError | None
    """What posting would be refused with for the one who asked, None where nothing stands in the way."""

    def count(self, fate: str) -> int:
        """How many have a fate."""
        return sum(self.totals.filter(pl.col("fate") == fate)["customers"])

    @property
    def customers(self) -> int:
        """How many would be changed."""
        return self.count("ok")

    @property
    def left_out(self) -> int:
        """How many are named or chosen and would not be changed."""
        return self.rows.height - self.customers


def preview(book: Book, wish: Wish, actor: Actor | str) -> Preview:
    """Find out what a wish would do; NotPermitted, InvalidAmount, InvalidText, InvalidDate."""
    by = as_actor(actor)
    permit(book.store, wish.command, by, wish.right)
    wish, at = wish.checked(book.decimals), book.now()
    require_future(book, wish)
    judged, version = book.store.rehearse(
        Command(wish.command, by),
        lambda writing: (
            judge(book, writing, wish, at, by),
            int(writing.state["data_version"]),
        ),
    )
    return told(judged, at, version, by)


def told(judged: Judged, at: datetime, version: int, by: Actor) -> Preview:
    """What was judged, as somebody reads it."""
    rows = in_points(judged.rows).with_columns(
        pl.col("fate").cast(pl.String),
        balance_after=(pl.col("balance") + pl.col("points")).cast(pl.Decimal(18, 2)),
    )
    totals = rows.group_by("fate").agg(
        customers=pl.len().cast(pl.Int64), points=pl.col("points").sum()
    )
    order = {fate: place for place, fate in enumerate(judged.counts)}
    points_in, points_out = judged.moved
    return Preview(
        judged.wish, at, version,
        rows.select("place", "customer_no", "fate", *_of_kind(judged)),
        totals.sort(pl.col("fate").replace_strict(order, return_dtype=pl.Int64)), judged.digest,
        amounts.points(points_in), amounts.points(points_out), _refusal(judged, by),
    )  # fmt: skip


def _of_kind(judged: Judged) -> tuple[str, ...]:
    if judged.customers is not None:
        return "before", "after"
    if judged.lots is not None:
        return "points", "lots", "balance", "held", "revision"
    return "points", "balance", "balance_after", "available", "held", "revision"


def _refusal(judged: Judged, by: Actor) -> PointbookError | None:
    try:
        require_postable(judged, by)
    except PointbookError as refusal:
        return refusal
    return None


def require_postable(judged: Judged, by: Actor) -> None:
    """EmptyBatch, BatchHasProblems, OverLimit, OverBatchLimit."""
    if judged.wish.all_or_nothing and judged.bad:
        raise BatchHasProblems(customers=judged.bad)
    if judged.good.is_empty():
        raise EmptyBatch
    by.require_entry(amounts.points(judged.largest))
    by.require_batch(amounts.points(max(judged.moved)))


def require_future(book: Book, wish: Wish) -> datetime | None:
    """The instant at which given points are gone; InvalidDate for one that is over."""
    if wish.expires_at is None:
        return None
    ends = book.calendar.expires(wish.expires_at)
    if ends <= book.now():
        raise InvalidDate(value=wish.expires_at)
    return ends

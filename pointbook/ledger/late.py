"""Dates and closed months: nothing is dated before the first open instant, and what comes too late says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from pointbook.errors import MonthIsClosed
from pointbook.store.writing import Writing


def closed_until(writing: Writing) -> datetime | None:
    """The first instant that is open; None where no month is closed."""
    limit: datetime | None = writing.state["closed_until"]
    return limit


def require_open(writing: Writing, at: pl.Series) -> None:
    """MonthIsClosed for any of these instants in a closed month."""
    limit = closed_until(writing)
    if limit is None:
        return
    first = at.min()
    if isinstance(first, datetime) and first < limit:
        raise MonthIsClosed(value=first, closed=(limit - timedelta(days=1)).date())


def into_open_month(
    writing: Writing, frame: pl.DataFrame, business: str = "occurred_at"
) -> pl.DataFrame:
    """What is dated in a closed month dated at the first open instant, with what it was said to have as business_at.

    `business` is the column of that date, where `occurred_at` is another one: of an opposite, which never
    predates its original. On-time rows have no business_at.
    """
    limit = closed_until(writing)
    if limit is None and business == "occurred_at":
        return frame
    at = pl.col("occurred_at")
    if limit is not None:
        at = pl.max_horizontal(at, pl.lit(limit, pl.Datetime("us")))
    said = pl.col(business)
    return frame.with_columns(occurred_at=at, business_at=pl.when(said < at).then(said))

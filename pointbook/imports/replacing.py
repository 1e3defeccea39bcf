"""A period that the book has already of the same source, and what of it a file has no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

import polars as pl

from pointbook.amounts import points
from pointbook.imports.asking import Asking
from pointbook.imports.knowing import Met

MONTHS: Final = pl.Schema({
    "month": pl.Date(), "book_rows": pl.Int64(), "book_points": pl.Decimal(18, 2),
    "file_rows": pl.Int64(), "file_points": pl.Decimal(18, 2), "same_rows": pl.Int64(),
    "only_book": pl.Int64(), "only_file": pl.Int64(),
})  # fmt: skip
GONE: Final = pl.Schema({
    "entry_id": pl.Int64(), "customer_no": pl.String(), "occurred_at": pl.Datetime("us"),
    "left": pl.Int64(),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """The span of a file, `since` inclusive and `until` exclusive, and what the book has of it.

    `months` has a line per month of the file or the book: entries and points of both, how many are the
    same, and how many only one of them has.
    """

    since: datetime
    until: datetime
    sources: pl.DataFrame
    months: pl.DataFrame

    @property
    def is_other(self) -> bool:
        """Whether a month that the book has already comes otherwise in the file."""
        differs = (pl.col("only_book") > 0) | (pl.col("only_file") > 0)
        return not self.months.filter(pl.col("book_rows") > 0, differs).is_empty()

    @property
    def known_months(self) -> pl.Series:
        """The first days of the months that the book has."""
        return self.months.filter(pl.col("book_rows") > 0)["month"]


def recognise(asking: Asking, met: Met, *, by_month: bool) -> Period | None:
    """The period of a file, where the book has anything of it from the same sources; None elsewhere.

    From the first day of the file's first month to the end of its last day, or of its last month where
    rows know only their month (`by_month`).
    """
    if met.entries.is_empty():
        return None
    span = met.entries.select(first=pl.col("occurred_at").min(), last=pl.col("occurred_at").max())
    first, last = span.row(0)
    since = datetime(first.year, first.month, 1)
    until = datetime.combine(last.date(), time.min) + timedelta(days=1)
    if by_month:
        until = (datetime(last.year, last.month, 28) + timedelta(days=4)).replace(day=1)
    sources = met.entries.select("source").unique()
    of_book = _ask(asking, "months_met", met, sources, since, until)
    if of_book.is_empty():
        return None
    return Period(since, until, sources, _months(met, of_book))


def gone(asking: Asking, met: Met, period: Period) -> pl.DataFrame:
    """The entries of the period that the file has no more: entry_id, customer_no, occurred_at, left."""
    found = _ask(asking, "period_entries", met, period.sources, period.since, period.until)
    return found.cast(GONE)


def _ask(
    asking: Asking, name: str, met: Met, sources: pl.DataFrame, since: datetime, until: datetime
) -> pl.DataFrame:
    return asking.ask(
        f"changes/{name}", sources=asking.stage(sources), kept=asking.stage(met.same_ids),
        since=since, until=until,
    )  # fmt: skip


def _months(met: Met, of_book: pl.DataFrame) -> pl.DataFrame:
    entries = met.entries
    again = met.fates.filter("is_repeat", pl.col("ref").is_not_null())
    if again.height:  # one number stands for one movement, however often the file has it
        entries = entries.join(again, on=["row", "part"], how="anti")
    of_file = entries.group_by(month=month_of("occurred_at")).agg(
        file_rows=pl.len(), file_points=pl.col("points").sum()
    )
    together = of_book.join(of_file, on="month", how="full", coalesce=True).sort("month")
    counts = ("book_rows", "file_rows", "same_rows")
    return (
        together.with_columns(
            pl.col(*counts).fill_null(0).cast(pl.Int64),
            pl.col("book_points").fill_null(0),
            file_points=pl.Series([points(each or 0) for each in together["file_points"]]),
        )
        .with_columns(
            only_book=pl.col("book_rows") - pl.col("same_rows"),
            only_file=pl.col("file_rows") - pl.col("same_rows"),
        )
        .select(MONTHS.names())
        .cast(MONTHS)
    )


def month_of(column: str) -> pl.Expr:
    """The first day of the month of an instant."""
    return pl.col(column).dt.truncate("1mo").dt.date()

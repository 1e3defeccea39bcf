"""Text of a column into days and instants of the programme's local time, all rows at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import polars as pl

from pointbook.imports import cell_words, date_texts
from pointbook.imports.date_orders import Decide, decide
from pointbook.imports.values import plain_words

EARLIEST = datetime(1900, 1, 1)
LATEST = datetime(9999, 1, 1)
_COMMONEST = "%Y-%m-%d %H:%M:%S"
_SPLIT_SECONDS = "%Y-%m-%d %H:%M:%S%.f"
"""As workbooks keep them; longer than the commonest form."""
_COMMONEST_LENGTH = 19


class Instants(NamedTuple):
    """Instants (null where blank or wrong), whether only a day was given, and whether a cell is wrong."""

    at: pl.Series
    is_day: pl.Series
    wrong: pl.Series


def instants(cells: pl.Series, timezone: str, order: Decide = decide) -> Instants:
    """The instants of a column; `order` tells whether the day or the month comes first in it."""
    # Most exports write instants in these two ways; only what is not gets the patient reading.
    at = cells.str.to_datetime(_COMMONEST, strict=False, time_unit="us")
    is_longer = at.is_null() & (cells.str.len_bytes() > _COMMONEST_LENGTH)
    if is_longer.any():
        longer = cells.set(is_longer.not_().fill_null(True), None)
        split = longer.str.to_datetime(_SPLIT_SECONDS, strict=False, time_unit="us")
        at = at.zip_with(at.is_not_null(), split)
    is_day = pl.repeat(False, len(cells), eager=True)
    if at.null_count() > cells.null_count():
        others = cells.set(at.is_not_null(), None)
        distinct = others.drop_nulls().unique()
        found = date_texts.read(distinct, timezone, order)
        frame = pl.DataFrame({"text": distinct, "at": found[0], "day": found[1]})
        read = pl.DataFrame({"text": others}).join(
            frame, on="text", how="left", maintain_order="left"
        )
        at, is_day = at.zip_with(at.is_not_null(), read["at"]), read["day"].fill_null(False)
    in_range = (at >= EARLIEST) & (at < LATEST)
    at = at.set(in_range.not_().fill_null(False), None)
    return Instants(at, is_day, cells.is_not_null() & at.is_null())


def days(cells: pl.Series, order: Decide = decide) -> tuple[pl.Series, pl.Series]:
    """Dates (null where blank or wrong), and whether a cell is wrong; a time of day is left out."""
    read = instants(cells, "UTC", order)
    return read.at.dt.date(), read.wrong


def months(years: pl.Series, of_year: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first day of each month at 00:00, and whether year and month are no month."""
    year = years.str.extract(r"^(\d{4})(?:\.0)?\s*年?度?$", 1)
    month = of_year.str.extract(r"^(?:\d{4}\s*[-/年]\s*)?(\d{1,2})(?:\.0)?\s*月?份?$", 1)
    at = date_texts.month_starts(year, month)
    at = at.set((at < EARLIEST).fill_null(False), None)
    return at, at.is_null()


def expiries(
    cells: pl.Series, timezone: str, *, midnight_is_a_day: bool, order: Decide = decide
) -> tuple[pl.Series, pl.Series]:
    """The first instant at which points are gone: a bare day is the last valid one. Never = null."""
    at, is_day, wrong = instants(cells, timezone, order)
    never = said(cells, wrong, cell_words.never_words())
    # Where a date must stand, systems write the last one there is.
    wrong = wrong & never.not_() & cells.str.starts_with("9999").fill_null(False).not_()
    if midnight_is_a_day:
        is_day = is_day | (at.dt.time() == datetime.min.time()).fill_null(False)
    return at.zip_with(is_day.not_(), at.dt.offset_by("1d")), wrong


def said(cells: pl.Series, among: pl.Series, words: tuple[str, ...]) -> pl.Series:
    """Whether each of some cells is one of some plain words."""
    if not among.any():
        return among
    return plain_words(cells.set(among.not_(), None)).is_in(words).fill_null(False)


def future_days(at: pl.Series, now: datetime) -> pl.Series:
    """Whether each date lies after today."""
    today: date = now.date()
    return (at > today).fill_null(False)

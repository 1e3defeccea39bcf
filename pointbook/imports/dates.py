"""Text of a column into days and instants of the programme's local time, all rows at once."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from pointbook.imports import headers
from pointbook.imports.values import plain_words

EARLIEST = datetime(1900, 1, 1)
LATEST = datetime(9999, 1, 1)
_COMMONEST = "%Y-%m-%d %H:%M:%S"
_DAY = r"^\d{4}-\d{1,2}-\d{1,2}$"
_MONTH = r"^(\d{4})-(\d{1,2})$"
_OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"


def instants(cells: pl.Series, timezone: str) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Instants (null where blank or wrong), whether only a day was given, and whether a cell is wrong."""
    # Most exports write instants in this one way; only what is not gets the patient reading.
    at = cells.str.to_datetime(_COMMONEST, strict=False, time_unit="us")
    is_day = pl.repeat(False, len(cells), eager=True)
    if at.null_count() > cells.null_count():
        others = cells.set(at.is_not_null(), None)
        distinct = others.drop_nulls().unique()
        found = _parse(distinct, timezone)
        frame = pl.DataFrame({"text": distinct, "at": found[0], "day": found[1]})
        read = pl.DataFrame({"text": others}).join(
            frame, on="text", how="left", maintain_order="left"
        )
        at, is_day = at.zip_with(at.is_not_null(), read["at"]), read["day"].fill_null(False)
    in_range = (at >= EARLIEST) & (at < LATEST)
    at = at.set(in_range.not_().fill_null(False), None)
    return at, is_day, cells.is_not_null() & at.is_null()


def days(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Dates (null where blank or wrong), and whether a cell is wrong; a time of day is left out."""
    at, _, wrong = instants(cells, "UTC")
    return at.dt.date(), wrong


def months(years: pl.Series, of_year: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first day of each month at 00:00, and whether year and month are no month."""
    year = years.str.extract(r"^(\d{4})(?:\.0)?\s*年?度?$", 1)
    month = of_year.str.extract(r"^(?:\d{4}\s*[-/年]\s*)?(\d{1,2})(?:\.0)?\s*月?份?$", 1)
    at = _month_starts(year, month)
    at = at.set((at < EARLIEST).fill_null(False), None)
    return at, at.is_null()


def expiries(
    cells: pl.Series, timezone: str, *, midnight_is_a_day: bool
) -> tuple[pl.Series, pl.Series]:
    """The first instant at which points are gone: a bare day is the last valid one. Never = null."""
    words = plain_words(cells.set(cells.str.contains(r"^\d").fill_null(False), None))
    cells = cells.set(words.is_in(headers.never_words()).fill_null(False), None)
    at, is_day, wrong = instants(cells, timezone)
    if midnight_is_a_day:
        is_day = is_day | (at.dt.time() == datetime.min.time()).fill_null(False)
    return at.zip_with(is_day.not_(), at.dt.offset_by("1d")), wrong


def future_days(at: pl.Series, now: datetime) -> pl.Series:
    """Whether each date lies after today."""
    today: date = now.date()
    return (at > today).fill_null(False)


def _parse(text: pl.Series, timezone: str) -> tuple[pl.Series, pl.Series]:
    plain = (
        text.str.normalize("NFKC")
        .str.replace(r"^(\d{4})\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2})(?:\s*日)?", "$1-$2-$3")
        .str.replace(r"^(\d{4})\s*[年/.-]\s*(\d{1,2})\s*月?$", "$1-$2")
        .str.replace(r"^(\d{4})(\d{2})(\d{2})(?:$|[ T])", "$1-$2-$3 ")
        .str.replace(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])$", "$1-$2")
        .str.replace(r"^(\S+)[T ]\s*", "$1 ")
        .str.replace(r"\s*(时|点)\s*(\d{1,2})\s*分?", ":$2")
        .str.strip_chars()
    )
    is_day = plain.str.contains(_DAY)
    month = plain.str.extract(_MONTH, 1), plain.str.extract(_MONTH, 2)
    attempts = [
        plain.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us"),
        plain.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us"),
        plain.str.to_datetime("%Y-%m-%d %H:%M", strict=False, time_unit="us"),
        _month_starts(*month),
        _with_offset(plain, timezone),
    ]
    found = pl.select(pl.coalesce(attempts)).to_series()
    return found, is_day | month[0].is_not_null()


def _with_offset(plain: pl.Series, timezone: str) -> pl.Series:
    """Instants that name their offset from UTC, in the programme's local time."""
    if not plain.str.contains(_OFFSET).any():
        return pl.repeat(None, len(plain), dtype=pl.Datetime("us"), eager=True)
    marked = plain.str.replace(r"\s*Z$", "+0000").str.replace(r"\s*([+-]\d{2}):?(\d{2})$", "$1$2")
    attempts = [
        marked.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        for form in ("%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M%z")
    ]
    found = pl.select(pl.coalesce(attempts)).to_series()
    return found.dt.convert_time_zone(timezone).dt.replace_time_zone(None)


def _month_starts(year: pl.Series, month: pl.Series) -> pl.Series:
    text = year + "-" + month + "-01"
    return text.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us")

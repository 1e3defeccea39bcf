"""Cells that orders, rewards and redemptions have in common: money, times, days, and rows told twice."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pointbook.imports import amount_texts, cell_words, dates, headers
from pointbook.imports.judging import Judging
from pointbook.imports.tables import ROW


def numbers(judging: Judging, field: str, *, is_needed: bool = False) -> pl.Series:
    """A field that is no points in hundredths, null where blank or wrong."""
    cells = judging.text_of(field)
    if cells is None:
        return pl.repeat(None, len(judging.rows), dtype=pl.Int64, eager=True)
    if is_needed:
        judging.flag(cells.is_null(), field, "missing_value")
    found, codes = amount_texts.amounts(
        cells, headers.exponents(field)[judging.mapping.unit(field)]
    )
    judging.flag_codes(codes.replace("invalid_amount", "invalid_number"), field)
    return found


def times(judging: Judging, field: str, now: datetime, timezone: str) -> pl.Series:
    """When something happened, which every row must say and which is not later than now."""
    cells = judging.needed(field)
    at, _, wrong = dates.instants(cells, timezone, judging.order(field))
    judging.flag(cells.is_null(), field, "missing_value")
    judging.flag(wrong, field, "invalid_date")
    judging.flag((at > now).fill_null(False), field, "date_in_future")
    return at


def days(judging: Judging, field: str) -> pl.Series:
    """A day, null where blank or wrong; a word for never is no day."""
    cells = judging.text_of(field)
    if cells is None:
        return pl.repeat(None, len(judging.rows), dtype=pl.Date, eager=True)
    at, _, wrong = dates.instants(cells, "UTC", judging.order(field))
    never = dates.said(cells, wrong, cell_words.never_words())
    wrong = wrong & never.not_() & cells.str.starts_with("9999").fill_null(False).not_()
    judging.flag(wrong, field, "invalid_date")
    return at.dt.date()


def without_doubles(
    judging: Judging,
    records: pl.DataFrame,
    field: str,
    code: str,
    key: tuple[str, ...],
    among: pl.Series | None = None,
) -> tuple[pl.DataFrame, int]:
    """The good rows once each, and how many repeat one in full; a key with several contents is a problem.

    `among` says which rows have the key; the others are left out.
    """
    is_meant = judging.is_fine if among is None else judging.is_fine & among
    good = records.filter(is_meant)
    content = [name for name in records.columns if name != ROW]
    once = good.unique(content, keep="first", maintain_order=True)
    repeated = once.filter(pl.struct(key).is_duplicated()).select(key).unique()
    if repeated.height:
        whose = records.select(*key).with_columns(place=pl.int_range(pl.len()))
        places = whose.join(repeated, on=key, how="semi")["place"]
        everywhere = pl.Series(range(records.height)).is_in(places.implode())
        judging.flag(everywhere & is_meant, field, code)
        once = once.join(repeated, on=key, how="anti", maintain_order="left")
        good = good.join(repeated, on=key, how="anti", maintain_order="left")
    return once, good.height - once.height

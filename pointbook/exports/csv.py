"""CSV that a spreadsheet opens with the right characters and without running anything in it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import BinaryIO, Final

import polars as pl

from pointbook.exports.progress import Progress, unwatched
from pointbook.exports.sheet import Sheet

_BEGINS_A_FORMULA = r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]"
"""A cell that begins so is calculated by spreadsheets, some of which skip spaces and read full-width signs."""
_ROWS: Final = 50_000


def csv_file(sheet: Sheet) -> bytes:
    """The table as UTF-8 with a byte-order mark; texts that look like formulas begin with an apostrophe."""
    file = BytesIO()
    write_csv(sheet, file)
    return file.getvalue()


def write_csv(sheet: Sheet, file: BinaryIO, progress: Progress = unwatched) -> None:
    """The table of csv_file, some ten thousand rows at a time."""
    safe = sheet.frame.select(
        _safe(sheet.frame, column.name).alias(_safe_label(column.label)) for column in sheet.columns
    )
    _write(safe.head(0), file, is_first=True)
    written = 0
    for part in safe.iter_slices(_ROWS):
        _write(part, file)
        written += part.height
        progress(written / safe.height)


def _write(part: pl.DataFrame, file: BinaryIO, *, is_first: bool = False) -> None:
    part.write_csv(
        file,
        include_bom=is_first,
        include_header=is_first,
        line_terminator="\r\n",
        datetime_format="%Y-%m-%d %H:%M:%S",
    )


def _safe(frame: pl.DataFrame, name: str) -> pl.Expr:
    if not frame.schema[name].is_(pl.String):
        return pl.col(name)
    text = pl.col(name)
    return pl.when(text.str.contains(_BEGINS_A_FORMULA)).then("'" + text).otherwise(text)


def _safe_label(label: str) -> str:
    return f"'{label}" if re.search(_BEGINS_A_FORMULA, label) else label

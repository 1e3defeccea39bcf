"""A workbook: the table as numbers, dates and texts, and a second sheet that says what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import time
from decimal import Decimal
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl
import xlsxwriter

from pointbook.exports.progress import Progress, unwatched
from pointbook.exports.sheet import Sheet, SheetColumn

_MOST_ROWS = 1_048_575
"""Rows under the header of one sheet; what is more goes to further sheets."""
_LONGEST_TEXT = 32_767
_EXACT = 10**13
"""Cells hold 15 digits; a larger amount with two decimals is written as text, to the hundredth."""
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 40
_SAMPLED_ROWS = 200
_TOLD_ROWS = 5_000
_WRITING = 0.8
"""Of the time a workbook takes; the rest packs it."""
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "constant_memory": True,
}

Write = Callable[[int, int, Any], None]


def xlsx_file(sheet: Sheet, about_title: str = "") -> bytes:
    """The workbook: header frozen and filterable; `about_title` names the second sheet."""
    return xlsx_book([sheet], sheet.title, sheet.about, about_title)


def xlsx_book(
    sheets: Sequence[Sheet], title: str, about: Sequence[tuple[str, str]], about_title: str = ""
) -> bytes:
    """Several tables in one workbook, each on a sheet under its title; the last sheet says what it is."""
    file = BytesIO()
    _write_book(file, sheets, title, about, about_title, unwatched)
    return file.getvalue()


def write_xlsx(
    sheet: Sheet, file: BinaryIO, about_title: str = "", progress: Progress = unwatched
) -> None:
    """The workbook of xlsx_file, row by row; the share told leaves room for packing it."""
    _write_book(file, [sheet], sheet.title, sheet.about, about_title, progress)


def _write_book(
    file: BinaryIO, sheets: Sequence[Sheet], title: str, about: Sequence[tuple[str, str]],
    about_title: str, progress: Progress,
) -> None:  # fmt: skip
    rows = Rows(sum(sheet.frame.height for sheet in sheets), progress)
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": title})
        formats = Formats(book)
        names: set[str] = set()
        for sheet in sheets:
            for part in _parts(sheet.frame):
                page = book.add_worksheet(sheet_name(sheet.title, names))
                fill_page(page, sheet, part, formats, rows)
        if about:
            page = book.add_worksheet(sheet_name(about_title or "?", names))
            fill_about(page, title, about, formats)
    progress(1.0)


class Rows:
    """Counts what is written, and tells it now and then."""

    def __init__(self, count: int, progress: Progress) -> None:
        self._count, self._progress = count, progress
        self._written = 0

    def add(self) -> None:
        """One more row."""
        self._written += 1
        if self._written % _TOLD_ROWS == 0:
            self._progress(_WRITING * self._written / self._count)


class Formats:
    """The few ways cells look, made once a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.header = book.add_format(
            {
                "bold": True,
                "bottom": 1,
                "valign": "vcenter",
                "text_wrap": True,
                "bg_color": "#F2F2F2",
            }
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def of(self, pattern: str) -> Any:
        """The look of numbers written by a pattern."""
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format({"num_format": pattern})
        return self._made[pattern]


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    if frame.is_empty():
        yield frame
    else:
        yield from frame.iter_slices(_MOST_ROWS)


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that a workbook accepts and has not taken yet."""
    plain = _FORBIDDEN_IN_NAMES.sub(" ", title).strip(" '") or "1"
    name, number = plain[:_LONGEST_NAME], 1
    while name.lower() in taken:
        number += 1
        ending = f" ({number})"
        name = plain[: _LONGEST_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name


def fill_page(page: Any, sheet: Sheet, part: pl.DataFrame, formats: Formats, rows: Rows) -> None:
    """Write a table from the first cell of a page: header frozen and filterable."""
    page.freeze_panes(1, 1)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _width(column, part[column.name]))
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, column.label, formats.header)
    writers = [_writer(page, column, part[column.name], formats) for column in sheet.columns]
    for row, values in enumerate(part.select(c.name for c in sheet.columns).iter_rows(), start=1):
        for place, value in enumerate(values):
            if value is not None:
                writers[place](row, place, value)
        rows.add()
    if sheet.columns:
        page.autofilter(0, 0, max(part.height, 1), len(sheet.columns) - 1)


def _writer(page: Any, column: SheetColumn, values: pl.Series, formats: Formats) -> Write:
    text_format = formats.of("@")

    def write_text(row: int, place: int, value: Any) -> None:
        page.write_string(row, place, str(value)[:_LONGEST_TEXT], text_format)

    if values.dtype.is_temporal():
        format_ = formats.of(_date_pattern(values))
        return lambda row, place, value: page.write_datetime(row, place, value, format_)
    if not values.dtype.is_numeric():
        return write_text
    number_format = formats.of(_number_pattern(column, values))

    def write_number(row: int, place: int, value: Any) -> None:
        if isinstance(value, Decimal) and abs(value) >= _EXACT:
            write_text(row, place, value)
        else:
            page.write_number(row, place, value, number_format)

    return write_number


def _date_pattern(values: pl.Series) -> str:
    if values.dtype == pl.Date:
        return "yyyy-mm-dd"
    has_times = bool((values.drop_nulls().dt.time() != time(0)).any())
    return "yyyy-mm-dd hh:mm" if has_times else "yyyy-mm-dd"


def _number_pattern(column: SheetColumn, values: pl.Series) -> str:
    if column.type == "percent":
        return "0.0%"
    digits = "#,##0" if _is_whole(values) else "#,##0.00"
    return f"+{digits};-{digits};{digits}" if column.type == "signed" else digits


def _is_whole(values: pl.Series) -> bool:
    if not values.dtype.is_decimal() and not values.dtype.is_float():
        return True
    known = values.drop_nulls()
    return bool((known == known.round(0)).all())


def _width(column: SheetColumn, values: pl.Series) -> float:
    """Wide enough for the first rows; a Chinese character takes the room of two."""
    if values.dtype.is_temporal():
        return 17
    shown = [
        column.label,
        *(_shown(value) for value in values.head(_SAMPLED_ROWS) if value is not None),
    ]
    return min(_WIDEST, 3 + max(sum(1 if c.isascii() else 2 for c in text) for text in shown))


def _shown(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, Decimal | float) else str(value)


def fill_about(page: Any, title: str, about: Sequence[tuple[str, str]], formats: Formats) -> None:
    """Write what a file was asked for, as pairs of a label and a value."""
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 60)
    page.write_string(0, 0, title, formats.title)
    for row, (name, value) in enumerate(about, start=2):
        page.write_string(row, 0, name, formats.label)
        page.write_string(row, 1, str(value)[:_LONGEST_TEXT], formats.wrapped)

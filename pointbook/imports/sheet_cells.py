"""The cells of a sheet as a workbook shows them: errors, spans of time, leading zeros, merged cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from pointbook.imports import headers
from pointbook.imports.addresses import address
from pointbook.imports.header_choice import Header
from pointbook.imports.tables import Notice, cell

Place: TypeAlias = tuple[int, int]
"""Row and column, from 0."""
Text: TypeAlias = tuple[int, int, str]

_NAMED_PLACES = 5
_MEASURES = ("points", "earned", "redeemed", "amount", "balance_after")
_TIME_OF_DAY = r"^1899-12-3[01] (\d\d:\d\d:\d\d)$"
_MIDNIGHT = " 00:00:00"
_EARLY = r"^(?:1899-12-3|190[0-4]-01-)"
_DATE = r"^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d(?:\.\d+)?)?$"
_DATE_LENGTH = 19
_FEW_DIGITS = 18
_DIGITS = r"^\d{18,}$"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet says of its cells beside their values; columns count from the first one in use."""

    errors: Sequence[Text] = ()
    texts: Sequence[Text] = ()
    zeros: Sequence[tuple[int, int, int, int]] = ()
    """Column, first row, last row, and to how many digits numbers are shown there."""
    merges: Sequence[tuple[int, int, int, int]] = ()
    unreckoned: Sequence[Place] = ()
    damaged: Sequence[Place] = ()
    first_column: int = 0
    is_told: bool = False
    """Whether the file was asked for all of this; only XLSX can be."""

    def notice(self, code: str, places: Iterable[Place]) -> Notice:
        """Something worth saying about some cells, the first of them named."""
        every = sorted(places)
        named = (address(row, self.first_column + column) for row, column in every[:_NAMED_PLACES])
        return Notice(code, len(every), ", ".join(named))


def as_shown(cells: pl.DataFrame, marks: Marks) -> tuple[pl.DataFrame, list[Notice]]:
    """The cells with what their bare values do not say, and what is worth telling about it."""
    notices: list[Notice] = []
    if marks.errors:
        notices.append(
            marks.notice("error_cells", [(row, column) for row, column, _ in marks.errors])
        )
    if marks.unreckoned:
        notices.append(marks.notice("formulas_without_result", marks.unreckoned))
    if marks.damaged:
        notices.append(marks.notice("damaged_numbers", marks.damaged))
    cells, zeros = _with_zeros(cells, marks.zeros)
    if zeros:
        notices.append(marks.notice("zeros_shown", zeros))
    for column, group in _by_column([*marks.texts, *marks.errors]).items():
        if column < cells.width:
            group = [(row, text) for row, text in group if row < cells.height]
            rows, words = [row for row, _ in group], [text for _, text in group]
            cells = cells.with_columns(cells.to_series(column).scatter(rows, words))
    if not marks.is_told:
        cells = _with_guessed_damage(cells, marks, notices)
    return _without_oddities(cells, marks, notices), notices


def _with_zeros(
    cells: pl.DataFrame, runs: Sequence[tuple[int, int, int, int]]
) -> tuple[pl.DataFrame, list[Place]]:
    """Numbers filled up with the zeros that their format shows."""
    places: list[Place] = []
    for column, first, last, digits in runs:
        if column >= cells.width or first >= cells.height:
            continue
        old = cells.to_series(column)
        part = old.slice(first, last - first + 1)
        new = part.str.zfill(digits)
        places += [(first + row, column) for row in (new != part).fill_null(False).arg_true()]
        filled = pl.concat([old.head(first), new, old.slice(first + len(part))])
        cells = cells.with_columns(filled.alias(old.name))
    return cells, places


def _by_column(texts: Iterable[Text]) -> dict[int, list[tuple[int, str]]]:
    columns: dict[int, list[tuple[int, str]]] = {}
    for row, column, text in texts:
        columns.setdefault(column, []).append((row, text))
    return columns


def _with_guessed_damage(cells: pl.DataFrame, marks: Marks, notices: list[Notice]) -> pl.DataFrame:
    """Long numbers that are exactly what a binary fraction keeps of them, column by column.

    One text in a thousand looks so by chance; a column full of them does not.
    """
    for name in cells.columns:
        texts = cells[name]
        long = (texts.str.len_bytes() >= _FEW_DIGITS) & texts.str.contains(_DIGITS)
        rows = long.fill_null(False).arg_true()
        found = texts.gather(rows).to_list()
        if found and all(int(float(text)) == int(text) for text in found):
            told = [f"{float(text):.15G}" for text in found]
            cells = cells.with_columns(texts.scatter(rows, told))
            notices.append(marks.notice("damaged_numbers", [(row, int(name)) for row in rows]))
    return cells


def _without_oddities(cells: pl.DataFrame, marks: Marks, notices: list[Notice]) -> pl.DataFrame:
    """Cells without NUL characters, times without the day that a workbook counts from."""
    nuls, early = 0, []
    for name in cells.columns:
        texts = before = cells[name]
        if rows := len(texts.str.contains("\0", literal=True).arg_true()):
            nuls += rows
            texts = texts.str.replace_all("\0", "", literal=True)
        if texts.str.contains(_EARLY).any():
            is_time = texts.str.contains(_TIME_OF_DAY) & texts.str.ends_with(_MIDNIGHT).not_()
            texts = texts.zip_with(is_time.not_(), texts.str.replace(_TIME_OF_DAY, "$1"))
            early += [(row, int(name)) for row in texts.str.contains(_EARLY).arg_true()]
        if texts is not before:
            cells = cells.with_columns(texts.alias(name))
    if nuls:
        notices.append(Notice("nul_bytes", nuls))
    if early:
        notices.append(marks.notice("early_dates", early))
    return cells


def fill_merged(
    cells: pl.DataFrame, header: Header, marks: Marks
) -> tuple[pl.DataFrame, list[Notice]]:
    """Cells merged over several rows below the header, given to each of these rows.

    A number under a header that means points or money, or nothing known, belongs to its rows together
    and is not repeated. Cells merged sideways keep their text in the first column.
    """
    texts: list[Text] = []
    filled: list[Place] = []
    kept: list[Place] = []
    filled_to: dict[int, int] = {}
    for top, left, bottom, _ in sorted(marks.merges):
        if left >= cells.width or top >= cells.height or bottom < (header.row or 0):
            continue
        text = cells.item(top, left) or ""
        if top < header.below or bottom == top or not _may_repeat(header.names[left], text):
            kept.append((top, left))
            continue
        if top <= filled_to.get(left, -1):
            continue  # no workbook merges a cell twice; one that claims so would never end
        filled_to[left] = bottom
        filled.append((top, left))
        texts += [(row, left, text) for row in range(top + 1, min(bottom + 1, cells.height))]
    for column, group in _by_column(texts).items():
        rows, words = [row for row, _ in group], [text for _, text in group]
        cells = cells.with_columns(cells.to_series(column).scatter(rows, words))
    told = (("merged_cells", filled), ("merged_cells_kept", kept))
    return cells, [marks.notice(code, places) for code, places in told if places]


def _may_repeat(name: str, text: str) -> bool:
    if any(headers.rank(name, "points", measure) is not None for measure in _MEASURES):
        return False
    is_number = text.strip().lstrip("+-").replace(".", "", 1).isdigit()
    return not is_number or headers.is_known(name)


def mixed_dates(cells: pl.DataFrame, names: Sequence[str]) -> Iterator[Notice]:
    """Columns that hold dates in some cells and other texts in others."""
    for column, name in enumerate(names):
        texts = cells[cell(column)]
        lengths = texts.str.len_bytes()
        has_others = ((lengths > 0) & (lengths != _DATE_LENGTH)).any()
        if not has_others or not (lengths == _DATE_LENGTH).any():
            continue
        filled = texts.filter(lengths > 0)
        dates = len(filled.str.contains(_DATE).arg_true())
        if 0 < dates < len(filled):
            yield Notice("mixed_dates", len(filled) - dates, name.strip())

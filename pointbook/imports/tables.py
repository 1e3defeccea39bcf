"""A file as a table of text on disk: columns by position, rows counted from the header down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports.addresses import address

ROW = "row"
MAX_ROWS = 50_000_000
MAX_CELLS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth saying about how a file was read; `code` names the sentence."""

    code: str
    count: int = 1
    value: str = ""

    def __str__(self) -> str:
        return f"{self.code} ({self.value or self.count})"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text on disk is cut into rows and cells, and how many lines lie before the first row."""

    form: Literal["csv", "ipc"]
    path: Path
    width: int
    separator: str = ","
    quote: str = ""
    """The character around cells that hold delimiters; '' = none."""
    lines_before: int = 0
    has_unseen: bool = True
    """Whether line breaks or characters that nobody sees may stand in cells."""


def _no_ragged() -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.Int64, "width": pl.Int64})


CORRECTIONS = pl.Schema({ROW: pl.Int64(), "column": pl.String(), "value": pl.String()})


def _no_corrections() -> pl.DataFrame:
    return pl.DataFrame(schema=CORRECTIONS)


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: names of columns, where their text lies, and what is odd about it.

    Row numbers start at 1 under the header and count blank rows, so that they lead back into the
    file; blank rows themselves are left out.
    """

    layout: Layout
    columns: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()
    rows: int = 0
    has_blank_rows: bool = False
    encoding: str | None = None
    header_row: int | None = 0
    header_lines: int = 1
    """How many lines the header has; the names of two were joined."""
    sheets: tuple[str, ...] = ()
    hidden_sheets: frozenset[str] = frozenset()
    sheet: str | None = None
    first_column: int = 0
    """The sheet's column, from 0, that is the first one here."""
    members: tuple[str, ...] = ()
    """The tables in an archive, of which `member` was read."""
    member: str | None = None
    ragged: pl.DataFrame = field(default_factory=_no_ragged)
    notices: tuple[Notice, ...] = ()
    corrections: pl.DataFrame = field(default_factory=_no_corrections)
    """Cells that somebody mended: row, column by name, value."""

    @property
    def midnight_is_a_day(self) -> bool:
        """Whether midnight stands for a whole day: a workbook has no other way to keep a date."""
        return self.sheet is not None

    def address(self, row: int, column: str) -> str | None:
        """Where a cell stands in the sheet, as a workbook names it (B7); None for text."""
        if self.sheet is None:
            return None
        at = self.layout.lines_before + row - 1
        return address(at, self.first_column + self.position(column))

    def position(self, column: str) -> int:
        """Where in each row a column's cell lies, from 0."""
        return self.positions[self.columns.index(column)]

    def scan(self, columns: tuple[str, ...] | None = None) -> pl.LazyFrame:
        """The row numbers and the text of some columns by name; an empty or absent cell is ''."""
        wanted = self.columns if columns is None else columns
        cells = [pl.col(cell(self.position(name))).alias(name) for name in dict.fromkeys(wanted)]
        rows = scan_cells(self.layout)
        if self.has_blank_rows:
            rows = filled_rows(rows, self.layout.width)
        rows = rows.select(ROW, *cells)
        for column in self.corrections["column"].unique():
            if column in wanted:
                rows = self._mended(rows, column)
        return rows

    def _mended(self, rows: pl.LazyFrame, column: str) -> pl.LazyFrame:
        """The rows with the corrections of one column in the place of what stood there."""
        mended = self.corrections.filter(pl.col("column") == column)
        values = dict(mended.select(ROW, "value").iter_rows())
        cells = pl.col(ROW).replace_strict(values, default=pl.col(column), return_dtype=pl.String)
        return rows.with_columns(cells.alias(column))


def holds_any(table: Table, texts: Collection[str]) -> bool:
    """Whether any cell is one of these texts, spaces around it aside."""
    cells = pl.exclude(ROW).str.strip_chars().is_in(sorted(texts))
    return table.scan().filter(pl.any_horizontal(cells)).head(1).collect().height > 0


def require_size(rows: int, columns: int, filename: str) -> None:
    """UnreadableFile for a table that is larger than any that is read."""
    if rows > MAX_ROWS:
        raise UnreadableFile(filename=filename, detail="too_many_rows")
    if rows * columns > MAX_CELLS:
        raise UnreadableFile(filename=filename, detail="too_many_cells")


def cell(position: int) -> str:
    """The name of a column by its position, in frames that are not named yet."""
    return str(position)


def scan_cells(layout: Layout) -> pl.LazyFrame:
    """Every row of the table with its number, blank ones included."""
    if layout.form == "ipc":
        return (
            pl.scan_ipc(layout.path)
            .slice(layout.lines_before)
            .with_columns(pl.all().fill_null(""))
            .with_row_index(ROW, 1)
            .with_columns(pl.col(ROW).cast(pl.Int64))
        )
    names = [cell(each) for each in range(layout.width)]
    return scan_text(layout, names, layout.separator, layout.quote)


def scan_text(layout: Layout, names: Iterable[str], separator: str, quote: str) -> pl.LazyFrame:
    """The rows of a text file below its header, numbered and cut into columns of these names."""
    return pl.scan_csv(
        layout.path,
        has_header=False,
        separator=separator,
        quote_char=quote or None,
        schema=dict.fromkeys(names, pl.String),
        skip_lines=layout.lines_before,
        empty_string_is_null=False,
        extra_columns="ignore",
        missing_columns="insert",
        row_index_name=ROW,
        row_index_offset=1,
    ).with_columns(pl.col(ROW).cast(pl.Int64))


def filled_rows(rows: pl.LazyFrame, width: int) -> pl.LazyFrame:
    """The rows in which at least one cell holds something."""
    return rows.filter(pl.any_horizontal(pl.col(cell(each)) != "" for each in range(width)))

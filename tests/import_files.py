"""Files that import tests make for themselves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from pointbook.imports.checked import Checked
from pointbook.imports.checking import check
from pointbook.imports.mapping import suggest
from pointbook.imports.reading import FIND_OUT, Wishes, read_table
from pointbook.imports.tables import ROW, Table

NOW = datetime(2026, 6, 30, 12, 0)


def table_of(
    content: str | bytes, folder: Path, filename: str = "file.csv", wishes: Wishes = FIND_OUT
) -> Table:
    """The table of a file with this content."""
    raw = content.encode() if isinstance(content, str) else content
    return read_table(raw, filename, folder, wishes)


def checked(content: str | bytes, folder: Path, kind: str | None = None, **changes: str) -> Checked:
    """A file judged under its suggested mapping, with some fields mapped by hand."""
    table = table_of(content, folder)
    mapping = suggest(table.columns, kind)
    assert mapping is not None
    return check(table, mapping.changed(changes, table.columns), now=NOW)


def cells(table: Table) -> list[tuple[str, ...]]:
    """The text of a table, row by row."""
    return table.scan().drop(ROW).collect().rows()


def moves(of: Checked) -> list[tuple[Any, ...]]:
    """customer_no, kind and hundredths of each entry."""
    return of.entries.select("customer_no", "kind", "points").rows()


def problems(of: Checked) -> list[tuple[Any, ...]]:
    """row, column and code of each problem."""
    return of.problems.select("row", "column", "code").rows()


def column(of: Checked, name: str) -> list[Any]:
    """One column of the entries or customers."""
    frame: pl.DataFrame = of.entries if of.kind == "points" else of.customers
    return frame[name].to_list()


def full_width(text: str) -> str:
    """The text in the wide letters and digits of Chinese typing."""
    return "".join(chr(ord(each) + 0xFEE0) if each != " " else "\u3000" for each in text)

"""How answers are printed: exact JSON, and tables whose columns line up under Chinese text too."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from pointbook.texts import say
from pointbook.texts.json_text import json_text

__all__ = ["cell_text", "json_text", "rows_json", "table_text"]


def rows_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """A list of rows, one line each."""
    return "[" + ",\n ".join(map(json_text, rows)) + "]"


def table_text(columns: Sequence[str], rows: Sequence[Sequence[Any]], lang: str) -> str:
    """Rows under their headers, numbers to the right, and how many there are."""
    cells = [[cell_text(each) for each in row] for row in rows]
    widths = [
        max(_width(name), *(_width(row[n]) for row in cells), 0) if cells else _width(name)
        for n, name in enumerate(columns)
    ]
    right = [
        any(
            isinstance(row[n], int | float | Decimal) and not isinstance(row[n], bool)
            for row in rows
        )
        for n in range(len(columns))
    ]

    def line(texts: Sequence[str]) -> str:
        return "  ".join(map(_padded, texts, widths, right)).rstrip()

    return "\n".join([
        line(columns), line(["-" * width for width in widths]), *map(line, cells),
        say("cli.row_count", lang, count=len(rows)),
    ])  # fmt: skip


def cell_text(value: object) -> str:
    """One value as a table shows it; a line break would break the table."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return " ".join(str(value).split())


def _padded(text: str, width: int, is_right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if is_right else text + gap


def _width(text: str) -> int:
    """Cells on a terminal: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )

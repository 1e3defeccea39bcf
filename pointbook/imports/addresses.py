"""Where a cell stands in a sheet, as a workbook names it: B7."""

from __future__ import annotations


def letters(column: int) -> str:
    """A column as a workbook letters it; 0 is A."""
    text, rest = "", column
    while rest >= 0:
        text = chr(ord("A") + rest % 26) + text
        rest = rest // 26 - 1
    return text


def address(row: int, column: int) -> str:
    """A cell by its row and column, both from 0."""
    return f"{letters(column)}{row + 1}"

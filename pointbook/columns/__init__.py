"""Every column that is ever shown: its type, width and privacy class. A leaf that all may read."""

from __future__ import annotations

from pointbook.columns.kept import KEPT
from pointbook.columns.shape import NUMERIC as NUMERIC
from pointbook.columns.shape import Column as Column
from pointbook.columns.shape import ColumnType as ColumnType
from pointbook.columns.told import TOLD
from pointbook.texts import has_text, say

COLUMNS: dict[str, Column] = {column.name: column for column in (*KEPT, *TOLD)}


def column(name: str) -> Column:
    """The column of this name; one that nobody described (a company's own field) is plain text."""
    return COLUMNS.get(name) or Column(name)


def label(name: str, lang: str = "zh") -> str:
    """What a column is called on screen, in an export and in an import's mapping."""
    key = f"columns.{name}"
    return say(key, lang) if has_text(key, lang) else name

"""What a column is: its type, width and privacy class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ColumnType: TypeAlias = Literal[
    "id", "text", "long_text", "code", "points", "signed", "money", "count", "percent",
    "date", "time", "rank", "move",
]  # fmt: skip
NUMERIC: Final[frozenset[ColumnType]] = frozenset(
    ("points", "signed", "money", "count", "percent", "rank")
)
"""Types of columns that hold numbers to be compared, and so stand at the right."""
Width: TypeAlias = Literal["small", "medium", "large"]
Privacy: TypeAlias = Literal["open", "personal", "contact"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `words` names the section of texts that has the words for its codes."""

    name: str
    type: ColumnType = "text"
    width: Width = "medium"
    privacy: Privacy = "open"
    words: str | None = None

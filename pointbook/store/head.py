"""The head file beside a book: which write was the last, kept outside the database.

DuckDB cannot notice a shortened or older write-ahead log; a book behind its head shows it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Head:
    """The last link of a book's chain."""

    book_id: str
    link_id: int
    chain: str


def head_path(book: Path) -> Path:
    """Where the head of a book lies."""
    return book.with_name(book.name + ".head.json")


def read_head(book: Path) -> Head | None:
    """The head beside the book; None where there is none or it cannot be read."""
    try:
        values = json.loads(head_path(book).read_text(encoding="utf-8"))
        return Head(str(values["book_id"]), int(values["link_id"]), str(values["chain"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_head(book: Path, head: Head) -> None:
    """Replace the head in one step: a reader sees the old one or the new one."""
    target = head_path(book)
    new = target.with_name(target.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(head), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, target)

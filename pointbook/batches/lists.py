"""Lists of customers as people bring them: pasted lines, or a file's first columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pointbook.batches.wish import Named

if TYPE_CHECKING:
    from pathlib import Path

    from pointbook.book import Book

_GAP: Final = re.compile(r"\s*[,，;；\t]\s*|\s+")


def pasted(text: str) -> Named:
    """One customer a line, behind the number perhaps an own amount; blank lines count for nothing."""
    lines = [_GAP.split(line.strip(), 1) for line in text.splitlines() if line.strip()]
    has_points = any(len(line) > 1 for line in lines)
    return Named(
        tuple(line[0] for line in lines),
        tuple(line[1] if len(line) > 1 else "" for line in lines) if has_points else None,
    )


def of_file(book: Book, source: bytes | Path, filename: str) -> Named:
    """The column of customer numbers and that of points, else the first two. UnreadableFile."""
    draft = book.imports.read(source, filename=filename)
    try:
        columns, known = draft.columns, draft.mapping
        number = known.get("customer_no", columns[0])
        others = [each for each in columns if each != number]
        points = known.get("points") or next(iter(others), None)
        rows = draft.table.scan((number, *([points] if points else []))).collect()
    finally:
        draft.close()
    own = tuple(rows[points].str.strip_chars()) if points else ()
    numbers = rows[number].str.strip_chars()
    kept = [place for place, each in enumerate(numbers) if each]
    return Named(
        tuple(numbers[place] for place in kept),
        tuple(own[place] for place in kept) if any(own) else None,
    )

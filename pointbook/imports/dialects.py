"""How a text file is cut: its delimiter, found by trying each on the first rows."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pointbook.imports.header_rows import TOP_ROWS

DELIMITERS = (",", ";", "\t", "|")
QUOTES = ('"', "'")
_HEAD_BYTES = 1 << 18
_MAX_CELL = 1 << 24


@dataclass(frozen=True, slots=True)
class Opening:
    """The first rows of a file under its delimiter; `lines` is how many lines lie up to each row's end."""

    delimiter: str
    quote: str
    rows: list[list[str]]
    lines: list[int]
    has_stray_quotes: bool = False
    """Whether text goes on behind the closing quote of a cell."""


def read_opening(path: Path, delimiter: str | None = None, quote: str | None = None) -> Opening:
    """The first rows, under what is given or what cuts them most evenly; '' = no quotes."""
    lines = _first_lines(path)
    quotes = QUOTES if quote is None else (quote,)
    openings = [_cut(lines, each, quotes[0]) for each in ([delimiter] if delimiter else DELIMITERS)]
    best = max(openings, key=lambda opening: _evenness(opening.rows))
    for other in quotes[1:]:
        if _are_around_cells(other, best.rows):
            return read_opening(path, delimiter, other)
    return replace(best, has_stray_quotes=_has_stray_quotes(lines, best))


def records(
    lines: Iterator[str], delimiter: str, quote: str, *, strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Rows as the csv module reads them, each with the number of lines up to its end."""
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(
        map(_without_returns, lines),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=True,
        strict=strict,
    )
    for row in reader:
        yield reader.line_num, row


def _without_returns(line: str) -> str:
    # A carriage return inside a line would end a row for the csv module, or stop it.
    return line.removesuffix("\n").removesuffix("\r").replace("\r", " ") + "\n"


def _first_lines(path: Path) -> list[str]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        whole = not file.read(1)
    if not whole:
        head = head[: head.rfind(b"\n") + 1] or head
    lines = head.decode("utf-8", "ignore").split("\n")
    return [f"{line}\n" for line in (lines if lines[-1] else lines[:-1])]


def _cut(lines: list[str], delimiter: str, quote: str) -> Opening:
    opening = Opening(delimiter, quote, [], [])
    try:
        for line_count, row in records(iter(lines), delimiter, quote):
            opening.rows.append(row)
            opening.lines.append(line_count)
            if len(opening.rows) == TOP_ROWS:
                break
    except csv.Error:
        pass  # what was cut until here is enough to judge by
    return opening


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """The share of rows that have the commonest number of cells, and that number; one cell is nothing."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return (count / widths.total(), width) if width > 1 else (0.0, 0)


def _are_around_cells(quote: str, rows: list[list[str]]) -> bool:
    """Whether most cells below the first row begin and end with this character."""
    cells = [text for row in rows[1:] for cell in row if (text := cell.strip())]
    quoted = [cell for cell in cells if len(cell) > 1 and cell[0] == cell[-1] == quote]
    return bool(quoted) and 2 * len(quoted) > len(cells)


def _has_stray_quotes(lines: list[str], opening: Opening) -> bool:
    rows = records(iter(lines), opening.delimiter, opening.quote, strict=True)
    try:
        for _ in itertools.islice(rows, len(opening.rows)):
            pass
    except csv.Error as trouble:
        return "expected after" in str(trouble)
    return False

"""Where a table's header stands, how many lines it has and the names it gives: as wished, or found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pointbook.imports.header_lines import join_lines, lines_of
from pointbook.imports.header_rows import find_header, is_number
from pointbook.imports.wishes import NO_HEADER

Merge: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""
MAX_LINES = 5


@dataclass(frozen=True, slots=True)
class Header:
    """A header's first row (None: there is none), how many lines it has, the names in them."""

    row: int | None
    lines: int
    names: list[str]

    @property
    def below(self) -> int:
        """The first row below it."""
        return (self.row or 0) + self.lines


def choose_header(
    rows: Sequence[Sequence[str]],
    row: int | None = None,
    lines: int | None = None,
    merges: Sequence[Merge] = (),
) -> Header | None:
    """The header among the first rows; None if every row is blank or the wished row is not there."""
    if row == NO_HEADER:
        return Header(None, 0, [""] * max(map(len, rows), default=0)) if rows else None
    at = find_header(rows) if row is None else row
    if at is None or at >= len(rows):
        return None
    if lines is None:
        if row is None and at > 0 and _has_two_lines(rows, at - 1, merges):
            at -= 1
        lines = 2 if _has_two_lines(rows, at, merges) else 1
    lines = max(1, min(lines, MAX_LINES, len(rows) - at))
    if lines == 1:
        return Header(at, 1, list(rows[at]))
    return Header(at, lines, join_lines(_spread(rows, range(at, at + lines), merges)))


def _has_two_lines(rows: Sequence[Sequence[str]], upper: int, merges: Sequence[Merge]) -> bool:
    return lines_of(rows, upper) == 2 or any(
        _names_a_group(rows, merge) for merge in merges if merge[0] == merge[2] == upper
    )


def _names_a_group(rows: Sequence[Sequence[str]], merge: Merge) -> bool:
    """Whether a merge stands over names of its own and not over the whole table."""
    row, left, _, right = merge
    if row + 1 >= len(rows) or left == right:
        return False
    below = [cell.strip() for cell in rows[row + 1]]
    is_title = left == 0 and sum(bool(cell.strip()) for cell in rows[row]) == 1
    has_names = sum(map(bool, below[left : right + 1])) >= 2 and not any(map(is_number, below))
    return has_names and not is_title


def _spread(
    rows: Sequence[Sequence[str]], header: range, merges: Sequence[Merge]
) -> list[list[str]]:
    """The lines of a header, a name merged sideways standing in each of its columns and in no other."""
    lines = [list(rows[row]) for row in header]
    for line, below, row in zip(lines, lines[1:], header, strict=False):
        spans = [merge for merge in merges if merge[0] == row and merge[1] < merge[3]]
        for _, left, _, right in spans:
            line[left : right + 1] = [line[left]] * len(line[left : right + 1])
        if spans:  # a gap beside them has the name below it and no group
            line[:] = [name or under for name, under in zip(line, below, strict=True)]
    return lines

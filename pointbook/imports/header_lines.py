"""Headers of two lines: whether there is one, and one name for each of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from pointbook.imports.header_rows import LOOK_AT, is_number


def lines_of(rows: Sequence[Sequence[str]], upper: int) -> int:
    """How many lines the header that begins at `upper` has: two where names of groups stand above names.

    A group has at least two names, the first of them below its own name and a gap above the others;
    the line of names leaves gaps under columns that need no group, or repeats itself; numbers follow.
    """
    if upper + 2 >= len(rows):
        return 1
    width = max(map(len, rows[upper : upper + 2]))
    above, below = (_stripped(row, width) for row in rows[upper : upper + 2])
    if any(map(is_number, below)) or min(_filled(above), _filled(below)) < 2:
        return 1
    columns = list(zip(above, below, [*above[1:], "end"], [*below[1:], ""], strict=True))
    starts = [(next_up, next_low) for up, low, next_up, next_low in columns if up and low]
    are_wide = all(next_low and not next_up for next_up, next_low in starts)
    if not starts or not are_wide or not all(up or low for up, low, *_ in columns):
        return 1
    names = [name for name in below if name]
    if "" not in below and len(set(names)) == len(names):
        return 1
    body = [_stripped(row, width) for row in rows[upper + 2 : upper + 2 + LOOK_AT]]
    grouped = [column for column, group in enumerate(_groups(above, below)) if group]
    return 2 if any(is_number(row[column]) for row in body for column in grouped) else 1


def join_lines(lines: Sequence[Sequence[str]]) -> list[str]:
    """One name for each column from a header of several lines, those above naming groups."""
    width = max(map(len, lines), default=0)
    names = _stripped(lines[-1], width)
    for line in reversed(lines[:-1]):
        above = _stripped(line, width)
        groups = _groups(above, names)
        names = [
            _joined(group or name_above, name)
            for group, name_above, name in zip(groups, above, names, strict=True)
        ]
    return names


def _groups(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The name of the group over each column, '' where there is none; a gap in it ends a group."""
    groups, current = [], ""
    for upper, lower in zip(above, below, strict=True):
        if upper or not lower:
            current = upper if lower else ""
        groups.append(current)
    return groups


def _joined(group: str, name: str) -> str:
    return name if group == name else f"{group} {name}".strip()


def _stripped(row: Sequence[str], width: int) -> list[str]:
    return [cell.strip() for cell in [*row, *[""] * width][:width]]


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))

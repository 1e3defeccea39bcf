"""Which of the first rows is the header, and clean, unique names from its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pointbook.imports.addresses import letters
from pointbook.imports.headers import is_known
from pointbook.imports.tables import ROW

LOOK_AT = 20
"""Rows at the top among which the header is sought."""
TOP_ROWS = 200
"""Rows at the top among which it may be chosen."""

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u200b\ufeff]")
_NUMBER_OR_DATE = re.compile(r"[+-]?[\d.,:/%\-\s]*\d[\d.,:/%\-\s]*")


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the header among the first rows: a title above it has fewer cells than the rest.

    None if every row is blank.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:LOOK_AT]]
    if not any(filled):
        return None
    known = [sum(map(is_known, row)) for row in rows[:LOOK_AT]]
    if max(known) >= 2:
        return known.index(max(known))
    widest = max(filled)
    return next(index for index, count in enumerate(filled) if 2 * count > widest)


def looks_like_data(header: Sequence[str]) -> bool:
    """Whether a header has numbers or dates where names should be: the file may have none."""
    cells = [cell.strip() for cell in header if cell.strip()]
    numbers = sum(map(is_number, cells))
    return bool(cells) and 3 * numbers >= len(cells) and not any(map(is_known, cells))


def is_number(cell: str) -> bool:
    """Whether a cell holds a number or a date in digits, and nothing else."""
    return _NUMBER_OR_DATE.fullmatch(cell.strip()) is not None


def clean_names(header: Sequence[str]) -> list[str]:
    """Names without line breaks and doubles, none of them that of the row numbers; unnamed stays ''."""
    names = [_SPACE.sub(" ", _INVISIBLE.sub("", cell)).strip() for cell in header]
    taken = set(names)
    seen = Counter({ROW: 1})
    unique = []
    for name in names:
        seen[name] += 1
        if not name or seen[name] == 1:
            unique.append(name)
            continue
        number = seen[name]
        while f"{name} ({number})" in taken:
            number += 1
        taken.add(f"{name} ({number})")
        unique.append(f"{name} ({number})")
    return unique


def placeholder(column: int, taken: Sequence[str]) -> str:
    """A name for a column that has none, from its place as a workbook letters it (0 is A)."""
    name = letters(column)
    while f"[{name}]" in taken:
        name += "'"
    return f"[{name}]"

"""What the cells of a column look like, whatever its header says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import polars as pl

from pointbook.imports import amount_texts, cell_words, dates, values

Look: TypeAlias = Literal["phone", "email", "date", "amount", "signed", "kind", "gender", "id"]

_MOST = 0.9
"""The share of the filled cells that must agree; a few may be wrong."""
_SHAPES: Mapping[Look, str] = {
    "phone": r"^(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}$|^\+\d{1,3}[- ]?[\d -]{7,14}$",
    "email": r"^[^@\s]+@[^@\s.]+\.[^@\s]+$",
    "id": r"^[A-Za-z]{0,4}[-_]?\d{4,}$",
}
_DATE = r"^\s*\d{4}\s*[-/.年]\s*\d|^\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|^(?:19|20)\d{2}[01]\d[0-3]\d$"


def looks(cells: pl.Series) -> set[Look]:
    """What a sample of a column looks like; nothing where it is blank."""
    filled = cells.str.strip_chars().replace("", None).drop_nulls()
    if filled.is_empty():
        return set()
    found: set[Look] = {look for look, shape in _SHAPES.items() if _most(filled, shape)}
    if _most(filled, _DATE) and _share(dates.instants(filled, "UTC").at.is_not_null()) >= _MOST:
        found.add("date")
    hundredths = amount_texts.amounts(filled)[0]
    if _share(hundredths.is_not_null()) >= _MOST:
        found.add("amount")
        if _most_are_short(filled) and (hundredths < 0).any():
            found.add("signed")
    words = values.plain_words(filled)
    for look, known in (("kind", cell_words.kind_words()), ("gender", cell_words.gender_words())):
        if "amount" not in found and _share(words.is_in(list(known))) >= _MOST:
            found.add(look)  # type: ignore[arg-type]
    if "date" in found or "phone" in found:
        found.discard("id")
    return found


def is_blank(cells: pl.Series) -> bool:
    """Whether a sample holds nothing at all, so that it says nothing."""
    return not (cells.str.strip_chars() != "").any()


def _most(filled: pl.Series, shape: str) -> bool:
    return _share(filled.str.contains(shape)) >= _MOST


def _share(is_so: pl.Series) -> float:
    return float(is_so.fill_null(False).mean() or 0.0)  # type: ignore[arg-type]


def _most_are_short(filled: pl.Series) -> bool:
    """Points are short numbers; long ones are numbers of something."""
    return _share(filled.str.len_chars() <= 12) >= _MOST

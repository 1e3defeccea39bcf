"""What the cells of a column look like, whatever its header says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import polars as pl

from pointbook.imports import amount_texts, cell_words, dates, headers

Look: TypeAlias = Literal["phone", "email", "date", "amount", "signed", "kind", "gender", "id"]

_MOST = 0.9
"""The share of the filled cells that must agree; a few may be wrong."""
_LONGEST_POINTS = 12
"""Points are short numbers; long ones are numbers of something."""
_SHAPES: Mapping[Look, re.Pattern[str]] = {
    "phone": re.compile(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\+\d{1,3}[- ]?[\d -]{7,14}"),
    "email": re.compile(r"[^@\s]+@[^@\s.]+\.[^@\s]+"),
    "id": re.compile(r"[A-Za-z]{0,4}[-_]?\d{4,}"),
}
_NUMBER = re.compile(r"[^\d]{0,6}\d.*")
_DATE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d.*|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}.*|(?:19|20)\d{2}[01]\d[0-3]\d.*"
)


class Sample:
    """Some rows of a file as text, and what each column looks like in them."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows
        self._looks: dict[str, set[Look]] = {}

    def looks(self, column: str) -> set[Look]:
        """What a column looks like."""
        if column not in self._looks:
            self._looks[column] = looks(self.rows[column])
        return self._looks[column]

    def is_blank(self, column: str) -> bool:
        """Whether a column holds nothing at all here, so that it says nothing."""
        return not (self.rows[column].str.strip_chars() != "").any()


def looks(cells: pl.Series) -> set[Look]:
    """What a sample of a column looks like; nothing where it is blank."""
    filled = [cell for each in cells if (cell := unicodedata.normalize("NFKC", each or "").strip())]
    if not filled:
        return set()
    found = {look for look, shape in _SHAPES.items() if _most(map(shape.fullmatch, filled), filled)}
    if _most(map(_NUMBER.fullmatch, filled), filled):
        found.update(_looks_of_numbers(filled))
    else:
        plain = [headers.plain(cell) for cell in filled]
        if _most((word in cell_words.kind_words() for word in plain), filled):
            found.add("kind")
        if _most((word in cell_words.gender_words() for word in plain), filled):
            found.add("gender")
    if "date" in found or "phone" in found:
        found.discard("id")
    return found


def _looks_of_numbers(filled: Sequence[str]) -> Iterator[Look]:
    texts = pl.Series(filled)
    if _most(map(_DATE.fullmatch, filled), filled):
        at = dates.instants(texts, "UTC").at
        if _most(at.is_not_null(), filled):
            yield "date"
    hundredths = amount_texts.amounts(texts)[0]
    if _most(hundredths.is_not_null(), filled):
        yield "amount"
        are_short = _most((len(cell) <= _LONGEST_POINTS for cell in filled), filled)
        if are_short and (hundredths < 0).any():
            yield "signed"


def _most(so: Iterable[object], of: Sequence[str]) -> bool:
    return sum(map(bool, so)) >= _MOST * len(of)

"""What the cells of a file mean where its headers do not say it: words, units, the order of dates, a time for all."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

import polars as pl

from pointbook.errors import UnknownMeaning
from pointbook.imports import cell_words, dates, headers
from pointbook.imports.date_orders import DATE_ORDERS, EITHER, DateOrder
from pointbook.imports.mapping import Mapping
from pointbook.imports.tables import ROW, Table

MOST_WORDS: Final = 100
NEVER: Final = "never"
BY_SIGN: Final = "by_sign"
"""The meaning of a word that leaves it to the sign of the points."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a column, in how many rows it stands, and how it is understood; None = not at all."""

    word: str
    rows: int
    meaning: str | None


def choices(field: str) -> Sequence[str]:
    """What a word of a field may be said to stand for; none where there is nothing to choose from."""
    return {"kind": cell_words.kinds(), "expires_at": (NEVER,)}.get(field, ())


class Meanings:
    """The cells of one file, looked through as far as there is something to say about them."""

    def __init__(self, table: Table, timezone: str) -> None:
        self._table = table
        self._timezone = timezone
        self._words: dict[tuple[str, str], Sequence[Word]] = {}
        self._turning: dict[str, bool] = {}

    def words(self, field: str, column: str) -> Sequence[Word]:
        """The words in a column that stand for something of ours, the commonest first, at most 100.

        Of kinds every word, '' for blank cells; of dates only what is no date.
        """
        if (field, column) not in self._words:
            found = self._counted(column)
            read = _kinds if field == "kind" else self._never
            self._words[field, column] = read(found)[:MOST_WORDS] if choices(field) else ()
        return self._words[field, column]

    def is_turning(self, column: str) -> bool:
        """Whether a column has dates like 3/4/2026, whose day and month may be meant either way."""
        if column not in self._turning:
            cells = pl.col(column).str.strip_chars().str.contains(EITHER)
            found = self._table.scan((column,)).select(cells.any()).collect(engine="streaming")
            self._turning[column] = bool(found.item())
        return self._turning[column]

    def _counted(self, column: str) -> pl.DataFrame:
        words = pl.col(column).str.strip_chars().alias("word")
        counted = (
            self._table.scan((column,))
            .group_by(words)
            .agg(pl.len().alias("rows"), at=pl.col(ROW).min())
        )
        return counted.collect(engine="streaming").sort("rows", "at", descending=[True, False])

    def _never(self, counted: pl.DataFrame) -> list[Word]:
        filled = counted.filter(pl.col("word") != "")
        wrong = dates.instants(filled["word"], self._timezone).wrong
        return [
            Word(word, rows, NEVER if headers.plain(word) in cell_words.never_words() else None)
            for word, rows in filled.filter(wrong).select("word", "rows").iter_rows()
            if not word.startswith("9999")
        ]


def _kinds(counted: pl.DataFrame) -> list[Word]:
    return [
        Word(word, rows, _kind(word)) for word, rows in counted.select("word", "rows").iter_rows()
    ]


def _kind(word: str) -> str | None:
    found = cell_words.kind_words().get(headers.plain(word)) if word else BY_SIGN
    return BY_SIGN if found in cell_words.either_way() else found


def meant(
    mapping: Mapping,
    *,
    values: Map[str, Map[str, str]] | None = None,
    units: Map[str, str] | None = None,
    date_order: str | None = None,
    at: datetime | None = None,
) -> Mapping:
    """A mapping in which more is said by hand; what is left out stays. UnknownMeaning."""
    for field, words in (values or {}).items():
        for meaning in words.values():
            is_known = field != "kind" or headers.plain(meaning) in cell_words.kind_words()
            _require(field in mapping.columns and bool(meaning) and is_known, field, meaning)
    for field, unit in (units or {}).items():
        _require(field in mapping.columns and unit in headers.exponents(field), field, unit)
    _require(date_order in (None, *DATE_ORDERS), "date_order", date_order)
    together = {
        field: {**mapping.values.get(field, {}), **words} for field, words in (values or {}).items()
    }
    return replace(
        mapping,
        values={**mapping.values, **together},
        units={**mapping.units, **(units or {})},
        date_order=cast("DateOrder | None", date_order) or mapping.date_order,
        at=at or mapping.at,
    )


def _require(is_so: bool, field: str, value: object) -> None:
    if not is_so:
        raise UnknownMeaning(field=field, value=value)

"""Text of a column into values, all rows at once: words, identifiers, kinds, genders."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from pointbook.imports import cell_words, headers
from pointbook.imports.encodings import UNSEEN_MARKS

_LINE_BREAKS = r"[\t\r\n\x0b\x0c]+"
_INVISIBLE = rf"[\x00-\x08\x0e-\x1f\x7f{UNSEEN_MARKS}]"
DAMAGED_NUMBER = r"^\d(?:\.\d+[eE]\+?|[eE]\+)\d{1,3}$"
"""A long number as a workbook shows it when it has lost its digits."""
ERROR_CELL = r"^#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|GETTING_DATA|SPILL!|CALC!|ERROR!)$"


DEBITS = ("redeem", "adjust_down", "clear", "expire", "claw_back", "transfer_out", "merge_out")


class Kinds(NamedTuple):
    """The kind of each row, whether its word is unknown, and whether it says nothing without a sign."""

    kind: pl.Series
    unknown: pl.Series
    unclear: pl.Series


def tidied(rows: pl.LazyFrame, but: str, *, has_unseen: bool = True) -> pl.DataFrame:
    """All columns but one as text without invisible characters and outer spaces; '' becomes null.

    Line breaks become spaces. `has_unseen` False says that there is nothing to remove but spaces.
    """
    cells = pl.all().exclude(but)
    if has_unseen:
        rows = rows.with_columns(
            cells.str.replace_all(_INVISIBLE, "").str.replace_all(_LINE_BREAKS, " ")
        )
    tidy = rows.with_columns(cells.str.strip_chars()).collect(engine="streaming")
    return tidy.with_columns(cells.replace("", None))


def any_unseen(cells: pl.DataFrame) -> bool:
    """Whether any cell holds what `tidied` removes or puts a space for."""
    has_any = pl.all().str.contains(f"{_INVISIBLE}|{_LINE_BREAKS}").any()
    return any(cells.select(has_any).row(0))


def identifiers(cells: pl.Series) -> pl.Series:
    """Text without the wrapping that keeps a workbook from reading it as a number: ="007", '007."""
    if cells.str.contains(r"^[='\"]").any():
        cells = cells.str.replace(r'^="?(.*?)"?$', "$1").str.replace(r"^'", "")
        cells = cells.set(cells == "", None)
    return cells


def plain_words(cells: pl.Series) -> pl.Series:
    """Each cell in the plain form in which words are compared."""
    distinct = cells.drop_nulls().unique()
    return cells.replace_strict(
        distinct,
        pl.Series([headers.plain(each) for each in distinct], dtype=pl.String),
        default=None,
        return_dtype=pl.String,
    )


def mapped(cells: pl.Series, meanings: Map[str, str]) -> pl.Series:
    """Each cell by what its word stands for, compared in the plain form; '' stands for a blank one."""
    by_word = {headers.plain(word): meaning for word, meaning in meanings.items()}
    blank = by_word.pop("", None)
    found = plain_words(cells).replace_strict(by_word, default=None, return_dtype=pl.String)
    found = found.zip_with(found.is_not_null(), cells)
    return found if blank is None else found.fill_null(blank)


def genders(cells: pl.Series) -> pl.Series:
    """男 for 先生, female for Ms: one word for each of its language; other words stay as they are."""
    kept = cell_words.words_for_gender(cells.drop_nulls().unique().to_list())
    return cells.replace(list(kept), list(kept.values()))


def kinds(cells: pl.Series, points: pl.Series) -> Kinds:
    """The kind of each row, by its word or, without one, by the sign."""
    distinct = cells.drop_nulls().unique()
    names = [cell_words.kind_words().get(headers.plain(word)) for word in distinct]
    is_signed = bool((points < 0).any())
    speaks_of_debits, speaks_of_earning = not {*names}.isdisjoint(DEBITS), "earn" in names
    ups, downs, unclear = [], [], []
    for word, name in zip(distinct, names, strict=True):
        either = cell_words.either_way().get(name or "")
        fixed = either.unsigned if either and speaks_of_earning and not is_signed else None
        if either and not fixed and speaks_of_debits and not is_signed:
            unclear.append(word)
        ups.append(fixed or (either.up if either else name))
        downs.append(fixed or (either.down if either else name))
    up = _replaced(cells, distinct, ups)
    down = up if ups == downs else _replaced(cells, distinct, downs)
    is_up = (points >= 0).fill_null(True)
    kind = up.fill_null("earn").zip_with(is_up, down.fill_null("redeem"))
    unknown = cells.is_not_null() & up.is_null()
    return Kinds(
        kind, unknown, cells.is_in(unclear).fill_null(False) if unclear else unknown & False
    )


def _replaced(cells: pl.Series, words: pl.Series, meanings: Sequence[str | None]) -> pl.Series:
    new = pl.Series(meanings, dtype=pl.String)
    return cells.replace_strict(words, new, default=None, return_dtype=pl.String)

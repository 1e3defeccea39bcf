"""One table as it leaves: columns with their labels, codes as words, and what it was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pointbook.columns import ColumnType, column, label
from pointbook.texts import period_text, section


@dataclass(frozen=True)
class SheetColumn:
    """One column: its name in the frame, its label in the file, and how its values are written."""

    name: str
    label: str
    type: ColumnType


@dataclass(frozen=True)
class Sheet:
    """A table to write. `about` tells what it was asked for, as pairs of a label and a value."""

    title: str
    frame: pl.DataFrame
    columns: tuple[SheetColumn, ...]
    about: tuple[tuple[str, str], ...] = ()
    stored: pl.DataFrame | None = None
    """The same rows as the book has them, codes and not words; None where they do not differ."""


def sheet(
    title: str,
    frame: pl.DataFrame,
    columns: Sequence[str],
    lang: str,
    *,
    about: Sequence[tuple[str, str]] = (),
    bucket: str | None = None,
    words: Mapping[str, str] | None = None,
) -> Sheet:
    """A table of these columns in one language; a column the frame lacks is left out.

    `bucket` names the periods of `bucket_start`; `words` names the section of texts for the codes of
    a column where the registry of columns does not.
    """
    shown = [name for name in columns if name in frame.columns]
    readable = frame.select(_readable(name, frame, lang, bucket, words or {}) for name in shown)
    described = tuple(SheetColumn(name, label(name, lang), column(name).type) for name in shown)
    return Sheet(title, readable, described, tuple(about), frame.select(shown))


def _readable(
    name: str, frame: pl.DataFrame, lang: str, bucket: str | None, words: Mapping[str, str]
) -> pl.Expr:
    coded = words.get(name, column(name).words)
    if coded:
        return pl.col(name).cast(pl.String).replace(dict(section(coded, lang)))
    if name == "bucket_start" and bucket:
        names = {day: period_text(day, bucket, lang) for day in frame[name].unique().drop_nulls()}
        return pl.col(name).replace_strict(names, default=None, return_dtype=pl.String)
    if column(name).type == "id":
        return pl.col(name).cast(pl.String)
    return pl.col(name)

"""Text of a column into values, all rows at once: words, amounts in hundredths, kinds."""

from __future__ import annotations

import polars as pl

from pointbook.imports import headers
from pointbook.imports.encodings import UNSEEN_MARKS

MAX_INTEGER_DIGITS = 12
_LINE_BREAKS = r"[\t\r\n\x0b\x0c]+"
_INVISIBLE = rf"[\x00-\x08\x0e-\x1f\x7f{UNSEEN_MARKS}]"
_PLAIN_AMOUNT = rf"^[+-]?\d{{1,{MAX_INTEGER_DIGITS}}}(?:\.\d{{0,2}}0*)?$"
_ANY_AMOUNT = r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$"
_THOUSANDS = r"^([+-]?\d{1,3})((?:,\d{3})+)(\.\d*)?$"
_WITH_UNIT = r"^(?:[¥$€]|rmb|cny)?\s*(.*?)\s*(?:元|分|积分|points|pts)?$"
DAMAGED_NUMBER = r"^\d(?:\.\d+[eE]\+?|[eE]\+)\d{1,3}$"
"""A long number as a workbook shows it when it has lost its digits."""
ERROR_CELL = r"^#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|GETTING_DATA|SPILL!|CALC!|ERROR!)$"


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


def amounts(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Hundredths (Int64, null where blank or wrong), and a problem code where a cell is wrong."""
    plain = cells.str.contains(_PLAIN_AMOUNT)
    codes = pl.repeat(None, len(cells), dtype=pl.String, eager=True)
    if not plain.all():
        unclear = plain.not_().fill_null(False)
        cells = cells.zip_with(unclear.not_(), _amount_text(cells.filter(unclear), unclear))
        plain = cells.str.contains(_PLAIN_AMOUNT)
        wrong = plain.not_().fill_null(False)
        codes = codes.set(wrong, "invalid_amount")
        digits = cells.str.replace(r"^[+-]?0*", "").str.split(".").list.first().str.len_chars()
        fine_grained = cells.str.contains(_ANY_AMOUNT) & (digits <= MAX_INTEGER_DIGITS)
        codes = codes.set((wrong & fine_grained).fill_null(False), "too_many_decimals")
        cells = cells.set(wrong, None)
    hundredths = cells.cast(pl.Decimal(38, 2)).to_physical().cast(pl.Int64)
    return hundredths, codes


def _amount_text(unclear: pl.Series, where: pl.Series) -> pl.Series:
    """The unclear cells in half-width, without thousands separators and units, back in their rows."""
    distinct = unclear.unique()
    text = (
        distinct.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace(r"^[\u2212\u2013]", "-")
        .str.replace(_WITH_UNIT, "$1")
        .str.replace_all(r"[\s']", ",")
    )
    grouped = text.str.contains(_THOUSANDS)
    text = text.zip_with(grouped.not_(), text.str.replace_all(",", "", literal=True))
    is_amount = text.str.contains(_ANY_AMOUNT)
    text = text.str.replace(r"^([+-]?)0+(\d)", "$1$2").str.replace(r"^([+-]?)\.", "${1}0.")
    text = text.zip_with(is_amount, distinct)  # what is no number stays as it was written
    readable = unclear.replace_strict(distinct, text, return_dtype=pl.String)
    rows = where.arg_true()
    return pl.repeat(None, len(where), dtype=pl.String, eager=True).scatter(rows, readable)


def kinds(cells: pl.Series, points: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The kind of each row, by its word or, without one, by the sign; and where a word is unknown."""
    words = plain_words(cells)
    named = words.replace_strict(dict(headers.kind_words()), default=None, return_dtype=pl.String)
    unknown = words.is_not_null() & named.is_null()
    frame = pl.DataFrame({"named": named, "up": points >= 0})
    up = pl.col("up")
    resolved = frame.select(
        pl.when(pl.col("named").is_null())
        .then(pl.when(up).then(pl.lit("earn")).otherwise(pl.lit("redeem")))
        .when(pl.col("named") == "adjust")
        .then(pl.when(up).then(pl.lit("adjust_up")).otherwise(pl.lit("adjust_down")))
        .when(pl.col("named").is_in(["transfer", "merge"]))
        .then(pl.col("named") + pl.when(up).then(pl.lit("_in")).otherwise(pl.lit("_out")))
        .otherwise(pl.col("named"))
    ).to_series()
    return resolved, unknown


DEBITS = ("redeem", "adjust_down", "clear", "expire", "claw_back", "transfer_out", "merge_out")

"""Text of a column into whole hundredths, all rows at once: signs, separators, wide digits, units."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from pointbook.imports import headers

MAX_INTEGER_DIGITS = 12
_DECIMALS = 2
# Polars takes any digit of any script for \d, and cannot read most of them as numbers.
_ANY_AMOUNT = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$"
_THOUSANDS = r"^([+-]?\d{1,3})((?:,\d{3})+)(\.\d*)?$"
_CURRENCY = r"(?:人民币|[a-z]{0,2}[¥$€£]|rmb|cny|usd|hkd|eur)"
_WITH_MARKS = rf"^([+-]?)\s*{_CURRENCY}?\s*([+-]?)\s*(.*?)\s*(?:元|分|积分|points|pts|rmb|cny)?$"


def amounts(cells: pl.Series, exponent: int = 0) -> tuple[pl.Series, pl.Series]:
    """Hundredths (Int64, null where blank or wrong), and a problem code where a cell is wrong.

    `exponent` is the power of ten that the column is counted in, 4 for 万. A cell that names a unit
    of its own is counted in that.
    """
    # Whole hundredths are the digits of the number with as many decimals as the unit leaves over.
    decimals = _DECIMALS + exponent
    integers = MAX_INTEGER_DIGITS - exponent
    plain_amount = rf"^[+-]?[0-9]{{1,{integers}}}(?:\.[0-9]{{0,{decimals}}}0*)?$"
    plain = cells.str.contains(plain_amount)
    codes = pl.repeat(None, len(cells), dtype=pl.String, eager=True)
    if not plain.all():
        unclear = plain.not_().fill_null(False)
        text = _amount_text(cells.filter(unclear), unclear, exponent)
        cells = cells.zip_with(unclear.not_(), text)
        plain = cells.str.contains(plain_amount)
        wrong = plain.not_().fill_null(False)
        codes = codes.set(wrong, "invalid_amount")
        digits = cells.str.replace(r"^[+-]?0*", "").str.split(".").list.first().str.len_chars()
        fine_grained = cells.str.contains(_ANY_AMOUNT) & (digits <= integers)
        codes = codes.set((wrong & fine_grained).fill_null(False), "too_many_decimals")
        cells = cells.set(wrong, None)
    hundredths = cells.cast(pl.Decimal(38, decimals)).to_physical().cast(pl.Int64)
    return hundredths, codes


def _amount_text(unclear: pl.Series, where: pl.Series, exponent: int) -> pl.Series:
    """The unclear cells in half-width, without separators, marks and units, back in their rows."""
    distinct = unclear.unique()
    text = (
        distinct.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"[\u2212\u2013]", "-")
        .str.replace(_WITH_MARKS, "$1$2$3")
        .str.replace_all(r"[\s']", ",")
    )
    grouped = text.str.contains(_THOUSANDS)
    text = text.zip_with(grouped.not_(), text.str.replace_all(",", "", literal=True))
    text = _without_unit(text, exponent)
    is_amount = text.str.contains(_ANY_AMOUNT)
    text = text.str.replace(r"^([+-]?)0+(\d)", "$1$2").str.replace(r"^([+-]?)\.", "${1}0.")
    text = text.zip_with(is_amount, distinct)  # what is no number stays as it was written
    readable = unclear.replace_strict(distinct, text, return_dtype=pl.String)
    rows = where.arg_true()
    return pl.repeat(None, len(where), dtype=pl.String, eager=True).scatter(rows, readable)


def _without_unit(text: pl.Series, exponent: int) -> pl.Series:
    """1.2万 as 12000, in what the column is counted in."""
    units = "|".join(sorted(filter(None, headers.exponents("")), key=len, reverse=True))
    counted = rf"([+-]?[\d,.]*\d),*({units})"
    if not text.str.contains(f"^{counted}$").any():
        return text
    return pl.Series([_moved(each, counted, exponent) for each in text], dtype=pl.String)


def _moved(text: str, counted: str, exponent: int) -> str:
    found = re.fullmatch(counted, text)
    number = re.sub(r",(?=\d{3}(?:\D|$))", "", found[1]) if found else ""
    if found is None or re.match(_ANY_AMOUNT, number) is None:
        return text
    moved = Decimal(number).scaleb(headers.exponents("")[found[2]] - exponent)
    return format(moved.normalize(), "f")

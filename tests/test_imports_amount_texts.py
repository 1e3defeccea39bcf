from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointbook.imports import amount_texts, headers
from tests.import_files import full_width


def amount(text: str | None) -> tuple[int | None, str | None]:
    hundredths, codes = amount_texts.amounts(pl.Series([text], dtype=pl.String))
    return hundredths[0], codes[0]


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("0", 0),
        ("-0", 0),
        ("152", 15200),
        ("\uff11\uff15.\uff12", 1520),
        ("1\uff15", 1500),
        ("10587.5", 1058750),
        ("9260.92", 926092),
        ("-1453", -145300),
        ("+5", 500),
        ("1.500", 150),
        ("5.", 500),
        (".5", 50),
        ("-.25", -25),
        ("007", 700),
        ("000000000000000012.30", 1230),
        ("1,234", 123400),
        ("-12,345,678.90", -1234567890),
        (full_width("123.5"), 12350),
        ("−12", -1200),
        ("－12", -1200),
        ("1 234.5", 123450),
        ("¥1,000.00", 100000),
        ("￥20", 2000),
        ("20元", 2000),
        ("300积分", 30000),
        ("999999999999.99", 99999999999999),
        (None, None),
    ],
)
def test_an_amount_is_whole_hundredths(text: str | None, hundredths: int | None) -> None:
    assert amount(text) == (hundredths, None)


@pytest.mark.parametrize("text", ["1.234", "0.001", "-5.125", "1,000.005", "12.345678901234567890"])
def test_more_than_two_decimals_are_never_rounded(text: str) -> None:
    assert amount(text) == (None, "too_many_decimals")


@pytest.mark.parametrize(
    "text",
    ["x", "1e5", "1E+5", "NaN", "inf", "1,23", "12,34,567", "1.2.3", "--5", "5-", "(5)", "#N/A",
     "1234567890123", "1000000000000", "9223372036854775808", "1.234.567,89", "一百", "true",
     "\u0661\u0662", ".", "10 20", "1 2"],
)  # fmt: skip
def test_what_is_no_amount_is_a_problem(text: str) -> None:
    assert amount(text) == (None, "invalid_amount")


@settings(deadline=None)
@given(st.lists(st.decimals(-(10**11), 10**11, places=2), min_size=1))
def test_every_amount_with_two_decimals_is_read_exactly(amounts: list[Decimal]) -> None:
    plain = pl.Series([format(each, "f") for each in amounts])
    grouped = pl.Series([format(each, ",f") for each in amounts])
    expected = [int(each * 100) for each in amounts]
    assert amount_texts.amounts(plain)[0].to_list() == expected
    assert amount_texts.amounts(grouped)[0].to_list() == expected


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_stops_the_reading(text: str) -> None:
    hundredths, code = amount(text)
    assert (hundredths is None) == (code is not None)


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("1.2万", 1_200_000), ("1.2 万", 1_200_000), ("３万", 3_000_000), ("-1.25万", -1_250_000),
        ("1,200万", 1_200_000_000), ("0.5亿", 5_000_000_000), ("3千", 300_000), ("2百万", 200_000_000),
        ("5k", 500_000), ("1.5W", 1_500_000), ("1.2万元", 1_200_000), ("1.2万积分", 1_200_000),
        ("1.23456万", 1_234_560), ("0万", 0),
    ],
)  # fmt: skip
def test_a_cell_may_count_in_tens_of_thousands(text: str, hundredths: int) -> None:
    assert amount(text) == (hundredths, None)


@pytest.mark.parametrize("text", ["万", "1.2.3万", "1万2", "一万", "1,2万", "1.2百", "1.2万万"])
def test_a_unit_does_not_make_a_number_of_anything_else(text: str) -> None:
    assert amount(text) == (None, "invalid_amount")


def test_parts_of_a_hundredth_are_told_under_a_unit_too() -> None:
    assert amount("1.2345678万") == (None, "too_many_decimals")


@pytest.mark.parametrize(
    ("unit", "text", "hundredths"),
    [
        ("万", "1.2", 1_200_000), ("万", "12", 12_000_000), ("万", "0.00012", 120),
        ("万", "0.000123", 123), ("万", "-3", -3_000_000), ("千", "1,000", 100_000_000),
        ("亿", "0.5", 5_000_000_000), ("", "1.2", 120), ("万", "1.2万", 1_200_000),
        ("万", "3千", 300_000),
    ],
)  # fmt: skip
def test_a_column_may_count_in_a_unit(unit: str, text: str, hundredths: int) -> None:
    exponent = headers.exponents("points")[unit]
    found, codes = amount_texts.amounts(pl.Series([text]), exponent)
    assert (found[0], codes[0]) == (hundredths, None)


def test_money_in_cents_is_a_hundredth_each() -> None:
    exponent = headers.exponents("amount")["分"]
    found, codes = amount_texts.amounts(pl.Series(["1250", "12.5", "7"]), exponent)
    assert found.to_list() == [1250, None, 7]
    assert codes.to_list() == [None, "too_many_decimals", None]


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("-¥5", -500), ("¥-5", -500), ("HK$20", 2000), ("US$1,000.50", 100_050), ("RMB 12", 1200),
        ("人民币12元", 1200), ("£3", 300), ("12 CNY", 1200), ("￥" + full_width("1,234.50"), 123_450),
    ],
)  # fmt: skip
def test_marks_of_currency_are_left_out(text: str, hundredths: int) -> None:
    assert amount(text) == (hundredths, None)


@settings(deadline=None)
@given(st.decimals(-(10**7), 10**7, places=6))
def test_a_unit_of_the_column_and_one_of_the_cell_mean_the_same(number: Decimal) -> None:
    text = format(number, "f")
    by_column = amount_texts.amounts(pl.Series([text]), 4)[0][0]
    assert by_column == int(number * 1_000_000)
    assert amount(f"{text}万") == (by_column, None)

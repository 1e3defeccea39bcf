from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pointbook.imports import values
from tests.import_files import full_width


def amount(text: str | None) -> tuple[int | None, str | None]:
    hundredths, codes = values.amounts(pl.Series([text], dtype=pl.String))
    return hundredths[0], codes[0]


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("0", 0),
        ("-0", 0),
        ("152", 15200),
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
     "1234567890123", "1000000000000", "9223372036854775808", "1.234.567,89", "一百", "true", ".", "10 20", "1 2"],
)  # fmt: skip
def test_what_is_no_amount_is_a_problem(text: str) -> None:
    assert amount(text) == (None, "invalid_amount")


@settings(deadline=None)
@given(st.lists(st.decimals(-(10**11), 10**11, places=2), min_size=1))
def test_every_amount_with_two_decimals_is_read_exactly(amounts: list[Decimal]) -> None:
    plain = pl.Series([format(each, "f") for each in amounts])
    grouped = pl.Series([format(each, ",f") for each in amounts])
    expected = [int(each * 100) for each in amounts]
    assert values.amounts(plain)[0].to_list() == expected
    assert values.amounts(grouped)[0].to_list() == expected


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_stops_the_reading(text: str) -> None:
    hundredths, code = amount(text)
    assert (hundredths is None) == (code is not None)


def test_text_loses_what_cannot_be_seen() -> None:
    rows = pl.LazyFrame({"row": [1, 2, 3], "a": ["\u200b 张\x00三\t", "a\r\nb", "\ufeff"]})
    assert values.tidied(rows, but="row")["a"].to_list() == ["张三", "a b", None]


def test_identifiers_lose_the_wrapping_of_workbooks() -> None:
    found = values.identifiers(pl.Series(['="007"', "'008", "009", "=", None]))
    assert found.to_list() == ["007", "008", "009", None, None]


def kinds(words: list[str | None], points: list[int]) -> list[str]:
    return values.kinds(pl.Series(words, dtype=pl.String), pl.Series(points))[0].to_list()


def test_kinds_are_known_by_their_words() -> None:
    words: list[str | None] = [
        "获得",
        "Redeemed",
        "EXPIRE",
        "积分兑换",
        "claw-back",
        "退货扣回",
        "转 入",
    ]
    assert kinds(words, [1] * 7) == [
        "earn", "redeem", "expire", "redeem", "claw_back", "claw_back", "transfer_in",
    ]  # fmt: skip


def test_the_sign_tells_the_kind_where_no_word_does() -> None:
    assert kinds([None, None, "调整", "adjustment", "转移"], [1, -1, 1, -1, -1]) == [
        "earn", "redeem", "adjust_up", "adjust_down", "transfer_out",
    ]  # fmt: skip


def test_unknown_words_are_told() -> None:
    unknown = values.kinds(pl.Series(["earn", "hmm", None]), pl.Series([1, 1, 1]))[1]
    assert unknown.to_list() == [False, True, False]

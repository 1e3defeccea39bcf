from __future__ import annotations

import polars as pl

from pointbook.imports import values


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

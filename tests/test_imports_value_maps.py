"""Words of cells, units and signs as systems write them: through a whole judged file."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pointbook.imports import cell_words, headers
from pointbook.imports.checked import Checked
from pointbook.imports.checking import check
from pointbook.imports.mapping import suggest
from tests.import_files import NOW, checked, column, moves, problems, table_of

TODAY = datetime(NOW.year, NOW.month, NOW.day)


def judged(
    folder: Path, content: str, values: Map[str, Map[str, str]] | None = None, **choices: Any
) -> Checked:
    """A file judged under its suggested mapping with some choices made by hand."""
    table = table_of(content, folder)
    mapping = suggest(table.columns)
    assert mapping is not None
    return check(table, replace(mapping, values=values or {}, **choices), now=NOW)


def test_words_of_a_kind_by_hand(tmp_path: Path) -> None:
    content = "no,date,points,类型\nA,2026-01-01,5,打卡\nA,2026-01-02,5,Ｂ类\nA,2026-01-03,2,\n"
    assert problems(judged(tmp_path, content)) == [
        (1, "类型", "unknown_kind"), (2, "类型", "unknown_kind"),
    ]  # fmt: skip
    found = judged(tmp_path, content, {"kind": {"打卡": "earn", "b类": "redeem", "": "restore"}})
    assert problems(found) == []
    assert moves(found) == [("A", "earn", 500), ("A", "redeem", -500), ("A", "restore", 200)]


def test_a_word_by_hand_goes_before_the_known_one(tmp_path: Path) -> None:
    content = "no,date,points,type\nA,2026-01-01,5,adjust\nA,2026-01-02,5,earn\n"
    found = judged(tmp_path, content, {"kind": {"Adjust": "expire"}})
    assert moves(found) == [("A", "expire", -500), ("A", "earn", 500)]


def test_a_problem_shows_what_stands_in_the_file(tmp_path: Path) -> None:
    content = "no,date,points,type\nA,2026-01-01,-5,Bonus!\n"
    found = judged(tmp_path, content, {"kind": {"bonus": "nonsense"}})
    assert found.problems.select("column", "value", "code").rows() == [
        ("type", "Bonus!", "unknown_kind")
    ]


def test_any_field_may_have_words_of_its_own(tmp_path: Path) -> None:
    content = "会员编号,姓名,等级,生日\n1,a,G,1990-01-01\n2,b,s,空\n"
    found = judged(
        tmp_path, content, {"tier": {"G": "金卡", "S": "银卡"}, "birthday": {"空": "1900-01-01"}}
    )
    assert column(found, "tier") == ["金卡", "银卡"]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (
            "签到 签到奖励 注册赠送 生日礼 评价奖励 邀请好友 购物送积分 消费奖励 系统赠送 补偿 积分发放",
            "earn",
        ),
        ("积分抵扣 兑换商品 积分商城兑换 换购 下单抵扣 核销", "redeem"),
        ("EXPIRE 积分到期 年度清零 过期作废", "expire"),
        ("退货扣除 退款扣减 积分扣回", "claw_back"),
        ("积分返还 取消兑换 抵扣退回", "restore"),
        ("POINTS_EARNED check-in Sign-up referral Birthday", "earn"),
        ("points.redeemed Burn SPEND", "redeem"),
        ("forfeited Points-Expired", "expire"),
    ],
)
def test_many_words_are_known(words: str, kind: str) -> None:
    assert {cell_words.kind_words()[headers.plain(word)] for word in words.split()} == {kind}


SIGNED = "no,date,points,type\nA,2026-01-01,{},{}\nA,2026-01-02,-1,redeem\n"


@pytest.mark.parametrize(
    ("points", "word", "expected"),
    [
        ("5", "退款", ("A", "restore", 500)),
        ("-5", "退款", ("A", "claw_back", -500)),
        ("5", "消费", ("A", "earn", 500)),
        ("-5", "消费", ("A", "redeem", -500)),
        ("-5", "转赠", ("A", "transfer_out", -500)),
        ("5", "后台调整", ("A", "adjust_up", 500)),
    ],
)
def test_the_sign_tells_where_a_word_says_both(
    points: str, word: str, expected: tuple[str, str, int], tmp_path: Path
) -> None:
    assert moves(judged(tmp_path, SIGNED.format(points, word)))[0] == expected


def test_without_signs_such_a_word_is_a_problem_and_not_a_guess(tmp_path: Path) -> None:
    content = (
        "no,date,points,type\nA,2026-01-01,5,earn\nA,2026-01-02,2,redeem\nA,2026-01-03,1,调整\n"
    )
    found = judged(tmp_path, content)
    assert problems(found) == [(3, "type", "unclear_direction")]
    assert moves(found) == [("A", "earn", 500), ("A", "redeem", -200)]
    settled = judged(tmp_path, content, {"kind": {"调整": "adjust_down"}})
    assert moves(settled)[2] == ("A", "adjust_down", -100)


def test_spending_beside_earning_needs_no_sign(tmp_path: Path) -> None:
    found = judged(tmp_path, "no,date,points,type\nA,2026-01-01,5,获得\nA,2026-01-02,2,消费\n")
    assert moves(found) == [("A", "earn", 500), ("A", "redeem", -200)]
    alone = judged(tmp_path, "no,date,points,type\nA,2026-01-01,5,消费\nA,2026-01-02,2,兑换\n")
    assert problems(alone) == [(1, "type", "unclear_direction")]


def test_a_column_of_redeemed_points_may_write_its_sign(tmp_path: Path) -> None:
    found = checked("no,date,earned,redeemed\nA,2026-01-01,5,-1\nB,2026-01-01,,-2\n", tmp_path)
    assert problems(found) == []
    assert moves(found) == [("A", "earn", 500), ("A", "redeem", -100), ("B", "redeem", -200)]


def test_units_of_the_header_and_by_hand(tmp_path: Path) -> None:
    content = "会员编号,日期,积分(万),金额(分)\nA,2026-01-01,1.5,1250\nA,2026-01-02,3千,7\n"
    found = judged(tmp_path, content)
    assert moves(found) == [("A", "earn", 1_500_000), ("A", "earn", 300_000)]
    assert column(found, "amount") == [1250, 7]
    plain = judged(tmp_path, content, units={"points": "", "amount": "万"})
    assert moves(plain)[0] == ("A", "earn", 150)
    assert column(plain, "amount")[0] == 1_250_000_000


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("积分(万)", "points", "万"), ("积分（万分）", "points", ""), ("积分【单位：千】", "points", "千"),
        ("金额(万元)", "amount", "万"), ("金额(元)", "amount", ""), ("金额（分）", "amount", "分"),
        ("积分（分）", "points", ""), ("Points (k)", "points", "k"), ("万", "points", ""),
    ],
)  # fmt: skip
def test_units_in_headers(header: str, field: str, unit: str) -> None:
    assert headers.unit_of(header, field) == unit


def test_men_and_women_by_their_honorifics(tmp_path: Path) -> None:
    found = checked(
        "会员编号,姓名,性别\n1,a,先生\n2,b,女士\n3,c,男\n4,d,F\n5,e,Mr.\n6,f,Male\n7,g,保密\n8,h,\n",
        tmp_path,
    )
    assert column(found, "gender") == ["男", "女", "男", "Female", "Male", "Male", "保密", None]


def test_at_once_is_the_day_of_the_import_or_of_the_row(tmp_path: Path) -> None:
    content = (
        "no,date,points,available from\nA,immediate,5,\nA,2026-01-01,5,立即\nA,立即,5,2026-01-01\n"
    )
    found = judged(tmp_path, content)
    assert problems(found) == []
    assert column(found, "occurred_at") == [TODAY, datetime(2026, 1, 1), TODAY]
    assert column(found, "available_from") == [None, None, TODAY]
    given = judged(tmp_path, content, at=datetime(2025, 12, 31))
    assert column(given, "occurred_at")[0] == datetime(2025, 12, 31)


def test_rows_without_a_time_have_the_one_that_was_given(tmp_path: Path) -> None:
    at = datetime(2026, 5, 1)
    assert column(judged(tmp_path, "email,points\na@b.cn,5\n", at=at), "occurred_at") == [at]
    some = judged(tmp_path, "no,date,points\nA,2026-01-01,1\nA,,2\nA,x,3\n", at=at)
    assert column(some, "occurred_at") == [datetime(2026, 1, 1), at]
    assert problems(some) == [(3, "date", "invalid_date")]
    months = judged(tmp_path, "no,year,month,points\nA,2026,2,1\nA,,,2\n", at=at)
    assert column(months, "occurred_at") == [datetime(2026, 2, 1), at]
    future = judged(tmp_path, "email,points\na@b.cn,5\n", at=datetime(2026, 7, 1))
    assert [code for _, _, code in problems(future)] == ["date_in_future"]

from __future__ import annotations

import pytest

from pointbook.imports import headers
from pointbook.imports.likeness import CLEARLY, LIKE, closest, likeness, pieces
from tests.import_files import full_width


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("memberId", ("member", "id")),
        ("ADD_POINTS_SUM_YR_1", ("add", "points", "sum", "yr", "1")),
        ("会员ID号", ("会", "员", "id", "号")),
        ("积分（万）", ("积", "分")),
        (full_width("FFP Tier"), ("ffp", "tier")),
        ("(备注)", ("备", "注")),
    ],
)
def test_a_header_is_words_and_characters(header: str, expected: tuple[str, ...]) -> None:
    assert pieces(header) == expected


@pytest.mark.parametrize(
    ("header", "word", "expected"),
    [
        ("新增积分", "新增积分", 1.0),
        ("新增旅游积分", "新增积分", 4 / 6),  # one gap
        ("新当增旅游积分", "新增积分", 0.0),  # two
        ("积分新增", "新增积分", 0.0),  # another order
        ("过期积分", "积分", 0.0),  # too short to be sought
        ("客户手机号", "手机号", 3 / 5),
        ("手持机号", "手机号", 0.0),  # three characters stay together
        ("bonus points earned", "points earned", 12 / 17),
        ("points due", "points used", 0.0),
        ("points redeemd", "points redeemed", 1 - 1 / 14),
        ("points reedemed", "points redeemed", 1 - 1 / 14),
        ("points redemeed", "points redeemed", 1 - 1 / 14),
        ("points learned", "points earned", 0.0),  # the first letter is seldom the wrong one
        ("score", "store", 0.0),  # too short to be misspelt
        ("pionts redeemd", "points redeemed", 0.0),  # two words misspelt
    ],
)
def test_likeness(header: str, word: str, expected: float) -> None:
    assert likeness(pieces(header), pieces(word)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("当财月新增旅游积分", "earned"),
        ("截止目前累计旅游积分", "!cumulative"),
        ("变动后会员积分", "balance_after"),
        ("Points Redeemd", "redeemed"),
        ("客户备注说明信息", "note"),
    ],
)
def test_what_a_header_is_like(header: str, expected: str) -> None:
    found = closest(header, "points")
    assert found[0][1] == expected
    assert len(found) == 1 or found[0][0] - found[1][0] >= CLEARLY


@pytest.mark.parametrize(
    "header",
    ["未消费积分", "首次消费时间", "最近交易日期", "变动前积分余额", "积分余额说明", "积分类型名称",
     "last transaction date", "dollar cost points redeemed", "average points earned", "points due"],
)  # fmt: skip
def test_words_that_turn_the_meaning_round_are_no_likeness(header: str) -> None:
    assert [field for _, field in closest(header, "points") if not field.startswith("!")] == []


def test_two_meanings_are_both_told() -> None:
    first, second = closest("消费获得积分", "points")[:2]
    assert {first[1], second[1]} == {"earned", "redeemed"}
    assert first[0] - second[0] < CLEARLY


@pytest.mark.parametrize("kind", ["points", "customers"])
def test_every_word_is_most_like_itself(kind: str) -> None:
    for field, words in headers.synonyms(kind).items():
        for word in words:
            if headers.rank(word, kind, field) is None or len(pieces(word)) < 2:
                continue
            best, _ = closest(word, kind)[0]
            assert best == 1.0 >= LIKE


def test_what_is_left_alone_is_no_field() -> None:
    for reason, words in headers.words()["left_alone"].items():
        for word in words:
            assert headers.left_alone(word) == reason
            for kind in ("points", "customers"):
                known = [
                    f for f in headers.fields_of(kind) if headers.rank(word, kind, f) is not None
                ]
                assert known == [], word

"""Rewards: the catalogue as files bring it, and how often each was redeemed."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from pointbook.book import Book
from pointbook.imports.mapping import suggest
from pointbook.imports.plan import Plan
from pointbook.imports.posting import Run

HEADER = "礼品编号,礼品名称,分类,兑换积分,市场价,库存,上架时间,下架时间,状态,供应商"
ROWS = [
    "G1,保温杯,实物,500,39.9,10,2026-01-01,2026-12-31,上架,甲",
    "G2,帆布袋,实物,300,,0,,,上架,",
    "G3,咖啡券,优惠券,120.5,15,,2026-07-01,长期,上架,",
    "G4,雨伞,实物,400,,5,2025-01-01,2025-12-31,下架,",
]


def _plan(book: Book, rows: list[str]) -> Plan:
    return book.imports.read("\n".join([HEADER, *rows]).encode(), filename="rewards.csv").plan()


def _post(book: Book, rows: list[str]) -> Run:
    run = _plan(book, rows).post(actor="t")
    assert book.verify() == []
    return run


HEADERS = [
    ("商品编码,商品名称,兑换积分,库存,上架时间,下架时间,状态", {
        "reward_no": "商品编码", "reward_name": "商品名称", "points_price": "兑换积分", "stock": "库存",
        "valid_from": "上架时间", "valid_until": "下架时间", "status": "状态"}),
    ("rewardId,name,categories,costInPoints,active,activityFrom,activityTo,usageLeft", {
        "reward_no": "rewardId", "reward_name": "name", "category": "categories",
        "points_price": "costInPoints", "stock": "usageLeft", "valid_from": "activityFrom",
        "valid_until": "activityTo", "status": "active"}),
    ("Reward Name,Points Price,Value", {
        "reward_name": "Reward Name", "points_price": "Points Price", "money_value": "Value"}),
]  # fmt: skip


@pytest.mark.parametrize(("header", "columns"), HEADERS, ids=[each[0] for each in HEADERS])
def test_a_price_in_points_without_a_customer_is_a_reward(
    header: str, columns: dict[str, str]
) -> None:
    found = suggest(header.split(","))
    assert found is not None
    assert (found.kind, found.missing, found.columns) == ("rewards", (), columns)


def test_rewards_are_listed_with_whether_they_can_be_had(book: Book) -> None:
    run = _post(book, ROWS)
    assert (run.rewards, run.customers, run.entries) == (4, 0, 0)
    listed = book.ask("programme/rewards", as_of="2026-06-30")
    assert dict(listed.select("reward_no", "reward_state").iter_rows()) == {
        "G1": "current", "G2": "sold_out", "G3": "coming", "G4": "ended",
    }  # fmt: skip
    coffee = listed.row(by_predicate=pl.col("reward_no") == "G3", named=True)
    assert (coffee["points_price"], coffee["valid_until"]) == (Decimal("120.50"), None)


def test_a_changed_reward_is_overwritten_and_given_back(book: Book) -> None:
    _post(book, ROWS)
    assert _post(book, ROWS).skipped == 4
    second = _post(book, [ROWS[0].replace("500", "600"), *ROWS[1:]])
    assert (second.rewards, second.overwritten, second.skipped) == (1, 1, 3)
    assert _price(book) == 600
    assert book.imports.undo(second.batch_id, actor="t").records == 1
    assert _price(book) == 500
    assert book.verify() == []


def _price(book: Book) -> Decimal:
    prices = book.ask("programme/rewards", as_of="2026-06-30").select("reward_no", "points_price")
    return dict(prices.iter_rows())["G1"]


def test_rows_that_cannot_be_rewards_are_told(book: Book) -> None:
    rows = [
        ",,实物,5,,,,,,", "R2,a,,-5,,,,,,", "R3,b,,五,,,,,,", "R4,c,,5,,,2026-02-01,2026-01-01,,",
        "R5,d,,5,,,x,,,", "R6,e,,5,,,,,,", "R6,f,,5,,,,,,", "R7,g,,5,,,,,,", "R7,g,,5,,,,,,",
    ]  # fmt: skip
    plan = _plan(book, rows)
    assert plan.problems.select("row", "column", "code").rows() == [
        (1, "礼品编号", "missing_value"), (2, "兑换积分", "negative_amount"),
        (3, "兑换积分", "invalid_amount"), (4, "下架时间", "expired_before_start"),
        (5, "上架时间", "invalid_date"), (6, "礼品编号", "repeated_reward"), (7, "礼品编号", "repeated_reward"),
    ]  # fmt: skip
    assert plan.duplicates == 1


def test_a_reward_without_a_number_is_known_by_its_name(book: Book) -> None:
    text = "礼品名称,兑换积分\n贴纸,50\n"
    for expected in (1, 0):
        plan = book.imports.read(text.encode(), filename="r.csv").plan()
        assert plan.post(actor="t").rewards == expected
    assert book.ask("programme/rewards")["reward_no"].to_list() == ["贴纸"]

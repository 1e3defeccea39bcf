"""Redemptions: points are taken once, whichever file says so first, and come back with the undo."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pointbook.book import Book
from pointbook.imports.mapping import suggest
from pointbook.imports.plan import Plan
from pointbook.imports.posting import Run

HEADER = "兑换单号,会员号,兑换时间,礼品名称,兑换积分,数量,状态"
ROWS = [
    "E1,0001,2026-02-01 10:00:00,保温杯,500,1,已完成",
    "E2,0001,2026-02-05 10:00:00,雨伞,300,1,已取消",
    "E3,0002,2026-02-02,咖啡券,120.5,2,待发货",
    "E4,0002,2026-02-03,生日礼,0,1,已完成",
]
BARE = "会员号,兑换时间,礼品名称,兑换积分"
POINTS = "会员号,时间,积分,类型,单号"


def _plan(book: Book, rows: list[str], header: str = HEADER, source: str | None = None) -> Plan:
    content = "\n".join([header, *rows]).encode()
    return book.imports.read(content, filename="file.csv").plan(source=source)


def _post(book: Book, rows: list[str], header: str = HEADER) -> Run:
    run = _plan(book, rows, header).post(actor="t")
    assert book.verify() == []
    return run


def _redeemed(book: Book, customer_no: str) -> list[tuple[Any, ...]]:
    found = book.ask("customers/redemptions", customer_no=customer_no)
    return found.select("reward_name", "redeemed_points", "redemption_state").rows()


def _balance(book: Book, customer_no: str) -> Decimal:
    return book.ledger.balance(customer_no).balance


HEADERS = [
    ("redemptions", "兑换单号,兑换时间,客户昵称,手机号,商品名称,兑换积分,兑换数量,订单状态", {
        "customer_no": "手机号", "redemption_no": "兑换单号", "reward_name": "商品名称",
        "quantity": "兑换数量", "points": "兑换积分", "redeemed_at": "兑换时间", "status": "订单状态"}),
    ("redemptions", "memberId,issuedRewardId,rewardName,costInPoints,redemptionDate,status", {
        "customer_no": "memberId", "redemption_no": "issuedRewardId", "reward_name": "rewardName",
        "points": "costInPoints", "redeemed_at": "redemptionDate", "status": "status"}),
    ("redemptions", "Email,Reward,Points Spent,Redeemed At", {
        "customer_no": "Email", "reward_name": "Reward", "points": "Points Spent",
        "redeemed_at": "Redeemed At"}),
    ("points", "会员号,类型,积分,时间,礼品名称", {
        "customer_no": "会员号", "points": "积分", "kind": "类型", "occurred_at": "时间"}),
    ("points", "会员号,积分,时间,商品名称", {
        "customer_no": "会员号", "points": "积分", "occurred_at": "时间"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "header", "columns"), HEADERS, ids=[each[1] for each in HEADERS])
def test_customer_reward_and_points_are_redemptions(
    kind: str, header: str, columns: dict[str, str]
) -> None:
    found = suggest(header.split(","))
    assert found is not None
    assert (found.kind, found.missing, found.columns) == (kind, (), columns)


def test_redemptions_take_points_and_may_overdraw(book: Book) -> None:
    book.customers.add("0001")
    book.ledger.earn("0001", 800, occurred_at="2026-01-01", actor="t")
    plan = _plan(book, ROWS)
    assert plan.totals["points_out"] == Decimal("620.50")
    assert [each.code for each in plan.notices] == ["unknown_rewards"]

    run = _post(book, ROWS)

    assert (run.redemptions, run.cancelled, run.entries) == (4, 1, 2)
    assert (run.customers, run.new_customers, run.overdrawn) == (2, 1, 1)
    assert (_balance(book, "0001"), _balance(book, "0002")) == (300, Decimal("-120.50"))
    entry = book.ledger.entries("0001").row(-1, named=True)
    assert (entry["kind"], entry["points"], entry["reason"], entry["ref"]) == (
        "redeem", -500, "exchange", "E1",
    )  # fmt: skip
    assert _redeemed(book, "0001") == [
        ("雨伞", Decimal("300.00"), "cancelled"), ("保温杯", Decimal("500.00"), "done"),
    ]  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_redemptions_again_add_nothing(book: Book, turned: bool) -> None:
    _post(book, ROWS)
    again = _post(book, ROWS[::-1] if turned else ROWS)
    assert (again.redemptions, again.entries, again.skipped, again.problems) == (0, 0, 4, 0)


def test_points_may_be_written_as_debits(book: Book) -> None:
    rows = [each.replace(",500,", ",-500,") for each in ROWS[:1]]
    assert _post(book, rows).points_out == 500
    mixed = _plan(book, [ROWS[0], ROWS[2].replace("120.5", "-120.5")])
    assert mixed.problems["code"].to_list() == ["negative_amount"]


@pytest.mark.parametrize("first", ["points", "redemptions"])
def test_one_redemption_in_two_files_takes_its_points_once(book: Book, first: str) -> None:
    points = ["0001,2026-02-01 10:00:00,-500,消耗,E1", "0002,2026-02-02,-120.5,消耗,E3"]
    files = [(points, POINTS), (ROWS, HEADER)]
    runs = [_post(book, *each) for each in (files if first == "points" else files[::-1])]
    assert [run.entries for run in runs] == [2, 0]
    assert _balance(book, "0001") == -500
    assert book.ask("customers/redemptions", customer_no="0001")["entry_id"].null_count() == 1
    assert _post(book, ROWS).skipped == 4


def test_a_number_whose_entry_says_otherwise_is_a_conflict(book: Book) -> None:
    _post(book, ["0001,2026-02-01 10:00:00,-400,消耗,E1"], POINTS)
    plan = _plan(book, ROWS)
    assert plan.problems.rows() == [(1, "redemption_no", "E1", "conflict")]
    run = plan.post(actor="t")
    assert (run.redemptions, run.problems) == (3, 1)
    assert _balance(book, "0001") == -400


def test_what_moves_points_is_refused_and_the_rest_is_overwritten(book: Book) -> None:
    _post(book, ROWS)
    others = [
        ROWS[0].replace("500", "600"), ROWS[1].replace("已取消", "已完成"),
        ROWS[2].replace("待发货", "已发货"), ROWS[3].replace("0002", "0003"),
    ]  # fmt: skip
    plan = _plan(book, others)
    assert plan.problems.select("row", "code").rows() == [(each, "conflict") for each in (1, 2, 4)]

    run = _post(book, others)

    assert (run.redemptions, run.overwritten, run.entries, run.problems) == (1, 1, 0, 3)
    found = book.ask("customers/redemptions", customer_no="0002")
    assert found["redemption_status"].to_list() == ["已完成", "已发货"]
    book.imports.undo(run.batch_id, actor="t")
    found = book.ask("customers/redemptions", customer_no="0002")
    assert found["redemption_status"].to_list() == ["已完成", "待发货"]
    assert _balance(book, "0002") == Decimal("-120.50")
    assert book.verify() == []


def test_undo_gives_the_points_back_and_the_mended_file_posts_again(book: Book) -> None:
    run = _post(book, ROWS)
    undone = book.imports.undo(run.batch_id, actor="t")
    assert (undone.entries, undone.records) == (2, 4)
    assert _balance(book, "0001") == 0
    assert _redeemed(book, "0001") == []
    assert book.verify() == []
    assert _post(book, [ROWS[0].replace("500", "450")]).entries == 1
    assert _redeemed(book, "0001") == [("保温杯", Decimal("450.00"), "done")]


def test_a_redemption_goes_with_the_points_file_that_brought_its_entry(book: Book) -> None:
    points = _post(book, ["0001,2026-02-01 10:00:00,-500,消耗,E1"], POINTS)
    _post(book, ROWS[:1])
    book.imports.undo(points.batch_id, actor="t")
    assert book.verify() == []
    assert (_balance(book, "0001"), _redeemed(book, "0001")) == (0, [])
    assert _post(book, ROWS[:1]).entries == 1
    assert _balance(book, "0001") == -500


def test_equal_redemptions_without_numbers_stay_apart(book: Book) -> None:
    cup, bag = "0001,2026-02-01,保温杯,500", "0001,2026-02-01,帆布袋,500"
    assert _post(book, [cup], BARE).entries == 1
    both = _post(book, [bag, cup], BARE)
    assert (both.entries, both.skipped) == (1, 1)
    assert _balance(book, "0001") == -1000
    assert _post(book, [cup, cup, bag], BARE).entries == 1
    assert _balance(book, "0001") == -1500
    assert _post(book, [bag, cup, cup], BARE).skipped == 3


def test_without_numbers_an_entry_belongs_to_one_redemption(book: Book) -> None:
    _post(book, ["0001,2026-02-01,-500,消耗,", "0001,2026-02-01,-500,消耗,"], POINTS)
    rows = [f"0001,2026-02-01,{gift},500" for gift in ("保温杯", "帆布袋", "雨伞")]
    run = _post(book, rows, BARE)
    assert (run.redemptions, run.entries) == (3, 1)
    assert _balance(book, "0001") == -1500
    owned = book.ask("customers/redemptions", customer_no="0001")["entry_id"]
    assert owned.n_unique() == 3
    lines = book.store.ask("select line from point_entry order by line")["line"]  # no two alike
    assert lines.to_list() == [1, 2, 3]


def test_a_file_in_another_order_says_the_same(book: Book) -> None:
    header = f"{BARE},状态"
    rows = [f"0001,2026-02-01,保温杯,500,{status}" for status in ("已发货", "已取消", "待发货")]
    _post(book, rows, header)
    again = _post(book, rows[::-1], header)
    assert (again.redemptions, again.skipped, again.problems) == (0, 3, 0)


def test_rewards_count_their_redemptions(book: Book) -> None:
    _post(book, ROWS)
    rewards = "礼品编号,礼品名称,兑换积分\nG1,保温杯,500\nG2,帆布袋,300\n"
    book.imports.read(rewards.encode(), filename="r.csv").plan().post(actor="t")
    listed = book.ask("programme/rewards", as_of="2026-06-30")
    counted = {
        row["reward_name"]: (row["reward_state"], row["redemptions"], row["redeemed_points"])
        for row in listed.iter_rows(named=True)
    }
    assert counted == {
        "保温杯": ("current", 1, 500), "帆布袋": ("current", 0, 0),
        "咖啡券": ("not_listed", 1, Decimal("120.50")), "生日礼": ("not_listed", 1, 0),
    }  # fmt: skip
    by_number = ["E9,0003,2026-03-01,G2,300,1,已完成"]
    plan = _plan(book, by_number, HEADER.replace("礼品名称", "礼品编号"))
    assert plan.notices == ()
    plan.post(actor="t")
    again = book.ask("programme/rewards", as_of="2026-06-30")
    bag = again.row(by_predicate=pl.col("reward_no") == "G2", named=True)
    assert (bag["redemptions"], bag["customers"]) == (1, 1)


def test_rows_that_cannot_be_redemptions_are_told(book: Book) -> None:
    rows = [
        "F1,,2026-02-01,a,5,1,", "F2,0001,,a,5,1,", "F3,0001,2026-02-01,,5,1,", "F4,0001,2026-02-01,a,,1,",
        "F5,0001,2026-07-01,a,5,1,", "F6,0001,2026-02-01,a,5,一,", "F7,0001,2026-02-01,a,5,1,",
        "F7,0001,2026-02-01,b,5,1,", "F8,0001,2026-02-01,a,5,1,", "F8,0001,2026-02-01,a,5,1,",
    ]  # fmt: skip
    plan = _plan(book, rows)
    assert plan.problems.select("row", "column", "code").rows() == [
        (1, "会员号", "missing_value"), (2, "兑换时间", "missing_value"), (3, "礼品名称", "missing_value"),
        (4, "兑换积分", "missing_value"), (5, "兑换时间", "date_in_future"), (6, "数量", "invalid_number"),
        (7, "兑换单号", "repeated_redemption"), (8, "兑换单号", "repeated_redemption"),
    ]  # fmt: skip
    assert (plan.duplicates, plan.post(actor="t").redemptions) == (1, 1)


def test_a_write_in_between_is_seen(book: Book) -> None:
    plan = _plan(book, ROWS)
    _post(book, ROWS[:1])
    run = plan.post(actor="t")
    assert (run.redemptions, run.skipped, run.entries) == (3, 1, 1)
    assert book.verify() == []

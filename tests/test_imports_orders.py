"""Orders: kept once with their money, overwritten by a later file, and given back by its undo."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pointbook
from pointbook.book import Book
from pointbook.imports.mapping import suggest
from pointbook.imports.plan import Plan
from pointbook.imports.posting import Run

HEADER = "订单号,会员号,下单时间,实付金额,商品名称,订单状态,收货人"
ROWS = [
    "A1,0001,2026-01-02 10:00:00,100.50,保温杯,已完成,张三",
    'A2,0002,2026-01-03,"¥1,200.00元",帆布袋,已完成,',
    "A3,0001,2026-02-01,-20,保温杯,已退款,",
]


def _plan(book: Book, rows: list[str], source: str | None = None) -> Plan:
    content = "\n".join([HEADER, *rows]).encode()
    return book.imports.read(content, filename="orders.csv").plan(source=source)


def _post(book: Book, rows: list[str], source: str | None = None) -> Run:
    run = _plan(book, rows, source).post(actor="t")
    assert book.verify() == []
    return run


def _orders(book: Book, customer_no: str) -> list[tuple[Any, ...]]:
    found = book.ask("customers/orders", customer_no=customer_no)
    return found.select("order_no", "amount", "order_status").rows()


HEADERS = [
    ("orders", "订单号,买家手机号,商品名称,商品数量,订单实付金额,订单创建时间,归属店铺,订单状态", {
        "customer_no": "买家手机号", "store": "归属店铺", "order_no": "订单号", "ordered_at": "订单创建时间",
        "amount": "订单实付金额", "quantity": "商品数量", "product": "商品名称", "status": "订单状态"}),
    ("orders", "销售订单编号,客户名称,下单日期,销售订单金额(元),订单状态,负责人", {
        "customer_no": "客户名称", "order_no": "销售订单编号", "ordered_at": "下单日期",
        "amount": "销售订单金额(元)", "status": "订单状态"}),
    ("orders", "Order Reference,Order Date,Customer,Salesperson,Total,Status", {
        "customer_no": "Customer", "order_no": "Order Reference", "ordered_at": "Order Date",
        "amount": "Total", "status": "Status"}),
    ("orders", "documentNumber,purchasedAt,purchasePlace,customerId,grossValue", {
        "customer_no": "customerId", "store": "purchasePlace", "order_no": "documentNumber",
        "ordered_at": "purchasedAt", "amount": "grossValue"}),
    ("orders", "会员号,订单号,类型,下单时间,实付金额", {
        "customer_no": "会员号", "order_no": "订单号", "ordered_at": "下单时间", "amount": "实付金额"}),
    ("orders", "会员号,订单号,下单时间,实付金额,使用积分,商品名称", {
        "customer_no": "会员号", "order_no": "订单号", "ordered_at": "下单时间", "amount": "实付金额",
        "paid_points": "使用积分", "product": "商品名称"}),
    ("points", "会员号,订单号,时间,积分,金额", {
        "customer_no": "会员号", "points": "积分", "occurred_at": "时间", "ref": "订单号", "amount": "金额"}),
    ("points", "会员号,时间,订单号,金额,获得积分", {
        "customer_no": "会员号", "earned": "获得积分", "occurred_at": "时间", "ref": "订单号",
        "amount": "金额"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "header", "columns"), HEADERS, ids=[each[1] for each in HEADERS])
def test_order_numbers_and_money_without_points_are_orders(
    kind: str, header: str, columns: dict[str, str]
) -> None:
    found = suggest(header.split(","))
    assert found is not None
    assert (found.kind, found.missing, found.columns) == (kind, (), columns)


def test_orders_are_kept_with_their_customers_and_move_no_points(book: Book) -> None:
    plan = _plan(book, ROWS)
    assert plan.totals["orders"] == 3
    assert plan.totals["amount"] == Decimal("1280.50")
    assert plan.new_customers["customer_no"].to_list() == ["0001", "0002"]

    run = _post(book, ROWS)

    assert (run.orders, run.customers, run.new_customers, run.entries) == (3, 2, 2, 0)
    assert _orders(book, "0001") == [
        ("A3", Decimal("-20.00"), "已退款"), ("A1", Decimal("100.50"), "已完成")
    ]  # fmt: skip
    assert _orders(book, "0002") == [("A2", Decimal("1200.00"), "已完成")]
    newest = book.ask("customers/orders", customer_no="0001", row_limit=1)
    assert newest["order_no"].to_list() == ["A3"]
    fields = book.ask("customers/orders", customer_no="0001", until="2026-01-31")["fields"]
    assert fields.to_list() == ['{"收货人":"张三"}']
    assert book.batches()["records"].to_list() == [3]


def test_the_same_orders_again_add_nothing(book: Book) -> None:
    _post(book, ROWS)
    again = _post(book, ROWS[::-1])
    assert (again.orders, again.skipped, again.overwritten, again.customers) == (0, 3, 0, 0)
    assert _post(book, ROWS, source="有赞").orders == 3  # another system counts its own orders


def test_a_changed_order_is_overwritten_and_undo_gives_back_what_was_there(book: Book) -> None:
    first = _post(book, ROWS)
    changed = [ROWS[0].replace("100.50", "90").replace("张三", "李四"), ROWS[1], ROWS[2]]
    assert _plan(book, changed).totals["overwritten"] == 1

    second = _post(book, changed)

    assert (second.orders, second.overwritten, second.skipped) == (1, 1, 2)
    assert ("A1", Decimal("90.00"), "已完成") in _orders(book, "0001")
    undone = book.imports.undo(second.batch_id, actor="t")
    assert undone.records == 1
    assert ("A1", Decimal("100.50"), "已完成") in _orders(book, "0001")
    assert '{"收货人":"张三"}' in book.ask("customers/orders", customer_no="0001")["fields"]
    assert book.imports.undo(first.batch_id, actor="t").removed_customers == 2
    assert book.verify() == []
    assert _post(book, ROWS).orders == 3


def test_the_older_import_may_be_undone_first(book: Book) -> None:
    first = _post(book, ROWS)
    second = _post(book, [ROWS[0].replace("100.50", "90")])
    assert book.imports.undo(first.batch_id, actor="t").removed_customers == 1
    assert _orders(book, "0001") == [("A1", Decimal("90.00"), "已完成")]
    assert book.verify() == []
    book.imports.undo(second.batch_id, actor="t")
    assert _orders(book, "0001") == []
    assert book.verify() == []


def test_what_a_later_file_leaves_out_stays(book: Book) -> None:
    _post(book, ROWS)
    short = "订单号,会员号,下单时间,实付金额,订单状态\nA1,0001,2026-01-02 10:00:00,100.50,已退款\n"
    book.imports.read(short.encode(), filename="o.csv").plan().post(actor="t")
    row = book.ask("customers/orders", customer_no="0001", until="2026-01-31").row(0, named=True)
    assert (row["product"], row["order_status"]) == ("保温杯", "已退款")
    assert row["fields"] == '{"收货人":"张三"}'


def test_rows_that_cannot_be_orders_are_told(book: Book) -> None:
    rows = [
        ",0001,2026-01-02,5,,,", "B2,,2026-01-02,5,,,", "B3,0001,,5,,,", "B4,0001,2026-01-02,,,,",
        "B5,0001,2026-01-02,五元,,,", "B6,0001,2026-07-02,5,,,", "B7,0001,2026-13-02,5,,,",
        "B8,0001,2026-01-02,5,杯,,", "B8,0001,2026-01-02,6,袋,,", "B9,0001,2026-01-02,7,,,",
        "B9,0001,2026-01-02,7,,,", "B10,0001,2026-01-02,1.234,,,",
    ]  # fmt: skip
    plan = _plan(book, rows)
    assert plan.problems.select("row", "column", "code").rows() == [
        (1, "订单号", "missing_value"), (2, "会员号", "missing_value"), (3, "下单时间", "missing_value"),
        (4, "实付金额", "missing_value"), (5, "实付金额", "invalid_number"), (6, "下单时间", "date_in_future"),
        (7, "下单时间", "invalid_date"), (8, "订单号", "repeated_order"), (9, "订单号", "repeated_order"),
        (12, "实付金额", "too_many_decimals"),
    ]  # fmt: skip
    assert plan.duplicates == 1
    assert plan.post(actor="t").orders == 1


def test_an_order_is_sealed(book: Book, tmp_path: Path) -> None:
    _post(book, ROWS)
    book.backup(tmp_path / "clean.duckdb")
    for number, (statement, rule) in enumerate(
        (
            ("update customer_order set amount = 1 where order_no = 'A1'", "record_checksum"),
            ("delete from customer_order where order_no = 'A1'", "rows_as_sealed"),
            ("update order_fields set fields = '{}'", "record_checksum"),
            (
                "insert into customer_order select * replace (99 as link_id) from customer_order",
                "rows_as_sealed",
            ),
            ("delete from customer where customer_no = '0001'", "record_names_customer"),
        )
    ):
        copy = tmp_path / f"edited{number}.duckdb"
        shutil.copy(tmp_path / "clean.duckdb", copy)
        with duckdb.connect(str(copy)) as plain:
            for event in ("update", "delete"):
                plain.execute(f"drop trigger customer_order_no_{event} on customer_order")
            plain.execute(statement)
        with pointbook.open_book(copy, clock=book.now) as edited:
            assert rule in {broken.rule for broken in edited.verify()}, statement


def test_orders_cannot_be_changed_in_place(book: Book) -> None:
    _post(book, ROWS)
    with pytest.raises(duckdb.Error, match="append-only"):
        book.store._instance.connection.execute("update customer_order set amount = 1")

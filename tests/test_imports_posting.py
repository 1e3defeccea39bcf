"""Posting a file: exactly once, whatever the file is called and however it is sorted, and back again."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from pointbook.book import Book
from pointbook.errors import AlreadyUndone, UnknownBatch
from pointbook.imports.posting import Run

HEADER = "会员号,时间,积分,类型,变动原因"
ROWS = [
    "0001,2026-01-05 10:00:00,120.50,获得,购物",
    "0001,2026-01-20 09:00:00,-20,消耗,积分抵现",
    "0002,2026-01-06,80,获得,购物",
    "0002,2026-01-06,80,获得,购物",
    "0003,2026-02-01,-15,消耗,兑换礼品",
    "0003,2026-02-03,50,获得,购物",
    "0003,2026-02-04,0,获得,签到",
]


def _file(rows: list[str], header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def _post(book: Book, content: bytes, name: str = "a.csv", source: str | None = None) -> Run:
    return (
        book.imports.read(content, filename=name).plan(kind="points", source=source).post(actor="t")
    )


def _ledger(book: Book) -> pl.DataFrame:
    """What the book says, without the order of arrival."""
    columns = "customer_id, kind, points, occurred_at, reason"
    return book.store.ask(f"select {columns} from point_entry order by all")  # noqa: S608


def test_a_file_posts_every_row_that_moves_something(book: Book) -> None:
    run = _post(book, _file(ROWS))

    assert (run.entries, run.customers, run.new_customers) == (6, 3, 3)
    assert (run.skipped, run.idle, run.problems, run.overdrawn) == (0, 1, 0, 0)
    assert (run.points_in, run.points_out) == (Decimal("330.50"), Decimal("35.00"))
    assert book.ledger.balance("0001").balance == Decimal("100.50")
    assert book.ledger.balance("0002").balance == 160
    assert book.ledger.balance("0003").balance == 35
    assert book.verify() == []


@pytest.mark.parametrize("disguise", ["same", "renamed", "gb18030", "reversed", "shuffled"])
def test_the_same_file_again_adds_nothing(book: Book, disguise: str) -> None:
    first = _post(book, _file(ROWS))
    before = _ledger(book)
    rows = list(ROWS)
    if disguise == "reversed":
        rows.reverse()
    if disguise == "shuffled":
        random.Random(7).shuffle(rows)
    content = _file(rows)
    if disguise == "gb18030":
        content = content.decode().encode("gb18030")

    plan = book.imports.read(content, filename="b.csv" if disguise != "same" else "a.csv").plan()
    run = plan.post(actor="t")

    assert plan.duplicates == run.skipped == first.entries
    assert plan.totals["entries"] == 0
    assert (run.entries, run.new_customers) == (0, 0)
    assert _ledger(book).equals(before)


def test_an_overlapping_export_adds_only_what_is_new(book: Book) -> None:
    _post(book, _file(ROWS[:4]))
    run = _post(book, _file([*ROWS[2:], "0002,2026-01-06,80,获得,购物"]))

    assert (run.entries, run.skipped) == (3, 2)  # the third equal row of 0002 is a third purchase
    assert book.ledger.balance("0002").balance == 240


def test_the_order_of_rows_changes_nothing(book: Book, memory_book: Book) -> None:
    rows = [f"{n % 5:04d},2026-01-{n % 28 + 1:02d},{(-1) ** n * (n + 1)},,x" for n in range(60)]
    _post(book, _file(rows))
    random.Random(3).shuffle(rows)
    _post(memory_book, _file(rows))

    balance = "select customer_no, balance, lots, debt from account join customer using (customer_id) order by 1"
    assert book.store.ask(balance).equals(memory_book.store.ask(balance))


def test_another_source_system_has_its_own_rows(book: Book) -> None:
    _post(book, _file(ROWS), source="shop")
    run = _post(book, _file(ROWS), source="crm")
    assert (run.entries, run.skipped) == (6, 0)


def test_one_reference_with_two_contents_is_a_problem_of_the_later_row(book: Book) -> None:
    header = "会员号,时间,积分,单号"
    _post(book, _file(["0001,2026-01-05,100,A1"], header))
    plan = book.imports.read(
        _file(
            [
                "0001,2026-01-05,100,A1",
                "0001,2026-01-05,90,A1",
                "0002,2026-01-05,5,A2",
                "0002,2026-01-05,6,A2",
            ],
            header,
        ),
        filename="b.csv",
    ).plan()

    assert plan.duplicates == 1
    assert plan.problems.select("row", "value", "code").rows() == [
        (2, "A1", "conflict"),
        (4, "A2", "conflict"),
    ]
    run = plan.post(actor="t")
    assert (run.entries, run.skipped, run.problems) == (1, 1, 2)


def test_imported_history_may_overdraw_and_says_so(book: Book) -> None:
    run = _post(book, _file(["0001,2026-01-05,100,,x", "0001,2026-01-06,-130,,x"]))

    assert run.overdrawn == 1
    assert book.ledger.balance("0001").debt == 30
    assert book.verify() == []


def test_an_imported_expiry_takes_lapsed_lots_first(book: Book) -> None:
    header = "会员号,时间,积分,类型,有效期至"
    rows = [
        "0001,2025-01-05,100,获得,2025-12-31",
        "0001,2025-02-05,50,获得,",
        "0001,2026-01-01,-100,过期,",
    ]
    _post(book, _file(rows, header))

    assert book.ledger.lots("0001")["remaining"].to_list() == [0, 50]


def test_undo_gives_back_the_book_as_it_was_and_the_mended_file_posts_again(book: Book) -> None:
    book.customers.add("0003")
    book.ledger.redeem("0003", 40, occurred_at="2025-12-01", overdraft=True, actor="t")
    before = book.ledger.lots("0003"), book.ledger.balance("0003")
    run = _post(book, _file(ROWS))
    assert book.ledger.balance("0003").debt == 5

    undone = book.imports.undo(run.batch_id, actor="t")

    assert (undone.entries, undone.customers) == (6, 3)
    assert undone.shortfalls.is_empty()
    assert book.ledger.balance("0003").balance == before[1].balance
    assert book.ledger.balance("0003").debt == 40
    assert book.ledger.balance("0001").balance == 0
    assert book.verify() == []
    again = _post(book, _file([ROWS[0].replace("120.50", "121"), *ROWS[1:]]))
    assert (again.entries, again.skipped) == (6, 0)
    assert book.verify() == []


def test_undo_after_spending_draws_on_other_lots_and_reports_the_rest(book: Book) -> None:
    book.customers.add("0001")
    book.ledger.earn("0001", 30, occurred_at="2026-01-01", actor="t")
    run = _post(book, _file(["0001,2026-01-05,100,,x"]))
    book.ledger.redeem("0001", 120, occurred_at="2026-02-01", actor="t")

    undone = book.imports.undo(run.batch_id, actor="t")

    assert undone.shortfalls.rows() == [("0001", Decimal("90.00"))]
    assert book.ledger.balance("0001").balance == 0
    assert book.verify() == []


def test_undo_takes_expiries_of_its_lots_back_too(book: Book) -> None:
    header = "会员号,时间,积分,有效期至"
    run = _post(book, _file(["0001,2025-01-05,100,2025-12-31"], header))
    book.ledger.earn("0001", 40, occurred_at="2026-01-05", actor="t")
    book.ledger.expire("2026-01-31", actor="t")

    undone = book.imports.undo(run.batch_id, actor="t")

    assert undone.shortfalls.is_empty()
    assert book.ledger.balance("0001").available == 40
    assert book.verify() == []


def test_a_batch_is_undone_once(book: Book) -> None:
    run = _post(book, _file(ROWS))
    undone = book.imports.undo(run.batch_id, actor="t")
    with pytest.raises(AlreadyUndone):
        book.imports.undo(run.batch_id, actor="t")
    with pytest.raises(UnknownBatch):
        book.imports.undo(undone.batch_id, actor="t")
    with pytest.raises(UnknownBatch):
        book.imports.undo(99, actor="t")


def test_a_sweep_can_be_undone(book: Book) -> None:
    book.customers.add("0001")
    book.ledger.earn("0001", 100, occurred_at="2026-01-01", expires_at="2026-01-31", actor="t")
    book.ledger.expire("2026-02-01", actor="t")
    sweep = book.batches().filter(pl.col("kind") == "sweep")["batch_id"].item()

    book.imports.undo(sweep, actor="t")

    balance = book.ledger.balance("0001")
    assert (balance.balance, balance.lapsed, balance.available) == (100, 100, 0)
    assert book.verify() == []


MEMBERS = "会员编号,会员姓名,手机,会员等级,爱好"


def test_customers_are_created_updated_and_given_back(book: Book) -> None:
    _post(book, _file(ROWS))
    first = "0001,曾小贤,13800000001,金卡,跑步\n0009,吕子乔,13800000009,银卡,"
    run = book.imports.read(f"{MEMBERS}\n{first}".encode(), filename="m.csv").plan().post(actor="t")

    assert (run.new_customers, run.updated_customers, run.skipped) == (1, 1, 0)
    assert book.customers.get("0001").name == "曾小贤"
    assert book.customers.get("0001").fields == {"爱好": "跑步"}
    again = book.imports.read(f"{MEMBERS}\n{first}".encode(), filename="m.csv").plan()
    assert again.duplicates == 2
    assert again.post(actor="t").customers == 0
    found = book.ask("customers/search", text="zengxiaoxian", row_limit=5)
    assert found["customer_no"].to_list() == ["0001"]

    undone = book.imports.undo(run.batch_id, actor="t")

    assert (undone.restored_customers, undone.removed_customers) == (1, 1)
    assert book.customers.get("0001").name is None
    assert book.ask("customers/search", text="zengxiaoxian", row_limit=5).is_empty()
    assert book.verify() == []


def test_an_import_is_one_link_of_the_chain_and_one_batch(book: Book) -> None:
    run = _post(book, _file(ROWS))
    history = book.batches()
    assert history["batch_id"].to_list() == [run.batch_id]
    assert book.store.question("book/links")["command"].to_list() == ["import"]


def test_a_refused_import_leaves_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = book.imports.read(_file(ROWS), filename="a.csv").plan()

    def stop(step: str, share: float) -> None:
        if step == "commit":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan.post(actor="t", progress=stop)

    assert book.batches().is_empty()
    assert book.store.question("book/newest_entry").item() is None
    assert plan.post(actor="t").entries == 6
    assert book.verify() == []


def test_rows_later_than_now_are_problems(book: Book) -> None:
    plan = book.imports.read(_file(["0001,2026-07-01,5,,x"]), filename="a.csv").plan()
    assert plan.problems["code"].to_list() == ["date_in_future"]
    assert book.now() == datetime(2026, 6, 30, 12)

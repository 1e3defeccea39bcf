"""Erasure leaves a pseudonym in the place of a person, and a ledger that still adds up."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.cli import main
from pointbook.customers import find
from pointbook.customers.everything import everything_about
from pointbook.errors import InvalidText, NotPermitted, PointbookError, UnknownCustomer
from pointbook.imports.posting import Run
from pointbook.texts import error_text

SECRETS = (
    "曾小贤",
    "zengxiaoxian",
    "13800001234",
    "zeng@nest.example",
    "1990-06-07",
    "住在楼上",
    "白天联系",
    "羽毛球",
)


@pytest.fixture
def known(book: Book) -> Book:
    told = {
        "name": "曾小贤", "phone": "13800001234", "email": "zeng@nest.example", "birthday": date(1990, 6, 7),
        "备注": "住在楼上", "tags": "羽毛球", "tier": "金卡", "store": "S1",
    }  # fmt: skip
    book.customers.add("M1", actor="t", **told)
    book.customers.add("OLD", actor="t", **told)
    book.customers.add("M2", name="胡一菲", actor="t")
    for number in ("M1", "OLD", "M2"):
        book.ledger.earn(number, 50, occurred_at=datetime(2026, 3, 1), note="白天联系", actor="t")
    book.ledger.redeem("M1", 20, occurred_at=datetime(2026, 3, 2), actor="t")
    return book


def everything_stored(book: Book) -> str:
    tables = book.store.ask("select table_name from duckdb_tables() order by 1")["table_name"]
    return "\n".join(str(book.store.ask(f"from {table}").rows()) for table in tables)


def test_nothing_of_the_person_is_left_in_any_table(known: Book) -> None:
    for phone in ("13900009999", "13800001234"):
        _import(known, "customers", "customer_no,name,phone", f"M1,曾小贤,{phone}")
    assert "13900009999" in everything_stored(known)  # kept for the undo
    assert all(secret in everything_stored(known) for secret in SECRETS)

    known.customers.erase("M1", reason="request", actor="t")
    known.customers.erase("OLD", reason="request", actor="t")

    stored = everything_stored(known).replace("胡一菲", "")
    left = [secret for secret in (*SECRETS[:6], "13900009999", "羽毛球") if secret in stored]
    assert left == []


def _import(book: Book, kind: str, *lines: str) -> Run:
    content = "\n".join(lines).encode()
    return (
        book.imports.read(content, filename="a.csv").plan(kind=kind, source="crm").post(actor="t")
    )


def test_an_undo_gives_nothing_of_the_person_back(known: Book) -> None:
    run = _import(known, "customers", "customer_no,name,phone", "M1,曾小贤,13900009999")
    pseudonym = known.customers.erase("M1", reason="request", actor="t")

    known.imports.undo(run.batch_id, actor="t")

    assert known.customers.get(pseudonym).name is None
    assert known.verify() == []


def test_a_file_that_names_the_erased_brings_a_new_customer_and_no_entry_twice(known: Book) -> None:
    head = "customer_no,points,occurred_at,ref"
    _import(known, "points", head, "M1,70,2026-04-01 10:00:00,R1")
    pseudonym = known.customers.erase("M1", reason="request", actor="t")

    run = _import(
        known, "points", head, "M1,70,2026-04-01 10:00:00,R1", "M1,5,2026-04-02 10:00:00,R2"
    )

    assert (run.entries, run.problems) == (1, 1)
    assert known.ledger.balance("M1").balance == 5
    assert known.ledger.balance(pseudonym).balance == 100
    assert known.verify() == []


def test_the_ledger_stays_true(known: Book) -> None:
    before = known.ask("points/totals").rows()
    pseudonym = known.customers.erase("M1", reason="request", actor="t")

    assert known.ask("points/totals").rows() == before
    assert known.ledger.balance(pseudonym).balance == 30
    assert known.ask("points/statement", customer_no=pseudonym)["note"].to_list() == [None, None]
    assert known.verify() == []
    customer = known.customers.get(pseudonym)
    assert (customer.tier, customer.store, customer.name) == ("金卡", "S1", None)
    with pytest.raises(UnknownCustomer):
        known.customers.get("M1")


def test_nobody_finds_the_person_any_more(known: Book) -> None:
    known.ledger.merge("OLD", "M1", actor="t")
    known.customers.erase("M1", reason="request", actor="t")

    for typed in ("曾小贤", "zengxiaoxian", "1234", "M1", "OLD"):
        assert find.find(known, typed).is_empty()
    assert known.verify() == []


def test_a_pseudonym_is_never_the_same(known: Book) -> None:
    assert known.customers.erase("M1", reason="r", actor="t") != known.customers.erase(
        "M2", reason="r", actor="t"
    )


def test_the_same_request_is_done_once(known: Book) -> None:
    first = known.customers.erase("M1", reason="r", actor="t", request_id="e1")
    assert known.customers.erase("M1", reason="r", actor="t", request_id="e1") == first


def test_erasing_asks_for_its_right_the_scope_and_a_reason(known: Book) -> None:
    with pytest.raises(NotPermitted):
        known.customers.erase("M1", reason="r", actor=Actor("u", frozenset(Right) - {Right.ERASE}))
    with pytest.raises(UnknownCustomer):
        known.customers.erase("M1", reason="r", actor=Actor("u", scope=Scope("own", ("u",))))
    with pytest.raises(InvalidText):
        known.customers.erase("M1", reason=" ", actor="t")
    assert known.customers.get("M1").name == "曾小贤"


def test_all_that_is_held_about_a_person_is_in_one_answer(known: Book, tmp_path: Path) -> None:
    _import(known, "customers", "customer_no,name,phone", "M1,曾小贤,13900009999")
    told = str(everything_about(known, "M1", actor="t"))
    assert [
        each
        for each in ("曾小贤", "13900009999", "13800001234", "住在楼上", "白天联系")
        if each not in told
    ] == []
    assert known.ask("book/links")["command"][-1] == "export"
    for right in (Right.UNMASK, Right.EXPORT):
        with pytest.raises(NotPermitted):
            everything_about(known, "M1", actor=Actor("u", frozenset(Right) - {right}))

    path, out = str(known.path), tmp_path / "person.json"
    known.close()
    assert main(["--book", path, "person", "M1", "--out", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["customer"]["name"] == "曾小贤"
    assert main(["--book", path, "person", "M1", "--out", str(out)]) != 0


def test_the_workbook_about_a_person_has_a_sheet_for_each_part_and_no_formula(
    known: Book, tmp_path: Path
) -> None:
    known.customers.edit("M1", 备注="=1+1", status="active", actor="t")
    path, out = str(known.path), tmp_path / "person.xlsx"
    known.close()
    assert main(["--lang", "zh", "--book", path, "person", "M1", "--out", str(out)]) == 0
    book = fastexcel.read_excel(out)
    assert book.sheet_names == [
        "登记资料", "积分流水", "积分批次", "订单", "兑换记录", "历史记录（不计入余额）", "资料变更",
        "导入时留存的旧资料", "说明",
    ]  # fmt: skip
    facts = dict(book.load_sheet("登记资料").to_polars().iter_rows())
    assert (facts["姓名"], facts["备注"], facts["状态"]) == ("曾小贤", "=1+1", "正常")
    entries = book.load_sheet("积分流水").to_polars()
    assert entries["类型"].to_list() == ["消耗", "获得"]
    assert entries["积分"].to_list() == [-20, 50]
    assert main(["--book", path, "person", "M1", "--format", "xlsx"]) != 0
    told = tmp_path / "person.txt"
    assert main(["--book", path, "person", "M1", "--out", str(told), "--format", "json"]) == 0
    assert json.loads(told.read_text("utf-8"))["lots"][0]["points"] == 50


def test_neither_refusals_nor_logs_tell_anything_personal(
    known: Book, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    lookers: dict[str, Any] = {"actor": "t", "note": "白天联系"}
    tries = (
        lambda: known.customers.add("M1", name="曾小贤", phone="13800001234", actor="t"),
        lambda: known.customers.edit("M1", phone="13800001234", expected_revision=99, actor="t"),
        lambda: known.customers.edit("M1", name="曾小贤" * 400, actor="t"),
        lambda: known.ledger.redeem("M1", 9999, **lookers),
        lambda: known.ledger.merge("M1", "M1", **lookers),
        lambda: known.customers.erase("M1", reason="曾小贤" * 400, actor="t"),
        lambda: known.ask("customers/search", text="曾小贤", phone="13800001234"),
    )
    told = ""
    for attempt in tries:
        with pytest.raises(PointbookError) as refused:
            attempt()
        told += (
            f"{refused.value} {error_text(refused.value, 'zh')} {error_text(refused.value, 'en')}"
        )
    told += caplog.text
    assert [secret for secret in SECRETS if secret in told] == []

"""Personal data are masked for whoever has not asked for them, and asking leaves a trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from pointbook.access import Actor, Right, masking
from pointbook.book import Book
from pointbook.customers import find
from pointbook.errors import NotPermitted
from pointbook.store.queries import load, questions

LOOKER = Actor("u", frozenset((Right.EXPORT,)))
READER = Actor("r", frozenset(Right))
SECRETS = ("曾小贤", "13800001234", "zeng@example.com", "1990-06-07", "住在楼上", "白天联系")


@pytest.fixture
def known(book: Book) -> Book:
    book.customers.add(
        "M1", name="曾小贤", phone="13800001234", email="zeng@example.com", birthday=date(1990, 6, 7),
        gender="男", 备注="住在楼上", actor="t",
    )  # fmt: skip
    book.ledger.earn("M1", 5, occurred_at=datetime(2026, 3, 1), note="白天联系", actor="t")
    return book


def links(book: Book, command: str) -> list[dict[str, object]]:
    rows = book.ask("book/links").iter_rows(named=True)
    return [
        {**json.loads(row["details"]), "actor": row["actor"]}
        for row in rows
        if row["command"] == command
    ]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "曾小贤", "曾**"), ("name", "Ann Lee", "A**"), ("phone", "13800001234", "138****1234"),
        ("phone", "62345678", "****78"), ("phone", "110", "****"), ("email", "z@example.com", "z***@example.com"),
        ("email", "no house", "***"), ("birthday", date(1990, 6, 7), "****-06-**"), ("note", "call", "***"),
        ("gender", "男", "***"), ("fields", "{}", "***"), ("tier", "金卡", "金卡"), ("name", None, None),
    ],
)  # fmt: skip
def test_each_field_keeps_what_tells_it_from_others(
    field: str, value: object, shown: object
) -> None:
    assert masking.mask(field, value) == shown


@pytest.mark.parametrize("actor", [LOOKER, READER, replace(LOOKER, is_reading_plain=True)])
def test_no_answer_holds_personal_data_unless_asked_for(actor: Actor, known: Book) -> None:
    told = str(known.customers.get("M1", actor=actor))
    told += str(known.ledger.entries("M1", actor=actor).rows())
    for name in questions():
        taken = load(name).parameters
        if "scope_owner" in taken:
            asked = {"customer_no": "M1"} if "customer_no" in taken else {}
            told += str(known.ask(name, actor=actor, **asked).rows())
    assert "138****1234" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_whoever_may_and_asks_reads_in_full(known: Book) -> None:
    actor = replace(READER, is_reading_plain=True)
    assert known.customers.get("M1", actor=actor) == known.customers.get("M1")
    assert find.find(known, "M1", actor=actor)["phone"].item() == "13800001234"


@pytest.mark.parametrize(
    "typed", ["曾小贤", "13800001234", "1234", "zengxiaoxian", "zeng@example.com"]
)
def test_searching_by_what_is_masked_still_finds(typed: str, known: Book) -> None:
    assert find.find(known, typed, actor=LOOKER).select("customer_no", "name").rows() == [
        ("M1", "曾**")
    ]


def test_saving_what_is_masked_changes_nothing_else(known: Book) -> None:
    actor = Actor("e", frozenset((Right.EDIT_CUSTOMER,)))
    answer = known.customers.edit("M1", city="上海", actor=actor)
    assert answer.name == "曾**"
    assert known.customers.get("M1").name == "曾小贤"


def test_unmasking_exporting_and_looking_leave_a_trace_without_personal_data(known: Book) -> None:
    version = known.data_version
    known.traces.unmasked(actor=READER, page="profile", customer_no="M1", count=3)
    known.traces.exported(actor=LOOKER, what="lookup", rows=7)
    for number in ("M1", "M2", "M1"):
        known.traces.looked_at(number, actor=LOOKER)
    known.traces.flush()

    assert links(known, "unmask") == [
        {"page": "profile", "rows": 3, "customer_no": "M1", "actor": "r"}
    ]
    assert links(known, "export") == [{"what": "lookup", "rows": 7, "masked": True, "actor": "u"}]
    assert links(known, "view") == [{"customers": ["M1", "M2"], "actor": "u"}]
    assert known.data_version == version  # answers that are kept stay good
    assert known.verify() == []


def test_looks_are_written_when_the_book_closes(tmp_path: object) -> None:
    import pointbook

    with pointbook.open_book(f"{tmp_path}/b.duckdb") as book:
        book.traces.looked_at("M1", actor=LOOKER)
    with pointbook.open_book(f"{tmp_path}/b.duckdb") as book:
        assert len(links(book, "view")) == 1
        assert book.verify() == []


def test_unmasking_asks_for_its_right(known: Book) -> None:
    with pytest.raises(NotPermitted):
        known.traces.unmasked(actor=LOOKER, page="profile")
    assert links(known, "unmask") == []

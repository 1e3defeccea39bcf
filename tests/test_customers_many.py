"""批量查询: a pasted list names each customer once, and says of every other line why it names nobody."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Scope
from pointbook.book import Book
from pointbook.customers.many import MOST_LINES, cut, look_up
from pointbook.errors import TooManyLines

WIDE = {each: each + 0xFEE0 for each in range(0x21, 0x7F)}


@pytest.fixture
def peopled(memory_book: Book) -> Book:
    """Six customers; C3 and C4 share a phone, and the number of C5 is the phone of C6."""
    people = (
        ("C1", "13800001111", "东"), ("C2", "+86 139-0000-2222", "西"), ("C3", "13700003333", "东"),
        ("C4", "137 0000 3333", "西"), ("13600005555", None, "东"), ("C6", "13600005555", "东"),
    )  # fmt: skip
    for number, phone, department in people:
        memory_book.customers.add(
            number, name="曾小贤", phone=phone, department=department, tier="gold", status="active", actor="t",
        )  # fmt: skip
    earn = memory_book.ledger.earn
    earn("C1", 100, occurred_at=datetime(2026, 5, 1), actor="t")
    earn("C1", 40, occurred_at=datetime(2026, 5, 2), expires_at=date(2026, 7, 15), actor="t")
    earn("C1", 7, occurred_at=datetime(2026, 5, 3), available_from=date(2026, 8, 1), actor="t")
    return memory_book


def numbers(book: Book, text: str, actor: Actor | None = None) -> list[str]:
    return look_up(book, cut(text), actor=actor).customers["customer_no"].to_list()


@pytest.mark.parametrize(
    "text",
    [
        "C1\nC2", "c1,C2", "C1\tC2", "C1,c2".translate(WIDE), " C1 ;\r\n\r\n C-2 ", "13800001111".translate(WIDE) + "、C2",  # noqa: E501
        "+86 138 0000 1111\n0086-139-0000-2222", "8613800001111；(139)00002222",
    ],
)  # fmt: skip
def test_however_it_is_pasted_it_names_the_same(text: str, peopled: Book) -> None:
    assert numbers(peopled, text) == ["C1", "C2"]


def test_customers_stand_in_the_order_of_the_list_with_what_they_have(peopled: Book) -> None:
    met = look_up(peopled, ["C2", "C1"])
    assert met.customers["customer_no"].to_list() == ["C2", "C1"]
    row = met.customers.row(1, named=True)
    assert (row["balance"], row["available"], row["expiring"]) == (147, 140, 40)
    assert (row["name"], row["tier"], row["status"]) == ("曾小贤", "gold", "active")
    assert row["last_activity"] == datetime(2026, 5, 3)
    assert met.customers.row(0, named=True)["available"] == Decimal(0)


def test_every_line_is_accounted_for(peopled: Book) -> None:
    lines = ["C1", "nobody", "13800001111", "c1", "13700003333", "C3", "无"]
    met = look_up(peopled, lines)
    assert met.customers["customer_no"].to_list() == ["C1", "C3"]
    assert met.left.rows() == [
        (2, "nobody", "missing", None),
        (3, "13800001111", "doubled", "C1"),
        (4, "c1", "doubled", "C1"),
        (5, "13700003333", "ambiguous", "C3"),
        (5, "13700003333", "ambiguous", "C4"),
        (7, "无", "missing", None),
    ]
    assert [met.count(each) for each in ("missing", "doubled", "ambiguous")] == [2, 2, 1]
    assert met.lines == met.customers.height + 2 + 2 + 1


def test_a_number_is_meant_before_a_phone(peopled: Book) -> None:
    assert numbers(peopled, "13600005555") == ["13600005555"]


def test_a_part_of_a_number_names_nobody(peopled: Book) -> None:
    assert numbers(peopled, "1111\nC\n1380000111") == []


def test_somebody_outside_is_missing_and_makes_nothing_ambiguous(peopled: Book) -> None:
    east = Actor("e", scope=Scope("department", ("东",)))
    met = look_up(peopled, ["C1", "C2", "13700003333"], actor=east)
    assert met.customers["customer_no"].to_list() == ["C1", "C3"]
    assert met.left.rows() == [(2, "C2", "missing", None)]


def test_names_are_masked_for_one_who_has_not_asked(peopled: Book) -> None:
    met = look_up(peopled, ["C1"], actor=Actor("u", frozenset()))
    assert met.customers["name"].to_list() == ["曾**"]


def test_an_empty_list_names_nobody(peopled: Book) -> None:
    assert cut(" \n,，\t") == []
    assert look_up(peopled, []).customers.is_empty()


def test_a_list_may_be_so_long_and_no_longer(peopled: Book) -> None:
    met = look_up(peopled, ["C1", *(f"X{n}" for n in range(MOST_LINES - 1))])
    assert (met.customers.height, met.count("missing")) == (1, MOST_LINES - 1)
    with pytest.raises(TooManyLines):
        look_up(peopled, ["C1"] * (MOST_LINES + 1))

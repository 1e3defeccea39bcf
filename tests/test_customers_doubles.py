"""疑似重复客户: the same phone, or the same name and birthday, until somebody says that they are not one person."""

from __future__ import annotations

import random
from datetime import date

import pytest

from pointbook import errors
from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.customers.phones import phone_digits

Pairs = dict[tuple[str, str], str]


def listed(book: Book, actor: Actor | str | None = None) -> Pairs:
    rows = book.ask("customers/doubles", actor=actor)
    return {(a, b): by for a, b, by in rows.select("customer_no", "other_no", "double_by").rows()}


def test_pairs_are_those_of_a_plain_look_at_everybody(memory_book: Book) -> None:
    chance = random.Random(3)
    phones = [
        "13800001234",
        "138 0000-1234",
        "+86 13800001234",
        "0086-138-0000-1234",
        "13900005678",
        "8612",
        "",
        None,
    ]
    names, days = ["曾小贤", "Ann", " ann ", None], [date(1990, 6, 7), date(1991, 1, 1), None]
    people = [
        (
            f"M{n:02}", chance.choice(names), chance.choice(phones if n % 3 == 0 else [f"1370000{n:04}", None]),
            chance.choice(days),
        )
        for n in range(14)
    ]  # fmt: skip
    for number, name, phone, day in people:
        memory_book.customers.add(number, name=name, phone=phone, birthday=day, actor="t")

    def mark(person: tuple[str, str | None, str | None, date | None], by: str) -> object:
        if by == "phone":
            return phone_digits(person[2] or "")
        return person[1] and person[3] and (person[1].strip().lower(), person[3])

    expected: Pairs = {}
    for by in ("phone", "name_birthday"):
        marks = {each[0]: mark(each, by) for each in people}
        for number, what in marks.items():
            same = [other for other, its in marks.items() if what and its == what]
            for other in same[same.index(number) + 1 :] if what else []:
                if len(same) <= 6 or number == same[0]:
                    pair = (number, other)
                    expected[pair] = "both" if pair in expected else by
    assert {"phone", "name_birthday"} <= set(expected.values())
    assert listed(memory_book) == expected


@pytest.fixture
def twins(memory_book: Book) -> Book:
    for number, department in (("M1", "north"), ("M2", "north"), ("M3", "south")):
        memory_book.customers.add(number, phone="13800001234", department=department, actor="t")
    return memory_book


def test_who_is_not_the_same_is_kept_apart(twins: Book) -> None:
    twins.customers.set_apart("M2", "M1", actor="lina")
    twins.customers.set_apart("M1", "M2", actor="t")

    assert set(listed(twins)) == {("M1", "M3"), ("M2", "M3")}
    assert twins.store.ask("from customer_apart").height == 1
    twins.customers.edit("M2", phone="139", actor="t")
    twins.ledger.merge("M3", "M1", actor="t")
    assert listed(twins) == {}
    assert twins.verify() == []


def test_a_phone_changed_last_comes_first(twins: Book) -> None:
    for number in ("A1", "A2"):
        twins.customers.add(number, phone="13700000000", actor="t")
    assert twins.ask("customers/doubles")["phone_changed_at"].null_count() == 4
    twins.customers.edit("M3", phone="137-0000-0000", actor="t")
    rows = twins.ask("customers/doubles")
    assert rows["phone_changed_at"].is_not_null().to_list() == [True, True, False, False]
    assert set(rows["other_no"][:2]) | set(rows["customer_no"][:2]) == {"M3", "A1", "A2"}


def test_only_pairs_that_one_sees_and_may_merge(twins: Book) -> None:
    merging = frozenset((Right.MERGE_CUSTOMER,))
    north = Actor("n", merging, scope=Scope("department", ("north",)))
    assert set(listed(twins, north)) == {("M1", "M2")}
    assert set(twins.ask("customers/doubles", actor=north)["other_phone"]) == {"138****1234"}
    with pytest.raises(errors.UnknownCustomer):
        twins.customers.set_apart("M1", "M3", actor=north)
    with pytest.raises(errors.NotPermitted):
        twins.customers.set_apart("M1", "M2", actor=Actor("v", frozenset()))
    with pytest.raises(errors.OwnRecord):
        twins.customers.set_apart("M1", "M2", actor=Actor("me", customer_no="M2"))
    assert len(listed(twins)) == 3

"""Each change of a customer is kept with what was before and after, and can be taken back."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from pointbook import errors
from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.customers.everything import everything_about

EDITOR = Actor("lina", frozenset((Right.EDIT_CUSTOMER,)))
NORTH = Actor("n", frozenset((Right.EDIT_CUSTOMER,)), scope=Scope("department", ("north",)))


@pytest.fixture
def known(memory_book: Book) -> Book:
    told = {
        "name": "曾小贤",
        "phone": "13800001234",
        "tier": "金卡",
        "department": "north",
        "爱好": "羽毛球",
    }
    memory_book.customers.add("M1", actor="t", **told)
    memory_book.customers.add("M2", name="胡一菲", department="south", actor="t")
    return memory_book


def told(book: Book, number: str = "M1", actor: Actor | str = "t") -> list[tuple[Any, ...]]:
    rows = book.customers.changes(number, actor=actor)
    return rows.select("changed_field", "changed_from", "changed_to").rows()


def newest(book: Book, number: str = "M1") -> int:
    return int(book.customers.changes(number, actor="t")["link_no"][0])


def of_file(book: Book, *lines: str) -> int:
    draft = book.imports.read("\n".join(lines).encode(), filename="a.csv")
    return draft.plan(kind="customers", source="crm").post(actor="t").batch_id


def test_a_change_says_who_when_and_from_what_to_what(known: Book) -> None:
    known.customers.edit(
        "M1", tier="黑卡", birthday="1990-06-07", 爱好="看书", 备注="a/b~c", actor="lina"
    )

    rows = known.customers.changes("M1", actor="t")

    assert told(known) == [
        ("birthday", None, "1990-06-07"),
        ("tier", "金卡", "黑卡"),
        ("备注", None, "a/b~c"),
        ("爱好", "羽毛球", "看书"),
    ]
    assert set(rows["actor"]) == {"lina"}
    assert set(rows["command"]) == {"edit_customer"}
    assert rows["recorded_at"].null_count() == 0
    known.customers.edit("M1", tier="黑卡", actor="t")
    assert len(told(known)) == 4  # what stays as it was is no change


def test_a_change_is_taken_back_and_that_again(known: Book) -> None:
    known.customers.edit("M1", tier="黑卡", birthday="1990-06-07", 爱好=None, actor="t")
    was = newest(known)

    back = known.customers.take_back("M1", was, actor="t")

    assert (back.tier, back.birthday, back.fields) == ("金卡", None, {"爱好": "羽毛球"})
    again = known.customers.take_back("M1", newest(known), actor="t")
    assert (again.tier, again.birthday, again.fields) == ("黑卡", date(1990, 6, 7), {})
    assert known.customers.changes("M1", actor="t")["command"][0] == "undo_edit"
    assert known.verify() == []


def test_what_changed_since_is_not_set_back(known: Book) -> None:
    known.customers.edit("M1", tier="黑卡", city="上海", actor="t")
    was = newest(known)
    known.customers.edit("M1", tier="白卡", actor="t")

    with pytest.raises(errors.ChangedSince) as refused:
        known.customers.take_back("M1", was, actor="t")

    assert refused.value.values["field"] == "tier"
    assert known.customers.get("M1").city == "上海"
    for number, link_id in (("M1", 1), ("M2", was)):
        with pytest.raises(errors.UnknownChange):
            known.customers.take_back(number, link_id, actor="t")


def test_only_those_who_may_and_see_the_customer_take_back(known: Book) -> None:
    known.customers.edit("M1", tier="黑卡", department="south", actor="t")
    was = newest(known)

    with pytest.raises(errors.NotPermitted):
        known.customers.take_back("M1", was, actor=Actor("v", frozenset()))
    with pytest.raises(errors.UnknownCustomer):
        known.customers.take_back("M1", was, actor=NORTH)
    assert told(known, actor=NORTH) == []
    # Nor may a customer be set back to where one does not see them.
    south = Actor("s", frozenset((Right.EDIT_CUSTOMER,)), scope=Scope("department", ("south",)))
    with pytest.raises(errors.NotPermitted):
        known.customers.take_back("M1", was, actor=south)
    with pytest.raises(errors.OwnRecord):
        known.customers.take_back("M1", was, actor=Actor("me", customer_no="M1"))


def test_personal_values_are_masked_field_by_field(known: Book) -> None:
    known.customers.edit(
        "M1", phone="13900005678", tier="黑卡", 爱好="看书", birthday="1990-06-07", actor="t"
    )

    assert told(known, actor=EDITOR) == [
        ("birthday", None, "****-06-**"),
        ("phone", "138****1234", "139****5678"),
        ("tier", "金卡", "黑卡"),
        ("爱好", "***", "***"),
    ]
    asked = known.ask("customers/changes", customer_no="M1", actor=EDITOR)
    assert set(asked["changed_to"]) == {"***"}  # a question knows its columns only


def test_an_import_and_its_undo_are_changes_too(known: Book) -> None:
    batch_id = of_file(known, "customer_no,phone,爱好", "M1,13900005678,看书", "M2,13700000000,")

    rows = known.customers.changes("M1", actor="t")
    assert told(known) == [("phone", "13800001234", "13900005678"), ("爱好", "羽毛球", "看书")]
    assert set(rows["batch_id"]) == {batch_id}

    undone = known.imports.undo(batch_id, actor="t")
    assert undone.restored_customers == 2
    assert told(known)[0] == ("phone", "13900005678", "13800001234")
    assert known.customers.changes("M1", actor="t")["batch_id"][0] == undone.batch_id
    assert told(known, "M2")[0] == ("phone", "13700000000", None)


def test_one_customer_of_an_import_can_be_set_back(known: Book) -> None:
    batch_id = of_file(known, "customer_no,tier", "M1,黑卡", "M2,黑卡")

    known.customers.take_back("M1", newest(known), actor="t")

    assert [known.customers.get(each).tier for each in ("M1", "M2")] == ["金卡", "黑卡"]
    known.imports.undo(batch_id, actor="t")
    assert [known.customers.get(each).tier for each in ("M1", "M2")] == ["金卡", None]


def test_erasure_empties_what_is_personal_and_keeps_that_it_was_changed(known: Book) -> None:
    known.customers.edit("M1", phone="13900005678", 爱好="看书", tier="黑卡", actor="t")
    was = newest(known)
    assert "13900005678" in str(everything_about(known, "M1", actor="t")["changes"])

    pseudonym = known.customers.erase("M1", reason="request", actor="t")

    assert told(known, pseudonym) == [
        ("phone", None, None), ("tier", "金卡", "黑卡"), ("爱好", None, None)
    ]  # fmt: skip
    back = known.customers.take_back(pseudonym, was, actor="t")
    assert (back.tier, back.phone, back.fields) == ("金卡", None, {})


def test_who_goes_with_an_import_leaves_nothing_behind(known: Book) -> None:
    batch_id = of_file(known, "customer_no,name", "M7,秦羽墨")
    known.customers.edit("M7", phone="13611112222", actor="t")

    known.imports.undo(batch_id, actor="t")

    assert known.store.ask("from customer_change").is_empty()


def test_changes_told_backwards_give_the_first_customer(known: Book) -> None:
    """Whatever is edited, imported and taken back: before and after link up from the first to the last."""
    chance = random.Random(7)
    fields = ("tier", "city", "phone", "爱好", "备注")
    first = {"tier": "金卡", "phone": "13800001234", "爱好": "羽毛球"}
    for step in range(25):
        chosen = chance.sample(fields, 2)
        values: dict[str, Any] = {each: chance.choice([None, "1", "2", "3"]) for each in chosen}
        if step % 4 == 3:
            of_file(known, "customer_no," + ",".join(chosen), "M1,7,8")
        elif step % 4 == 2 and told(known):
            known.customers.take_back("M1", newest(known), actor="t")
        else:
            known.customers.edit("M1", actor="t", **values)

    customer = known.customers.get("M1")
    state = {each: getattr(customer, each, None) or customer.fields.get(each) for each in fields}
    rows = known.customers.changes("M1", actor="t").rows(named=True)
    assert len(rows) > 20
    for row in rows:
        assert state[row["changed_field"]] == row["changed_to"]
        state[row["changed_field"]] = row["changed_from"]
    assert {name: value for name, value in state.items() if value is not None} == first

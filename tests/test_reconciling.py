"""Another system's balances beside the book's: every customer once, both totals proved, differences worked off."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.errors import (
    DateInFuture,
    InvalidText,
    NotPermitted,
    UnknownReconciliation,
)
from pointbook.reconciling import Compared
from tests.random_book import RandomBook, random_book

__all__ = ["random_book"]

DAY = date(2026, 4, 30)
NARROW = Actor("d", frozenset({Right.RECONCILE}), scope=Scope("department", ("A",)))


def compared(book: Book, text: str, day: date = DAY, actor: Actor | str = "t") -> Compared:
    draft = book.imports.read(text.encode(), filename="other.csv")
    return book.reconciling.compare(draft, day, *draft.columns[:2], actor=actor)


@pytest.fixture
def three(memory_book: Book) -> Book:
    for number, department in (("A1", "A"), ("A2", "A"), ("B1", "B")):
        memory_book.customers.add(number, name="曾小贤", department=department, actor="t")
        memory_book.ledger.earn(number, 100, occurred_at="2026-04-02", actor="t")
    memory_book.ledger.redeem("A1", 30, occurred_at="2026-04-20", actor="t")
    memory_book.ledger.earn("A2", 5, occurred_at="2026-05-01", actor="t")
    return memory_book


def states(found: Compared) -> dict[str, str]:
    return dict(found.lines.select("customer_no", "state").iter_rows())


def test_a_messy_file_is_compared_with_the_balances_of_the_day(three: Book) -> None:
    found = compared(
        three,
        '会员号,积分余额\nA1,"1,070"\nA2,100.00\n Z9 ,\uff17\nB1,90\nB1,90\nX,1\nX,2\nA3,oops\n',
    )
    assert states(found) == {
        "A1": "different", "A2": "equal", "B1": "different", "X": "doubled", "Z9": "only_there",
    }  # fmt: skip
    told = {row["customer_no"]: row for row in found.told.iter_rows(named=True)}
    assert (told["A1"]["here"], told["A1"]["there"]) == (70, 1070)
    assert (told["B1"]["here"], told["B1"]["there"], told["B1"]["gap"]) == (100, 90, -10)
    assert (told["Z9"]["here"], told["Z9"]["there"], told["Z9"]["gap"]) == (None, 7, 7)
    assert (told["X"]["there"], told["X"]["gap"]) == (None, None)
    assert found.problems.select("value", "code").rows() == [("oops", "invalid_amount")]
    assert three.verify() == []


@pytest.mark.parametrize("seed", range(4))
def test_every_customer_is_compared_once_and_the_totals_are_those_of_plain_sums(
    random_book: RandomBook, seed: int
) -> None:
    dice, book = random.Random(seed), random_book.book
    day = date(2025, 3, 1) + timedelta(days=dice.randrange(480))
    here = {
        number: random_book.total(lambda e, n=number: e["customer_no"] == n and e["day"] <= day)
        for number in random_book.customers
    }
    there: dict[str, set[Decimal]] = {}
    rows = []
    for number in (*random_book.customers, "X1", "X2"):
        for _ in range(dice.choice([0, 1, 1, 1, 2])):
            value = here.get(number, Decimal(0)) + dice.choice([0, 0, Decimal("0.5"), -3])
            there.setdefault(number, set()).add(value)
            rows.append(f"{number},{value}")
    dice.shuffle(rows)
    reach = dice.choice([None, "A"])
    seen = set(here) if reach is None else random_book.meant(department=reach)
    actor = "t" if reach is None else NARROW
    found = compared(book, "\n".join(["客户号,余额", *rows]), day, actor)

    expected = {}
    for number in {*there, *(no for no in seen if here[no])}:
        said = there.get(number)
        if said is not None and len(said) > 1:
            expected[number] = "doubled"
        elif said is None:
            expected[number] = "only_here"
        elif number not in seen:
            expected[number] = "only_there"
        else:
            expected[number] = "equal" if said == {here[number]} else "different"
    assert states(found) == expected
    assert found.counts == {
        state: sum(each == state for each in expected.values()) for state in found.counts
    }
    sure = [number for number, state in expected.items() if state != "doubled"]
    assert found.totals == (
        sum((here[number] for number in sure if number in seen), Decimal(0)),
        sum((min(there[number]) for number in sure if number in there), Decimal(0)),
    )
    gaps = found.told["gap"].drop_nulls().sum() if sure else 0
    assert found.totals[0] + gaps == found.totals[1]


def test_a_difference_is_explained_by_the_entries_since_both_agreed(three: Book) -> None:
    room = three.reconciling
    first = room.keep(compared(three, "no,balance\nA1,70\nB1,1\n"), "shop", actor="t")
    late = three.ledger.redeem("A1", 4, occurred_at="2026-04-25", actor="t")
    three.ledger.earn("A1", 10, occurred_at="2026-05-02", actor="t")
    three.ledger.earn("A1", 1, occurred_at="2026-05-20", actor="t")
    may = compared(three, "no,balance\nA1,80\nB1,1\n", date(2026, 5, 15))
    second = room.keep(may, "shop", actor="t")

    lines = {row["customer_no"]: row for row in room.lines(second, actor="t").iter_rows(named=True)}
    assert (lines["A1"]["gap"], lines["A1"]["agreed_on"], lines["B1"]["agreed_on"]) == (
        4,
        DAY,
        None,
    )
    entries = room.entries(second, lines["A1"]["line_no"], actor="t")
    assert entries["points"].to_list() == [-4, 10]
    assert entries["entry_id"][0] == late.entry_id
    assert room.entries(second, lines["B1"]["line_no"], actor="t")["points"].to_list() == [100]
    assert room.lines(first, actor="t", state="equal")["customer_no"].to_list() == ["A1"]
    # Agreeing with somebody else says nothing about this system.
    other = room.keep(may, "till", actor="t")
    told = room.lines(other, actor="t")["agreed_on"]
    assert told.null_count() == len(told) > 0
    assert three.verify() == []


def test_a_difference_is_marked_and_the_words_go_with_the_customer(three: Book) -> None:
    room = three.reconciling
    number = room.keep(compared(three, "no,balance\nA1,1\nZ9,5\n"), "shop", actor="t")
    lines = dict(room.lines(number, actor="t").select("customer_no", "line_no").iter_rows())
    room.note(number, lines["A1"], is_handled=False, note="在查", actor="t")
    room.note(number, lines["A1"], is_handled=True, note="胡一菲确认", actor="anna")
    room.note(number, lines["Z9"], is_handled=True, actor="t")
    told = {row["customer_no"]: row for row in room.lines(number, actor="t").iter_rows(named=True)}
    assert (told["A1"]["note"], told["A1"]["noted_by"], told["A1"]["is_handled"]) == (
        "胡一菲确认", "anna", "yes",
    )  # fmt: skip
    assert room.one(number, actor="t")["handled_lines"] == 2
    assert "胡一菲" not in str(three.ask("book/links").rows())
    with pytest.raises(UnknownReconciliation):
        room.note(number, 99, is_handled=True, actor="t")

    three.customers.add("Z9", actor="t")
    for customer in ("A1", "Z9"):
        three.customers.erase(customer, reason="asked", actor="t")
    after = room.lines(number, actor="t")
    assert set(after["note"]) == {None}
    assert "Z9" not in after["customer_no"].to_list()
    assert three.verify() == []


def test_who_sees_some_customers_compares_and_reads_those_alone(three: Book) -> None:
    room = three.reconciling
    text = "no,balance\nA1,70\nA2,99\nB1,100\n"
    of_all = room.keep(compared(three, text), "shop", actor="t")
    found = compared(three, text, actor=NARROW)
    assert states(found) == {"A1": "equal", "A2": "different", "B1": "only_there"}
    assert set(found.lines["name"]) == {"曾**", None}
    own = room.keep(found, "shop", actor=NARROW)

    assert room.kept(actor=NARROW)["reconciliation_id"].to_list() == [own]
    assert room.kept(actor="t")["reconciliation_id"].to_list() == [own, of_all]
    assert room.lines(own, actor=NARROW)["customer_no"].to_list() == ["B1", "A2"]
    for ask in (room.one, room.lines):
        with pytest.raises(UnknownReconciliation):
            ask(of_all, actor=NARROW)
    elsewhere = Actor("d", frozenset({Right.RECONCILE}), scope=Scope("department", ("B",)))
    assert room.lines(own, actor=elsewhere)["customer_no"].to_list() == ["B1"]


def test_comparing_asks_for_its_right_a_day_that_has_come_and_a_name(three: Book) -> None:
    with pytest.raises(NotPermitted):
        compared(three, "no,balance\nA1,70\n", actor=Actor("u", frozenset({Right.ADJUST})))
    with pytest.raises(NotPermitted):
        three.reconciling.kept(actor=Actor("u", frozenset()))
    with pytest.raises(DateInFuture):
        compared(three, "no,balance\nA1,70\n", three.now().date() + timedelta(days=1))
    found = compared(three, "no,balance\nA1,70\n")
    with pytest.raises(InvalidText):
        three.reconciling.keep(found, " ", actor="t")
    first = three.reconciling.keep(found, "shop", actor="t", request_id="r")
    assert three.reconciling.keep(found, "shop", actor="t", request_id="r") == first
    assert isinstance(three.reconciling.one(first, actor="t")["kept_at"], datetime)

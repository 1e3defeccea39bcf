"""A later end for the points of many customers: as if every lot were extended by hand, in one batch."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import pointbook
from pointbook import errors
from pointbook.access import Actor, Limits, Right, Scope
from pointbook.batches import Chosen, Named, Preview, Wish
from pointbook.book import Book
from tests.conftest import NOW

JAN_1 = datetime(2026, 1, 1)
JUL_31, DEC_31, NEXT = date(2026, 7, 31), date(2026, 12, 31), date(2027, 6, 30)


@pytest.fixture
def many(memory_book: Book) -> Book:
    """C1 has lots that end on two days and never, C2 one of which some is held, C3 is held whole, C4 has none."""
    book = memory_book
    for n in range(1, 6):
        book.customers.add(f"C{n}", owner="anna" if n < 3 else "otto", actor="t")
    for number, points, ends in (
        ("C1", 100, JUL_31), ("C1", 50, DEC_31), ("C1", 7, None), ("C2", 30, JUL_31), ("C3", 20, DEC_31),
        ("C5", 9, date(2026, 6, 29)),
    ):  # fmt: skip
        book.ledger.earn(number, points, occurred_at=JAN_1, expires_at=ends, actor="t")
    book.ledger.hold("C2", 10, actor="t")
    book.ledger.hold("C3", 20, actor="t")
    return book


def extend(*numbers: str, ends_by: date = DEC_31, **more: Any) -> Wish:
    whom = Named(numbers) if numbers else Chosen()
    if "days" not in more:
        more.setdefault("expires_at", NEXT)
    return Wish("extend", whom, "extension", ends_by=ends_by, **more)


def told(preview: Preview) -> list[tuple[Any, ...]]:
    return preview.rows.select("customer_no", "fate", "points", "lots").rows()


def open_lots(book: Book, number: str) -> list[tuple[Decimal, datetime | None]]:
    lots = book.ledger.lots(number)
    return sorted(
        lots.filter(lots["remaining"] > 0).select("remaining", "expires_at").iter_rows(),
        key=lambda lot: (lot[1] or datetime.max, lot[0]),
    )


def post(book: Book, wish: Wish, actor: Actor | str = "t") -> Any:
    preview = book.batches.preview(wish, actor)
    run = book.batches.post(preview, preview.digest, actor)
    assert book.verify() == []
    return run


def test_a_preview_names_points_and_lots_and_writes_nothing(many: Book) -> None:
    version = many.data_version

    preview = many.batches.preview(extend("C1", "C2", "C1", "C3", "C4", "C5", "C9"), "t")

    assert told(preview) == [
        ("C1", "ok", 150, 2), ("C2", "ok", 20, 1), ("C1", "doubled", 0, 0), ("C3", "held", 0, 0),
        ("C4", "zero", 0, 0), ("C5", "zero", 0, 0), ("C9", "unknown", 0, 0),
    ]  # fmt: skip
    assert (preview.customers, preview.points_in, preview.points_out) == (2, 170, 170)
    assert many.data_version == version
    assert told(many.batches.preview(extend("C1", ends_by=JUL_31), "t"))[0] == ("C1", "ok", 100, 1)


def test_free_points_end_later_in_one_batch_and_balances_stay(many: Book) -> None:
    links = many.ask("book/links").height

    run = post(many, extend(title="year"))

    assert (run.kind, run.entries, run.customers, run.points_in, run.points_out) == (
        "extend",
        6,
        2,
        170,
        170,
    )
    assert run.left_out == {"zero": 2, "held": 1}
    later = datetime(2027, 7, 1)
    assert open_lots(many, "C1") == [(50, later), (100, later), (7, None)]
    assert open_lots(many, "C2") == [(10, datetime(2026, 8, 1)), (20, datetime(2027, 7, 1))]
    assert many.ledger.balance("C1").balance == 157
    assert many.ask("book/links").height == links + 1
    row = many.batches.history("t").row(0, named=True)
    assert (row["kind"], row["title"], row["customers"], row["idle"], row["problems"]) == (
        "extend",
        "year",
        2,
        2,
        1,
    )


def test_days_are_added_to_the_end_of_each_lot(many: Book) -> None:
    post(many, extend("C1", days=30))

    assert [ends for _, ends in open_lots(many, "C1")] == [
        datetime(2026, 8, 31),
        datetime(2027, 1, 31),
        None,
    ]


def test_it_is_undone_as_a_whole_and_what_was_spent_is_not_given_twice(many: Book) -> None:
    before = {number: open_lots(many, number) for number in ("C1", "C2")}
    run = post(many, extend())
    many.batches.undo(run.batch_id, actor="t")
    assert {number: open_lots(many, number) for number in ("C1", "C2")} == before

    run = post(many, extend("C1"))
    many.ledger.redeem("C1", 120, actor="t")
    undone = many.batches.undo(run.batch_id, actor=Actor("a", frozenset((Right.ADJUST,))))
    assert undone.shortfalls.is_empty()
    assert many.ledger.balance("C1").available == 37
    assert many.verify() == []


def test_of_somebody_who_owes_points_nothing_is_extended(many: Book) -> None:
    many.ledger.earn(
        "C4", 5, occurred_at=NOW, available_from=NOW + timedelta(days=3), expires_at=DEC_31, actor="t"
    )  # fmt: skip
    many.ledger.redeem("C4", 8, overdraft=True, actor="t")

    assert told(many.batches.preview(extend("C4"), "t")) == [("C4", "in_debt", 0, 0)]


@pytest.mark.parametrize(
    "wish",
    [
        Wish("extend", Chosen(), "r"),
        Wish("extend", Chosen(), "r", ends_by=DEC_31),
        Wish("extend", Chosen(), "r", expires_at=NEXT),
        Wish("extend", Chosen(), "r", ends_by=DEC_31, expires_at=DEC_31),
        Wish("extend", Chosen(), "r", ends_by=DEC_31, expires_at=NEXT, days=3),
        Wish("extend", Chosen(), "r", ends_by=DEC_31, days=0),
        Wish("extend", Chosen(), "r", ends_by=date(2025, 1, 1), expires_at=date(2026, 1, 1)),
        Wish("up", Chosen(), "r", points=Decimal(1), ends_by=DEC_31),
        Wish("clear", Chosen(), "r", days=3),
    ],
)
def test_an_extension_that_is_none_is_refused(many: Book, wish: Wish) -> None:
    with pytest.raises(errors.InvalidDate):
        many.batches.preview(wish, "t")


def test_it_is_kept_as_text_and_stale_once_a_lot_moved(many: Book) -> None:
    for wish in (extend("C1"), extend(days=9)):
        assert Wish.from_json(wish.to_json()) == wish
    preview = many.batches.preview(extend("C1", "C2"), "t")
    many.ledger.redeem("C2", 1, actor="t")

    with pytest.raises(errors.StalePreview) as refused:
        many.batches.post(preview, preview.digest, "t")

    assert refused.value.values == {"customers": 1}


def test_rights_scope_and_limits_are_those_of_adjustments(many: Book) -> None:
    adjust = frozenset((Right.ADJUST,))
    anna = Actor("anna", adjust, scope=Scope("own", ("anna",)))
    with pytest.raises(errors.NotPermitted):
        many.batches.preview(extend(), Actor("e", frozenset((Right.EDIT_CUSTOMER,))))
    assert [fate for _, fate, _, _ in told(many.batches.preview(extend("C1", "C3"), anna))] == [
        "ok",
        "unseen",
    ]
    careful = Actor("c", adjust, Limits(entry=Decimal(149)))
    assert isinstance(many.batches.preview(extend(), careful).refusal, errors.OverLimit)
    whole = post(many, extend())
    with pytest.raises(errors.UnknownBatch):
        many.batches.undo(whole.batch_id, actor=Actor("o", adjust, scope=Scope("own", ("otto",))))
    many.batches.undo(whole.batch_id, actor=anna)


def test_beyond_the_limits_it_waits_for_a_second_pair_of_eyes(many: Book) -> None:
    ann = Actor("ann", frozenset((Right.ADJUST,)), Limits(batch=Decimal(100)))
    shown = many.batches.preview(extend(), ann)
    assert isinstance(shown.refusal, errors.OverBatchLimit)

    number = many.approvals.ask(shown.wish, actor=ann, reason="year end")
    many.approvals.approve(number, actor=Actor("bob", frozenset((Right.APPROVE,))))

    entry = many.ledger.entries("C1").row(-1, named=True)
    assert (entry["kind"], entry["actor"]) == ("transfer_in", "ann")
    assert many.verify() == []


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_does_what_extending_each_lot_by_hand_does(seed: int) -> None:
    """Two books with the same random past: lots, balances and what can be used afterwards are the same."""
    books = [pointbook.open_book(":memory:", clock=lambda: NOW) for _ in range(2)]
    for book in books:
        _past(book, random.Random(seed))
    batch, hand = books
    numbers = [f"C{n}" for n in range(6)]
    by = NOW.date() + timedelta(days=random.Random(seed).randrange(5, 60))

    shown = batch.batches.preview(extend(*numbers, ends_by=by), "t")
    if shown.customers:
        batch.batches.post(shown, shown.digest, "t")
    ends = datetime(by.year, by.month, by.day) + timedelta(days=1)
    for number in numbers:
        owes = hand.ledger.balance(number).debt > 0
        for lot in hand.ledger.lots(number).iter_rows(named=True):
            free = lot["remaining"] - lot["held"]
            if lot["expires_at"] and NOW < lot["expires_at"] <= ends and free > 0 and not owes:
                hand.ledger.extend(lot["entry_id"], NEXT, points=free, actor="t")

    for number in numbers:
        assert open_lots(batch, number) == open_lots(hand, number)
        one, other = batch.ledger.balance(number), hand.ledger.balance(number)
        assert replace(one, revision=0) == replace(
            other, revision=0
        )  # by hand each lot is a change
    assert batch.verify() == hand.verify() == []
    for book in books:
        book.close()


def _past(book: Book, dice: random.Random) -> None:
    for n in range(6):
        book.customers.add(f"C{n}", actor="t")
    for _ in range(40):
        number, points = f"C{dice.randrange(6)}", dice.randrange(1, 60)
        what = dice.random()
        if what < 0.6:
            ends = dice.choice([None, NOW.date() + timedelta(days=dice.randrange(-20, 90))])
            starts = dice.choice([None, NOW + timedelta(days=dice.randrange(1, 4))])
            if ends is not None and starts is not None and ends <= starts.date():
                starts = None
            book.ledger.earn(
                number, points, occurred_at=NOW - timedelta(days=40), available_from=starts,
                expires_at=ends, actor="t",
            )  # fmt: skip
        elif what < 0.8:
            with suppress(errors.InsufficientPoints):
                owes = dice.random() < 0.2
                book.ledger.redeem(number, points, partial=True, overdraft=owes, actor="t")
        else:
            there = book.ledger.balance(number)
            if there.available >= points:
                book.ledger.hold(number, points, actor="t")

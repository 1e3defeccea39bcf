"""为什么是这个余额: entries, lots and parts tell one number on every day, and each lot says where its points went."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis.explaining import TAKEN, explain
from pointbook.book import Book
from pointbook.errors import UnknownCustomer
from tests.random_book import FIRST, NOW, RandomBook, random_book  # noqa: F401 - a fixture


def test_every_day_of_everybody_is_explained_to_the_last_point(random_book: RandomBook) -> None:  # noqa: F811
    dice, book = random.Random(7), random_book.book
    days = [FIRST.date() + timedelta(days=dice.randrange((NOW - FIRST).days)) for _ in range(4)]
    for number in random_book.customers:
        for day in (*days, NOW.date()):
            told = explain(book, number, day)
            assert told.is_proved, (number, day)
            entries = [
                e for e in random_book.entries if e["customer_no"] == number and e["day"] <= day
            ]
            assert told.balance.balance == sum((e["points"] for e in entries), Decimal(0))
            for lot in told.lots.iter_rows(named=True):
                assert lot["points"] + sum(lot[name] for name in TAKEN) == lot["remaining"]
                uses = told.used(lot["lot_entry_id"])
                assert (
                    lot["points"] + lot["paid_debt"] + sum(uses["points"], Decimal(0))
                    == lot["remaining"]
                )
                assert lot["uses"] == uses.height
            owed = sum(told.used(None)["points"], Decimal(0))
            assert -owed == told.balance.debt


def test_a_lot_tells_what_took_from_it_and_a_day_before_knows_nothing_of_later(book: Book) -> None:
    book.customers.add("C1", actor="t")
    earned = book.ledger.earn(
        "C1", 500, occurred_at=datetime(2026, 1, 5), ref="A", expires_at=date(2026, 6, 10), actor="t"
    )  # fmt: skip
    spent = book.ledger.redeem("C1", 200, occurred_at=datetime(2026, 2, 1, 10), ref="R", actor="t")
    book.ledger.restore(spent.entry_id, points=50, occurred_at=datetime(2026, 3, 1), actor="t")
    book.ledger.expire(datetime(2026, 6, 12), actor="t")
    before, middle, after = (explain(book, "C1", day) for day in (
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 6, 11),
    ))  # fmt: skip
    assert [each.balance.balance for each in (before, middle, after)] == [500, 300, 0]
    assert before.uses.is_empty()
    lot = after.lots.row(0, named=True)
    assert (lot["redeemed"], lot["reversed"], lot["expired"], lot["remaining"]) == (
        -200,
        50,
        -350,
        0,
    )
    assert after.used(earned.entry_id)["kind"].to_list() == ["redeem", "restore", "expire"]


def test_lots_with_points_come_first_and_only_those_asked_for_tell_their_uses(book: Book) -> None:
    book.customers.add("C1", actor="t")
    for month in (1, 2, 3):
        book.ledger.earn(
            "C1",
            10,
            occurred_at=datetime(2026, month, 1),
            expires_at=date(2027, 4 - month, 1),
            actor="t",
        )
    book.ledger.redeem("C1", 15, occurred_at=datetime(2026, 4, 1), actor="t")
    told = explain(book, "C1", told=1)
    assert [str(each) for each in told.lots["remaining"]] == ["5.00", "10.00", "0.00"]
    assert (
        told.uses["lot_entry_id"].unique().to_list() == told.lots["lot_entry_id"].head(1).to_list()
    )


def test_debt_is_told_without_a_lot(book: Book) -> None:
    book.customers.add("C1", actor="t")
    book.ledger.adjust(
        "C1", -30, overdraft=True, occurred_at=datetime(2026, 4, 1), reason="x", actor="t"
    )
    book.ledger.earn("C1", 20, occurred_at=datetime(2026, 5, 1), actor="t")
    told = explain(book, "C1")
    assert told.is_proved
    assert (told.balance.debt, told.lots["paid_debt"].to_list()) == (10, [Decimal(-20)])
    assert told.used(None)["points"].to_list() == [Decimal(-30), Decimal(20)]


def test_nobody_explains_a_customer_out_of_sight(book: Book) -> None:
    book.customers.add("C1", department="东", actor="t")
    west = Actor("w", frozenset(), scope=Scope("department", ("西",)))
    with pytest.raises(UnknownCustomer):
        explain(book, "C1", actor=west)

"""年底清零: the points that end on a day are followed to the last one, for any range, whatever happens to them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from pointbook.access import Actor, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.expiry import MOVES, expiry_campaign, usual_start
from pointbook.book import Book
from tests.random_book import FIRST, NOW, RandomBook, random_book  # noqa: F401 - a fixture

DAY, START = date(2026, 6, 20), date(2026, 6, 1)


def test_it_follows_every_lot_of_a_random_book(random_book: RandomBook) -> None:  # noqa: F811
    """Against each customer's lots and entries, read one by one."""
    book, dice = random_book.book, random.Random(3)
    lots = {number: book.ledger.lots(number) for number in random_book.customers}
    ends = sorted({
        (each - timedelta(seconds=1)).date()
        for frame in lots.values() for each in frame["expires_at"].drop_nulls()
    })  # fmt: skip
    assert ends
    for _ in range(8):
        day, start = (
            dice.choice(ends),
            FIRST.date() + timedelta(days=dice.randrange((NOW - FIRST).days)),
        )
        tier = dice.choice((None, "gold"))
        told = expiry_campaign(book, day, start, CustomerRange(tier=tier))
        left = Decimal(0)
        whose = set()
        for number in random_book.meant(tier=tier):
            for lot in lots[number].iter_rows(named=True):
                if lot["expires_at"] and (lot["expires_at"] - timedelta(seconds=1)).date() == day:
                    left += lot["remaining"]
                    whose.add(number)
        assert told.remaining == told.total == left
        assert sum(told.customers["remaining"], Decimal(0)) == left
        assert set(told.customers["customer_no"]) <= whose
        assert told.counted == told.customers.height
        if told.course.height:
            assert told.course["remaining"][-1] == left
        assert sum(told.customers["expired"], Decimal(0)) == told.moves["expired"]
        for row in told.customers.iter_rows(named=True):
            parts = ("had", "added", "used", "moved", "expired")
            assert sum(row[each] for each in parts) == row["remaining"]


@pytest.fixture
def ending(book: Book) -> Book:
    """C1 uses 60 of 100 that end on 20 June, C2 nothing of 40, C3 has points that end later; all are swept."""
    for number, department in (("C1", "东"), ("C2", "西"), ("C3", "东")):
        book.customers.add(number, department=department, actor="t")
    earn = book.ledger.earn
    earn("C1", 100, occurred_at=datetime(2026, 1, 5), expires_at=DAY, actor="t")
    earn("C1", 7, occurred_at=datetime(2026, 6, 5), expires_at=DAY, actor="t")
    earn("C2", 40, occurred_at=datetime(2026, 1, 5), expires_at=DAY, actor="t")
    earn("C3", 40, occurred_at=datetime(2026, 1, 5), expires_at=date(2027, 1, 1), actor="t")
    book.ledger.redeem("C1", 10, occurred_at=datetime(2026, 5, 31, 23), actor="t")
    book.ledger.redeem("C1", 60, occurred_at=datetime(2026, 6, 10), actor="t")
    return book


def test_before_the_sweep_what_stands_to_be_lost_is_left_and_after_it_is_expired(
    ending: Book,
) -> None:
    before = expiry_campaign(ending, DAY, START)
    assert (before.had, before.moves["added"], before.moves["redeemed"], before.remaining) == (
        130,
        7,
        -60,
        77,
    )
    assert (before.counted, before.users, before.losers, before.lost) == (2, 1, 2, 0)
    assert before.customers["customer_no"].to_list() == ["C2", "C1"]
    ending.ledger.expire(DAY + timedelta(days=1), actor="t")
    after = expiry_campaign(ending, DAY, START)
    assert (after.remaining, after.lost, after.losers) == (0, 77, 2)
    assert after.used_share == Decimal(60) / 137
    assert after.course.select("day", *MOVES, "remaining").rows()[-1][0] == DAY + timedelta(days=1)


def test_a_day_without_points_is_empty_and_a_scope_sees_its_own(ending: Book) -> None:
    assert expiry_campaign(ending, DAY + timedelta(days=1), START).is_empty
    west = Actor("w", frozenset(), scope=Scope("department", ("西",)))
    told = expiry_campaign(ending, DAY, START, actor=west)
    assert (told.had, told.counted) == (40, 1)


def test_held_points_stay_when_the_day_has_passed(ending: Book) -> None:
    ending.ledger.hold("C2", 15, occurred_at=datetime(2026, 6, 19), actor="t")
    ending.ledger.expire(DAY + timedelta(days=1), actor="t")
    row = expiry_campaign(ending, DAY, START).customers.filter(customer_no="C2").row(0, named=True)
    assert (row["expired"], row["remaining"], row["held"]) == (-25, 15, 15)


def test_a_campaign_begins_thirty_days_before_its_last_day() -> None:
    assert usual_start(date(2026, 12, 31)) == date(2026, 12, 2)

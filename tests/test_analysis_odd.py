"""Odd movements: each rule finds what it is for, keeps to its thresholds, and tells nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.analysis import CustomerRange
from pointbook.analysis.odd import RULES, Rule, odd, usual_limit
from pointbook.book import Book
from pointbook.errors import NotPermitted
from pointbook.periods import Period

JUNE = Period(datetime(2026, 6, 1).date(), datetime(2026, 6, 30).date())
DAY = datetime(2026, 6, 2, 10)


@pytest.fixture
def book(memory_book: Book) -> Book:
    for number, tier in (("M1", "gold"), ("M2", "plain"), ("M3", "plain"), ("M4", "plain")):
        memory_book.customers.add(number, tier=tier, owner=number, actor="t")
    return memory_book


def find(
    book: Book, rule: Rule, *, customers: CustomerRange | None = None, **thresholds: int
) -> pl.DataFrame:
    return odd(book, rule, JUNE, thresholds, customers or CustomerRange(), actor="t")


def test_an_operator_is_found_by_how_often_and_for_whom_they_adjust(book: Book) -> None:
    for place, (number, points) in enumerate(
        (("M1", 60), ("M1", -20), ("M2", 10), ("M3", 5), ("M4", 5))
    ):
        book.ledger.adjust(number, points, occurred_at=DAY + timedelta(hours=place), actor="wang")
    book.ledger.adjust("M1", 7, occurred_at=DAY, actor="li")
    book.ledger.adjust("M1", 7, occurred_at=datetime(2026, 5, 31), actor="wang")

    (row,) = find(book, "operators", least_adjustments=2).rows(named=True)

    assert (row["actor"], row["adjustments"], row["customers"]) == ("wang", 5, 4)
    assert (row["points_in"], row["points_out"]) == (80, -20)
    assert row["top_share"] == pytest.approx(0.95)
    assert find(book, "operators", least_adjustments=6).is_empty()
    gold = find(book, "operators", least_adjustments=1, customers=CustomerRange(tier="gold"))
    assert dict(gold.select("actor", "adjustments").iter_rows()) == {"wang": 2, "li": 1}


def test_adjustments_just_under_the_limit_are_counted(book: Book) -> None:
    for points in (89, 90, -95, 100, 101):
        book.ledger.adjust("M1", points, occurred_at=DAY, overdraft=True, actor="wang")
    book.ledger.adjust("M1", 95, occurred_at=DAY, actor="li")
    found = find(book, "near_limit", limit=100, near=10, least_near=2)
    assert dict(found.select("actor", "near_limit").iter_rows()) == {"wang": 3}
    assert find(book, "near_limit", limit=100, near=10, least_near=4).is_empty()


def test_the_usual_limit_is_the_smallest_of_any_role(book: Book) -> None:
    assert usual_limit(book) == 5_000


def test_a_refund_after_spending_is_what_the_own_lot_no_longer_had(book: Book) -> None:
    spent = book.ledger.earn("M1", 100, occurred_at=DAY, actor="t")
    kept = book.ledger.earn("M2", 100, occurred_at=DAY, actor="t")
    book.ledger.redeem("M1", 70, occurred_at=DAY + timedelta(days=1), actor="t")
    # Another lot of theirs pays what the first no longer has, which is as odd.
    book.ledger.earn("M1", 500, occurred_at=DAY + timedelta(days=2), actor="t")
    for posting in (spent, kept):
        book.ledger.claw_back(posting.entry_id, occurred_at=DAY + timedelta(days=3), actor="t")

    (row,) = find(book, "refunds").rows(named=True)

    assert (row["customer_no"], row["times"], row["requested"], row["missing"]) == (
        "M1",
        1,
        100,
        70,
    )
    assert find(book, "refunds", least_points=71).is_empty()


def test_points_that_go_round_are_found_by_each_way(book: Book) -> None:
    for hour in range(3):
        at = DAY + timedelta(hours=hour)
        earned = book.ledger.earn("M1", 10, occurred_at=at, actor="t")
        book.ledger.claw_back(earned.entry_id, occurred_at=at, actor="t")
    book.ledger.earn("M2", 100, occurred_at=DAY, actor="t")
    for hour in range(3):
        at = DAY + timedelta(hours=hour)
        used = book.ledger.redeem("M2", 10, occurred_at=at, actor="t")
        book.ledger.restore(used.entry_id, occurred_at=at, actor="t")
    for sender, receiver in (("M2", "M3"), ("M3", "M2"), ("M2", "M3"), ("M2", "M4")):
        book.ledger.transfer(sender, receiver, 5, occurred_at=DAY + timedelta(days=1), actor="t")

    found = find(book, "cycles", least_times=3)

    assert {row[:1] + row[1:] for row in found.select(
        "way", "customer_no", "other_no", "times", "moved_points"
    ).iter_rows()} == {
        ("issued_taken_back", "M1", None, 3, Decimal(30)),
        ("used_given_back", "M2", None, 3, Decimal(30)),
        ("sent_returned", "M2", "M3", 3, Decimal(15)),
    }  # fmt: skip
    assert find(book, "cycles", least_times=4).is_empty()


def test_customers_on_one_phone_stand_together(book: Book) -> None:
    for number in ("M1", "M2", "M3"):
        book.customers.edit(number, phone="13800001234", actor="t")
    book.customers.edit("M4", phone="13900001234", actor="t")
    found = find(book, "phones")
    assert found["customer_no"].to_list() == ["M1", "M2", "M3"]
    assert set(found["sharing"]) == {3}
    assert find(book, "phones", least_customers=4).is_empty()


def test_a_day_is_measured_by_the_median_of_its_own_store(book: Book) -> None:
    for day in range(10):
        at = DAY + timedelta(days=day)
        book.ledger.earn("M1", 1000, store="S1", occurred_at=at, actor="t")
        book.ledger.earn("M2", 10, store="S2", occurred_at=at, actor="t")
    book.ledger.earn("M3", 90, store="S2", occurred_at=DAY + timedelta(days=4), actor="t")

    (row,) = find(book, "days", least_factor=3, least_day_points=50).rows(named=True)

    assert (row["store"], row["day"], row["kind"]) == ("S2", datetime(2026, 6, 6).date(), "earn")
    assert (row["value"], row["median"], row["factor"], row["days"]) == (100, 10, 10, 10)
    assert find(book, "days", least_factor=11, least_day_points=1).is_empty()
    assert find(book, "days", least_factor=3, least_day_points=101).is_empty()


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(book: Book) -> None:
    for day, points in enumerate((10, 20, 30, 40, 50, 1000)):
        book.ledger.earn("M1", points, occurred_at=DAY + timedelta(days=day), actor="t")
    (row,) = find(book, "days", least_factor=3, least_day_points=1).rows(named=True)
    assert row["median"] == 35


@pytest.mark.parametrize("rule", RULES)
def test_only_those_who_read_the_audit_may_look(book: Book, rule: Rule) -> None:
    for actor in (
        Actor("o", frozenset({Right.ADJUST})),
        Actor("a", frozenset({Right.AUDIT}), scope=Scope("own", ("M1",))),
    ):
        with pytest.raises(NotPermitted):
            odd(book, rule, JUNE, {}, actor=actor)


def test_a_narrowed_question_does_not_name_the_other_of_a_pair(book: Book) -> None:
    book.ledger.earn("M1", 100, occurred_at=DAY, actor="t")
    for sender, receiver in (("M1", "M2"), ("M2", "M1")):
        book.ledger.transfer(sender, receiver, 5, occurred_at=DAY, actor="t")
    asked = {"since": JUNE.since, "until": JUNE.until}
    assert book.ask("analysis/odd_cycles", **asked).height == 1
    seen = book.ask("analysis/odd_cycles", actor=Actor("m", scope=Scope("own", ("M1",))), **asked)
    assert seen.is_empty()

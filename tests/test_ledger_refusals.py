"""Amounts, dates and customers that are refused before anything is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from pointbook import errors
from tests.model.both import CUSTOMERS, FEB_1, JAN_1, JAN_2, JAN_10, NOW, TOMORROW, Ledger

if TYPE_CHECKING:
    from pointbook.book import Book

NOT_AMOUNTS = [
    0,
    -5,
    Decimal("NaN"),
    Decimal("Infinity"),
    float("nan"),
    12.5,
    Decimal("1.005"),
    10**18,
    Decimal("1234567890123456789"),
    True,
    None,
]
NOT_DATES = [datetime(1899, 12, 31), date(1899, 1, 1)]


@pytest.mark.parametrize("points", NOT_AMOUNTS, ids=repr)
def test_an_amount_must_be_a_positive_number_of_hundredths(ledger: Ledger, points: Any) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)

    with pytest.raises(errors.InvalidAmount):
        ledger.earn("C1", points)
    for command in (ledger.redeem, ledger.hold):
        with pytest.raises(errors.InvalidAmount):
            command("C1", points)
    with pytest.raises(errors.InvalidAmount):
        ledger.transfer("C1", "C2", points)
    if points is not None:
        with pytest.raises(errors.InvalidAmount):
            ledger.claw_back(order.entry_id, points=points)
    if points != -5:
        with pytest.raises(errors.InvalidAmount):
            ledger.adjust("C1", points)

    assert ledger.rows("C1") == [("earn", 100)]


@pytest.mark.parametrize("when", NOT_DATES, ids=str)
def test_nothing_happened_before_1900(ledger: Ledger, when: Any) -> None:
    with pytest.raises(errors.InvalidDate):
        ledger.earn("C1", 10, occurred_at=when)
    assert ledger.rows("C1") == []


@pytest.mark.parametrize("when", [TOMORROW, TOMORROW.date(), NOW + timedelta(seconds=1)], ids=str)
def test_nothing_happened_later_than_now(ledger: Ledger, when: Any) -> None:
    order = ledger.earn("C1", 10)

    for command in (ledger.earn, ledger.redeem, ledger.adjust, ledger.hold):
        with pytest.raises(errors.DateInFuture):
            command("C1", 1, occurred_at=when)
    with pytest.raises(errors.DateInFuture):
        ledger.clear("C1", occurred_at=when)
    with pytest.raises(errors.DateInFuture):
        ledger.transfer("C1", "C2", 1, occurred_at=when)
    with pytest.raises(errors.DateInFuture):
        ledger.claw_back(order.entry_id, occurred_at=when)

    assert ledger.rows("C1") == [("earn", 10)]


def test_an_entry_of_this_very_moment_is_fine(ledger: Ledger) -> None:
    assert ledger.earn("C1", 10, occurred_at=NOW).occurred_at == NOW


def test_a_lot_opens_after_it_was_earned_and_expires_after_it_opens(ledger: Ledger) -> None:
    for dates in (
        {"available_from": JAN_1},
        {"expires_at": JAN_2},
        {"expires_at": JAN_1},
        {"available_from": FEB_1, "expires_at": JAN_10},
    ):
        with pytest.raises(errors.InvalidDate):
            ledger.earn("C1", 10, occurred_at=JAN_2, **dates)
    assert ledger.rows("C1") == []


def test_an_unknown_customer_is_refused_everywhere(ledger: Ledger) -> None:
    for command in (ledger.earn, ledger.redeem, ledger.adjust, ledger.hold):
        with pytest.raises(errors.UnknownCustomer):
            command("nobody", 5)
    for command in (ledger.clear, ledger.balance, ledger.lots):
        with pytest.raises(errors.UnknownCustomer):
            command("nobody")


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("earn", "expire_at"),
        ("redeem", "overdaft"),
        ("adjust", "available_from"),
        ("transfer", "expires_at"),
        ("hold", "until"),
    ],
)
def test_a_word_that_a_command_does_not_know_is_not_passed_over(
    memory_book: Book, command: str, word: str
) -> None:
    """A misspelt word must not post something else than was meant."""
    for customer_no in CUSTOMERS:
        memory_book.customers.add(customer_no)
    subject = ("C1", "C2", 5) if command == "transfer" else ("C1", 5)

    with pytest.raises(TypeError):
        getattr(memory_book.ledger, command)(*subject, actor="t", **{word: JAN_1})

    assert memory_book.ledger.entries("C1").is_empty()

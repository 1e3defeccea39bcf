"""What was the case at a time, told by business time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.model.both import (
    FEB_1,
    FEB_5,
    JAN_1,
    JAN_2,
    JAN_10,
    JAN_15,
    JAN_20,
    MAR_1,
    Ledger,
    Row,
    figures,
)


def test_as_of_is_inclusive(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_2)

    assert figures(ledger, as_of=JAN_1) == {}
    assert figures(ledger, as_of=JAN_2) == {"balance": 100, "available": 100}
    assert figures(ledger, as_of=date(2026, 1, 1)) == {}
    assert figures(ledger, as_of=date(2026, 1, 2)) == {"balance": 100, "available": 100}


def test_a_late_entry_changes_the_past_in_business_time(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_10)
    ledger.earn("C1", 7, occurred_at=JAN_1)

    assert figures(ledger, as_of=JAN_2) == {"balance": 7, "available": 7}


def test_pending_points_become_available_by_themselves(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, available_from=JAN_10)

    assert figures(ledger, as_of=JAN_2) == {"balance": 100, "pending": 100}
    assert figures(ledger, as_of=JAN_10) == {"balance": 100, "available": 100}


def test_a_debt_is_open_until_the_credit_that_paid_it(ledger: Ledger) -> None:
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_2)
    ledger.earn("C1", 100, occurred_at=JAN_10)

    assert figures(ledger, as_of=JAN_2) == {"balance": -30, "debt": 30}
    assert figures(ledger, as_of=JAN_10) == {"balance": 70, "available": 70}


def test_a_back_dated_credit_pays_a_debt_not_before_it_was_made(ledger: Ledger) -> None:
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_10)
    ledger.earn("C1", 100, occurred_at=JAN_2)

    assert figures(ledger, as_of=JAN_2) == {"balance": 100, "available": 100}
    assert figures(ledger, as_of=JAN_10) == {"balance": 70, "available": 70}


def test_a_hold_lasts_from_its_date_to_its_release(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_10)
    ledger.release(hold_id, 30, occurred_at=JAN_15)
    ledger.settle(hold_id, occurred_at=JAN_20)

    assert figures(ledger, as_of=JAN_2) == {"balance": 100, "available": 100}
    assert figures(ledger, as_of=JAN_10) == {"balance": 100, "available": 20, "held": 80}
    assert figures(ledger, as_of=JAN_15) == {"balance": 100, "available": 50, "held": 50}
    assert figures(ledger, as_of=JAN_20) == {"balance": 50, "available": 50}


def test_a_sweep_posted_late_counts_from_the_expiry_on(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    ledger.expire(MAR_1)

    assert figures(ledger, as_of=JAN_20) == {"balance": 100, "available": 100}
    assert figures(ledger, as_of=FEB_1) == {}


def test_a_debt_given_back_before_it_was_paid_leaves_every_day_in_balance(ledger: Ledger) -> None:
    spent = ledger.redeem("C1", 50, overdraft=True, occurred_at=JAN_1)
    ledger.earn("C1", 80, occurred_at=JAN_10)

    ledger.restore(spent.entry_id, occurred_at=JAN_2)

    assert figures(ledger, as_of=JAN_1) == {"balance": -50, "debt": 50}
    assert figures(ledger, as_of=JAN_2) == {}
    assert figures(ledger, as_of=JAN_10) == {"balance": 80, "available": 80}


def test_a_debt_given_back_before_it_was_made_leaves_the_points_where_they_were_drawn(
    ledger: Ledger,
) -> None:
    ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1)
    spent = ledger.redeem("C1", 60, occurred_at=JAN_2)
    back = ledger.restore(spent.entry_id, grace_days=10, occurred_at=FEB_5)
    ledger.redeem("C1", 60, occurred_at=FEB_5)
    ledger.claw_back(back.entry_id, policy="debt", occurred_at=FEB_5)

    ledger.restore(spent.entry_id, occurred_at=JAN_15)

    assert figures(ledger, as_of=JAN_10) == {}
    assert figures(ledger, as_of=JAN_20) == {"balance": 60, "available": 60}
    assert figures(ledger, as_of=FEB_1) == {"balance": 60, "lapsed": 60}
    assert figures(ledger, as_of=FEB_5) == {}
    assert figures(ledger) == {}


def test_an_undo_gives_back_a_debt_made_later_where_the_points_were_drawn(ledger: Ledger) -> None:
    ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1)
    ledger.import_rows([Row("C1", "redeem", Decimal(-60), JAN_2)])
    spent, batch = ledger.postings("C1")[-1], ledger.last_batch()
    back = ledger.restore(spent, grace_days=10, occurred_at=FEB_5)
    ledger.redeem("C1", 60, occurred_at=FEB_5)
    ledger.claw_back(back.entry_id, policy="debt", occurred_at=FEB_5)

    ledger.undo(batch)

    assert figures(ledger, as_of=JAN_20) == {"balance": 60, "available": 60}
    assert figures(ledger, as_of=FEB_5) == {}
    assert figures(ledger) == {}

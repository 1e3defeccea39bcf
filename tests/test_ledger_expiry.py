"""What expires, with and without a sweep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pointbook import errors
from tests.model.both import FEB_1, FEB_5, JAN_1, JAN_2, JAN_20, MAR_1, Ledger, figures, remaining


def test_expired_points_cannot_be_spent_although_nobody_swept(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)

    with pytest.raises(errors.InsufficientPoints):
        ledger.redeem("C1", 10, occurred_at=FEB_1)
    assert figures(ledger, as_of=FEB_1) == {"balance": 100, "lapsed": 100}


def test_a_sweep_changes_nothing_of_what_is_available(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    ledger.earn("C1", 40, occurred_at=JAN_1)
    before = ledger.balance("C1").available

    ledger.expire(FEB_5)

    assert ledger.balance("C1").available == before == 40
    assert figures(ledger) == {"balance": 40, "available": 40}


def test_a_sweep_writes_one_entry_per_lot_dated_at_its_expiry(ledger: Ledger) -> None:
    late = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    early = ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=JAN_20)

    swept = ledger.expire(FEB_5)

    assert {(p.points, p.occurred_at) for p in swept} == {(-100, FEB_1), (-60, JAN_20)}
    assert remaining(ledger) == {late.entry_id: 0, early.entry_id: 0}
    assert figures(ledger, as_of=JAN_20) == {"balance": 100, "available": 100}


def test_lots_that_expire_together_lapse_in_the_order_in_which_they_pay(ledger: Ledger) -> None:
    ledger.earn("C1", 60, occurred_at=JAN_2, expires_at=FEB_1)
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)

    ledger.expire(FEB_5)

    assert ledger.rows("C1")[-2:] == [("expire", -100), ("expire", -60)]


def test_only_lots_that_expired_by_then_are_swept_and_only_once(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=MAR_1)

    assert ledger.expire(FEB_5) == []
    assert [p.points for p in ledger.expire(MAR_1)] == [-100]
    assert ledger.expire(MAR_1) == []


def test_an_empty_lot_is_swept_without_a_row(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    ledger.redeem("C1", 100, occurred_at=JAN_2)

    assert ledger.expire(FEB_5) == []


def test_a_day_of_expiry_is_the_last_valid_day(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=date(2026, 1, 31))

    last_moment = FEB_1 - timedelta(microseconds=1)
    assert figures(ledger, as_of=last_moment) == {"balance": 100, "available": 100}
    assert figures(ledger, as_of=date(2026, 1, 31)) == {"balance": 100, "available": 100}
    assert figures(ledger, as_of=FEB_1) == {"balance": 100, "lapsed": 100}

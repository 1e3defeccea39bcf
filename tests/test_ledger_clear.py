"""Clearing a customer to zero."""

from __future__ import annotations

import pytest

from pointbook import errors
from tests.model.both import FEB_1, JAN_1, JAN_2, JAN_10, JUN_1, TOMORROW, Ledger, figures


def test_clear_takes_what_is_available(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.earn("C1", 40, occurred_at=JAN_1, available_from=TOMORROW)
    ledger.earn("C1", 30, occurred_at=JAN_1, expires_at=FEB_1)
    ledger.hold("C1", 60, occurred_at=JAN_10)

    cleared = ledger.clear("C1")

    assert (cleared.kind, cleared.points) == ("clear", -70)
    assert figures(ledger) == {"balance": 100, "pending": 40, "held": 60}


def test_clear_takes_exactly_available_less_debt(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_10)
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_2)

    assert ledger.clear("C1").points == -70
    assert figures(ledger) == {"available": 30, "debt": 30}


def test_clear_with_held_points_takes_them_too(ledger: Ledger) -> None:
    soon = ledger.earn("C1", 50, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    never = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    hold_id = ledger.hold("C1", 60, occurred_at=JAN_2)

    cleared = ledger.clear("C1", include_held=True)

    assert cleared.points == -150
    assert ledger.draws(cleared.entry_id) == {soon: 50, never: 100}
    assert figures(ledger) == {}
    with pytest.raises(errors.NothingHeld):
        ledger.release(hold_id)


def test_clear_of_nothing_is_refused(ledger: Ledger) -> None:
    with pytest.raises(errors.NothingToClear):
        ledger.clear("C1")

    ledger.earn("C1", 30, occurred_at=JAN_10)
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_2)
    with pytest.raises(errors.NothingToClear):
        ledger.clear("C1")
    assert figures(ledger) == {"available": 30, "debt": 30}


def test_a_clear_can_be_given_back(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)

    ledger.restore(ledger.clear("C1").entry_id)

    assert figures(ledger) == {"balance": 100, "available": 100}

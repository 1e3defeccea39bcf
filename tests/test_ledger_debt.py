"""What was drawn beyond the lots."""

from __future__ import annotations

import pytest

from pointbook import errors
from tests.model.both import FEB_1, JAN_1, JAN_2, JAN_10, JAN_15, Ledger, figures, remaining


def test_an_overdraft_takes_the_lots_first_and_owes_the_rest(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 10, occurred_at=JAN_1)

    spent = ledger.redeem("C1", 25, overdraft=True, occurred_at=JAN_2)

    assert (spent.points, spent.short) == (-25, 0)
    assert ledger.draws(spent.entry_id) == {lot.entry_id: 10, None: 15}
    assert figures(ledger) == {"balance": -15, "debt": 15}


def test_the_next_credit_pays_the_debt_even_while_pending(ledger: Ledger) -> None:
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1)

    lot = ledger.earn("C1", 100, occurred_at=JAN_2, available_from=FEB_1)

    assert remaining(ledger) == {lot.entry_id: 70}
    assert figures(ledger, as_of=JAN_10) == {"balance": 70, "pending": 70}


def test_debt_is_paid_oldest_first(ledger: Ledger) -> None:
    first = ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_10)
    second = ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_2)
    lot = ledger.earn("C1", 40, occurred_at=JAN_15).entry_id

    ledger.restore(first.entry_id)

    assert figures(ledger) == {"balance": 10, "available": 10}
    assert remaining(ledger) == {lot: 10}
    ledger.restore(second.entry_id)
    assert remaining(ledger) == {lot: 40}


def test_debt_comes_off_what_may_be_spent(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_10)
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_2)

    assert figures(ledger) == {"balance": 70, "available": 100, "debt": 30}
    with pytest.raises(errors.InsufficientPoints):
        ledger.redeem("C1", 71, occurred_at=JAN_15)
    ledger.redeem("C1", 70, occurred_at=JAN_15)
    assert remaining(ledger) == {lot.entry_id: 30}


def test_without_overdraft_too_much_is_refused_and_nothing_written(ledger: Ledger) -> None:
    ledger.earn("C1", 10, occurred_at=JAN_1)

    with pytest.raises(errors.InsufficientPoints):
        ledger.redeem("C1", 11, occurred_at=JAN_2)
    with pytest.raises(errors.InsufficientPoints):
        ledger.adjust("C1", -11, occurred_at=JAN_2)

    assert ledger.rows("C1") == [("earn", 10)]


def test_partial_takes_what_is_there_and_says_what_is_short(ledger: Ledger) -> None:
    ledger.earn("C1", 10, occurred_at=JAN_1)

    spent = ledger.redeem("C1", 25, partial=True, occurred_at=JAN_2)

    assert (spent.points, spent.requested, spent.short) == (-10, 25, 15)
    with pytest.raises(errors.InsufficientPoints):
        ledger.redeem("C1", 1, partial=True, occurred_at=JAN_2)


def test_an_adjustment_may_overdraw_when_told_so(ledger: Ledger) -> None:
    lowered = ledger.adjust("C1", -25, overdraft=True, occurred_at=JAN_2)

    assert (lowered.kind, lowered.points) == ("adjust_down", -25)
    assert figures(ledger) == {"balance": -25, "debt": 25}

"""Taking back what was earned."""

from __future__ import annotations

import pytest

from pointbook import errors
from tests.model.both import (
    FEB_1,
    FEB_5,
    JAN_1,
    JAN_2,
    JAN_10,
    JAN_15,
    JUN_1,
    MAR_1,
    Ledger,
    figures,
    remaining,
)


def test_claw_back_takes_from_its_own_lot_first(ledger: Ledger) -> None:
    expiring = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=JUN_1)
    order = ledger.earn("C1", 100, occurred_at=JAN_2)

    ledger.claw_back(order.entry_id, occurred_at=JAN_15)

    assert remaining(ledger) == {expiring.entry_id: 100, order.entry_id: 0}


def test_then_the_other_lots_pay_by_order(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.redeem("C1", 100, occurred_at=JAN_2)
    never = ledger.earn("C1", 60, occurred_at=JAN_2)
    expiring = ledger.earn("C1", 60, occurred_at=JAN_10, expires_at=JUN_1)

    taken = ledger.claw_back(order.entry_id, occurred_at=JAN_15)

    assert ledger.draws(taken.entry_id) == {expiring.entry_id: 60, never.entry_id: 40}


def test_points_still_pending_can_be_taken_back(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1, available_from=FEB_1)

    assert ledger.claw_back(order.entry_id, occurred_at=JAN_10).points == -100
    assert figures(ledger) == {}


def test_an_expired_lot_is_not_drawn_on_again(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)

    taken = ledger.claw_back(order.entry_id, occurred_at=FEB_5)

    assert (taken.points, taken.requested, taken.short) == (0, 100, 100)
    assert figures(ledger) == {"balance": 100, "lapsed": 100}


def test_clamp_takes_what_is_there_and_stores_the_shortfall(ledger: Ledger) -> None:
    order = ledger.earn("C1", 150, occurred_at=JAN_1)
    ledger.redeem("C1", 100, occurred_at=JAN_10)

    taken = ledger.claw_back(order.entry_id, occurred_at=JAN_15)

    assert (taken.points, taken.requested, taken.short) == (-50, 150, 100)
    assert figures(ledger) == {}


def test_clamp_with_nothing_there_writes_an_entry_of_zero(ledger: Ledger) -> None:
    order = ledger.earn("C1", 150, occurred_at=JAN_1)
    ledger.redeem("C1", 150, occurred_at=JAN_10)

    taken = ledger.claw_back(order.entry_id, policy="clamp", occurred_at=JAN_15)

    assert (taken.points, taken.short) == (0, 150)
    assert ledger.rows("C1")[-1] == ("claw_back", 0)


def test_what_was_short_can_be_taken_later(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.redeem("C1", 100, occurred_at=JAN_2)
    ledger.claw_back(order.entry_id, occurred_at=JAN_10)
    ledger.earn("C1", 300, occurred_at=JAN_10)

    assert ledger.claw_back(order.entry_id, occurred_at=JAN_15).points == -100


def test_block_refuses_what_cannot_be_taken_in_full(ledger: Ledger) -> None:
    order = ledger.earn("C1", 150, occurred_at=JAN_1)
    ledger.redeem("C1", 100, occurred_at=JAN_10)

    with pytest.raises(errors.ClawbackBlocked):
        ledger.claw_back(order.entry_id, policy="block", occurred_at=JAN_15)

    assert ledger.balance("C1").balance == 50
    assert ledger.claw_back(order.entry_id, points=50, policy="block").points == -50


def test_debt_takes_everything_and_owes_the_rest(ledger: Ledger) -> None:
    order = ledger.earn("C1", 150, occurred_at=JAN_1)
    ledger.redeem("C1", 100, occurred_at=JAN_10)

    taken = ledger.claw_back(order.entry_id, policy="debt", occurred_at=JAN_15)

    assert ledger.draws(taken.entry_id) == {order.entry_id: 50, None: 100}
    assert figures(ledger) == {"balance": -100, "debt": 100}


def test_held_points_count_as_missing(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.hold("C1", 80, occurred_at=JAN_2)

    taken = ledger.claw_back(order.entry_id, occurred_at=JAN_15)

    assert (taken.points, taken.short) == (-20, 80)
    assert figures(ledger) == {"balance": 80, "held": 80}


def test_over_asking_is_capped(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.earn("C1", 500, occurred_at=JAN_1)

    assert ledger.claw_back(order.entry_id, points=9999, occurred_at=JAN_15).points == -100


def test_parts_together_never_exceed_the_earn(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.earn("C1", 500, occurred_at=JAN_1)

    assert ledger.claw_back(order.entry_id, points=70, occurred_at=JAN_15).points == -70
    assert ledger.claw_back(order.entry_id, points=70, occurred_at=JAN_15).points == -30
    with pytest.raises(errors.NothingToReverse):
        ledger.claw_back(order.entry_id, points=1, occurred_at=JAN_15)


def test_a_claw_back_given_back_can_be_taken_again(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    mistaken = ledger.claw_back(order.entry_id, occurred_at=JAN_10)
    ledger.restore(mistaken.entry_id, occurred_at=JAN_10)

    assert ledger.claw_back(order.entry_id, occurred_at=JAN_15).points == -100


def test_only_a_credit_that_opened_a_lot_can_be_taken_back(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    spent = ledger.redeem("C1", 60, occurred_at=JAN_2)
    back = ledger.restore(spent.entry_id, occurred_at=JAN_10)

    for entry in (spent, back):
        with pytest.raises(errors.NothingToReverse):
            ledger.claw_back(entry.entry_id)


def test_no_reversal_predates_its_original(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_10)
    spent = ledger.redeem("C1", 50, occurred_at=JAN_15)

    with pytest.raises(errors.ReversalBeforeOriginal):
        ledger.claw_back(order.entry_id, occurred_at=JAN_2)
    with pytest.raises(errors.ReversalBeforeOriginal):
        ledger.restore(spent.entry_id, occurred_at=JAN_10)


def test_reverse_is_the_opposite_of_any_entry(ledger: Ledger) -> None:
    up = ledger.adjust("C1", 100, occurred_at=JAN_1)
    down = ledger.adjust("C1", -30, occurred_at=JAN_2)

    back = ledger.reverse(down.entry_id, occurred_at=JAN_10)
    taken = ledger.reverse(up.entry_id, occurred_at=MAR_1)

    assert (back.kind, back.points) == ("restore", 30)
    assert (taken.kind, taken.points) == ("claw_back", -100)
    assert figures(ledger) == {}

"""Points reserved for a while."""

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
    MAR_1,
    Ledger,
    figures,
    remaining,
)


def test_a_hold_keeps_the_balance_and_lowers_what_is_available(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)

    ledger.hold("C1", 80, occurred_at=JAN_2)

    assert figures(ledger) == {"balance": 100, "available": 20, "held": 80}
    with pytest.raises(errors.InsufficientPoints):
        ledger.redeem("C1", 30, occurred_at=JAN_10)
    with pytest.raises(errors.InsufficientPoints):
        ledger.hold("C1", 21, occurred_at=JAN_10)


def test_a_release_in_part_and_then_all(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_2)

    ledger.release(hold_id, 50, occurred_at=JAN_10)
    assert figures(ledger) == {"balance": 100, "available": 70, "held": 30}
    ledger.release(hold_id, occurred_at=JAN_10)
    assert figures(ledger) == {"balance": 100, "available": 100}


def test_a_hold_gives_no_more_than_it_holds(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_2)

    with pytest.raises(errors.NothingHeld):
        ledger.release(hold_id, 81, occurred_at=JAN_10)
    ledger.settle(hold_id, occurred_at=JAN_10)
    with pytest.raises(errors.NothingHeld):
        ledger.settle(hold_id, occurred_at=JAN_10)
    with pytest.raises(errors.UnknownHold):
        ledger.release(999)


def test_settling_spends_the_held_points(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_2)

    spent = ledger.settle(hold_id, 30, occurred_at=JAN_10)

    assert (spent.kind, spent.points) == ("redeem", -30)
    assert ledger.lots("C1") == {lot.entry_id: (70, 50)}
    assert figures(ledger) == {"balance": 70, "available": 20, "held": 50}


def test_held_points_outlive_their_expiry_until_settled(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_2)

    assert [p.points for p in ledger.expire(FEB_5)] == [-20]
    assert figures(ledger) == {"balance": 80, "held": 80}
    assert ledger.draws(ledger.settle(hold_id, occurred_at=MAR_1).entry_id) == {lot.entry_id: 80}


def test_a_release_into_an_expired_lot_lapses_at_once(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_2)
    ledger.expire(FEB_5)

    ledger.release(hold_id, 30, occurred_at=MAR_1)

    assert ledger.rows("C1")[1:] == [("expire", -20), ("expire", -30)]
    assert figures(ledger) == {"balance": 50, "held": 50}


def test_a_hold_draws_by_the_same_order_as_a_debit(ledger: Ledger) -> None:
    never = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    soon = ledger.earn("C1", 30, occurred_at=JAN_1, expires_at=FEB_1).entry_id

    ledger.hold("C1", 50, occurred_at=JAN_2)

    assert ledger.lots("C1") == {never: (100, 20), soon: (30, 30)}


def test_a_hold_is_not_let_go_before_it_was_made(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 80, occurred_at=JAN_10)

    for command in (ledger.release, ledger.settle):
        with pytest.raises(errors.InvalidDate):
            command(hold_id, occurred_at=JAN_2)


def test_a_settled_hold_is_restored_into_its_lots(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    spent = ledger.settle(ledger.hold("C1", 80, occurred_at=JAN_2), occurred_at=JAN_10)

    ledger.restore(spent.entry_id, occurred_at=JAN_15)

    assert remaining(ledger) == {lot: 100}
    assert figures(ledger) == {"balance": 100, "available": 100}

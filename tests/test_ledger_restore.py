"""Giving back what was spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pointbook import errors
from tests.model.both import (
    FEB_1,
    FEB_5,
    JAN_1,
    JAN_2,
    JAN_10,
    JAN_15,
    JAN_20,
    JUN_1,
    MAR_1,
    Ledger,
    figures,
    remaining,
)

if TYPE_CHECKING:
    from pointbook.book import Book


def test_restore_refills_the_lots_it_drew_on_with_their_own_expiry(ledger: Ledger) -> None:
    soon = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    never = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 150, occurred_at=JAN_2)

    back = ledger.restore(spent.entry_id, occurred_at=JAN_10)

    assert back.points == 150
    assert remaining(ledger) == {soon: 100, never: 100}
    assert figures(ledger, as_of=JUN_1) == {"balance": 200, "available": 100, "lapsed": 100}


def test_what_has_expired_meanwhile_lapses_at_once(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    spent = ledger.redeem("C1", 40, occurred_at=JAN_2)

    ledger.restore(spent.entry_id, occurred_at=FEB_5)

    assert ledger.rows("C1")[-2:] == [("restore", 40), ("expire", -40)]
    assert remaining(ledger) == {lot: 60}
    assert figures(ledger) == {"balance": 60, "lapsed": 60}


def test_expiries_of_a_lot_together_never_exceed_it(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    spent = ledger.redeem("C1", 40, occurred_at=JAN_2)
    ledger.expire(FEB_5)
    ledger.restore(spent.entry_id, occurred_at=FEB_5)
    ledger.expire(MAR_1)

    assert sorted(p for kind, p in ledger.rows("C1") if kind == "expire") == [-60, -40]
    assert figures(ledger) == {}


def test_a_restore_dated_before_the_expiry_is_swept_later(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    spent = ledger.redeem("C1", 40, occurred_at=JAN_2)

    ledger.restore(spent.entry_id, occurred_at=JAN_15)

    assert remaining(ledger) == {lot: 100}
    assert [p.points for p in ledger.expire(FEB_1)] == [-100]


def test_partial_restores_refill_what_was_drawn_last_first(ledger: Ledger) -> None:
    first = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    second = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 150, occurred_at=JAN_2)

    ledger.restore(spent.entry_id, points=30, occurred_at=JAN_10)
    assert remaining(ledger) == {first: 0, second: 80}
    ledger.restore(spent.entry_id, points=30, occurred_at=JAN_10)
    assert remaining(ledger) == {first: 10, second: 100}


def test_partial_restores_never_exceed_the_debit(ledger: Ledger) -> None:
    ledger.earn("C1", 500, occurred_at=JAN_1)
    spent = ledger.redeem("C1", 100, occurred_at=JAN_2)

    assert ledger.restore(spent.entry_id, points=70, occurred_at=JAN_10).points == 70
    assert ledger.restore(spent.entry_id, points=70, occurred_at=JAN_10).points == 30
    with pytest.raises(errors.NothingToReverse):
        ledger.restore(spent.entry_id, occurred_at=JAN_10)
    assert ledger.balance("C1").balance == 500


def test_the_debt_part_comes_back_first_and_cancels_its_debt(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 30, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 100, overdraft=True, occurred_at=JAN_2)

    ledger.restore(spent.entry_id, points=50, occurred_at=JAN_10)
    assert figures(ledger) == {"balance": -20, "debt": 20}
    ledger.restore(spent.entry_id, occurred_at=JAN_10)

    assert remaining(ledger) == {lot: 30}
    assert figures(ledger) == {"balance": 30, "available": 30}


def test_a_debt_paid_meanwhile_refills_the_lot_that_paid_it(ledger: Ledger) -> None:
    spent = ledger.redeem("C1", 50, overdraft=True, occurred_at=JAN_2)
    payer = ledger.earn("C1", 80, occurred_at=JAN_10, expires_at=JUN_1).entry_id

    ledger.restore(spent.entry_id, points=20, occurred_at=JAN_15)
    assert remaining(ledger) == {payer: 50}
    ledger.restore(spent.entry_id, occurred_at=JAN_15)
    assert remaining(ledger) == {payer: 80}


def test_of_the_lots_that_paid_a_debt_the_one_that_paid_last_is_refilled_first(
    ledger: Ledger,
) -> None:
    older = ledger.earn("C1", 10, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 10, occurred_at=JAN_2)
    owed = ledger.redeem("C1", 30, occurred_at=JAN_10, overdraft=True)
    newer = ledger.earn("C1", 10, occurred_at=JAN_15).entry_id
    ledger.restore(spent.entry_id, occurred_at=JAN_20)

    ledger.restore(owed.entry_id, points=15, occurred_at=FEB_1)

    assert remaining(ledger) == {older: 5, newer: 0}


def test_a_debt_paid_meanwhile_cancels_other_open_debt_first(ledger: Ledger) -> None:
    paid = ledger.redeem("C1", 50, overdraft=True, occurred_at=JAN_2)
    payer = ledger.earn("C1", 50, occurred_at=JAN_10).entry_id
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_15)

    ledger.restore(paid.entry_id, occurred_at=JAN_20)

    assert remaining(ledger) == {payer: 20}
    assert figures(ledger) == {"balance": 20, "available": 20}


def test_a_debt_cancelled_in_place_of_a_refill_comes_back_to_the_lot(ledger: Ledger) -> None:
    paid = ledger.redeem("C1", 50, overdraft=True, occurred_at=JAN_2)
    payer = ledger.earn("C1", 50, occurred_at=JAN_10).entry_id
    other = ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_15)
    ledger.restore(paid.entry_id, occurred_at=JAN_20)

    ledger.restore(other.entry_id, occurred_at=JAN_20)

    assert remaining(ledger) == {payer: 50}
    assert figures(ledger) == {"balance": 50, "available": 50}


def test_refilled_points_pay_what_is_owed(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 100, occurred_at=JAN_2)
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_10)

    ledger.restore(spent.entry_id, occurred_at=JAN_15)

    assert remaining(ledger) == {lot: 70}
    assert figures(ledger) == {"balance": 70, "available": 70}


def test_restoring_an_expiry_opens_a_new_lot(ledger: Ledger) -> None:
    old = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    (swept,) = ledger.expire(FEB_5)

    back = ledger.restore(swept.entry_id, occurred_at=MAR_1)

    assert remaining(ledger) == {old: 0, back.entry_id: 100}
    assert ledger.balance("C1", MAR_1).available == 100


def test_a_credit_has_nothing_to_restore(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)

    with pytest.raises(errors.NothingToReverse):
        ledger.restore(order.entry_id)


def test_points_sent_away_are_not_restored(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    sent, _ = ledger.transfer("C1", "C2", 100, occurred_at=JAN_2)

    with pytest.raises(errors.NothingToReverse):
        ledger.restore(sent.entry_id)


def test_an_unknown_entry_is_refused(ledger: Ledger) -> None:
    for command in (ledger.claw_back, ledger.restore, ledger.reverse):
        with pytest.raises(errors.UnknownEntry):
            command(999)


def test_a_lot_that_had_paid_a_debt_and_expired_since_lapses_at_once(ledger: Ledger) -> None:
    spent = ledger.redeem("C1", 50, overdraft=True, occurred_at=JAN_2)
    payer = ledger.earn("C1", 50, occurred_at=JAN_10, expires_at=FEB_1).entry_id

    ledger.restore(spent.entry_id, occurred_at=FEB_5)

    assert ledger.rows("C1")[-2:] == [("restore", 50), ("expire", -50)]
    assert remaining(ledger) == {payer: 0}
    assert figures(ledger) == {}


def test_an_expiry_restored_and_taken_back_again_can_be_restored(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1)
    (swept,) = ledger.expire(FEB_5)
    back = ledger.restore(swept.entry_id, occurred_at=MAR_1)
    ledger.claw_back(back.entry_id, occurred_at=MAR_1)

    assert ledger.restore(swept.entry_id, occurred_at=MAR_1).points == 100


@pytest.mark.parametrize("again", [5, 20])
def test_what_was_given_back_otherwise_meanwhile_is_not_given_back_twice(
    ledger: Ledger, again: int
) -> None:
    ledger.earn("C1", 20, occurred_at=JAN_1, expires_at=FEB_1)
    expiry = ledger.expire(FEB_1)[0]
    first = ledger.restore(expiry.entry_id)
    taken = ledger.claw_back(first.entry_id)
    ledger.restore(expiry.entry_id, points=again)

    if again == 20:
        with pytest.raises(errors.NothingToReverse):
            ledger.restore(taken.entry_id)
    else:
        assert ledger.restore(taken.entry_id).points == 20 - again
    assert figures(ledger) == {"balance": 20, "available": 20}


def test_what_was_taken_otherwise_meanwhile_is_not_taken_twice(ledger: Ledger) -> None:
    earned = ledger.earn("C1", 30, occurred_at=JAN_1, expires_at=JAN_15)
    ledger.earn("C1", 100, occurred_at=JAN_1)
    taken = ledger.claw_back(earned.entry_id, occurred_at=JAN_2)
    given = ledger.restore(taken.entry_id, occurred_at=JAN_20, grace_days=40)
    ledger.claw_back(earned.entry_id, points=20, occurred_at=JAN_20)

    again = ledger.claw_back(given.entry_id, occurred_at=FEB_1)

    assert (again.requested, again.points) == (10, -10)
    with pytest.raises(errors.NothingToReverse):
        ledger.claw_back(earned.entry_id, occurred_at=FEB_1)


def test_with_days_of_grace_what_has_expired_is_a_new_lot(ledger: Ledger) -> None:
    old = ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    never = ledger.earn("C1", 40, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 100, occurred_at=JAN_2)

    back = ledger.restore(spent.entry_id, grace_days=30, occurred_at=FEB_5)

    assert remaining(ledger) == {old: 0, never: 40, back.entry_id: 60}
    assert figures(ledger, as_of=FEB_5) == {"balance": 100, "available": 100}
    assert figures(ledger) == {"balance": 100, "available": 40, "lapsed": 60}


def test_days_of_grace_change_nothing_for_what_is_still_valid(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    spent = ledger.redeem("C1", 60, occurred_at=JAN_2)

    ledger.restore(spent.entry_id, grace_days=30, occurred_at=JAN_15)

    assert remaining(ledger) == {lot: 60}


def test_a_restore_taken_back_can_be_given_again_in_full(ledger: Ledger) -> None:
    old = ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    never = ledger.earn("C1", 40, occurred_at=JAN_1).entry_id
    spent = ledger.redeem("C1", 100, occurred_at=JAN_2)
    back = ledger.restore(spent.entry_id, grace_days=30, occurred_at=FEB_5)
    ledger.claw_back(back.entry_id, occurred_at=FEB_5)

    again = ledger.restore(spent.entry_id, grace_days=30, occurred_at=FEB_5)

    assert again.points == 100
    assert remaining(ledger) == {old: 0, never: 40, back.entry_id: 0, again.entry_id: 60}


def test_a_restore_taken_back_into_debt_cancels_that_debt_when_given_again(ledger: Ledger) -> None:
    ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1)
    spent = ledger.redeem("C1", 60, occurred_at=JAN_2)
    back = ledger.restore(spent.entry_id, grace_days=30, occurred_at=FEB_5)
    ledger.redeem("C1", 60, occurred_at=FEB_5)
    ledger.claw_back(back.entry_id, policy="debt", occurred_at=FEB_5)

    ledger.restore(spent.entry_id, occurred_at=MAR_1)

    assert figures(ledger) == {}


def test_a_new_lot_cannot_have_expired_before_it_opens(memory_book: Book) -> None:
    memory_book.customers.add("C1")
    ledger = memory_book.ledger
    ledger.earn("C1", 60, occurred_at=JAN_1, expires_at=FEB_1, actor="t")
    (swept,) = ledger.expire(FEB_5, actor="t")

    with pytest.raises(errors.InvalidDate):
        ledger.restore(swept.entry_id, occurred_at=MAR_1, expires_at=FEB_5, actor="t")


def test_a_lot_that_paid_a_debt_first_and_last_gets_back_the_last_first(ledger: Ledger) -> None:
    twice = ledger.earn("C1", 20, occurred_at=JAN_1).entry_id
    spent = [ledger.redeem("C1", 10, occurred_at=JAN_2).entry_id for _ in range(2)]
    owed = ledger.redeem("C1", 30, occurred_at=JAN_2, overdraft=True)
    ledger.restore(spent[0], occurred_at=JAN_10)
    between = ledger.earn("C1", 10, occurred_at=JAN_15).entry_id
    ledger.restore(spent[1], occurred_at=JAN_20)
    assert remaining(ledger) == {twice: 0, between: 0}

    ledger.restore(owed.entry_id, points=15, occurred_at=FEB_1)
    assert remaining(ledger) == {twice: 10, between: 5}
    ledger.restore(owed.entry_id, points=10, occurred_at=FEB_1)
    assert remaining(ledger) == {twice: 15, between: 10}

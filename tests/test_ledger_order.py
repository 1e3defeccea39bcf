"""Which lot pays."""

from __future__ import annotations

from decimal import Decimal

from tests.model.both import FEB_1, JAN_1, JAN_2, JAN_10, JAN_15, JUN_1, MAR_1, Ledger, remaining


def test_the_earliest_expiry_pays_first_and_never_pays_last(ledger: Ledger) -> None:
    never = ledger.earn("C1", 10, occurred_at=JAN_1).entry_id
    later = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    sooner = ledger.earn("C1", 10, occurred_at=JAN_2, expires_at=MAR_1).entry_id

    spent = ledger.redeem("C1", 25, occurred_at=JAN_10)

    assert remaining(ledger) == {never: 5, later: 0, sooner: 0}
    assert ledger.draws(spent.entry_id) == {sooner: 10, later: 10, never: 5}


def test_among_equal_expiries_the_oldest_lot_pays_then_the_first_posted(ledger: Ledger) -> None:
    young = ledger.earn("C1", 10, occurred_at=JAN_2, expires_at=JUN_1).entry_id
    old = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    same_age = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=JUN_1).entry_id

    ledger.redeem("C1", 15, occurred_at=JAN_10)

    assert remaining(ledger) == {young: 10, old: 0, same_age: 5}


def test_a_debit_draws_only_on_lots_that_are_valid_at_its_date(ledger: Ledger) -> None:
    expired = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=JAN_10).entry_id
    pending = ledger.earn("C1", 10, occurred_at=JAN_1, available_from=FEB_1).entry_id
    valid = ledger.earn("C1", 10, occurred_at=JAN_1).entry_id

    spent = ledger.redeem("C1", 10, occurred_at=JAN_10)

    assert ledger.draws(spent.entry_id) == {valid: 10}
    assert remaining(ledger) == {expired: 10, pending: 10, valid: 0}


def test_a_lot_can_be_used_from_its_first_instant_and_not_at_its_expiry(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 10, occurred_at=JAN_1, available_from=JAN_2, expires_at=JAN_10)

    assert ledger.draws(ledger.redeem("C1", 1, occurred_at=JAN_2).entry_id) == {lot.entry_id: 1}
    assert ledger.balance("C1", JAN_10).available == 0


def test_a_back_dated_debit_draws_on_the_lot_that_was_valid_then(ledger: Ledger) -> None:
    then = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    now = ledger.earn("C1", 10, occurred_at=FEB_1).entry_id

    ledger.redeem("C1", 10, occurred_at=JAN_15)

    assert remaining(ledger) == {then: 0, now: 10}


def test_a_late_entry_does_not_move_what_was_drawn_before(ledger: Ledger) -> None:
    first = ledger.earn("C1", 10, occurred_at=JAN_2).entry_id
    ledger.redeem("C1", 10, occurred_at=JAN_10)

    late = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=MAR_1).entry_id

    assert remaining(ledger) == {first: 0, late: 10}


def test_hundredths_are_never_lost(ledger: Ledger) -> None:
    ledger.earn("C1", Decimal("0.10"), occurred_at=JAN_1)
    ledger.earn("C1", Decimal("0.20"), occurred_at=JAN_1)

    ledger.redeem("C1", Decimal("0.30"), occurred_at=JAN_2)

    assert ledger.balance("C1").balance == 0

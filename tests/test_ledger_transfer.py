"""Points from one customer to another."""

from __future__ import annotations

import pytest

from pointbook import errors
from tests.model.both import (
    FEB_1,
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


def test_each_lot_sent_is_a_pair_of_entries_that_keeps_its_expiry(ledger: Ledger) -> None:
    ledger.earn("C1", 30, occurred_at=JAN_1)
    ledger.earn("C1", 20, occurred_at=JAN_1, expires_at=MAR_1)
    ledger.earn("C1", 50, occurred_at=JAN_1, expires_at=JUN_1)

    posted = ledger.transfer("C1", "C2", 90, occurred_at=JAN_10)

    assert [(p.kind, p.customer_no, p.points) for p in posted] == [
        ("transfer_out", "C1", -20), ("transfer_in", "C2", 20),
        ("transfer_out", "C1", -50), ("transfer_in", "C2", 50),
        ("transfer_out", "C1", -20), ("transfer_in", "C2", 20),
    ]  # fmt: skip
    assert figures(ledger, "C1") == {"balance": 10, "available": 10}
    assert figures(ledger, "C2", as_of=MAR_1) == {"balance": 90, "available": 70, "lapsed": 20}
    assert figures(ledger, "C2", as_of=JUN_1) == {"balance": 90, "available": 20, "lapsed": 70}


def test_a_customer_in_debt_cannot_send(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_10)
    ledger.redeem("C1", 10, overdraft=True, occurred_at=JAN_2)

    with pytest.raises(errors.CustomerInDebt):
        ledger.transfer("C1", "C2", 5, occurred_at=JAN_15)


def test_what_arrives_pays_the_debt_of_the_receiver(ledger: Ledger) -> None:
    ledger.redeem("C2", 30, overdraft=True, occurred_at=JAN_1)
    ledger.earn("C1", 100, occurred_at=JAN_1)

    _, got = ledger.transfer("C1", "C2", 100, occurred_at=JAN_2)

    assert remaining(ledger, "C2") == {got.entry_id: 70}


def test_only_usable_points_can_be_sent(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, available_from=FEB_1)
    ledger.earn("C1", 30, occurred_at=JAN_1)
    ledger.hold("C1", 10, occurred_at=JAN_2)

    with pytest.raises(errors.InsufficientPoints):
        ledger.transfer("C1", "C2", 21, occurred_at=JAN_10)
    assert len(ledger.transfer("C1", "C2", 20, occurred_at=JAN_10)) == 2


def test_a_customer_cannot_send_to_themselves_or_to_nobody(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)

    with pytest.raises(errors.SameCustomer):
        ledger.transfer("C1", "C1", 5, occurred_at=JAN_2)
    with pytest.raises(errors.UnknownCustomer):
        ledger.transfer("C1", "nobody", 5, occurred_at=JAN_2)
    assert ledger.rows("C1") == [("earn", 100)]


def test_a_transfer_with_a_request_id_is_made_once(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)

    first = ledger.transfer("C1", "C2", 60, occurred_at=JAN_2, request_id="t")
    again = ledger.transfer("C1", "C2", 60, occurred_at=JAN_2, request_id="t")

    assert [p.entry_id for p in again] == [p.entry_id for p in first]
    assert all(p.replayed for p in again)
    assert ledger.balance("C2").balance == 60

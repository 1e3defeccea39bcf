"""A command is done once, whoever says it how often."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

import pointbook
from pointbook import errors
from tests.model.both import JAN_1, JAN_2, JAN_10, NOW, Ledger


def test_the_same_request_is_answered_with_the_first_receipt(ledger: Ledger) -> None:
    first = ledger.earn("C1", 100, occurred_at=JAN_1, request_id="r-1")
    ledger.redeem("C1", 60)

    again = ledger.earn("C1", 100, occurred_at=JAN_1, request_id="r-1")

    assert (first.replayed, again.replayed) == (False, True)
    assert (again.entry_id, again.points) == (first.entry_id, first.points)
    assert ledger.balance("C1").balance == 40


def test_the_same_request_with_other_content_is_refused(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, request_id="r-1")

    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.earn("C1", 101, occurred_at=JAN_1, request_id="r-1")
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.earn("C2", 100, occurred_at=JAN_1, request_id="r-1")
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.redeem("C1", 100, occurred_at=JAN_1, request_id="r-1")

    assert ledger.rows("C1") == [("earn", 100)]


def test_a_refused_request_may_be_tried_again(ledger: Ledger) -> None:
    with pytest.raises(errors.InsufficientPoints):
        ledger.redeem("C1", 10, occurred_at=JAN_2, request_id="r-1")
    ledger.earn("C1", 10, occurred_at=JAN_1)

    assert not ledger.redeem("C1", 10, occurred_at=JAN_2, request_id="r-1").replayed


def test_a_source_and_its_reference_are_done_once_per_kind(ledger: Ledger) -> None:
    first = ledger.earn("C1", 100, occurred_at=JAN_1, source="shop", ref="T-1")
    again = ledger.earn("C1", 100, occurred_at=JAN_1, source="shop", ref="T-1")
    spent = ledger.redeem("C1", 30, occurred_at=JAN_2, source="shop", ref="T-1")
    other_source = ledger.earn("C1", 100, occurred_at=JAN_1, source="till", ref="T-1")

    assert again.replayed and again.entry_id == first.entry_id
    assert not spent.replayed and not other_source.replayed
    assert ledger.balance("C1").balance == 170


def test_a_reference_used_for_something_else_is_refused(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1, source="shop", ref="T-1")

    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.earn("C1", 99, occurred_at=JAN_1, source="shop", ref="T-1")
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.earn("C2", 100, occurred_at=JAN_1, source="shop", ref="T-1")

    assert ledger.rows("C1") == [("earn", 100)]


def test_a_claw_back_with_a_key_is_done_once(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)

    ledger.claw_back(order.entry_id, points=40, source="shop", ref="R-1", occurred_at=JAN_2)
    again = ledger.claw_back(order.entry_id, points=40, source="shop", ref="R-1", occurred_at=JAN_2)

    assert again.replayed
    assert ledger.balance("C1").balance == 60


def test_a_reversal_that_asked_for_too_much_is_done_once(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100, occurred_at=JAN_1)
    key = {"source": "shop", "ref": "R-1", "occurred_at": JAN_2}

    taken = ledger.claw_back(order.entry_id, points=150, **key)
    assert ledger.claw_back(order.entry_id, points=150, **key).replayed
    ledger.restore(taken.entry_id, points=150, **key)
    assert ledger.restore(taken.entry_id, points=150, **key).replayed
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.claw_back(order.entry_id, points=40, **key)


def test_a_transfer_of_several_lots_with_a_reference_is_made_once(ledger: Ledger) -> None:
    ledger.earn("C1", 30, occurred_at=JAN_1)
    ledger.earn("C1", 50, occurred_at=JAN_1)

    first = ledger.transfer("C1", "C2", 70, source="shop", ref="T-1")
    again = ledger.transfer("C1", "C2", 70, source="shop", ref="T-1")

    assert [(p.entry_id, p.replayed) for p in again] == [(p.entry_id, True) for p in first]
    for other in (("C1", "C2", 30), ("C1", "C3", 70), ("C2", "C1", 70)):
        with pytest.raises(errors.DuplicateKeyConflict):
            ledger.transfer(*other, source="shop", ref="T-1")


def test_of_a_merge_said_again_with_its_number_the_date_may_be_left_out(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    number = {"source": "shop", "ref": "M-1"}
    first = ledger.merge("C1", "C2", occurred_at=JAN_2, **number)

    again = ledger.merge("C1", "C2", **number)

    assert [(p.entry_id, p.replayed) for p in again] == [(p.entry_id, True) for p in first]
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.merge("C1", "C2", occurred_at=JAN_10, **number)


def test_a_merge_that_moved_nothing_leaves_its_number_free(ledger: Ledger) -> None:
    number = {"source": "shop", "ref": "M-1"}
    assert ledger.merge("C1", "C2", **number) == []

    with pytest.raises(errors.CustomerMerged):
        ledger.merge("C1", "C2", **number)
    assert ledger.merge("C2", "C3", **number) == []


def test_a_hold_and_its_settlement_are_made_once(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 60, occurred_at=JAN_2, request_id="h")

    assert ledger.hold("C1", 60, occurred_at=JAN_2, request_id="h") == hold_id
    first = ledger.settle(hold_id, 20, request_id="s")
    assert ledger.settle(hold_id, 20, request_id="s").entry_id == first.entry_id
    ledger.release(hold_id, 10, request_id="x")
    ledger.release(hold_id, 10, request_id="x")
    assert ledger.balance("C1").held == 30


def test_a_replay_does_not_ask_for_the_revision_again(ledger: Ledger) -> None:
    shown = ledger.revision("C1")
    first = ledger.earn("C1", 10, request_id="r-1", expected_revision=shown)

    again = ledger.earn("C1", 10, request_id="r-1", expected_revision=shown)

    assert again.replayed and again.entry_id == first.entry_id


def test_requests_are_remembered_when_the_book_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1")
        first = book.ledger.earn("C1", 100, request_id="r-1", actor="t")
        book.ledger.earn("C1", 50, source="shop", ref="T-1", actor="t")

    with pointbook.open_book(path, clock=lambda: NOW) as book:
        again = book.ledger.earn("C1", 100, request_id="r-1", actor="t")
        shop = book.ledger.earn("C1", 50, source="shop", ref="T-1", actor="t")
        with pytest.raises(errors.DuplicateKeyConflict):
            book.ledger.earn("C1", 99, request_id="r-1", actor="t")

        assert again.replayed and again.entry_id == first.entry_id
        assert shop.replayed
        assert book.ledger.balance("C1").balance == 150
        assert book.verify() == []


def test_a_command_said_again_after_its_expiry_is_answered_as_the_first_time() -> None:
    now = [datetime(2026, 1, 1, 12)]
    with pointbook.open_book(":memory:", clock=lambda: now[0]) as book:
        book.customers.add("C1", actor="t")
        wish = {"expires_at": datetime(2026, 1, 3), "actor": "t", "request_id": "r"}
        first = book.ledger.earn("C1", 5, **wish)
        now[0] += timedelta(days=4)
        again = book.ledger.earn("C1", 5, **wish)
        assert (again.entry_id, again.replayed) == (first.entry_id, True)
        with pytest.raises(errors.InvalidDate):
            book.ledger.earn("C1", 5, **{**wish, "request_id": "r2"})

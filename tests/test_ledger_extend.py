"""A later end for points, and an entry moved to the right customer: movements, undone as they were done."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook import errors
from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from tests.model.both import FEB_1, JAN_1, JAN_10, JUN_1, NOW, Ledger, RealBook, figures, remaining

SEP_1 = datetime(2026, 9, 1)
DEC_1 = datetime(2026, 12, 1)


def test_the_rest_of_a_lot_gets_a_later_end_and_the_balance_stays(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=SEP_1)
    ledger.redeem("C1", 30, occurred_at=JAN_10)

    out, into = ledger.extend(lot.entry_id, DEC_1)

    assert (out.kind, out.points, into.kind, into.points) == (
        "transfer_out",
        -70,
        "transfer_in",
        70,
    )
    assert remaining(ledger) == {lot.entry_id: 0, into.entry_id: 70}
    assert figures(ledger) == {"balance": 70, "available": 70}
    assert figures(ledger, as_of=NOW) == {"balance": 70, "available": 70}


def test_an_end_that_is_no_later_is_refused_unless_asked_for(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=DEC_1)
    for until in (SEP_1, DEC_1):
        with pytest.raises(errors.ExpiryNotLater):
            ledger.extend(lot.entry_id, until)
    with pytest.raises(errors.InvalidDate):
        ledger.extend(lot.entry_id, FEB_1)  # it has passed

    ledger.extend(lot.entry_id, SEP_1, shorten=True)

    assert figures(ledger) == {"balance": 100, "available": 100}


def test_points_on_hold_stay_and_the_others_can_be_extended(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=SEP_1)
    ledger.hold("C1", 40, occurred_at=JAN_10)
    for points in (None, 61):
        with pytest.raises(errors.PointsHeld):
            ledger.extend(lot.entry_id, DEC_1, points=points)

    ledger.extend(lot.entry_id, DEC_1, points=60)

    assert figures(ledger) == {"balance": 100, "available": 60, "held": 40}


def test_what_has_expired_or_is_used_up_cannot_be_extended(ledger: Ledger) -> None:
    gone = ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=JUN_1)
    used = ledger.earn("C2", 10, occurred_at=JAN_1)
    ledger.redeem("C2", 10, occurred_at=JAN_10)
    with pytest.raises(errors.PointsExpired):
        ledger.extend(gone.entry_id, DEC_1)
    with pytest.raises(errors.NothingToExtend):
        ledger.extend(used.entry_id, DEC_1)


def test_an_undone_extension_leaves_the_lot_as_it_was(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=SEP_1)
    _, into = ledger.extend(lot.entry_id, None)
    ledger.redeem("C1", 25)

    ledger.undo(ledger.last_batch())

    assert remaining(ledger) == {lot.entry_id: 75, into.entry_id: 0}
    assert figures(ledger) == {"balance": 75, "available": 75}


def test_an_entry_goes_to_the_right_customer_with_all_that_was_said_of_it(
    memory_book: Book,
) -> None:
    for number in ("C1", "C2"):
        memory_book.customers.add(number, actor="t")
    wrong = memory_book.ledger.earn(
        "C1", 100, occurred_at=JAN_1, expires_at=DEC_1, reason="purchase", store="S1", ref="A-1",
        source="crm", campaign="spring", actor="t",
    )  # fmt: skip

    back, anew = memory_book.ledger.reassign(wrong.entry_id, "C2", reason="correction", actor="t")

    assert (back.kind, back.customer_no, back.points) == ("claw_back", "C1", -100)
    posted = memory_book.ledger.entries("C2").row(0, named=True)
    assert (posted["entry_id"], posted["kind"], posted["points"]) == (anew.entry_id, "earn", 100)
    for name, value in {"reason": "purchase", "store": "S1", "campaign": "spring"}.items():
        assert posted[name] == value
    assert posted["expires_at"] == DEC_1
    mine = memory_book.ledger.entries("C1").row(-1, named=True)
    assert mine["batch_id"] == posted["batch_id"] is not None
    memory_book.ledger.undo(posted["batch_id"], actor="t")
    assert memory_book.ledger.balance("C1").available == 100
    assert memory_book.ledger.balance("C2").balance == 0
    assert memory_book.verify() == []


def test_a_debit_goes_to_the_right_customer_if_they_can_pay_it(ledger: Ledger) -> None:
    for number in ("C1", "C2"):
        ledger.earn(number, 50, occurred_at=JAN_1)
    wrong = ledger.redeem("C1", 30, occurred_at=JAN_10)
    ledger.reassign(wrong.entry_id, "C2")
    assert figures(ledger) == {"balance": 50, "available": 50}
    assert figures(ledger, "C2") == {"balance": 20, "available": 20}
    with pytest.raises(errors.InsufficientPoints):
        ledger.reassign(ledger.redeem("C1", 30).entry_id, "C2")
    assert figures(ledger) == {"balance": 20, "available": 20}


def test_an_imported_entry_without_a_reason_is_moved_with_the_reason_of_the_correction(
    memory_book: Book,
) -> None:
    memory_book.customers.add("C2", actor="t")
    draft = memory_book.imports.read(
        b"customer_no,points,date\nC1,50,2026-01-01\n", filename="p.csv"
    )
    draft.plan(kind="points").post(actor="t")
    wrong = memory_book.ledger.entries("C1").row(0, named=True)
    assert wrong["reason"] is None

    memory_book.ledger.reassign(wrong["entry_id"], "C2", reason="correction", actor="t")

    assert memory_book.ledger.entries("C2")["reason"].to_list() == ["correction"]
    assert memory_book.verify() == []


def test_what_was_spent_of_several_lots_of_a_debit_that_comes_back_is_one_debt(
    ledger: Ledger,
) -> None:
    for number in ("C1", "C1", "C2", "C2"):
        ledger.earn(number, 50, occurred_at=JAN_1)
    wrong = ledger.redeem("C1", 100, occurred_at=JAN_10)
    ledger.reassign(wrong.entry_id, "C2", occurred_at=JAN_10)
    moved = ledger.last_batch()
    ledger.redeem("C1", 100, occurred_at=JAN_10)

    ledger.undo(moved)

    assert figures(ledger) == {"balance": -100, "debt": 100}
    if isinstance(ledger, RealBook):
        assert ledger.book.verify() == []
    ledger.earn("C1", 120, occurred_at=JUN_1)
    assert figures(ledger) == {"balance": 20, "available": 20}


def test_what_the_wrong_customer_has_spent_blocks_or_is_owed(ledger: Ledger) -> None:
    wrong = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.redeem("C1", 70, occurred_at=JAN_10)
    with pytest.raises(errors.ClawbackBlocked):
        ledger.reassign(wrong.entry_id, "C2")
    ledger.reassign(wrong.entry_id, "C2", policy="debt")
    assert figures(ledger) == {"balance": -70, "debt": 70}
    assert figures(ledger, "C2") == {"balance": 100, "available": 100}


def test_an_outside_number_belongs_to_one_lot(memory_book: Book) -> None:
    memory_book.customers.add("C1", actor="t")
    one, two = (
        memory_book.ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=SEP_1, actor="t")
        for _ in range(2)
    )
    said = {"ref": "T-1", "actor": "t"}
    memory_book.ledger.extend(one.entry_id, date(2026, 12, 31), **said)
    assert memory_book.ledger.extend(one.entry_id, date(2026, 12, 31), **said)[0].replayed
    with pytest.raises(errors.DuplicateKeyConflict):
        memory_book.ledger.extend(two.entry_id, date(2026, 12, 31), **said)


def test_an_undo_of_an_extension_asks_for_the_right_to_adjust_and_for_the_customer(
    memory_book: Book,
) -> None:
    memory_book.customers.add("C1", owner="anna", actor="t")
    lot = memory_book.ledger.earn("C1", 10, occurred_at=JAN_1, expires_at=SEP_1, actor="t")
    mine = Actor("anna", frozenset({Right.ADJUST}), scope=Scope("own", ("anna",)))
    other = Actor("otto", frozenset({Right.ADJUST}), scope=Scope("own", ("otto",)))
    with pytest.raises(errors.UnknownEntry):
        memory_book.ledger.extend(lot.entry_id, DEC_1, actor=other)
    memory_book.ledger.extend(lot.entry_id, DEC_1, actor=mine)
    batch_id = int(memory_book.batches()["batch_id"][0])
    with pytest.raises(errors.UnknownBatch):
        memory_book.ledger.undo(batch_id, actor=other)
    with pytest.raises(errors.NotPermitted):
        memory_book.ledger.undo(batch_id, actor=Actor("p", frozenset({Right.POST})))
    memory_book.ledger.undo(batch_id, actor=mine)
    assert remaining(RealBook(memory_book)) == {1: Decimal(10), 3: Decimal(0)}


def test_an_entry_of_a_file_without_a_reason_is_moved_with_that_of_the_move(
    memory_book: Book,
) -> None:
    memory_book.customers.add("C2", actor="t")
    rows = b"customer_no,occurred_at,points\nC1,2026-01-05,10\n"
    memory_book.imports.read(rows, filename="f.csv").plan("points").post(actor="t")
    memory_book.ledger.reassign(1, "C2", actor="t")
    assert memory_book.ledger.entries("C2")["reason"].to_list() == ["wrong_customer"]
    assert memory_book.verify() == []


def test_a_move_said_again_with_its_number_is_answered_as_the_first_time(ledger: Ledger) -> None:
    number = {"source": "shop", "ref": "R-1"}
    wrong = ledger.earn("C1", 100, occurred_at=JAN_1)
    first = ledger.reassign(wrong.entry_id, "C2", **number)

    again = ledger.reassign(wrong.entry_id, "C2", **number)

    assert [(p.entry_id, p.replayed) for p in again] == [(p.entry_id, True) for p in first]
    assert figures(ledger, "C2") == {"balance": 100, "available": 100}
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.reassign(wrong.entry_id, "C3", **number)
    ledger.undo(ledger.last_batch())
    assert not ledger.reassign(wrong.entry_id, "C3", **number)[0].replayed


def test_a_debit_whose_points_lapse_when_it_is_moved_is_moved_once(ledger: Ledger) -> None:
    number = {"source": "shop", "ref": "R-1"}
    ledger.earn("C1", 30, occurred_at=JAN_1, expires_at=FEB_1)
    ledger.earn("C2", 30, occurred_at=JAN_1)
    wrong = ledger.redeem("C1", 30, occurred_at=JAN_10)
    first = ledger.reassign(wrong.entry_id, "C2", **number)

    again = ledger.reassign(wrong.entry_id, "C2", **number)

    assert [p.kind for p in first] == ["restore", "expire", "redeem"]
    assert [(p.entry_id, p.replayed) for p in again] == [(p.entry_id, True) for p in first]


def test_a_number_of_a_restore_is_free_for_an_earn_that_is_moved(ledger: Ledger) -> None:
    number = {"source": "shop", "ref": "R-1"}
    wrong = ledger.earn("C1", 100, occurred_at=JAN_1)
    ledger.restore(ledger.redeem("C1", 30).entry_id, **number)
    first = ledger.reassign(wrong.entry_id, "C2", **number)

    again = ledger.reassign(wrong.entry_id, "C2", **number)

    assert [(p.entry_id, p.replayed) for p in again] == [(p.entry_id, True) for p in first]


def test_a_transfer_is_no_answer_to_an_extension_with_its_number(ledger: Ledger) -> None:
    number = {"source": "shop", "ref": "R-1"}
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=SEP_1)
    ledger.transfer("C1", "C2", 40, **number)

    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.extend(lot.entry_id, DEC_1, points=40, **number)

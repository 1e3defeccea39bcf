"""Two customers become one, and can become two again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from pointbook import errors
from pointbook.access import Actor, Right
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
    Row,
    figures,
    remaining,
)

if TYPE_CHECKING:
    from pointbook.book import Book


def test_every_lot_goes_over_as_a_pair_that_keeps_its_dates(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1, expires_at=JUN_1)
    ledger.earn("C1", 20, occurred_at=JAN_1, expires_at=MAR_1)
    ledger.earn("C1", 30, occurred_at=JAN_2, available_from=FEB_1)
    ledger.redeem("C1", 5, occurred_at=JAN_2)

    posted = ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert [(p.kind, p.customer_no, p.points) for p in posted] == [
        ("merge_out", "C1", -50), ("merge_in", "C2", 50),
        ("merge_out", "C1", -15), ("merge_in", "C2", 15),
        ("merge_out", "C1", -30), ("merge_in", "C2", 30),
    ]  # fmt: skip
    assert figures(ledger, "C1") == {}
    assert figures(ledger, "C2", JAN_10) == {"balance": 95, "available": 65, "pending": 30}
    assert figures(ledger, "C2", MAR_1) == {"balance": 95, "available": 80, "lapsed": 15}
    assert figures(ledger, "C2", JUN_1) == {"balance": 95, "available": 30, "lapsed": 65}


def test_a_debt_goes_along(ledger: Ledger) -> None:
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1)

    posted = ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert [(p.kind, p.customer_no, p.points) for p in posted] == [
        ("merge_in", "C1", 30), ("merge_out", "C2", -30)
    ]  # fmt: skip
    assert figures(ledger, "C1") == {}
    assert figures(ledger, "C2") == {"balance": -30, "debt": 30}


def test_a_debt_is_paid_from_what_the_other_has(ledger: Ledger) -> None:
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1)
    lot = ledger.earn("C2", 50, occurred_at=JAN_1).entry_id

    ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert remaining(ledger, "C2") == {lot: 20}


def test_points_that_come_over_pay_what_the_other_owes(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.redeem("C2", 30, overdraft=True, occurred_at=JAN_1)

    ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert figures(ledger, "C2") == {"balance": 20, "available": 20}


def test_a_customer_with_points_on_hold_is_not_merged(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    hold_id = ledger.hold("C1", 10, occurred_at=JAN_2)

    with pytest.raises(errors.PointsHeld):
        ledger.merge("C1", "C2", occurred_at=JAN_10)
    ledger.release(hold_id, occurred_at=JAN_10)
    assert len(ledger.merge("C1", "C2", occurred_at=JAN_10)) == 2


def test_holds_of_the_one_who_stays_are_no_obstacle(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.earn("C2", 50, occurred_at=JAN_1)
    ledger.hold("C2", 10, occurred_at=JAN_2)

    ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert figures(ledger, "C2") == {"balance": 100, "available": 90, "held": 10}


def test_what_has_expired_stays_for_the_sweep(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1, expires_at=FEB_1)

    assert ledger.merge("C1", "C2", occurred_at=FEB_5) == []

    assert figures(ledger, "C1") == {"balance": 50, "lapsed": 50}
    assert [(p.customer_no, p.points) for p in ledger.expire(MAR_1)] == [("C1", -50)]


def test_a_merge_does_not_predate_what_it_carries(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_10)
    ledger.redeem("C3", 50, overdraft=True, occurred_at=JAN_10)

    with pytest.raises(errors.MergeTooEarly):
        ledger.merge("C1", "C2", occurred_at=JAN_2)
    with pytest.raises(errors.MergeTooEarly):
        ledger.merge("C3", "C2", occurred_at=JAN_2)


def test_nobody_is_merged_into_themselves_or_into_nobody(ledger: Ledger) -> None:
    with pytest.raises(errors.SameCustomer):
        ledger.merge("C1", "C1")
    with pytest.raises(errors.UnknownCustomer):
        ledger.merge("C1", "nobody")
    with pytest.raises(errors.UnknownCustomer):
        ledger.merge("nobody", "C1")


@pytest.mark.parametrize(
    "command",
    [
        lambda ledger, _: ledger.earn("C1", 1),
        lambda ledger, _: ledger.opening("C1", 1),
        lambda ledger, _: ledger.redeem("C1", 1, overdraft=True),
        lambda ledger, _: ledger.adjust("C1", 1),
        lambda ledger, _: ledger.clear("C1"),
        lambda ledger, _: ledger.hold("C1", 1),
        lambda ledger, _: ledger.transfer("C1", "C2", 1),
        lambda ledger, _: ledger.transfer("C2", "C1", 1),
        lambda ledger, _: ledger.merge("C1", "C3"),
        lambda ledger, _: ledger.merge("C3", "C1"),
        lambda ledger, entries: ledger.claw_back(entries[0]),
        lambda ledger, entries: ledger.restore(entries[1]),
        lambda ledger, entries: ledger.reverse(entries[1]),
    ],
)
def test_whoever_was_merged_changes_no_more(
    ledger: Ledger, command: Callable[[Ledger, list[int]], Any]
) -> None:
    earned = ledger.earn("C1", 50, occurred_at=JAN_1)
    spent = ledger.redeem("C1", 20, occurred_at=JAN_2)
    ledger.merge("C1", "C2", occurred_at=JAN_10)

    with pytest.raises(errors.CustomerMerged) as refused:
        command(ledger, [earned.entry_id, spent.entry_id])

    assert refused.value.values["into"] == "C2"
    assert figures(ledger, "C1") == {}


def test_whoever_was_merged_can_still_be_looked_at(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert ledger.rows("C1") == [("earn", 50), ("merge_out", -50)]
    assert figures(ledger, "C1", JAN_2) == {"balance": 50, "available": 50}


def test_what_came_over_can_be_clawed_back_from_its_own_lot(ledger: Ledger) -> None:
    other = ledger.earn("C2", 50, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    ledger.earn("C1", 50, occurred_at=JAN_1)
    _, came = ledger.merge("C1", "C2", occurred_at=JAN_10)

    ledger.claw_back(came.entry_id, points=30, occurred_at=JAN_15)

    assert remaining(ledger, "C2") == {other: 50, came.entry_id: 20}


def test_history_of_whoever_was_merged_may_still_be_imported(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.merge("C1", "C2", occurred_at=JAN_10)
    merged = ledger.last_batch()
    ledger.import_rows([Row("C1", "earn", ledger.balance("C2").balance, JAN_2)])
    assert figures(ledger, "C1") == {"balance": 50, "available": 50}

    ledger.undo(merged)
    ledger.merge("C1", "C2", occurred_at=JAN_15)

    assert figures(ledger, "C2") == {"balance": 100, "available": 100}


def test_a_merge_is_done_once(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)

    first = ledger.merge("C1", "C2", occurred_at=JAN_10, request_id="m")
    again = ledger.merge("C1", "C2", occurred_at=JAN_10, request_id="m")

    assert [p.entry_id for p in again] == [p.entry_id for p in first]
    assert all(p.replayed for p in again)
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.merge("C1", "C3", occurred_at=JAN_10, request_id="m")
    assert ledger.balance("C2").balance == 50


def test_a_merge_with_a_reference_is_done_once(ledger: Ledger) -> None:
    ledger.redeem("C1", 10, overdraft=True, occurred_at=JAN_2)
    ledger.earn("C1", 10, occurred_at=JAN_2)
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.redeem("C3", 10, overdraft=True, occurred_at=JAN_2)

    for gone in ("C1", "C3"):
        first = ledger.merge(gone, "C2", source="crm", ref=f"M-{gone}", occurred_at=JAN_10)
        again = ledger.merge(gone, "C2", source="crm", ref=f"M-{gone}", occurred_at=JAN_10)
        assert [p.entry_id for p in again] == [p.entry_id for p in first]
    with pytest.raises(errors.DuplicateKeyConflict):
        ledger.merge("C2", "C3", source="crm", ref="M-C3", occurred_at=JAN_10)
    assert ledger.balance("C2").balance == 40


def test_a_stale_form_merges_nobody(ledger: Ledger) -> None:
    shown = ledger.revision("C1")
    ledger.earn("C1", 50, occurred_at=JAN_1)

    with pytest.raises(errors.StaleWrite):
        ledger.merge("C1", "C2", expected_revision=shown)


def test_undo_makes_them_two_again(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 50, occurred_at=JAN_1, expires_at=JUN_1).entry_id
    kept = ledger.earn("C2", 50, occurred_at=JAN_1).entry_id
    _, came = ledger.merge("C1", "C2", occurred_at=JAN_10)

    assert ledger.undo(ledger.last_batch()).shortfalls == {}

    assert remaining(ledger, "C1") == {lot: 50}
    assert remaining(ledger, "C2") == {kept: 50, came.entry_id: 0}
    ledger.redeem("C1", 50, occurred_at=JAN_20)


def test_undo_gives_each_their_debts_again(ledger: Ledger) -> None:
    spent = ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1)
    lot = ledger.earn("C2", 20, occurred_at=JAN_1).entry_id
    ledger.merge("C1", "C2", occurred_at=JAN_10)

    ledger.undo(ledger.last_batch())

    assert figures(ledger, "C1") == {"balance": -30, "debt": 30}
    assert remaining(ledger, "C2") == {lot: 20}
    ledger.restore(spent.entry_id, occurred_at=JAN_20)
    assert figures(ledger, "C1") == {}


def test_what_was_spent_meanwhile_is_owed_after_the_undo(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.merge("C1", "C2", occurred_at=JAN_10)
    merged = ledger.last_batch()
    ledger.redeem("C2", 40, occurred_at=JAN_15)

    assert ledger.undo(merged).shortfalls == {}

    assert figures(ledger, "C1") == {"balance": 50, "available": 50}
    assert figures(ledger, "C2") == {"balance": -40, "debt": 40}


def test_a_merge_that_moved_nothing_can_be_undone(ledger: Ledger) -> None:
    ledger.merge("C1", "C2")
    merged = ledger.last_batch()
    with pytest.raises(errors.CustomerMerged):
        ledger.earn("C1", 10)

    ledger.undo(merged)

    assert ledger.earn("C1", 10).points == 10
    with pytest.raises(errors.AlreadyUndone):
        ledger.undo(merged)


def test_of_two_merges_the_later_is_undone_first(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 50, occurred_at=JAN_1).entry_id
    ledger.merge("C1", "C2", occurred_at=JAN_10)
    first = ledger.last_batch()
    ledger.merge("C2", "C3", occurred_at=JAN_15)
    second = ledger.last_batch()

    with pytest.raises(errors.CustomerMerged):
        ledger.undo(first)
    ledger.undo(second)
    ledger.undo(first)

    assert remaining(ledger, "C1") == {lot: 50}
    assert figures(ledger, "C2") == figures(ledger, "C3") == {}


def test_a_merge_reversed_in_part_is_not_undone(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    _, came = ledger.merge("C1", "C2", occurred_at=JAN_10)
    merged = ledger.last_batch()
    taken = ledger.claw_back(came.entry_id, occurred_at=JAN_15)

    with pytest.raises(errors.ReversedSince):
        ledger.undo(merged)
    ledger.restore(taken.entry_id, occurred_at=JAN_20)
    ledger.undo(merged)

    assert figures(ledger, "C1") == {"balance": 50, "available": 50}


def test_after_an_undo_the_reference_may_be_used_again(ledger: Ledger) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1)
    ledger.merge("C1", "C2", source="crm", ref="M-1", occurred_at=JAN_10)
    ledger.undo(ledger.last_batch())

    assert not ledger.merge("C1", "C3", source="crm", ref="M-1", occurred_at=JAN_10)[0].replayed


def test_a_merge_and_its_undo_need_their_rights(memory_book: Book) -> None:
    memory_book.customers.add("C1")
    memory_book.customers.add("C2")
    clerk = Actor("clerk", frozenset({Right.POST, Right.UNDO}))

    with pytest.raises(errors.NotPermitted):
        memory_book.ledger.merge("C1", "C2", actor=clerk)
    memory_book.ledger.merge("C1", "C2", actor="t")
    with pytest.raises(errors.NotPermitted):
        memory_book.ledger.undo(memory_book.batches()["batch_id"][0], actor=clerk)


def test_the_registry_tells_in_whom_a_customer_lives_on(memory_book: Book) -> None:
    memory_book.customers.add("C1", name="Li Lei")
    memory_book.customers.add("C2")
    memory_book.ledger.merge("C1", "C2", actor="t")
    merge = memory_book.batches().row(0, named=True)

    assert (merge["kind"], merge["title"]) == ("merge", "C1 → C2")
    assert memory_book.customers.get("C1").merged_into == "C2"
    memory_book.imports.undo(merge["batch_id"], actor="t")
    assert memory_book.customers.get("C1").merged_into is None
    assert memory_book.customers.get("C1").name == "Li Lei"


def test_an_undone_import_leaves_whoever_took_part_in_a_merge(memory_book: Book) -> None:
    imported = memory_book.imports.read(b"customer_no\nN1\nN2\nN3\n", filename="new.csv")
    batch_id = imported.plan(kind="customers").post(actor="t").batch_id
    memory_book.ledger.merge("N1", "N2", actor="t")
    merge = memory_book.batches()["batch_id"][0]

    assert memory_book.imports.undo(batch_id, actor="t").removed_customers == 1

    with pytest.raises(errors.UnknownCustomer):
        memory_book.customers.get("N3")
    memory_book.imports.undo(merge, actor="t")
    assert memory_book.customers.get("N1").merged_into is None

"""Imported history in the ledger, and taking it back."""

from __future__ import annotations

from decimal import Decimal

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
    MAR_1,
    Ledger,
    Row,
    figures,
    remaining,
)


def points(value: str) -> Decimal:
    return Decimal(value)


def test_the_order_of_rows_in_a_file_changes_nothing(ledger: Ledger) -> None:
    late = Row("C1", "redeem", points("-30"), JAN_10)
    early = Row("C1", "earn", points("100"), JAN_1, FEB_1)
    run = ledger.import_rows([late, early])

    assert run.skipped == 0
    assert ledger.rows("C1") == [("earn", 100), ("redeem", -30)]
    assert list(remaining(ledger).values()) == [70]


def test_credits_of_an_instant_come_before_its_debits(ledger: Ledger) -> None:
    rows = [Row("C1", "redeem", points("-30"), JAN_1), Row("C1", "earn", points("100"), JAN_1)]
    ledger.import_rows(rows)

    assert figures(ledger) == {"balance": 70, "available": 70}


def test_imported_history_may_overdraw(ledger: Ledger) -> None:
    ledger.import_rows([Row("C1", "redeem", points("-30"), JAN_1)])

    assert figures(ledger) == {"balance": -30, "debt": 30}


def test_an_imported_expiry_takes_first_what_had_lapsed(ledger: Ledger) -> None:
    rows = [
        Row("C1", "earn", points("100"), JAN_1),
        Row("C1", "earn", points("40"), JAN_1, FEB_1),
        Row("C1", "expire", points("-50"), FEB_5),
    ]
    ledger.import_rows(rows)

    lapsed, never = sorted(remaining(ledger).values())
    assert (lapsed, never) == (0, 90)


def test_the_same_file_again_adds_nothing(ledger: Ledger) -> None:
    rows = [
        Row("C1", "earn", points("5"), JAN_1),
        Row("C1", "earn", points("5"), JAN_1),
        Row("C2", "earn", points("7.25"), JAN_1, None, "T-1"),
    ]
    ledger.import_rows(rows)
    again = ledger.import_rows([*rows, Row("C1", "earn", points("5"), JAN_1)])

    assert again.skipped == 3
    assert ledger.balance("C1").balance == 15
    assert ledger.balance("C2").balance == points("7.25")


def test_the_same_rows_from_another_source_are_other_rows(ledger: Ledger) -> None:
    rows = [Row("C1", "earn", points("5"), JAN_1)]
    ledger.import_rows(rows, source="shop")

    assert ledger.import_rows(rows, source="till").skipped == 0
    assert ledger.balance("C1").balance == 10


def test_undo_leaves_the_book_as_if_the_file_had_never_come(ledger: Ledger) -> None:
    before = ledger.earn("C1", 50, occurred_at=JAN_1).entry_id
    rows = [
        Row("C1", "earn", points("100"), JAN_2, FEB_1),
        Row("C1", "redeem", points("-120"), JAN_10),
        Row("C2", "redeem", points("-20"), JAN_10),
        Row("C2", "earn", points("5"), JAN_15),
    ]
    run = ledger.import_rows(rows)

    undone = ledger.undo(run.batch_id)

    assert undone.shortfalls == {}
    assert remaining(ledger)[before] == 50
    assert figures(ledger) == {"balance": 50, "available": 50}
    assert figures(ledger, "C2") == {}


def test_undo_dates_the_opposites_at_the_original(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2)])
    ledger.undo(run.batch_id)

    assert figures(ledger, as_of=JAN_2) == {}
    assert ledger.rows("C1") == [("earn", 100), ("claw_back", -100)]


def test_undo_reports_what_is_spent_by_customer(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2)])
    ledger.redeem("C1", 60, occurred_at=JAN_10)

    undone = ledger.undo(run.batch_id)

    assert undone.shortfalls == {"C1": 60}
    assert figures(ledger) == {}


def test_what_is_spent_is_drawn_from_lots_of_the_same_time(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2, MAR_1)])
    other = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    ledger.redeem("C1", 60, occurred_at=JAN_10)

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert remaining(ledger)[other] == 40


def test_undo_opens_the_debts_again_that_the_file_had_paid(ledger: Ledger) -> None:
    spent = ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1)
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2)])

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert figures(ledger) == {"balance": -30, "debt": 30}
    ledger.restore(spent.entry_id)
    assert figures(ledger) == {}


def test_undo_takes_back_what_expired_of_the_file(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2, FEB_1)])
    ledger.redeem("C1", 10, occurred_at=JAN_10)
    ledger.expire(FEB_5)

    assert ledger.undo(run.batch_id).shortfalls == {"C1": 10}
    assert figures(ledger) == {}


def test_undo_leaves_held_points_where_they_are(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2)])
    ledger.hold("C1", 30, occurred_at=JAN_10)

    assert ledger.undo(run.batch_id).shortfalls == {"C1": 30}
    assert figures(ledger) == {"balance": 30, "held": 30}


def test_what_was_reversed_by_hand_is_not_reversed_again(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2)])
    lot = next(iter(remaining(ledger)))
    ledger.claw_back(lot, points=40, occurred_at=JAN_20)

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert figures(ledger) == {}


def test_an_import_is_undone_once_and_its_file_posts_again(ledger: Ledger) -> None:
    rows = [Row("C1", "earn", points("100"), JAN_2, None, "T-1")]
    run = ledger.import_rows(rows)
    ledger.undo(run.batch_id)

    with pytest.raises(errors.AlreadyUndone):
        ledger.undo(run.batch_id)
    with pytest.raises(errors.UnknownBatch):
        ledger.undo(999)
    assert ledger.import_rows(rows).skipped == 0
    assert figures(ledger) == {"balance": 100, "available": 100}


def test_undo_gives_back_only_what_expired_of_its_own_lots(ledger: Ledger) -> None:
    own = ledger.earn("C1", 40, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    run = ledger.import_rows([Row("C1", "earn", points("60"), JAN_2, FEB_1)])
    ledger.import_rows([Row("C1", "expire", points("-100"), FEB_1)])

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert remaining(ledger)[own] == 0
    assert figures(ledger) == {}


def test_the_opposite_of_an_undo_can_be_reversed_too(ledger: Ledger) -> None:
    ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1)
    run = ledger.import_rows([Row("C1", "earn", points("100"), JAN_2)])
    lot = next(iter(remaining(ledger)))
    ledger.undo(run.batch_id)

    ledger.restore(ledger.postings("C1")[-1])

    assert remaining(ledger) == {lot: 70}
    assert figures(ledger) == {"balance": 70, "available": 70}


def test_undo_refills_the_lot_that_was_drawn_last_first(ledger: Ledger) -> None:
    soon = ledger.earn("C1", 50, occurred_at=JAN_2, expires_at=MAR_1).entry_id
    never = ledger.earn("C1", 50, occurred_at=JAN_2).entry_id
    run = ledger.import_rows([Row("C1", "redeem", points("-80"), JAN_10)])
    ledger.redeem("C1", 20, overdraft=True, occurred_at=JAN_1)

    ledger.undo(run.batch_id)

    assert remaining(ledger) == {soon: 50, never: 30}


def test_undo_gives_back_the_rest_of_an_expiry_restored_in_part(ledger: Ledger) -> None:
    lots = [Row("C1", "earn", points("40"), JAN_1, FEB_1), Row("C1", "earn", points("30"), JAN_2)]
    ledger.import_rows(lots)
    run = ledger.import_rows([Row("C1", "expire", points("-70"), FEB_1)])
    ledger.restore(ledger.postings("C1")[-1], points=10, occurred_at=MAR_1)

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert sorted(remaining(ledger).values()) == [10, 30, 30]
    assert ledger.balance("C1").balance == 70


def test_undo_gives_back_the_rest_of_a_debt_restored_in_part(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "expire", points("-70"), FEB_1)])
    ledger.restore(ledger.postings("C1")[-1], points=10, occurred_at=MAR_1)

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert figures(ledger) == {}


def test_undo_leaves_alone_an_expiry_that_was_given_back_for_good(ledger: Ledger) -> None:
    other = ledger.earn("C1", 100, occurred_at=JAN_1).entry_id
    run = ledger.import_rows([Row("C1", "expire", points("-60"), JAN_15)])
    back = ledger.restore(ledger.postings("C1")[-1], occurred_at=JAN_20)
    taken = ledger.claw_back(back.entry_id, occurred_at=FEB_1)
    ledger.restore(taken.entry_id, occurred_at=FEB_5)

    ledger.undo(run.batch_id)

    assert ledger.rows("C1")[-1] == ("restore", 60)
    assert remaining(ledger) == {other: 40, back.entry_id: 60}


def test_undo_gives_back_what_taking_back_a_restore_has_taken(ledger: Ledger) -> None:
    run = ledger.import_rows([Row("C1", "expire", points("-60"), JAN_2)])
    back = ledger.restore(ledger.postings("C1")[-1], occurred_at=JAN_10)
    other = ledger.earn("C1", 100, occurred_at=JAN_15).entry_id
    ledger.claw_back(back.entry_id, occurred_at=JAN_20)

    ledger.undo(run.batch_id)

    assert figures(ledger) == {"balance": 100, "available": 100}
    assert sum(remaining(ledger).values()) == 100
    assert remaining(ledger)[other] == 40


def test_undo_takes_back_a_credit_that_was_given_back_for_good(ledger: Ledger) -> None:
    ledger.earn("C1", 100, occurred_at=JAN_1)
    run = ledger.import_rows([Row("C1", "earn", points("60"), JAN_2, JAN_15)])
    lot = ledger.postings("C1")[-1]
    taken = ledger.claw_back(lot, occurred_at=JAN_10)
    back = ledger.restore(taken.entry_id, grace_days=30, occurred_at=JAN_20)
    again = ledger.claw_back(back.entry_id, occurred_at=JAN_20)
    ledger.restore(again.entry_id, occurred_at=JAN_20)

    assert ledger.undo(run.batch_id).shortfalls == {}
    assert ledger.rows("C1")[2] == ("claw_back", -60)
    assert figures(ledger) == {"balance": 100, "available": 40, "lapsed": 60}


def test_undo_takes_back_all_that_its_lots_lost_of_an_expiry_restored_in_part(
    ledger: Ledger,
) -> None:
    ledger.earn("C1", 40, occurred_at=JAN_1, expires_at=FEB_1)
    run = ledger.import_rows([Row("C1", "earn", points("60"), JAN_2, FEB_1)])
    lot = ledger.postings("C1")[-1]
    ledger.import_rows([Row("C1", "expire", points("-100"), FEB_1)])
    back = ledger.restore(ledger.postings("C1")[-1], points=50, occurred_at=FEB_5)

    assert ledger.undo(run.batch_id).shortfalls == {"C1": 10}
    assert remaining(ledger)[lot] == 0
    assert remaining(ledger)[back.entry_id] == 50


def test_a_sweep_can_be_undone(ledger: Ledger) -> None:
    lot = ledger.earn("C1", 100, occurred_at=JAN_1, expires_at=FEB_1).entry_id
    ledger.redeem("C1", 30, occurred_at=JAN_10)
    ledger.expire(FEB_5)

    assert ledger.undo(ledger.last_batch()).shortfalls == {}
    assert remaining(ledger) == {lot: 70}
    assert figures(ledger) == {"balance": 70, "lapsed": 70}
    assert [p.points for p in ledger.expire(FEB_5)] == [-70]


def test_within_an_undo_too_what_paid_a_debt_last_is_refilled_first(ledger: Ledger) -> None:
    ledger.import_rows(
        [
            Row("C1", "redeem", points("-20"), JAN_1),
            Row("C1", "redeem", points("-20"), JAN_2),
            Row("C1", "earn", points("20"), JAN_10),
        ]
    )
    batch = ledger.last_batch()
    older, newer = (ledger.earn("C1", 10, occurred_at=JAN_15).entry_id for _ in range(2))
    ledger.redeem("C1", 15, occurred_at=JAN_20, overdraft=True)

    ledger.undo(batch)

    left = remaining(ledger)
    assert (left[older], left[newer]) == (0, 5)


def test_an_expiry_of_another_lot_stays_when_what_it_gave_back_was_taken_from_the_batch(
    ledger: Ledger,
) -> None:
    ledger.earn("C1", 50, occurred_at=JAN_1, expires_at=FEB_1)
    expired = ledger.expire(FEB_1)[0]
    back = ledger.restore(expired.entry_id, occurred_at=FEB_5)
    ledger.redeem("C1", 50, occurred_at=FEB_5)
    run = ledger.import_rows([Row("C1", "earn", points("50"), FEB_5)])
    ledger.claw_back(back.entry_id, occurred_at=MAR_1)  # from the lot of the file: its own is spent

    assert ledger.undo(run.batch_id).shortfalls == {"C1": 50}
    kinds = [kind for kind, _ in ledger.rows("C1")]
    assert kinds.count("restore") == 1
    assert figures(ledger, "C1") == {}


def test_a_lot_that_pays_a_debt_again_has_paid_it_last(ledger: Ledger) -> None:
    debit = ledger.redeem("C1", 50, overdraft=True, occurred_at=JAN_1)
    ends = [Row("C1", "earn", points("1"), JAN_2), Row("C1", "earn", points("1"), JAN_20)]
    ledger.import_rows([*ends, Row("C1", "earn", points("20"), JAN_10)])
    without = ledger.import_rows(ends, replace=True)
    between = ledger.earn("C1", 25, occurred_at=JAN_15).entry_id
    ledger.undo(without.batch_id)  # the lot of 20 is there again, and pays once more

    ledger.restore(debit.entry_id, points=10, occurred_at=FEB_1)

    left = remaining(ledger)
    assert (left[between], sorted(left.values())) == (0, [0, 0, 0, 7])  # 3 were still owed

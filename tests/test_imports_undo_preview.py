"""What an undo would do, told before it is done; that it comes true is tried in tests/model as well."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from pointbook import errors
from pointbook.access import Actor
from pointbook.book import Book
from pointbook.ledger.foresight import UndoPreview
from tests.model.both import FEB_1, FEB_5, JAN_1, JAN_2, JAN_10, MAR_1, RealBook, Row

NONE = Decimal("0.00")


def points(value: str) -> Decimal:
    return Decimal(value)


def earned(book: Book, *rows: Row) -> int:
    return int(RealBook(book).import_rows(rows).batch_id)


def customers(book: Book, text: str) -> int:
    plan = book.imports.read(text.encode(), filename="c.csv").plan(kind="customers")
    return plan.post(actor="t").batch_id


def foreseen(book: Book, batch_id: int) -> UndoPreview:
    """The preview, which must come true and write nothing."""
    version, links = book.data_version, book.ask("book/links").height
    preview = book.imports.preview_undo(batch_id)
    assert (book.data_version, book.ask("book/links").height) == (version, links)
    assert preview.version == version
    RealBook(book).undo(batch_id)
    assert book.verify() == []
    return preview


def concerned(preview: UndoPreview) -> list[tuple[Any, ...]]:
    return preview.spenders.select("customer_no", "spent", "held", "short", "owing").rows()


def test_it_tells_what_would_be_posted(memory_book: Book) -> None:
    rows = (Row("C1", "earn", points("100"), JAN_2), Row("C2", "redeem", points("-20"), JAN_10))
    preview = foreseen(memory_book, earned(memory_book, *rows))

    assert (preview.kind, preview.title) == ("import", "rows.csv")
    assert (preview.entries, preview.customers) == (2, 2)
    assert (preview.points_in, preview.points_out) == (20, 100)
    assert (preview.first_at, preview.last_at) == (JAN_2, JAN_10)
    assert concerned(preview) == []
    assert preview.short == preview.owing == NONE


def test_it_tells_who_spent_meanwhile_and_what_they_lack(memory_book: Book) -> None:
    batch = earned(
        memory_book,
        Row("C1", "earn", points("100"), JAN_2),
        Row("C2", "earn", points("50.25"), JAN_2),
        Row("C3", "earn", points("10"), JAN_2),
    )
    memory_book.ledger.redeem("C1", 60, occurred_at=JAN_10, actor="t")
    memory_book.ledger.redeem("C2", 50, occurred_at=JAN_10, actor="t")
    memory_book.ledger.earn("C2", 45, occurred_at=JAN_1, actor="t")

    preview = foreseen(memory_book, batch)
    assert concerned(preview) == [("C1", 60, 0, 60, 0), ("C2", 50, 0, 5, 0)]
    assert preview.short == 65


def test_shortfalls_and_debts_are_told_to_the_hundredth(memory_book: Book) -> None:
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2))
    memory_book.ledger.redeem("C1", points("47.04"), occurred_at=JAN_10, actor="t")
    assert concerned(foreseen(memory_book, batch)) == [
        ("C1", points("47.04"), 0, points("47.04"), 0)
    ]

    memory_book.customers.add("C2")
    memory_book.ledger.redeem("C2", points("12.99"), occurred_at=JAN_2, overdraft=True, actor="t")
    paying = earned(memory_book, Row("C2", "earn", points("50"), JAN_10))
    assert concerned(foreseen(memory_book, paying)) == [("C2", 0, 0, 0, points("12.99"))]


def test_what_was_given_back_or_taken_back_by_hand_is_not_spent(memory_book: Book) -> None:
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2))
    lot = int(memory_book.ledger.entries("C1")["entry_id"][0])
    used = memory_book.ledger.redeem("C1", 60, occurred_at=JAN_10, actor="t")
    memory_book.ledger.restore(used.entry_id, points=40, actor="t")
    memory_book.ledger.claw_back(lot, points=10, actor="t")

    preview = foreseen(memory_book, batch)
    assert concerned(preview) == [("C1", 20, 0, 20, 0)]
    assert preview.later.rows() == [("claw_back", 1, 1)]


def test_held_points_cannot_be_taken_back(memory_book: Book) -> None:
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2))
    memory_book.ledger.hold("C1", 30, actor="t")

    assert concerned(foreseen(memory_book, batch)) == [("C1", 0, 30, 30, 0)]


def test_debts_that_open_again_are_told(memory_book: Book) -> None:
    memory_book.customers.add("C1", actor="t")
    memory_book.ledger.redeem("C1", 30, overdraft=True, occurred_at=JAN_1, actor="t")
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2))

    preview = foreseen(memory_book, batch)
    assert concerned(preview) == [("C1", 0, 0, 0, 30)]
    assert memory_book.ledger.balance("C1").debt == 30


def test_expiries_of_its_lots_are_taken_back_with_it(memory_book: Book) -> None:
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2, FEB_1))
    memory_book.ledger.redeem("C1", 10, occurred_at=JAN_10, actor="t")
    memory_book.ledger.expire(FEB_5, actor="t")

    preview = foreseen(memory_book, batch)
    assert preview.entries == 2
    assert preview.later.rows() == [("expire", 1, 1)]
    assert concerned(preview) == [("C1", 10, 0, 10, 0)]


def test_a_sweep_that_was_undone_by_itself_is_not_spent(memory_book: Book) -> None:
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2, FEB_1))
    memory_book.ledger.expire(FEB_5, actor="t")
    sweep = int(memory_book.batches()["batch_id"][0])
    assert foreseen(memory_book, sweep).kind == "sweep"

    preview = foreseen(memory_book, batch)
    assert concerned(preview) == []
    assert preview.later.rows() == [("expire", 1, 1), ("restore", 1, 1)]


def test_a_merge_leaves_its_heir_owing_what_they_spent(memory_book: Book) -> None:
    for number in ("C1", "C2"):
        memory_book.customers.add(number, actor="t")
    memory_book.ledger.earn("C1", 100, occurred_at=JAN_1, actor="t")
    memory_book.ledger.merge("C1", "C2", occurred_at=JAN_2, actor="t")
    memory_book.ledger.redeem("C2", 70, occurred_at=JAN_10, actor="t")

    preview = foreseen(memory_book, int(memory_book.batches()["batch_id"][0]))
    assert preview.kind == "merge"
    assert concerned(preview) == [("C2", 70, 0, 0, 70)]
    assert preview.fates.is_empty()
    assert memory_book.ledger.balance("C1").balance == 100


def test_customers_go_stay_come_back_or_keep_what_is_newer(memory_book: Book) -> None:
    memory_book.customers.add("A", name="Ann", actor="t")
    memory_book.customers.add("B", name="Ben", actor="t")
    batch = customers(memory_book, "customer_no,name\nA,Anna\nB,Benno\nN1,Nora\nN2,Nils\nN3,Nina\n")
    memory_book.customers.edit("B", name="Benjamin", actor="t")
    memory_book.ledger.earn("N2", 5, actor="t")

    preview = foreseen(memory_book, batch)
    assert preview.fates.rows() == [
        ("N2", "kept"), ("B", "newer"), ("N1", "removed"), ("N3", "removed"), ("A", "restored"),
    ]  # fmt: skip
    assert (preview.removed_customers, preview.kept_customers) == (2, 1)
    assert (preview.restored_customers, preview.newer_customers) == (1, 1)
    assert memory_book.customers.get("B").name == "Benjamin"
    assert memory_book.customers.get("A").name == "Ann"


def test_it_is_refused_as_the_undo_would_be(memory_book: Book) -> None:
    batch = earned(memory_book, Row("C1", "earn", points("100"), JAN_2))
    with pytest.raises(errors.UnknownBatch):
        memory_book.imports.preview_undo(99)
    with pytest.raises(errors.NotPermitted):
        memory_book.imports.preview_undo(batch, actor=Actor("t", frozenset()))
    memory_book.imports.undo(batch, actor="t")
    with pytest.raises(errors.AlreadyUndone):
        memory_book.imports.preview_undo(batch)


def test_nobody_waits_for_it(book: Book) -> None:
    """A rehearsal in the midst of a command neither waits for it nor sees what it has not written."""
    batch = earned(book, Row("C1", "earn", points("100"), JAN_2))
    plan = book.imports.read(
        b"customer_no,points,date\nC1,-60,2026-02-01\n", filename="b.csv"
    ).plan()
    seen: list[UndoPreview] = []

    def look(step: str, share: float) -> None:
        if step == "write" and not seen:
            seen.append(book.imports.preview_undo(batch))

    plan.post(actor="t", progress=look)
    assert seen[0].short == 0
    assert book.imports.preview_undo(batch).short == 60


@pytest.mark.parametrize("seed", range(3))
def test_random_files_of_customers_come_out_as_foreseen(memory_book: Book, seed: int) -> None:
    """Customers come, change, move points and merge between files; any file may be undone."""
    dice = random.Random(seed)
    numbers = [f"C{n}" for n in range(6)]
    batches: list[int] = []
    for turn in range(30):
        number, other = dice.sample(numbers, 2)
        chosen = dice.sample(numbers, 3)
        try:
            match dice.randrange(7):
                case 0 | 1:
                    text = "".join(f"{each},N{dice.randrange(3)}\n" for each in chosen)
                    batches.append(customers(memory_book, f"customer_no,name\n{text}"))
                case 2:
                    at = datetime(2026, 1, 1 + turn % 28)
                    signed = Decimal(dice.choice([40, 10, -15]))
                    kind = "earn" if signed > 0 else "redeem"
                    rows = [
                        Row(each, kind, signed, at, MAR_1 if kind == "earn" else None)
                        for each in chosen
                    ]
                    batches.append(earned(memory_book, *rows))
                case 3:
                    memory_book.customers.edit(number, name=f"E{turn}", actor="t")
                case 4:
                    memory_book.ledger.redeem(number, 10, overdraft=dice.random() < 0.3, actor="t")
                case 5:
                    memory_book.ledger.merge(number, other, actor="t")
                    batches.append(int(memory_book.batches()["batch_id"][0]))
                case _:
                    RealBook(memory_book).undo(dice.choice(batches or [0]))
        except errors.PointbookError:
            continue
    undone = 0
    for batch in reversed(batches):
        try:
            RealBook(memory_book).undo(batch)
        except errors.PointbookError:
            continue
        undone += 1
    assert undone > 3
    assert memory_book.verify() == []

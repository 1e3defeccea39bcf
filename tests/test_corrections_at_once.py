"""Many people at one customer at the same moment."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import pointbook
from pointbook import errors
from pointbook.corrections import Change, Posted
from tests.model.both import NOW

PEOPLE = 20


@pytest.mark.parametrize("way", ["down", "transfer"])
def test_of_twenty_who_spend_ninety_of_the_same_hundred_one_passes(
    tmp_path: Path, way: str
) -> None:
    with pointbook.open_book(tmp_path / "book.duckdb", clock=lambda: NOW) as book:
        for number in ("C1", "C2"):
            book.customers.add(number, actor="t")
        book.ledger.earn("C1", 100, actor="t")
        barrier, answers = threading.Barrier(PEOPLE), list[Posted | Exception]()

        def spend(person: int) -> None:
            change = Change(
                "transfer" if way == "transfer" else "down", "C1", 90, to_no="C2" if way == "transfer" else None,
                reason="other",
            )  # fmt: skip
            barrier.wait()
            try:
                answers.append(book.corrections.post(change, f"p{person}", f"r-{person}"))
            except errors.PointbookError as refusal:
                answers.append(refusal)

        people = [threading.Thread(target=spend, args=(each,)) for each in range(PEOPLE)]
        for each in people:
            each.start()
        for each in people:
            each.join()

        passed = [each for each in answers if isinstance(each, Posted)]
        refused = [each for each in answers if isinstance(each, errors.InsufficientPoints)]
        assert (len(passed), len(refused)) == (1, PEOPLE - 1)
        assert all("10" in str(each) and "90" in str(each) for each in refused)
        assert book.ledger.balance("C1").balance == 10
        assert book.verify() == []


def test_looking_ahead_while_others_write_neither_writes_nor_fails(tmp_path: Path) -> None:
    with pointbook.open_book(tmp_path / "book.duckdb", clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")
        book.ledger.earn("C1", 100, actor="t")
        barrier, seen = threading.Barrier(8), list[object]()

        def act(person: int) -> None:
            barrier.wait()
            if person % 2:
                told = book.corrections.effects(Change("down", "C1", 40), "t")
                seen.append(told.before.balance - told.after.balance)
            else:
                book.ledger.earn("C1", 1, actor="t")

        people = [threading.Thread(target=act, args=(each,)) for each in range(8)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        assert seen == [40, 40, 40, 40]
        assert book.ledger.balance("C1").balance == 104
        assert book.verify() == []

"""Two writers never spend the same points, and a stale form is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from pointbook import errors
from pointbook.ledger import kernel
from tests.model.both import Ledger

if TYPE_CHECKING:
    from pointbook.book import Book


def test_of_two_who_spend_the_same_points_exactly_one_passes(book: Book) -> None:
    book.customers.add("C1")
    book.ledger.earn("C1", 100, actor="t")
    together = Barrier(2)

    def spend(name: str) -> str:
        together.wait()
        try:
            book.ledger.redeem("C1", 90, actor=name)
        except errors.InsufficientPoints:
            return "refused"
        return "passed"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(spend, ("a", "b")))

    assert outcomes == ["passed", "refused"]
    assert book.ledger.balance("C1").balance == 10
    assert book.verify() == []


def test_of_two_who_send_the_same_request_one_posts_and_one_is_answered(book: Book) -> None:
    book.customers.add("C1")
    together = Barrier(2)

    def earn(_: int) -> tuple[int, bool]:
        together.wait()
        posted = book.ledger.earn("C1", 50, request_id="r-1", actor="t")
        return posted.entry_id, posted.replayed

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(earn, range(2)))

    assert len({entry_id for entry_id, _ in answers}) == 1
    assert sorted(replayed for _, replayed in answers) == [False, True]
    assert book.ledger.balance("C1").balance == 50


def test_many_threads_lose_nothing(book: Book) -> None:
    book.customers.add("C1")

    def earn_and_spend(_: int) -> None:
        book.ledger.earn("C1", 3, actor="t")
        book.ledger.redeem("C1", 1, actor="t")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(earn_and_spend, range(40)))

    assert book.ledger.balance("C1").balance == 80
    assert book.verify() == []


def test_a_stale_form_is_refused(ledger: Ledger) -> None:
    order = ledger.earn("C1", 100)
    shown = ledger.revision("C1")
    ledger.redeem("C1", 10, expected_revision=shown)

    with pytest.raises(errors.StaleWrite):
        ledger.redeem("C1", 10, expected_revision=shown)
    with pytest.raises(errors.StaleWrite):
        ledger.claw_back(order.entry_id, expected_revision=shown)

    assert ledger.rows("C1") == [("earn", 100), ("redeem", -10)]


def test_a_change_of_one_customer_leaves_the_forms_of_others_valid(ledger: Ledger) -> None:
    shown = ledger.revision("C2")
    ledger.earn("C1", 100)

    assert ledger.earn("C2", 5, expected_revision=shown).points == 5


def test_both_ends_of_a_transfer_make_forms_stale(ledger: Ledger) -> None:
    ledger.earn("C1", 100)
    shown = ledger.revision("C2")
    ledger.transfer("C1", "C2", 10)

    with pytest.raises(errors.StaleWrite):
        ledger.earn("C2", 5, expected_revision=shown)


def test_readers_do_not_wait_for_the_kernel() -> None:
    assert kernel.run.targetoptions["nogil"]

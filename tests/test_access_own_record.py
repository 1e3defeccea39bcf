"""Whoever is a customer as well changes nothing of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pointbook import errors
from pointbook.access import Actor
from pointbook.book import Book


@pytest.fixture
def me(memory_book: Book) -> Actor:
    for number in ("C1", "C2", "C3"):
        memory_book.customers.add(number, actor="t")
        memory_book.ledger.earn(number, 100, actor="t")
    memory_book.ledger.hold("C1", 10, actor="t")
    memory_book.access.add("admin", role="administrator", actor="t")
    memory_book.access.add("anna", role="manager", customer_no="C1", actor="t")
    actor = memory_book.access.actor("anna")
    assert actor is not None
    return actor


def test_every_change_of_ones_own_points_and_record_is_refused(
    memory_book: Book, me: Actor
) -> None:
    ledger = memory_book.ledger
    refused: tuple[Callable[[], object], ...] = (
        lambda: ledger.adjust("C1", 5, actor=me),
        lambda: ledger.redeem("C1", 5, actor=me),
        lambda: ledger.clear("C1", actor=me),
        lambda: ledger.claw_back(1, actor=me),
        lambda: ledger.release(1, actor=me),
        lambda: ledger.hold("C1", 5, actor=me),
        lambda: ledger.transfer("C2", "C1", 5, actor=me),
        lambda: ledger.transfer("C1", "C2", 5, actor=me),
        lambda: ledger.extend(1, None, actor=me),
        lambda: ledger.reassign(2, "C1", actor=me),
        lambda: ledger.merge("C2", "C1", actor=me),
        lambda: memory_book.customers.edit("C1", tier="gold", actor=me),
    )
    version = memory_book.data_version
    for each in refused:
        with pytest.raises(errors.OwnRecord):
            each()
    assert memory_book.data_version == version
    assert ledger.adjust("C2", 5, actor=me).points == 5


def test_the_customer_one_lives_on_in_is_ones_own_too(memory_book: Book, me: Actor) -> None:
    memory_book.ledger.release(1, actor="t")
    memory_book.ledger.merge("C1", "C2", actor="t")
    memory_book.ledger.merge("C2", "C3", actor="t")
    with pytest.raises(errors.OwnRecord):
        memory_book.ledger.adjust("C3", 5, actor=me)


def test_a_user_is_linked_to_a_customer_that_there_is(memory_book: Book, me: Actor) -> None:
    with pytest.raises(errors.UnknownCustomer):
        memory_book.access.change("anna", customer_no="nobody", actor="t")
    assert memory_book.access.change("anna", customer_no=None, actor="t").customer_no is None
    free = memory_book.access.actor("anna")
    assert free is not None
    assert memory_book.ledger.adjust("C1", 5, actor=free).points == 5

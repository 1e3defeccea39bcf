"""A tier that is kept beside a change waits for approval with it, and is kept with it or not at all."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Limits, Right
from pointbook.book import Book
from pointbook.corrections import Change
from pointbook.customers.floors import Floor
from pointbook.errors import ApprovalExpired, NotPermitted

ANNA = Actor("anna", frozenset((Right.ADJUST,)), Limits(entry=Decimal(100)))
EDITOR = Actor("anna", frozenset((Right.ADJUST, Right.EDIT_CUSTOMER)), Limits(entry=Decimal(100)))
BORIS = Actor("boris", frozenset((Right.APPROVE,)))


@pytest.fixture(autouse=True)
def filled(memory_book: Book) -> None:
    memory_book.customers.add("C1", tier="gold", actor="t")
    memory_book.ledger.earn("C1", 300, occurred_at=datetime(2026, 1, 1), actor="t")


def asked(book: Book, change: Change, author: Actor) -> int:
    return book.approvals.ask(change, actor=author, reason="promised on the phone")


def test_a_tier_that_is_kept_waits_with_the_change_and_is_kept_with_it(memory_book: Book) -> None:
    book = memory_book
    down = Change(
        "down", "C1", points=Decimal(200), reason="correction", keep_tier_until=date(2027, 3, 31)
    )
    with pytest.raises(NotPermitted):
        asked(book, down, ANNA)
    number = asked(book, down, EDITOR)
    assert book.customers.get("C1").tier_floor is None
    opened = book.approvals.look(number, BORIS)
    assert opened.effects is not None
    assert opened.effects.floor_after == Floor("gold", date(2027, 3, 31))
    links = book.store.head.link_id

    book.approvals.approve(number, actor=BORIS)

    known = book.customers.get("C1")
    assert (book.ledger.balance("C1").balance, known.tier_floor) == (100, "gold")
    assert known.tier_floor_until == date(2027, 3, 31)
    assert book.store.head.link_id == links + 1
    assert set(book.customers.changes("C1", actor="t")["link_no"][:2]) == {links + 1}
    assert book.verify() == []


def test_a_tier_that_cannot_be_kept_any_more_stops_the_approval(memory_book: Book) -> None:
    book = memory_book
    down = Change(
        "down", "C1", points=Decimal(200), reason="correction", keep_tier_until="2027-03-31"
    )
    number = asked(book, down, EDITOR)
    book.customers.edit("C1", tier=None, actor="t")
    with pytest.raises(ApprovalExpired):
        book.approvals.approve(number, actor=BORIS)
    assert book.ledger.balance("C1").balance == 300

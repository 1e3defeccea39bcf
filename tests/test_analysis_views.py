"""Saved views: whose they are, who sees them, and that they hold filters and no answers."""

from __future__ import annotations

import pytest

from pointbook.access import Actor, Right, Scope
from pointbook.book import Book
from pointbook.errors import InvalidText, UnknownView, ViewExists, ViewOfAnother

ANNA, BEN = Actor("anna", frozenset()), Actor("ben", frozenset())
STEWARD = Actor("eve", frozenset({Right.MANAGE_USERS}))
QUERY = {"dates": ("2026-03-01", "2026-03-31"), "measure": "balance", "tier": "gold"}


def test_a_view_is_private_until_it_is_shared(memory_book: Book) -> None:
    views = memory_book.views
    made = views.save("ranking", " 金卡 ", QUERY, actor=ANNA)
    assert (made.name, made.owner, dict(made.query)) == ("金卡", "anna", QUERY)
    assert views.list("ranking", actor=ANNA) == [made]
    assert views.list("growth", actor=ANNA) == views.list(actor=BEN) == []
    with pytest.raises(UnknownView):
        views.get(made.view_id, actor=BEN)

    shared = views.change(made.view_id, is_shared=True, actor=ANNA)
    assert views.list(actor=BEN) == [shared]
    narrow = Actor("n", frozenset(), scope=Scope("department", ()))
    assert views.list(actor=narrow) == [
        shared
    ]  # a view is no answer: its page asks within the scope
    assert memory_book.verify() == []


def test_a_view_is_changed_by_its_owner_or_whoever_manages_users(memory_book: Book) -> None:
    views = memory_book.views
    made = views.save("ranking", "A", QUERY, is_shared=True, actor=ANNA)
    for change in (
        lambda: views.change(made.view_id, name="B", actor=BEN),
        lambda: views.remove(made.view_id, actor=BEN),
    ):
        with pytest.raises(ViewOfAnother):
            change()
    assert views.change(made.view_id, name="B", query={}, actor=STEWARD).owner == "anna"
    views.remove(made.view_id, actor=ANNA)
    assert views.list(actor="t") == []
    with pytest.raises(UnknownView):
        views.remove(made.view_id, actor=ANNA)


def test_a_name_is_taken_once_by_one_owner_on_one_page(memory_book: Book) -> None:
    views = memory_book.views
    first = views.save("ranking", "A", QUERY, actor=ANNA, request_id="r")
    assert views.save("ranking", "A", QUERY, actor=ANNA, request_id="r") == first
    views.save("growth", "A", QUERY, actor=ANNA)
    views.save("ranking", "A", QUERY, actor=BEN)
    other = views.save("ranking", "B", QUERY, actor=ANNA)
    for take in (
        lambda: views.save("ranking", "A", {}, actor=ANNA),
        lambda: views.change(other.view_id, name="A", actor=ANNA),
    ):
        with pytest.raises(ViewExists):
            take()
    for name, query in ((" ", {}), ("x" * 61, {}), ("C", {"text": "x" * 4001})):
        with pytest.raises(InvalidText):
            views.save("ranking", name, query, actor=ANNA)


def test_a_view_that_names_a_customer_goes_with_them_and_the_chain_never_had_it(
    memory_book: Book,
) -> None:
    memory_book.customers.add("K7", name="曾小贤", phone="13800001234", actor="t")
    views = memory_book.views
    views.save("statement", "a", {"customer": "K7"}, actor=ANNA)
    views.save("lookup", "b", {"text": "曾小贤"}, actor=ANNA)
    kept = views.save("lookup", "c", {"text": "K77"}, actor=ANNA)
    assert "曾小贤" not in str(
        memory_book.ask("book/links").select("details", "receipt").rows()[1:]
    )
    memory_book.customers.erase("K7", reason="asked", actor="t")
    assert views.list(actor="t") == [kept]
    assert memory_book.verify() == []

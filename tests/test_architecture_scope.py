"""No question forgets whose customers it may tell of."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from pointbook.access import Actor, Scope
from pointbook.access.scope import NAMES_NOBODY, PARAMETERS
from pointbook.book import Book
from pointbook.errors import NotPermitted
from pointbook.store.queries import load, questions

OF_ALL = {
    "access/moved_since", "access/users", "access/seen", "customers/idle", "batches/history", "approvals/requests",
    "approvals/state", "reconciling/kept", "clearing/rules", "clearing/runs", "clearing/versions",
    *(name for name in questions() if name.split("/")[0] in {"audit", "book", "imports", "ledger", "months",
      "verify"}),
} - NAMES_NOBODY  # fmt: skip
"""Questions of the ledger, the imports, the audit and the proof, which only those ask who see all customers."""
SCOPED = [name for name in questions() if set(PARAMETERS) & set(load(name).parameters)]
NOBODY = Actor("n", scope=Scope("department", ()))
CATALOGUE = {"programme/rewards"}


def test_every_question_takes_the_scope_or_is_known_to_need_none() -> None:
    assert set(questions()) == set(SCOPED) | NAMES_NOBODY | OF_ALL
    assert not set(SCOPED) & NAMES_NOBODY
    assert len(SCOPED) > 15


@pytest.mark.parametrize("name", SCOPED)
def test_a_question_takes_the_whole_scope(name: str) -> None:
    assert set(PARAMETERS) <= set(load(name).parameters)


@pytest.mark.parametrize("name", sorted(OF_ALL - set(SCOPED)))
def test_a_question_about_all_is_refused_to_one_who_does_not_see_them(
    name: str, memory_book: Book
) -> None:
    with pytest.raises(NotPermitted):
        memory_book.ask(name, actor=NOBODY)


@pytest.mark.parametrize("name", sorted(set(SCOPED) - CATALOGUE))
def test_one_who_sees_nobody_is_told_nothing(name: str, memory_book: Book) -> None:
    memory_book.customers.add("C1", name="曾小贤", tier="gold", department="", owner="", actor="t")
    memory_book.ledger.earn("C1", 5, occurred_at=datetime(2026, 3, 1), actor="t")
    asked = {"customer_no": "C1"} if "customer_no" in load(name).parameters else {}

    answer = memory_book.ask(name, actor=NOBODY, **asked)

    told = {value for row in answer.rows() for value in row}
    assert told <= {None, 0, Decimal(0)}

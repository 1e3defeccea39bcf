"""Rights reviewed: who may do what by which role, last used, unused for 90 days, signed and kept."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pointbook
from pointbook.access import Actor, Right
from pointbook.access.roles import STARTING
from pointbook.audit.rights_used import RIGHT_OF, WITHOUT_TRACE
from pointbook.book import Book
from pointbook.clock import utc_now
from pointbook.errors import NotPermitted, UnknownReview
from tests.conftest import NOW


@pytest.fixture
def staffed(book: Book) -> Book:
    """An operator who has earned and adjusted for a customer, and an administrator who has done nothing."""
    book.access.add("boss", role="administrator", actor="t")
    book.access.add("lina", role="operator", actor="t")
    lina = book.access.actor("lina")
    assert lina is not None
    book.customers.add("C1", actor=lina)
    book.ledger.earn("C1", 100, actor=lina)
    book.ledger.adjust("C1", 5, actor=lina)
    return book


def rights(book: Book, user: str, days: int = 0) -> dict[str, dict[str, Any]]:
    shown = book.audit.grants(actor="t", now=utc_now() + timedelta(days=days))
    return {row["right"]: row for row in shown.filter(user_name=user).iter_rows(named=True)}


def test_every_right_of_an_active_user_is_listed_with_its_role(staffed: Book) -> None:
    of_lina = rights(staffed, "lina")
    assert of_lina.keys() == {right.value for right in STARTING["operator"].rights}
    assert {row["role"] for row in of_lina.values()} == {"operator"}
    staffed.access.change("lina", is_active=False, actor="t")
    assert rights(staffed, "lina") == {}


def test_last_used_comes_from_the_chain_and_goes_stale_after_90_days(staffed: Book) -> None:
    now, later = rights(staffed, "lina"), rights(staffed, "lina", 91)
    assert now["points:adjust"]["last_used_at"] is not None
    assert now["points:adjust"]["use_state"] == "used"
    assert now["points:transfer"]["use_state"] == "new"
    assert later["points:adjust"]["use_state"] == "unused"
    assert later["points:transfer"]["use_state"] == "unused"
    assert later["points:transfer"]["last_used_at"] is None
    assert rights(staffed, "lina", 89)["points:adjust"]["use_state"] == "used"


def test_a_right_whose_use_leaves_no_trace_is_never_called_unused(staffed: Book) -> None:
    assert Right.BACKUP in WITHOUT_TRACE
    assert set(RIGHT_OF.values()) | WITHOUT_TRACE == set(Right)
    assert rights(staffed, "boss", 400)["book:backup"]["use_state"] == "without_trace"


def test_a_signed_list_is_kept_as_it_was(staffed: Book) -> None:
    boss = staffed.access.actor("boss")
    assert boss is not None
    shown = staffed.audit.grants(actor=boss, now=utc_now() + timedelta(days=91))
    number = staffed.audit.sign_review(shown, actor=boss, request_id="once")
    assert staffed.audit.sign_review(shown, actor=boss, request_id="once") == number
    staffed.access.change("lina", is_active=False, actor="t")
    assert staffed.audit.review(number, actor=boss).equals(shown)
    (kept,) = staffed.audit.reviews(actor=boss)
    assert (kept.actor, kept.users, kept.grants) == ("boss", 2, shown.height)
    assert kept.unused == shown.filter(use_state="unused").height > 0
    link = staffed.ask("book/links").filter(command="sign_review").row(0, named=True)
    assert json.loads(link["details"])["grants"] == shown.height
    assert staffed.verify() == []


def test_nobody_signs_without_the_right(staffed: Book) -> None:
    shown = staffed.audit.grants(actor="t")
    with pytest.raises(NotPermitted):
        staffed.audit.sign_review(shown, actor=Actor("clerk", frozenset((Right.MANAGE_USERS,))))
    with pytest.raises(UnknownReview):
        staffed.audit.review(1, actor="t")


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        ("update permission_review set unused = 0", {"record_checksum"}),
        ("delete from permission_review", {"rows_as_sealed"}),
    ],
)
def test_an_altered_review_is_named(tmp_path: Path, statement: str, rules: set[str]) -> None:
    path = tmp_path / "altered.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.access.add("boss", role="manager", actor="t")
        shown = book.audit.grants(actor="t", now=utc_now() + timedelta(days=91))
        book.audit.sign_review(shown, actor="t")
    with duckdb.connect(str(path)) as raw:
        for event in ("update", "delete"):
            raw.execute(f"drop trigger permission_review_no_{event} on permission_review")
        raw.execute(statement)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert {each.rule for each in book.verify()} - {"append_only"} == rules

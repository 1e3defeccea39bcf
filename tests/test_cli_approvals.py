"""Approvals on the command line: listed, approved, refused, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import pointbook
from pointbook.commands.naming import actor_name
from pointbook.corrections import Change
from tests.command_line import Run

UP = Change("up", "C1", points=Decimal(500), reason="goodwill")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path) -> Iterator[None]:
    """A book with two requests of somebody else, and one of whoever runs this."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("C1", actor="t")
        book.ledger.earn("C1", 100, occurred_at=datetime(2026, 1, 1), actor="t")
        for author in ("anna", "anna", actor_name()):
            book.approvals.ask(UP, actor=author, reason="promised")
    yield


def test_what_waits_is_listed_and_decided(run: Run, tmp_path: Path) -> None:
    listed = run("approvals", "list", "--json")
    assert [each["approval_id"] for each in listed.json] == [1, 2]
    assert "anna" in run("approvals", "list").out

    assert run("approvals", "refuse", 2, "--reason", "no proof").out == "Request 2: Refused.\n"
    done = run("approvals", "approve", 1, "--json")
    assert (done.status, done.json["approval_state"]) == (0, "approved")
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        assert book.ledger.balance("C1").balance == 600

    again = run("approvals", "approve", 1)
    assert (again.status, "decided already" in again.err) == (1, True)
    states = {
        each["approval_id"]: each["approval_state"]
        for each in run("approvals", "list", "--all", "--json").json
    }
    assert states == {1: "approved", 2: "refused", 3: "waiting"}


def test_one_s_own_is_withdrawn_and_not_approved(run: Run) -> None:
    own = run("approvals", "approve", 3)
    assert (own.status, "a colleague has to decide" in own.err) == (1, True)
    assert run("approvals", "withdraw", 1).status == 1
    assert run("approvals", "withdraw", 3).out == "Request 3: Withdrawn.\n"
    assert run("approvals", "approve", 9).status == 1

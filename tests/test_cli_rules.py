"""`rules`: whom they would clear is told, a look is needed to switch one on, and what ran is listed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import pointbook
from pointbook.clearing import Rule
from tests.command_line import Run


@pytest.fixture
def rule(tmp_path: Path) -> str:
    """A rule that finds the customer A; its number."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("A", actor="t")
        book.ledger.earn("A", 7, occurred_at="2020-01-01", actor="t")
        kept = book.clearing.save(
            Rule("long still", "still", 10, Decimal(100), months=12), actor="t"
        )
    return str(kept.rule_id)


def test_a_rule_is_previewed_switched_on_run_and_off(run: Run, rule: str) -> None:
    told = run("rules", "preview", rule, "--json").json
    assert (told["customers"], told["points"], told["soon"]) == (1, Decimal(7), [])
    assert [row["customer_no"] for row in told["rows"]] == ["A"]
    assert "long still" in run("rules", "preview", rule).out

    assert run("rules", "on", rule, "--digest", "other").status == 1
    on = run("rules", "on", rule, "--digest", told["digest"], "--json").json
    assert (on["is_on"], on["version"], on["seen_customers"]) == (True, 2, 1)

    assert run("rules", "run", "--json").json == []  # not on the day it was switched on
    listed = run("rules", "list", "--json").json
    assert [(each["name"], each["standing"]) for each in listed["rules"]] == [("long still", "on")]
    assert listed["runs"] == []
    assert f"{rule}  long still" in run("rules", "list").out
    assert run("rules", "off", rule, "--json").json["is_on"] is False


def test_an_unknown_rule_is_refused(run: Run, rule: str) -> None:
    refused = run("rules", "preview", "999", "--json")
    assert (refused.status, refused.json["error"]) == (1, "unknown_clearing_rule")

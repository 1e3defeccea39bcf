"""Batches on the command line: seen with --dry-run, done otherwise, each left out is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import pointbook
from tests.command_line import Run


@pytest.fixture(autouse=True)
def kept(tmp_path: Path) -> Iterator[None]:
    """A book with three customers who have 100, 200 and 300 points."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        for n in (1, 2, 3):
            book.customers.add(f"C{n}", tier="gold" if n < 3 else None, actor="t")
            book.ledger.earn(f"C{n}", 100 * n, occurred_at=datetime(2026, 1, 1), actor="t")
    yield


def balances(tmp_path: Path) -> list[Decimal]:
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        return [book.ledger.balance(f"C{n}").balance for n in (1, 2, 3)]


def test_a_dry_run_tells_everybody_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    told = run("batch", "clear", "--tier", "gold", "--dry-run", "--json")

    assert told.status == 0
    assert [row["customer_no"] for row in told.json["rows"]] == ["C1", "C2"]
    assert (told.json["points_out"], told.json["refusal"]) == (300, None)
    assert balances(tmp_path) == [100, 200, 300]


def test_a_file_with_own_points_is_posted_and_undone(run: Run, tmp_path: Path) -> None:
    (path := tmp_path / "list.csv").write_text("客户号,积分\nC1,50\nC2,-20.5\nC9,1\n", "utf-8")

    done = run("batch", "adjust", "--file", path, "--title", "spring")

    assert done.status == 0
    assert "2 customers changed" in done.out
    assert "no such customer" in done.out
    assert balances(tmp_path) == [150, Decimal("179.5"), 300]
    assert run("undo", 1).status == 0
    assert balances(tmp_path) == [100, 200, 300]


def test_a_number_for_all_may_be_negative(run: Run, tmp_path: Path) -> None:
    assert run("batch", "adjust", "--everybody", "--points", "-100").status == 0
    assert run("batch", "adjust", "--balance-from", "200", "--percent", "10").status == 0
    assert balances(tmp_path) == [0, 100, 220]


def test_it_is_posted_only_as_it_was_previewed(run: Run, tmp_path: Path) -> None:
    asked = ("batch", "adjust", "--tier", "gold", "--points", "5")
    digest = run(*asked, "--dry-run", "--json").json["digest"]
    run("batch", "adjust", "--everybody", "--points", "1")

    stale = run(*asked, "--digest", digest, "--json")

    assert (stale.status, stale.json["error"]) == (1, "preview_changed")
    assert balances(tmp_path) == [101, 201, 301]


def test_what_cannot_be_done_is_refused_with_a_status(run: Run, tmp_path: Path) -> None:
    many = run("batch", "adjust", "--everybody", "--points", "-150", "--all-or-nothing", "--json")
    assert (many.status, many.json["error"]) == (1, "batch_has_problems")
    assert run("batch", "clear", "--json").json["error"] == "nobody_meant"
    assert run("batch", "adjust", "--everybody", "--json").json["error"] == "invalid_amount"
    assert run("batch", "adjust", "--points", "x").status == 2
    assert run("batch", "clear", "--file", tmp_path / "none.csv").status == 1
    assert balances(tmp_path) == [100, 200, 300]


def test_points_are_extended(run: Run, tmp_path: Path) -> None:
    ends = date.today() + timedelta(days=30)
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.ledger.earn("C1", 40, expires_at=ends, actor="t")
    asked = ("batch", "extend", "--everybody", "--ends-by", ends, "--days", "10")

    seen = run(*asked, "--dry-run", "--json")
    done = run(*asked)

    assert [row["lots"] for row in seen.json["rows"]] == [1, 0, 0]
    assert "40 points of 1 customers end later" in done.out
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        later = datetime(ends.year, ends.month, ends.day) + timedelta(days=11)
        assert book.ledger.lots("C1")["expires_at"].to_list()[-1] == later
    assert run("batch", "extend", "--everybody", "--ends-by", ends, "--json").status == 1


def test_fields_are_edited_and_given_back(run: Run, tmp_path: Path) -> None:
    asked = (
        "batch",
        "edit",
        "--tier",
        "gold",
        "--set",
        "store=总店",
        "--set",
        "tier=",
        "--add-tag",
        "重点",
    )

    seen = run(*asked, "--dry-run", "--json")
    done = run(*asked)

    assert seen.json["rows"][0]["before"] == {"store": None, "tier": "gold", "tags": None}
    assert seen.json["rows"][0]["after"] == {"store": "总店", "tier": None, "tags": "重点"}
    assert done.status == 0
    assert "2 customers edited" in done.out
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        one = book.customers.get("C1")
        assert (one.store, one.tier, one.tags) == ("总店", None, "重点")
        book.customers.edit("C2", store="新店", actor="t")
    assert [
        row["edited_now"] for row in run("undo", 1, "--dry-run", "--json").json["left_fields"]
    ] == ["新店"]
    undone = run("undo", 1, "--json")
    assert undone.json["restored_customers"] == 2
    assert len(undone.json["left_fields"]) == 1
    assert run("batch", "edit", "--everybody", "--json").json["error"] == "nothing_to_edit"
    own = run("batch", "edit", "--everybody", "--set", "name=x", "--json")
    assert own.json["error"] == "field_not_for_many"

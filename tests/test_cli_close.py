"""Closing a month on the command line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pointbook
from tests.command_line import Run


def test_a_month_is_closed_listed_and_opened_again(run: Run, tmp_path: Path) -> None:
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("C1", actor="t")
        book.ledger.earn("C1", 100, occurred_at=date(2026, 3, 2), actor="t")

    assert "opening 0, closing 100" in run("close", "2026-03").out
    assert (run("close", "2026-05").status, run("close", "March").status) == (1, 1)
    done = run("close", "2026-04", "--json").json
    assert (done["closing"], done["close_id"], len(done["lines"])) == (Decimal(100), 2, 17)
    assert run("close", "2026-04", "--reopen").status == 1  # without a reason
    said = run("close", "2026-04", "--reopen", "--reason", "补录", lang="zh")
    assert said.out == "已重新打开 2026-04。\n"
    listed = run("close", "--json").json
    assert [(each["month"], each["reason"]) for each in listed] == [
        ("2026-04-01", "补录"), ("2026-03-01", None),
    ]  # fmt: skip
    assert "2026-03-01" in run("close").out
    assert run("verify").status == 0

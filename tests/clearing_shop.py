"""A small shop whose rules of clearing are tried: its clock, its three customers, and short ways to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.clearing import KeptRule, Rule
    from pointbook.clearing.running import Ran


class Clock:
    """The programme's clock, which tests set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, day: str | date) -> None:
        self.at = datetime.fromisoformat(f"{day}T00:10:00")


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 6, 30, 12, 0))


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Book]:
    """OLD did nothing for two years and has 100, NEW has 50 from May, EMPTY has nothing."""
    import pointbook  # here, so that tests of plain files need not load the engine

    with pointbook.open_book(tmp_path / "book.duckdb", clock=clock) as book:
        for number, points, at in (("OLD", 100, "2024-05-01"), ("NEW", 50, "2026-05-01")):
            book.customers.add(number, tier="gold", actor="t")
            book.ledger.earn(number, points, occurred_at=at, actor="t")
        book.customers.add("EMPTY", actor="t")
        yield book


def _rule() -> type[Rule]:
    from pointbook.clearing import Rule

    return Rule


def still(months: int = 24, **more: Any) -> Rule:
    told: dict[str, Any] = {"most_customers": 1000, "most_points": Decimal(1_000_000), **more}
    return _rule()("两年未动", "still", months=months, **told)


def yearly(day: str = "12-31", **more: Any) -> Rule:
    return _rule()("年末", "day", 1000, Decimal(1_000_000), year_day=day, **more)


def switched_on(book: Book, rule: Rule, actor: Actor | str = "boss") -> KeptRule:
    kept = book.clearing.save(rule, actor=actor)
    digest = book.clearing.preview(kept.rule_id, actor=actor).digest
    return book.clearing.switch_on(kept.rule_id, version=kept.version, digest=digest, actor=actor)


def names(book: Book, kept: KeptRule) -> list[str]:
    rows = book.clearing.preview(kept.rule_id, actor="t").rows
    return [row["customer_no"] for row in rows.iter_rows(named=True) if row["fate"] == "ok"]


def run(book: Book) -> list[Ran]:
    from pointbook.web.daily import ACTOR

    return book.clearing.run_due(actor=ACTOR)


def balance(book: Book, number: str) -> Decimal:
    return book.ledger.balance(number).balance

"""Tier migration: who was in which tier on one day and on a later one, from the changes that the book keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.customers.erasing import PREFIX

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

QUESTION: Final = "analysis/tier_moves"
_ORDER: Final = ("tier", "none", "absent", "unknown")


@dataclass(frozen=True)
class Standing:
    """What is known of a tier on a day: one by name, none, not yet registered (absent), or erased (unknown)."""

    known: str
    tier: str | None = None

    @property
    def code(self) -> str:
        """As it stands in an address; a tier may be called what it likes."""
        return f"={self.tier}" if self.tier is not None else self.known


@dataclass(frozen=True)
class TierMoves:
    """The customers by tier on two days: the rows of analysis/tier_moves."""

    rows: pl.DataFrame

    @cached_property
    def went(self) -> dict[tuple[Standing, Standing], int]:
        """How many went from one standing to another."""
        columns = ("known_before", "tier_before", "known_after", "tier_after", "customers")
        return {
            (Standing(known, tier), Standing(known_after, tier_after)): count
            for known, tier, known_after, tier_after, count in self.rows.select(columns).iter_rows()
        }

    @property
    def before(self) -> list[Standing]:
        """The standings on the first day, the tiers first, by name."""
        return _sorted({first for first, _ in self.went})

    @property
    def after(self) -> list[Standing]:
        """The standings on the second day."""
        return _sorted({second for _, second in self.went})

    def at_first(self, standing: Standing) -> int:
        """How many had a standing on the first day."""
        return sum(count for (first, _), count in self.went.items() if first == standing)

    def at_second(self, standing: Standing) -> int:
        """How many had it on the second."""
        return sum(count for (_, second), count in self.went.items() if second == standing)

    @property
    def customers(self) -> int:
        """All customers of the range."""
        return sum(self.went.values())

    @property
    def changed(self) -> int:
        """Those registered on both days whose tier was another one, or none, on the second."""
        return sum(
            count
            for (first, second), count in self.went.items()
            if first != second and {first.known, second.known} <= {"tier", "none"}
        )

    @property
    def added(self) -> int:
        """Those registered between the two days."""
        return sum(
            count
            for (first, second), count in self.went.items()
            if first.known == "absent" and second.known != "absent"
        )


def tier_moves(
    book: Book, first: date, second: date, customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> TierMoves:  # fmt: skip
    """The tiers at the end of two days."""
    asked = {**parameters(book, first, second), **customers.parameters, "actor": actor}
    return TierMoves(book.ask(QUESTION, **asked))


def parameters(book: Book, first: date, second: date) -> dict[str, Any]:
    """The ends of two local days as instants of the book."""
    return {"first_at": _end(book, first), "second_at": _end(book, second), "erased": PREFIX}


def kept_since(book: Book, actor: Actor | str | None = None) -> date | None:
    """The local day from which on tiers are known; None without a customer."""
    rows = book.ask(QUESTION, row_limit=1, actor=actor)
    if rows.is_empty():
        return None
    return book.calendar.local(rows["kept_since"][0]).date()


def field(first: Standing | None, second: Standing | None) -> dict[str, object]:
    """One field of the matrix, or a whole row or column of it, as parameters."""
    asked: dict[str, object] = {}
    for standing, name in ((first, "before"), (second, "after")):
        if standing is not None:
            asked |= {f"known_{name}": standing.known, f"tier_{name}": standing.tier}
    return asked


def _end(book: Book, day: date) -> datetime:
    return book.calendar.day_starts(day + timedelta(days=1)) - timedelta(microseconds=1)


def _sorted(standings: set[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda each: (_ORDER.index(each.known), each.tier or ""))

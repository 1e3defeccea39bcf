"""Lifecycle: every customer is new, active, back, sleeping, lost or never moved, at the end of every month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

QUESTION: Final = "analysis/lifecycle"
State: TypeAlias = Literal["new", "active", "back", "sleeping", "lost", "unmoved"]
STATES: Final[tuple[State, ...]] = get_args(State)
MONTHS: Final = (12, 24)
MOST_ACTIVE: Final = 12
MOST_LOST: Final = 36


@dataclass(frozen=True)
class Wish:
    """What is asked: up to which day, how many months, and how long one is active and until one is lost."""

    until: date
    months: int = 12
    active: int = 3
    lost: int = 12

    @property
    def parameters(self) -> dict[str, Any]:
        """As parameters of the question."""
        return {
            "until": self.until, "months": self.months, "active": self.active, "lost": self.lost,
        }  # fmt: skip


@dataclass(frozen=True)
class Lifecycle:
    """The customers by month, state before and state: the rows of analysis/lifecycle."""

    rows: pl.DataFrame

    @property
    def months(self) -> list[date]:
        """The first days of the months, in order."""
        return sorted(self.rows["month"].unique())

    def count(self, month: date, state: State) -> int:
        """How many are in a state at the end of a month."""
        return int(
            self.rows.filter(pl.col("month") == month, pl.col("state") == state)["customers"].sum()
        )

    def went(self, month: date, before: State, state: State) -> int:
        """How many came from one state into another during a month."""
        return int(
            self.rows.filter(
                pl.col("month") == month, pl.col("state_before") == before, pl.col("state") == state
            )["customers"].sum()
        )

    def customers(self, month: date) -> int:
        """All of them, whatever their state."""
        return int(self.rows.filter(pl.col("month") == month)["customers"].sum())

    def possible(self, month: date) -> list[State]:
        """The states that somebody was in at either end of a month."""
        rows = self.rows.filter(pl.col("month") == month)
        met = set(rows["state"]) | set(rows["state_before"])
        return [each for each in STATES if each in met]


def lifecycle(
    book: Book, wish: Wish, customers: CustomerRange = EVERYBODY, actor: Actor | str | None = None
) -> Lifecycle:
    """The states of the customers of a range, month by month."""
    asked = {**wish.parameters, **customers.parameters, "actor": actor}
    return Lifecycle(book.ask(QUESTION, **asked))


def standing(month: date, state: State, before: State | None = None) -> dict[str, object]:
    """Those in a state at the end of a month, or who came into it from another, as parameters."""
    return {"month": month, "state": state, "state_before": before}

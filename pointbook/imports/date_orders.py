"""Whether 3/4/2026 is the third of April or the fourth of March, told by a whole column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import polars as pl

DateOrder: TypeAlias = Literal["day_first", "month_first"]
DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)
UNSAID: DateOrder = "day_first"
"""What is taken where nothing tells: most of the world writes so."""

EITHER = r"^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?:\D|$)"
"""A date whose day and month stand before its year."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many of a column's dates can only be meant one way."""

    day_first: int = 0
    month_first: int = 0

    @property
    def order(self) -> DateOrder | None:
        """The order that the most dates prove, None where none does or as many the other way."""
        if self.day_first == self.month_first:
            return None
        return "day_first" if self.day_first > self.month_first else "month_first"

    @property
    def is_clear(self) -> bool:
        """Whether all proofs point one way."""
        return (self.day_first == 0) != (self.month_first == 0)

    def __add__(self, other: Evidence) -> Evidence:
        """Of two columns together."""
        return Evidence(self.day_first + other.day_first, self.month_first + other.month_first)


def evidence(texts: pl.Series) -> Evidence:
    """What the dates among some texts prove."""
    first = texts.str.extract(EITHER, 1).cast(pl.Int32)
    second = texts.str.extract(EITHER, 2).cast(pl.Int32)
    return Evidence(
        int(((first > 12) & (second <= 12)).sum()), int(((second > 12) & (first <= 12)).sum())
    )


Decide: TypeAlias = Callable[[pl.Series], DateOrder]
"""Tells the order of a column from those of its distinct texts that may be meant either way."""


def decide(texts: pl.Series) -> DateOrder:
    """The order by a column's own dates alone."""
    return evidence(texts).order or UNSAID

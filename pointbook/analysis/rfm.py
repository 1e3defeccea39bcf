"""RFM: customers by how long ago, how often and how much they moved points, with the thresholds in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

QUESTION: Final = "analysis/rfm"
Axis: TypeAlias = Literal["recency", "frequency", "monetary"]
AXES: Final[tuple[Axis, ...]] = get_args(Axis)
SCORES: Final = (5, 4, 3, 2, 1)
Money: TypeAlias = Literal["points", "orders"]
MONEY: Final[tuple[Money, ...]] = get_args(Money)
NAMED: Final[Mapping[str, tuple[bool, bool, bool]]] = {
    "champions": (True, True, True),
    "growing": (True, False, True),
    "keeping": (False, True, True),
    "saving": (False, False, True),
    "loyal": (True, True, False),
    "newer": (True, False, False),
    "fading": (False, True, False),
    "gone": (False, False, False),
}
"""The eight groups by whether recency, frequency and monetary are high."""
STILL: Final = "still"
"""Who did not move points in the period; they have no scores."""

Thresholds: TypeAlias = Mapping[Axis, tuple[Decimal, ...]]
"""Four rising values for each axis that somebody typed; the others are cut into fifths."""


@dataclass(frozen=True)
class Wish:
    """What is asked of the customers: the period, what counts as money, thresholds that were typed."""

    period: Period
    money: Money = "points"
    thresholds: Thresholds | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """As parameters of the question."""
        asked: dict[str, Any] = {
            "since": self.period.since, "until": self.period.until, "money": self.money,
        }  # fmt: skip
        return asked | threshold_parameters(self.thresholds or {})


@dataclass(frozen=True)
class _Group:
    """Customers of equal scores, one of each axis; none of those who are still."""

    scores: tuple[int | None, ...]
    customers: int
    money: Decimal

    def is_high(self, high: int) -> tuple[bool, ...] | None:
        """Of each axis whether its score is high."""
        known = [each for each in self.scores if each is not None]
        return tuple(each >= high for each in known) if len(known) == len(self.scores) else None


@dataclass(frozen=True)
class Rfm:
    """The groups of equal scores: the rows of analysis/rfm; `high` is the score from which one is high."""

    rows: pl.DataFrame
    high: int

    @property
    def customers(self) -> int:
        """All customers of the range, those who are still among them."""
        return int(self.rows["customers"].sum())

    @property
    def still(self) -> int:
        """How many have no movement in the period."""
        return int(self._still["customers"].sum())

    @property
    def moved(self) -> int:
        """How many have one."""
        return self.customers - self.still

    @property
    def monetary(self) -> Decimal:
        """What all of them earned, or what their orders came to."""
        return sum(self.rows["monetary"].drop_nulls(), NOTHING)

    @property
    def thresholds(self) -> dict[Axis, tuple[Decimal, ...]]:
        """The thresholds that were used; empty where nobody moved."""
        if not self.moved:
            return {}
        row = self.rows.row(0, named=True)
        return {
            axis: tuple(Decimal(row[f"{axis}_{place}"]) for place in (1, 2, 3, 4)) for axis in AXES
        }

    def at(self, recency: int, frequency: int) -> tuple[int, Decimal]:
        """The customers with these two scores, and their money."""
        return _together(each for each in self._groups if each.scores[:2] == (recency, frequency))

    def with_score(self, axis: Axis, score: int) -> int:
        """How many customers have a score."""
        return int(self.rows.filter(pl.col(f"{axis}_score") == score)["customers"].sum())

    def named(self, name: str) -> tuple[int, Decimal]:
        """The customers of one of NAMED or of STILL, and their money."""
        if name == STILL:
            return _together(each for each in self._groups if each.scores[0] is None)
        wanted = NAMED[name]
        return _together(each for each in self._groups if each.is_high(self.high) == wanted)

    @property
    def is_proved(self) -> bool:
        """Whether the named groups together are all customers."""
        return sum(self.named(name)[0] for name in (*NAMED, STILL)) == self.customers

    @cached_property
    def _groups(self) -> list[_Group]:
        """The rows as plain values: a page asks for eighty sums of them, and a filter of a frame for each is slow."""
        names = (*(f"{axis}_score" for axis in AXES), "customers", "monetary")
        return [
            _Group(tuple(scores), int(customers), money or NOTHING)
            for *scores, customers, money in self.rows.select(names).iter_rows()
        ]

    @property
    def _still(self) -> pl.DataFrame:
        return self.rows.filter(pl.col("recency_score").is_null())


def rfm(
    book: Book, wish: Wish, high: int, customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> Rfm:  # fmt: skip
    """The customers of a range by their scores."""
    asked = {**wish.parameters, **customers.parameters, "actor": actor}
    return Rfm(book.ask(QUESTION, **asked), high)


def threshold_parameters(thresholds: Thresholds) -> dict[str, Decimal]:
    """Thresholds as parameters of the question."""
    return {
        f"{axis}_{place}": value
        for axis, values in thresholds.items()
        for place, value in enumerate(values, 1)
    }


def scores_of(recency: int, frequency: int) -> dict[str, object]:
    """One field of the grid, as parameters of the question."""
    return {
        "recency_from": recency, "recency_until": recency,
        "frequency_from": frequency, "frequency_until": frequency, "is_still": False,
    }  # fmt: skip


def scores_of_named(name: str, high: int) -> dict[str, object]:
    """One of the named groups, as parameters of the question."""
    if name == STILL:
        return {"is_still": True}
    asked: dict[str, object] = {"is_still": False}
    for axis, is_high in zip(AXES, NAMED[name], strict=True):
        asked |= {f"{axis}_from": high} if is_high else {f"{axis}_until": high - 1}
    return asked


def read_thresholds(axis: Axis, text: str) -> tuple[Decimal, ...] | None:
    """Four rising values between commas, 30,90,180,365; None for anything else. Only money has a fraction."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    try:
        values = tuple(Decimal(each.strip()) for each in parts)
    except ArithmeticError:
        return None
    step = Decimal("0.01") if axis == "monetary" else Decimal(1)
    is_good = len(values) == 4 and all(
        each.is_finite() and 0 <= each < 10**9 and not each % step for each in values
    )
    return values if is_good and _rises(values) else None


def _rises(values: Sequence[Decimal]) -> bool:
    return all(earlier < later for earlier, later in pairwise(values))


def _together(groups: Iterable[_Group]) -> tuple[int, Decimal]:
    found = list(groups)
    return sum(each.customers for each in found), sum((each.money for each in found), NOTHING)

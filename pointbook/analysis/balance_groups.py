"""高低积分客户: who holds most and least, and what they earn and use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

QUESTION: Final = "analysis/balance_groups"
BalanceGroup: TypeAlias = Literal["top", "middle", "bottom", "none", "debt"]
BALANCE_GROUPS: Final[tuple[BalanceGroup, ...]] = get_args(BalanceGroup)
_STEP: Final = Decimal("0.01")


@dataclass(frozen=True)
class Held:
    """One group: how many, what they hold today, and what they earned and used in the period."""

    customers: int = 0
    balance: Decimal = NOTHING
    earned: Decimal = NOTHING
    used: Decimal = NOTHING


@dataclass(frozen=True)
class BalanceGroups:
    """The groups by balance: the rows of analysis/balance_groups."""

    rows: pl.DataFrame

    def held(self, group: BalanceGroup) -> Held:
        """One of them."""
        found = self.rows.filter(pl.col("balance_group") == group)
        if found.is_empty():
            return Held()
        row = found.row(0, named=True)
        return Held(row["customers"], row["held_together"], row["earned"], row["used"])

    @property
    def customers(self) -> int:
        """All customers of the range."""
        return int(self.rows["customers"].sum())

    @property
    def balance(self) -> Decimal:
        """What they hold together."""
        return sum(self.rows["held_together"], NOTHING)

    @property
    def thresholds(self) -> tuple[Decimal, Decimal] | None:
        """The least balance of top and the largest of bottom; None where nobody holds points."""
        if self.rows.is_empty() or self.rows["top_from"][0] is None:
            return None
        return self.rows["top_from"][0], self.rows["bottom_until"][0]

    def limits(self, group: BalanceGroup) -> tuple[Decimal | None, Decimal | None]:
        """The least and the largest balance of a group, None for no such limit."""
        if group == "none":
            return NOTHING, NOTHING
        if group == "debt" or self.thresholds is None:
            return None, -_STEP
        top_from, bottom_until = self.thresholds
        below_top = top_from - _STEP
        if group == "top":
            return top_from, None
        if group == "bottom":
            return _STEP, min(bottom_until, below_top)
        return bottom_until + _STEP, below_top


def balance_groups(
    book: Book, period: Period, share: int, customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> BalanceGroups:  # fmt: skip
    """The groups of a range; `share` is the per cent of those with points who are top, and bottom."""
    asked = {**parameters(period, share), **customers.parameters, "actor": actor}
    return BalanceGroups(book.ask(QUESTION, **asked))


def parameters(period: Period, share: int) -> dict[str, Any]:
    """What the question is asked with."""
    return {"share": share, "since": period.since, "until": period.until}

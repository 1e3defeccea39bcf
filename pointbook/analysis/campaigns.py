"""活动效果: what campaigns issued, used and cost, and how those reached differ from the others and from before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

QUESTION: Final = "analysis/campaign_effect"
PerCustomer: TypeAlias = Literal["earned", "else_earned", "used", "orders", "amount"]


@dataclass(frozen=True)
class Campaigns:
    """Every campaign of a period: the rows of analysis/campaigns, and what a point is worth, None unless said."""

    rows: pl.DataFrame
    point_value: Decimal | None

    @property
    def named(self) -> pl.DataFrame:
        """The campaigns alone."""
        return self.rows.filter(pl.col("campaign").is_not_null())

    @property
    def has_orders(self) -> bool:
        """Whether any order of the period names a campaign."""
        return bool(self.named["orders"].sum())

    def total(self, name: str, *, is_named: bool = True) -> Decimal:
        """The sum of a column over the campaigns, or what names none."""
        rows = self.rows.filter(pl.col("campaign").is_not_null() == is_named)
        return sum(rows[name], NOTHING)

    def cost(self, points: Decimal) -> Decimal | None:
        """What points are worth in money."""
        return (
            None
            if self.point_value is None
            else (points * self.point_value).quantize(Decimal("0.01"))
        )

    def days(self, campaign: str) -> Period:
        """From the first to the last entry or order of a campaign within the period."""
        row = self.rows.filter(pl.col("campaign") == campaign).row(0, named=True)
        first: date = row["first_on"]
        return Period(first, row["last_on"])


@dataclass(frozen=True)
class Group:
    """Those reached, or the others, before or during a campaign: one row of analysis/campaign_effect."""

    customers: int = 0
    active_customers: int = 0
    earned: Decimal = NOTHING
    issued: Decimal = NOTHING
    """Of what was earned, what the campaign issued."""
    used: Decimal = NOTHING
    orders: int = 0
    amount: Decimal = NOTHING

    @property
    def active_share(self) -> Decimal | None:
        """The share that earned or used points."""
        return Decimal(self.active_customers) / self.customers if self.customers else None

    def each(self, name: PerCustomer) -> Decimal | None:
        """A figure per customer; else_earned is what was earned besides the campaign."""
        if not self.customers:
            return None
        value = self.earned - self.issued if name == "else_earned" else getattr(self, name)
        return Decimal(value) / self.customers


@dataclass(frozen=True)
class Effect:
    """A campaign against others and against before: four groups."""

    days: Period
    groups: dict[tuple[bool, str], Group]

    def group(self, *, is_reached: bool, part: Literal["before", "during"]) -> Group:
        """One of the four."""
        return self.groups.get((is_reached, part), Group())

    def risen(self, *, is_reached: bool) -> Decimal | None:
        """By how much the active share rose from before to during."""
        before = self.group(is_reached=is_reached, part="before").active_share
        during = self.group(is_reached=is_reached, part="during").active_share
        return None if before is None or during is None else during - before

    @property
    def gap(self) -> Decimal | None:
        """By how much it rose more for those reached than for the others."""
        reached, others = self.risen(is_reached=True), self.risen(is_reached=False)
        return None if reached is None or others is None else reached - others


def campaigns(
    book: Book,
    period: Period,
    customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> Campaigns:
    """What campaigns did in a period."""
    rows = book.ask(
        "analysis/campaigns", since=period.since, until=period.until, actor=actor,
        **customers.parameters,
    )  # fmt: skip
    return Campaigns(rows, book.programme.point_value)


def parameters(campaign: str, days: Period) -> dict[str, Any]:
    """What the question about an effect is asked with: the days before are as many."""
    return {
        "campaign": campaign, "since": days.since, "until": days.until,
        "before_since": days.previous().since,
    }  # fmt: skip


def effect(
    book: Book, campaign: str, days: Period, customers: CustomerRange = EVERYBODY,
    actor: Actor | str | None = None,
) -> Effect:  # fmt: skip
    """A campaign's customers and all others of the range, in its days and in as many right before."""
    rows = book.ask(QUESTION, **parameters(campaign, days), **customers.parameters, actor=actor)
    columns = ("customers", "active_customers", "earned", "issued", "used", "orders", "amount")
    return Effect(
        days,
        {
            (row["is_reached"], row["part"]): Group(**{name: row[name] for name in columns})
            for row in rows.iter_rows(named=True)
        },
    )

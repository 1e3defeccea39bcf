"""为什么是这个余额: a customer's points on any day, by the lots they came in and by what took from each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.customers.registry import Customer
    from pointbook.ledger.standing import Balance

TAKEN: Final = (
    "paid_debt", "redeemed", "expired", "cleared", "adjusted", "reversed", "transferred",
)  # fmt: skip
"""What can take points from a lot, as the columns of customers/why_lots; signed, so that they add up."""


@dataclass(frozen=True)
class Explanation:
    """How one customer stood at the end of a day, and why. All in points.

    `kinds` has one row per kind of entry and adds up to the balance; `lots` one per lot, those with points first,
    the points of which less the debt are the balance too. `uses` tells what took from the lots that were asked for
    and what made and paid the debt, which has no lot.
    """

    customer: Customer
    day: date
    at: datetime
    balance: Balance
    kinds: pl.DataFrame
    lots: pl.DataFrame
    uses: pl.DataFrame

    @property
    def is_proved(self) -> bool:
        """Whether the entries, the lots and the parts of the balance all tell the same number."""
        parts = self.balance
        by_parts = parts.available + parts.pending + parts.held + parts.lapsed - parts.debt
        by_lots = _sum(self.lots["remaining"]) - parts.debt
        return parts.balance == _sum(self.kinds["points"]) == by_lots == by_parts

    def used(self, lot_entry_id: int | None) -> pl.DataFrame:
        """What took from one lot or gave back to it, oldest first; None asks for the debt."""
        if lot_entry_id is None:
            return self.uses.filter(pl.col("lot_entry_id").is_null())
        return self.uses.filter(pl.col("lot_entry_id") == lot_entry_id)


def explain(
    book: Book,
    customer_no: str,
    day: date | None = None,
    *,
    told: int | None = None,
    actor: Actor | str | None = None,
) -> Explanation:
    """The balance at the end of a day, today's as it is now; `told` limits the lots whose uses are told.

    UnknownCustomer, also for one whom the actor does not see.
    """
    customer = book.customers.get(customer_no, actor=actor)
    now = book.now()
    on = min(day or now.date(), now.date())
    at = now if on == now.date() else book.calendar.as_of(on)
    asked: dict[str, Any] = {"customer_no": customer.customer_no, "as_of": at, "actor": actor}
    lots = book.ask("customers/why_lots", **asked)
    wanted = None if told is None else ",".join(map(str, lots["lot_entry_id"].head(told)))
    return Explanation(
        customer,
        on,
        at,
        book.ledger.balance(customer.customer_no, as_of=at, actor=actor),
        book.ask("customers/why_kinds", **asked),
        lots,
        book.ask("customers/why_uses", lots=wanted, **asked),
    )


def ends(lot: Mapping[str, Any], at: datetime) -> datetime:
    """Until when a row of customers/why_lots mattered: used up, expired, or still there at `at`."""
    over: datetime | None = lot["expires_at"]
    used: datetime | None = lot["last_used_at"]
    if not lot["remaining"] and used is not None:
        return min(at, used)
    return min(at, over) if over is not None else at


def _sum(values: pl.Series) -> Decimal:
    return sum(values, Decimal(0))

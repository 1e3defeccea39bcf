"""What posting a plan would leave behind: customers below zero, a month that looks like an accident, late entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from pointbook.imports.plan import Plan

_STRAY: Final = 0.02
"""A last month with less than this share of an ordinary one is taken for an accident."""
_ENOUGH_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class StrayMonth:
    """A handful of entries in a month of their own after all the others."""

    month: date
    entries: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """`below_zero`: customer_no, balance, after, both in points."""

    below_zero: pl.DataFrame
    stray: StrayMonth | None
    late: int
    """Entries of closed months, which will be dated at `open_from`."""
    open_from: date | None


def outlook(plan: Plan) -> Outlook:
    """How the book would stand; only read."""
    entries = plan.known.fresh
    limit = plan.book.months.closed_until
    late = 0 if limit is None else entries.filter(pl.col("occurred_at") < limit).height
    opens = None if limit is None else limit.date()
    return Outlook(_below_zero(plan, entries), _stray_month(entries), late, opens)


def _below_zero(plan: Plan, entries: pl.DataFrame) -> pl.DataFrame:
    moved = entries.select("customer_no", "points")
    if plan.known.gone.height:
        back = plan.known.gone.select("customer_no", points=-pl.col("left"))
        moved = pl.concat([moved, back])
    sums = moved.group_by("customer_no").agg(pl.col("points").sum())
    with plan.book.store.staged(sums) as staged:
        return plan.book.store.question("changes/going_below", staged=staged)


def _stray_month(entries: pl.DataFrame) -> StrayMonth | None:
    months = (
        entries.group_by(pl.col("occurred_at").dt.truncate("1mo").dt.date().alias("month"))
        .len()
        .sort("month")
    )
    if months.height <= _ENOUGH_MONTHS:
        return None
    *ordinary, last = months["len"].to_list()
    if last >= _STRAY * float(pl.Series(ordinary).median()):  # type: ignore[arg-type]
        return None
    return StrayMonth(months["month"][-1], last)

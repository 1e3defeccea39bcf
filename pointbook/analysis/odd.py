"""异常变动: movements that a second look is worth, by rules whose thresholds anybody can see and change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.book import Book

Rule: TypeAlias = Literal["operators", "near_limit", "refunds", "cycles", "phones", "days"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)
LISTED: Final = 200
TIMELESS: Final = ("phones",)
"""Rules about customers as they are today, whatever the period."""


@dataclass(frozen=True)
class Threshold:
    """One number of a rule that can be changed, with what it is unless it is."""

    name: str
    usual: int
    least: int = 1


THRESHOLDS: Final[Mapping[Rule, tuple[Threshold, ...]]] = {
    "operators": (Threshold("least_adjustments", 20),),
    "near_limit": (Threshold("limit", 5_000), Threshold("near", 10), Threshold("least_near", 3)),
    "refunds": (Threshold("least_points", 1),),
    "cycles": (Threshold("least_times", 3),),
    "phones": (Threshold("least_customers", 2, 2),),
    "days": (Threshold("least_factor", 3, 2), Threshold("least_day_points", 1_000)),
}
"""`near` is per cent below the limit; `least_factor` times the median."""


def usual_limit(book: Book) -> int:
    """The smallest limit of any role on the points of one change, which is what somebody would stay under."""
    limits = [
        role.limits.entry for role in book.access.roles().values() if role.limits.entry is not None
    ]
    return int(min(limits)) if limits else THRESHOLDS["near_limit"][0].usual


def odd(
    book: Book,
    rule: Rule,
    period: Period,
    thresholds: Mapping[str, int],
    customers: CustomerRange = EVERYBODY,
    *,
    limit: int | None = LISTED,
    actor: Actor | str,
) -> pl.DataFrame:
    """The rows that a rule finds, the oddest first; thresholds left out are the usual ones. NotPermitted."""
    by = as_actor(actor)
    permit(book.store, "read_odd", by, Right.AUDIT)
    at = {each.name: thresholds.get(each.name, each.usual) for each in THRESHOLDS[rule]}
    asked: dict[str, object] = {"row_limit": limit, **customers.parameters}
    if rule not in TIMELESS:
        asked |= {"since": period.since, "until": period.until}
    if rule == "operators":
        rows = book.ask("analysis/odd_operators", actor=by, **{**asked, "row_limit": None})
        return _first(rows.filter(pl.col("adjustments") >= at["least_adjustments"]), limit)
    if rule == "near_limit":
        until = Decimal(at["limit"])
        asked |= {"near_from": until * (100 - at["near"]) / 100, "near_until": until}
        rows = book.ask("analysis/odd_operators", actor=by, **{**asked, "row_limit": None})
        found = rows.filter(pl.col("near_limit") >= at["least_near"])
        return _first(found.sort("near_limit", "actor", descending=[True, False]), limit)
    if rule == "days":
        at["least_points"] = at.pop("least_day_points")
    return book.ask(f"analysis/odd_{rule}", actor=by, **asked, **at)


def _first(rows: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    return rows if limit is None else rows.head(limit)

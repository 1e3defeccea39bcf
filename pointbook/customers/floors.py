"""保留等级至: the tier that a customer keeps until a day, whatever is brought of them meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.errors import FloorWithoutEnd, NoTierToKeep
from pointbook.settings import Programme

if TYPE_CHECKING:
    from pointbook.store.writing import Writing


@dataclass(frozen=True)
class Floor:
    """A tier that a customer keeps, and the last day on which they do."""

    tier: str
    until: date


FIELDS: Final = ("tier_floor", "tier_floor_until")
TOUCHED: Final = ("tier", *FIELDS)
"""What setting a floor or bringing a tier may change."""


def at_least(tier: str | None, floor: str, order: Sequence[str]) -> str:
    """The tier of a customer who is brought `tier` while `floor` is kept: the higher one, as far as that is known.

    `order` names the tiers from the lowest to the highest.
    """
    return tier if tier is not None and is_below(floor, tier, order) else floor


def is_below(tier: str, other: str, order: Sequence[str]) -> bool:
    """Whether the order knows both and has `tier` before `other`."""
    return tier in order and other in order[order.index(tier) + 1 :]


def floor_on(tier: str | None, until: date | None, day: date) -> Floor | None:
    """The floor of these fields where it is in force on a day; the last day counts."""
    if tier is None or until is None or day > until:
        return None
    return Floor(tier, until)


def tier_order(writing: Writing) -> tuple[str, ...]:
    """The programme's order of tiers as the transaction finds it."""
    return Programme.of(dict(writing.rows("book/settings"))).tier_order


def settled(
    before: Mapping[str, Any], after: Mapping[str, Any], today: date, order: Sequence[str]
) -> dict[str, Any]:
    """The fields as a change by hand leaves them: a floor with its end or neither, and no tier below it.

    An end alone keeps the tier that the customer has then; emptying either half ends it. A floor that is set
    lifts whoever is known to be below it and lowers nobody. NoTierToKeep, FloorWithoutEnd.
    """
    floor, until = _halves(before, after)
    told = {**after, "tier_floor": floor, "tier_floor_until": until}
    if floor is None or all(told[name] == before.get(name) for name in TOUCHED):
        return told
    tier: str | None = told["tier"]
    if floor_on(floor, until, today) is not None:
        if tier is None or tier != before.get("tier"):
            told["tier"] = at_least(tier, floor, order)
        elif is_below(tier, floor, order):
            told["tier"] = floor
    return told


def settled_all(
    before: pl.DataFrame, after: pl.DataFrame, today: date, order: Sequence[str]
) -> tuple[pl.DataFrame, pl.Series]:
    """The same of many, row by row; and the code of the refusal of each whose fields cannot be so, else null."""
    told = pl.concat(
        [before.select(pl.col(TOUCHED).name.prefix("was_")), after.select(TOUCHED)],
        how="horizontal",
    )
    # Thousands of customers have few tiers and days.
    kinds = told.unique()
    rows: list[dict[str, Any]] = []
    for each in kinds.iter_rows(named=True):
        was = {"customer_no": None, **{name: each[f"was_{name}"] for name in TOUCHED}}
        will = {name: each[name] for name in TOUCHED}
        try:
            rows.append({**settled(was, will, today, order), "trouble": None})
        except (NoTierToKeep, FloorWithoutEnd) as refusal:
            rows.append({**will, "trouble": refusal.code})
    schema = {**{name: after.schema[name] for name in TOUCHED}, "trouble": pl.String()}
    found = pl.DataFrame(rows, schema=schema).rename({name: f"will_{name}" for name in TOUCHED})
    met = told.join(
        kinds.hstack(found), on=told.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return after.with_columns(met[f"will_{name}"].alias(name) for name in TOUCHED), met["trouble"]


def _halves(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str | None, date | None]:
    floor, until = after["tier_floor"], after["tier_floor_until"]
    if floor is None and until is not None:
        if until == before.get("tier_floor_until"):
            return None, None
        if after["tier"] is None:
            raise NoTierToKeep(customer_no=before["customer_no"])
        return after["tier"], until
    if until is None and floor is not None:
        if floor != before.get("tier_floor"):
            raise FloorWithoutEnd(tier=floor)
        return None, None
    return floor, until

"""Which column of a file is which field: suggested, changed by hand, then frozen."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from pointbook.errors import UnknownKind
from pointbook.imports import headers, suggesting, telling
from pointbook.imports.date_orders import DateOrder
from pointbook.imports.sampling import Sample
from pointbook.imports.suggesting import MOVES, How

Kind: TypeAlias = Literal["customers", "points", "orders", "rewards", "redemptions"]
KINDS: tuple[str, ...] = get_args(Kind)

_WITH_OWN = ("customers", "orders", "rewards")
_PERSONAL = ("phone", "email", "gender", "birthday", "joined_on", "tier", "region", "city")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field → column for one kind of file. Each column of `own` is kept as a field of its own."""

    kind: str
    columns: Map[str, str]
    own: tuple[str, ...] = ()
    values: Map[str, Map[str, str]] = field(default_factory=dict)
    """Field → word in the file → what it stands for; the word '' stands for a blank cell."""
    units: Map[str, str] = field(default_factory=dict)
    """Field → what its numbers are counted in (万), where it is not as the header says."""
    date_order: DateOrder | None = None
    """How 3/4/2026 is meant; None = as the columns show."""
    at: datetime | None = None
    """The local time of rows that have none."""
    found: Map[str, How] = field(default_factory=dict, compare=False)
    """Field → how its column was found."""
    left: Map[str, str] = field(default_factory=dict, compare=False)
    """Column that is no field → why."""

    def column(self, field: str) -> str | None:
        """The column that holds a field, None where there is none."""
        return self.columns.get(field)

    def unit(self, field: str) -> str:
        """What the numbers of a field are counted in: as was chosen, else as the header says."""
        if (chosen := self.units.get(field)) is not None:
            return chosen
        return headers.unit_of(self.columns[field], field) if field in self.columns else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that such a file needs and no column is named for."""
        needed = list(telling.missing(self.kind, self.columns))
        if self.kind == "points":
            if not any(field in self.columns for field in MOVES) and not self.is_snapshot:
                needed.append("points")
            if not self.has_time:
                needed.append("occurred_at")
        return tuple(needed)

    @property
    def has_time(self) -> bool:
        """Whether a row of points can be dated."""
        return self.at is not None or self.dates_rows

    @property
    def dates_rows(self) -> bool:
        """Whether the file itself says when."""
        return (
            "occurred_at" in self.columns
            or "date" in self.columns
            or {"year", "month"} <= self.columns.keys()
        )

    @property
    def is_wide(self) -> bool:
        """Whether a row holds earned and redeemed points in columns of their own."""
        return "earned" in self.columns or "redeemed" in self.columns

    @property
    def is_snapshot(self) -> bool:
        """Whether a row of points says what the balance is and not what moved it."""
        return "balance_after" in self.columns and not any(name in self.columns for name in MOVES)

    def changed(self, changes: Map[str, str | None], available: Sequence[str]) -> Mapping:
        """With other columns for some fields; None or '' takes a field out. UnknownKind if misnamed."""
        unknown = [field for field in changes if field not in headers.fields_of(self.kind)]
        absent = [
            name for name in {**self.columns, **changes}.values() if name and name not in available
        ]
        if unknown or absent:
            raise UnknownKind(kind=self.kind, missing=unknown or absent)
        columns = {**self.columns, **changes}
        if self.kind == "points":
            _settle_moves(columns, changes)
        kept = {field: name for field, name in columns.items() if name}
        by_hand: dict[str, How] = {field: "hand" for field, name in changes.items() if name}
        found = {**self.found, **by_hand}
        used = set(kept.values())
        return replace(
            self,
            columns=kept,
            own=own_columns(self.kind, kept, available),
            units={field: unit for field, unit in self.units.items() if field not in changes},
            found={field: how for field, how in found.items() if field in kept},
            left={name: why for name, why in self.left.items() if name not in used},
        )


def suggest(
    columns: Sequence[str], kind: str | None = None, sample: Sample | None = None
) -> Mapping | None:
    """The likeliest mapping of a file with these headers, of the given kind or the likeliest one.

    `sample` has some rows, by which columns may be told whose headers say nothing. None where nothing
    looks like a customer.
    """
    if kind is not None:
        if kind not in KINDS:
            raise UnknownKind(kind=kind, missing=("kind",))
        return _suggest_for(kind, columns, sample)
    points = _suggest_for("points", columns, sample)
    bought = telling.purchases(columns, points, lambda each: _suggest_for(each, columns, sample))
    if bought is not None:
        return bought
    customers = _suggest_for("customers", columns, sample)
    if "customer_no" not in customers.columns:
        return None if "customer_no" not in points.columns or points.missing else points
    number = customers.columns["customer_no"]
    personal = sum(customers.columns.get(field, number) != number for field in _PERSONAL)
    is_guessed = points.is_snapshot or "content" in points.found.values()
    if is_guessed and (personal or "name" in customers.columns):
        return customers  # people with what they have is first of all a list of people
    if not points.missing:
        is_ledger = points.is_wide or "kind" in points.columns or "ref" in points.columns
        return points if is_ledger or personal < 3 else customers
    if points.missing == ("occurred_at",) and len(customers.columns) - 1 <= 1:
        return points
    return customers


def _suggest_for(kind: str, columns: Sequence[str], sample: Sample | None) -> Mapping:
    found = suggesting.find(kind, columns, sample)
    ordered = {
        field: found.columns[field] for field in headers.fields_of(kind) if field in found.columns
    }
    return Mapping(
        kind,
        ordered,
        own_columns(kind, ordered, columns),
        values=found.values,
        found={field: found.how[field] for field in ordered},
        left={name: found.left[name] for name in columns if name in found.left},
    )


def _settle_moves(columns: dict[str, str | None], changes: Map[str, str | None]) -> None:
    """Signed points and wide columns exclude each other: the one named by hand stays."""
    if changes.get("points"):
        columns.pop("earned", None)
        columns.pop("redeemed", None)
    elif changes.get("earned") or changes.get("redeemed"):
        columns.pop("points", None)


def own_columns(kind: str, chosen: Map[str, str], available: Sequence[str]) -> tuple[str, ...]:
    """The columns that are kept as they are: of a list of customers, orders or rewards, those left over."""
    if kind not in _WITH_OWN:
        return ()
    used = set(chosen.values())
    return tuple(name for name in available if name not in used)

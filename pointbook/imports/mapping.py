"""Which column of a file is which field: suggested from its headers, changed by hand, then frozen."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pointbook.errors import UnknownKind
from pointbook.imports import headers

Kind: TypeAlias = Literal["customers", "points"]
KINDS: tuple[str, ...] = get_args(Kind)

_MOVES = ("points", "earned", "redeemed")
_PERSONAL = ("phone", "email", "gender", "birthday", "joined_on", "tier", "region", "city")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field → column for one kind of file. Each column of `own` becomes a customer's own field."""

    kind: str
    columns: Map[str, str]
    own: tuple[str, ...] = ()

    def column(self, field: str) -> str | None:
        """The column that holds a field, None where there is none."""
        return self.columns.get(field)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that such a file needs and no column is named for."""
        needed = [] if "customer_no" in self.columns else ["customer_no"]
        if self.kind == "points":
            if not any(field in self.columns for field in _MOVES):
                needed.append("points")
            if not self.has_time:
                needed.append("occurred_at")
        return tuple(needed)

    @property
    def has_time(self) -> bool:
        """Whether a row of points can be dated."""
        return (
            "occurred_at" in self.columns
            or "date" in self.columns
            or {"year", "month"} <= self.columns.keys()
        )

    @property
    def is_wide(self) -> bool:
        """Whether a row holds earned and redeemed points in columns of their own."""
        return "points" not in self.columns

    def changed(self, changes: Map[str, str | None], available: Sequence[str]) -> Mapping:
        """With other columns for some fields; None or '' takes a field out. UnknownKind if misnamed."""
        unknown = [field for field in changes if field not in headers.fields_of(self.kind)]
        absent = [name for name in changes.values() if name and name not in available]
        if unknown or absent:
            raise UnknownKind(kind=self.kind, missing=unknown or absent)
        columns = {**self.columns, **changes}
        if self.kind == "points":
            _settle_moves(columns, changes)
        kept = {field: name for field, name in columns.items() if name}
        return Mapping(self.kind, kept, _own(self.kind, kept, available))


def suggest(columns: Sequence[str], kind: str | None = None) -> Mapping | None:
    """The likeliest mapping of a file with these headers, of the given kind or the likeliest one.

    None where nothing looks like a customer.
    """
    if kind is not None:
        if kind not in KINDS:
            raise UnknownKind(kind=kind, missing=("kind",))
        return _suggest_for(kind, columns)
    points, customers = _suggest_for("points", columns), _suggest_for("customers", columns)
    if "customer_no" not in customers.columns:
        return None if "customer_no" not in points.columns or points.missing else points
    if not points.missing:
        personal = sum(field in customers.columns for field in _PERSONAL)
        moves_in_parts = "earned" in points.columns or "redeemed" in points.columns
        is_ledger = moves_in_parts or "kind" in points.columns or "ref" in points.columns
        return points if is_ledger or personal < 3 else customers
    if points.missing == ("occurred_at",) and len(customers.columns) - 1 <= 1:
        return points
    return customers


def _suggest_for(kind: str, columns: Sequence[str]) -> Mapping:
    ranked = sorted(
        (rank, place, field, name)
        for field in headers.fields_of(kind)
        for place, name in enumerate(columns)
        if (rank := headers.rank(name, kind, field)) is not None
    )
    chosen: dict[str, str] = {}
    used: set[str] = set()
    for _, _, field, name in ranked:
        if field not in chosen and name not in used:
            chosen[field] = name
            used.add(name)
    if "customer_no" not in chosen:
        _take_contact(kind, columns, chosen)
    if kind == "points":
        _complete_points(chosen)
    ordered = {field: chosen[field] for field in headers.fields_of(kind) if field in chosen}
    return Mapping(kind, ordered, _own(kind, ordered, columns))


def _take_contact(kind: str, columns: Sequence[str], chosen: dict[str, str]) -> None:
    """A file without numbers knows its customers by phone or e-mail."""
    for field in ("phone", "email"):
        for name in columns:
            if headers.rank(name, "customers", field) is not None:
                chosen["customer_no"] = name
                return


def _complete_points(chosen: dict[str, str]) -> None:
    if not any(field in chosen for field in _MOVES) and "amount" in chosen:
        chosen["points"] = chosen.pop("amount")
    if "points" in chosen and ("earned" in chosen or "redeemed" in chosen):
        if "earned" in chosen and "redeemed" in chosen:
            del chosen["points"]
        else:
            chosen.pop("earned", None)
            chosen.pop("redeemed", None)
    if "month" in chosen and not {"year", "date", "occurred_at"} & chosen.keys():
        chosen["date"] = chosen.pop("month")


def _settle_moves(columns: dict[str, str | None], changes: Map[str, str | None]) -> None:
    """Signed points and wide columns exclude each other: the one named by hand stays."""
    if changes.get("points"):
        columns.pop("earned", None)
        columns.pop("redeemed", None)
    elif changes.get("earned") or changes.get("redeemed"):
        columns.pop("points", None)


def _own(kind: str, chosen: Map[str, str], available: Sequence[str]) -> tuple[str, ...]:
    if kind != "customers":
        return ()
    used = set(chosen.values())
    return tuple(name for name in available if name not in used)

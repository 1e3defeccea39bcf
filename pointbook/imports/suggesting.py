"""Which column is which field, in three steps: its header, what the header is like, what its cells hold.

A step only fills in what the steps before it left open. What could be two things is left open too, with
the reason.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pointbook.imports import headers, likeness
from pointbook.imports.sampling import Look, Sample

How: TypeAlias = Literal["layout", "synonym", "likeness", "content", "profile", "hand"]
"""By what a field's column was found; `layout` is a vendor's known by heart."""
WHY_LEFT = (
    "cumulative", "other_balance", "count", "other_thing", "other_form", "ambiguous", "unknown",
)  # fmt: skip
"""Why a column is no field."""

MOVES = ("points", "earned", "redeemed")
_TIMES = ("occurred_at", "date", "year")
_NEEDED_LOOK: Map[str, Look] = {
    "occurred_at": "date", "date": "date", "birthday": "date", "joined_on": "date", "expires_at": "date",
    "available_from": "date", "points": "amount", "earned": "amount", "redeemed": "amount", "amount": "amount",
    "balance_after": "amount", "email": "email", "ordered_at": "date", "redeemed_at": "date", "valid_from": "date",
    "valid_until": "date", "paid_points": "amount", "quantity": "amount", "points_price": "amount",
    "money_value": "amount", "stock": "amount",
}  # fmt: skip
"""What a column must look like to be taken for a field that its header is only like."""
_BY_LOOK: Map[str, Sequence[tuple[str, Sequence[Look]]]] = {
    "points": (
        ("customer_no", ("phone", "email", "id")),
        ("occurred_at", ("date",)),
        ("points", ("signed",)),
        ("kind", ("kind",)),
    ),
    "customers": (
        ("phone", ("phone",)),
        ("email", ("email",)),
        ("gender", ("gender",)),
        ("customer_no", ("phone", "email", "id")),
    ),
}


@dataclass
class Found:
    """What was found so far: columns by field, how, and why other columns were left alone."""

    kind: str
    names: Sequence[str]
    sample: Sample | None = None
    columns: dict[str, str] = field(default_factory=dict)
    how: dict[str, How] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    values: dict[str, Map[str, str]] = field(default_factory=dict)

    def take(self, name: str, column: str, how: How) -> None:
        """A field has its column."""
        self.columns[name] = column
        self.how[name] = how
        self.left.pop(column, None)

    @property
    def open(self) -> list[str]:
        """The columns that are no field yet and not known to be none."""
        used = {*self.columns.values(), *self.left}
        return [name for name in self.names if name not in used]

    def looks(self, column: str) -> set[Look]:
        """What a column's cells look like; nothing without a sample."""
        return set() if self.sample is None else self.sample.looks(column)


def find(kind: str, names: Sequence[str], sample: Sample | None) -> Found:
    """The columns of a file for the fields of a kind. `sample` has some rows of it."""
    found = Found(kind, names, sample)
    _by_layout(found)
    _by_synonym(found)
    _contact_as_number(found)
    _amount_as_points(found)
    _settle(found)
    _by_likeness(found)
    if sample is not None:
        _by_content(found)
    _settle(found)
    found.left |= dict.fromkeys(found.open, "unknown")
    return found


def _by_layout(found: Found) -> None:
    layout = headers.layout_of(found.names)
    if layout is None or layout.kind != found.kind:
        return
    plain = {headers.plain(name): name for name in reversed(found.names)}
    for name, header in layout.columns.items():
        if header in plain:
            found.take(name, plain[header], "layout")
    found.values |= layout.values


def _by_synonym(found: Found) -> None:
    ranked = sorted(
        (rank, place, name, column)
        for name in headers.fields_of(found.kind)
        for place, column in enumerate(found.names)
        if (rank := headers.rank(column, found.kind, name)) is not None
    )
    used = set(found.columns.values())
    for _, _, name, column in ranked:
        if name not in found.columns and column not in used:
            found.take(name, column, "synonym")
            used.add(column)
    for column in found.open:
        if reason := headers.left_alone(column):
            found.left[column] = reason


def _by_likeness(found: Found) -> None:
    claims: dict[str, list[tuple[float, str]]] = {}
    for column in found.open:
        near = likeness.closest(column, found.kind)
        if not near:
            continue
        score, name = near[0]
        if len(near) > 1 and score - near[1][0] < likeness.CLEARLY:
            found.left[column] = "ambiguous"
        elif name.startswith("!"):
            found.left[column] = name[1:]
        elif name not in found.columns and _may_be(found, column, name):
            claims.setdefault(name, []).append((score, column))
    for name, columns in claims.items():
        columns.sort(reverse=True)
        if len(columns) > 1 and columns[0][0] - columns[1][0] < likeness.CLEARLY:
            found.left |= {column: "ambiguous" for _, column in columns}
        else:
            found.take(name, columns[0][1], "likeness")


def _may_be(found: Found, column: str, name: str) -> bool:
    """Whether the cells do not speak against a field, and the file has no other form of it."""
    if not _is_wanted(found, name):
        return False
    look = _NEEDED_LOOK.get(name)
    if look is None or found.sample is None or found.sample.is_blank(column):
        return True
    return look in found.looks(column)


def _is_wanted(found: Found, name: str) -> bool:
    for group in (_TIMES, MOVES):
        if name in group and any(each in found.columns for each in group):
            # Earned and redeemed complete each other; everything else in a group excludes the rest.
            return group is MOVES and "points" not in {name, *found.columns}
    return True


def _by_content(found: Found) -> None:
    seen = {column: found.looks(column) for column in found.open if not _has_meaning(column)}
    for name, wanted in _BY_LOOK.get(found.kind, ()):
        if name in found.columns or not _is_wanted(found, name):
            continue
        for look in wanted:
            fitting = [column for column in found.open if look in seen.get(column, ())]
            if look == "id":
                fitting = [column for column in fitting if _may_name_customers(column)]
            if len(fitting) == 1:
                found.take(name, fitting[0], "content")
                break
            if fitting:
                found.left |= dict.fromkeys(fitting, "ambiguous")
                break
    if found.kind == "customers" and "customer_no" not in found.columns:
        contact = next((name for name in ("phone", "email") if name in found.columns), None)
        if contact:
            found.take("customer_no", found.columns[contact], found.how[contact])


def _has_meaning(column: str) -> bool:
    """Whether a header names a field of any kind: a birthday is a date, and still not that of a row."""
    return any(
        headers.rank(column, kind, name) is not None
        for kind in _BY_LOOK
        for name in headers.fields_of(kind)
    )


def _may_name_customers(column: str) -> bool:
    """Whether a header says nothing about its column: what has a name is a number of something else."""
    return column.startswith("[") and column.endswith("]")


def _contact_as_number(found: Found) -> None:
    """A file without numbers knows its customers by phone or e-mail."""
    if "customer_no" in found.columns:
        return
    if found.kind == "rewards":
        return
    for name in ("phone", "email"):
        for column in found.names:
            if headers.rank(column, "customers", name) is not None:
                found.take("customer_no", column, "synonym")
                return


def _amount_as_points(found: Found) -> None:
    """What a file of points without another word for them calls an amount is the points."""
    moves = (*MOVES, "balance_after")
    if found.kind != "points" or any(name in found.columns for name in moves):
        return
    if "amount" in found.columns:
        found.take("points", found.columns.pop("amount"), found.how.pop("amount"))


def _settle(found: Found) -> None:
    """One form of moves and of time; a month alone stands for a date."""
    if found.kind != "points":
        return
    columns = found.columns
    if "points" in columns and ("earned" in columns or "redeemed" in columns):
        dropped = ["points"] if {"earned", "redeemed"} <= columns.keys() else ["earned", "redeemed"]
        for name in dropped:
            if name in columns:
                found.left[columns.pop(name)] = "other_form"
                del found.how[name]
    if "month" in columns and not {"year", "date", "occurred_at"} & columns.keys():
        found.take("date", columns.pop("month"), found.how.pop("month"))

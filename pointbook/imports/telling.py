"""Which kind of file a header speaks of, where only one kind has such columns: orders, rewards, redemptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pointbook.imports import headers
from pointbook.imports.suggesting import MOVES

if TYPE_CHECKING:
    from pointbook.imports.mapping import Mapping as Suggested

NEEDED: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "customers": (("customer_no",),),
    "points": (("customer_no",),),
    "orders": (("customer_no",), ("order_no",), ("ordered_at",), ("amount",)),
    "rewards": (("reward_no", "reward_name"),),
    "redemptions": (("customer_no",), ("reward_name", "reward_no"), ("points",), ("redeemed_at",)),
}
"""Groups of fields of which a file of the kind needs one each; points need more, see Mapping.missing."""


def missing(kind: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that a file of the kind needs and no column is named for, one of each group."""
    return tuple(group[0] for group in NEEDED[kind] if not any(name in columns for name in group))


def purchases(
    columns: Sequence[str], points: Suggested, suggest: Callable[[str], Suggested]
) -> Suggested | None:
    """The mapping as orders, redemptions or rewards, if the file can hardly be anything else.

    `points` is what it would be as points. Other mappings are only asked for where a header hints at them.
    """
    for kind, may_be in (
        ("redemptions", _is_redemptions),
        ("orders", _is_orders),
        ("rewards", _is_rewards),
    ):
        if _hints_at(kind, columns):
            found = suggest(kind)
            if not found.missing and may_be(found, points):
                return found
    return None


def _hints_at(kind: str, columns: Sequence[str]) -> bool:
    fields = headers.words()["telling"][kind]
    return any(headers.rank(name, kind, field) is not None for name in columns for field in fields)


def _is_redemptions(found: Suggested, points: Suggested) -> bool:
    """A header must say so: many files of points name what was bought, too."""
    if "earned" in points.columns or "kind" in points.columns:
        return False
    named = [found.columns.get(field) for field in headers.words()["telling"]["redemptions"]]
    about = headers.words()["telling"]["about_redemptions"]
    return any(word in name.casefold() for name in named if name for word in about)


def _is_orders(found: Suggested, points: Suggested) -> bool:
    """Order numbers and money, and no points but those that paid."""
    theirs = {found.columns["amount"], found.columns.get("paid_points")}
    moved = {points.columns.get(name) for name in (*MOVES, "balance_after")} - {None}
    if "paid_points" in found.columns:
        return moved <= theirs and bool({"product", "quantity", "status"} & found.columns.keys())
    return moved <= theirs


def _is_rewards(found: Suggested, points: Suggested) -> bool:
    """A price in points and nobody who pays it."""
    return "points_price" in found.columns and "customer_no" not in points.columns

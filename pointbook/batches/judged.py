"""What would become of everybody a wish is about, and the terms on which it is then written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from pointbook.store.writing import as_json

if TYPE_CHECKING:
    from pointbook.batches.wish import Wish

Progress: TypeAlias = Callable[[str, float], None]
"""Told a step's name and its share done, 0 to 1."""
SOURCE: Final = "batch"
"""The source of a batch and its entries."""
FATES: Final = (
    "ok", "zero", "too_little", "held", "doubled", "merged", "unknown", "unseen", "bad_amount", "own",
    "same", "erased", "too_long", "in_debt", "tier_kept", "no_tier_to_keep", "floor_without_end",
)  # fmt: skip
"""ok, nothing to move, less there than asked, held, named before, merged, not known, not in scope, no amount,
the customer whom the actor is; where fields are edited: as wished before, erased, more tags than a field
holds; where points are extended: in debt; where a tier or its end is edited: it is kept as it is, there is
none to keep, or it is not said until when."""
IDLE: Final = ("ok", "zero", "same", "erased", "tier_kept")
"""Fates that keep nobody from what was wished."""
ROWS: Final = pl.Schema(
    {
        "place": pl.Int64(), "customer_no": pl.String(), "customer_id": pl.Int64(), "fate": pl.Enum(FATES),
        "points": pl.Int64(), "balance": pl.Int64(), "available": pl.Int64(), "held": pl.Int64(),
        "revision": pl.Int64(),
    }
)  # fmt: skip
"""The columns that everybody has, whatever is wished."""


@dataclass(frozen=True)
class Terms:
    """Under which number, in whose name and as of when a batch is written."""

    batch_id: int
    author: str
    approver: str | None
    at: datetime
    ends: datetime | None
    """When points that are given are gone."""

    def said(self, wish: Wish) -> dict[str, pl.Expr]:
        """What every entry of the batch says alike, by column."""
        return {
            "occurred_at": pl.lit(self.at),
            "source": pl.lit(SOURCE),
            "actor": pl.lit(self.author),
            "approver": pl.lit(self.approver, pl.String),
            "reason": pl.lit(wish.reason),
            "batch_id": pl.lit(self.batch_id),
        }


@dataclass(frozen=True)
class Judged:
    """One row per customer named or chosen, in that order. Points are signed hundredths, 0 where nothing moves.

    `available` is told of those who have too little; `held` of all whose lots were looked at; of an edit
    `before` and `after` have its fields; of an extension `points` stay and `lots` counts theirs.
    """

    wish: Wish
    rows: pl.DataFrame
    sealed: tuple[str, ...]
    """Columns that must be the same when it is posted, besides who they are and what becomes of them."""
    customers: pl.DataFrame | None = None
    """Where fields are edited, the customers who change, whole and as they will be."""
    lots: pl.DataFrame | None = None
    """Where points are extended, their lots."""

    @cached_property
    def digest(self) -> str:
        """sha256 over the wish, and for each row its customer, fate and what is sealed of it."""
        found = hashlib.sha256(as_json(self.wish.brief).encode())
        codes = self.rows["fate"].to_physical().cast(pl.Int64)
        for column in (codes, *(self.rows[name] for name in ("customer_id", *self.sealed))):
            found.update(_bytes(column))
        return found.hexdigest()

    @cached_property
    def good(self) -> pl.DataFrame:
        """The rows to post, by customer."""
        return self.rows.filter(pl.col("fate") == "ok").sort("customer_id")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have which fate, those that occur, in the order of FATES."""
        found = dict(self.rows.group_by("fate").len().iter_rows())
        return {fate: int(found[fate]) for fate in FATES if fate in found}

    @property
    def bad(self) -> int:
        """Rows that cannot be done as wished."""
        return sum(count for fate, count in self.counts.items() if fate not in IDLE)

    @property
    def idle(self) -> int:
        """Rows with which there is nothing to do."""
        return sum(self.counts.get(fate, 0) for fate in IDLE[1:])

    @cached_property
    def moved(self) -> tuple[int, int]:
        """What is given and what is taken of all together, both positive."""
        points = self.good["points"]
        if self.lots is not None:  # out of a lot and into another
            return int(points.sum()), int(points.sum())
        return int(points.filter(points > 0).sum()), int(-points.filter(points < 0).sum())

    @property
    def largest(self) -> int:
        """The largest single amount."""
        return int(self.good["points"].abs().max() or 0)  # type: ignore[arg-type]


def _bytes(column: pl.Series) -> bytes:
    if column.dtype.is_nested():
        return str(texts_of(column).str.join("\n").item()).encode()
    return column.fill_null(-1).to_numpy().tobytes()


def texts_of(fields: pl.Series) -> pl.Series:
    """Fields as one text a row, the same for the same values."""
    return fields.struct.json_encode().fill_null("")


def in_points(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of amounts as points."""
    names = ("points", "balance", "available", "held")
    return rows.with_columns((pl.col(names).cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(18, 2)))

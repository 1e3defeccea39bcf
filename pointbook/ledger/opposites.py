"""The opposites of a batch: what an undo would post, worked out and not yet written.

Expiries of the batch's own lots are taken back with it. Debts that its credits had paid open again.
What customers have spent meanwhile is drawn from their other lots; what even those lack is told as
a shortfall. Of a merge it is a debt: the points are back where they came from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.errors import ReversedSince
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, Table, allocate
from pointbook.ledger.batches import NOTHING, Totals
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.store.writing import Writing

_SHORT = pl.Schema({"customer_no": pl.String(), "short": pl.Int64()})
_OWING = pl.Schema({"customer_no": pl.String(), "owing": pl.Int64()})


@dataclass(frozen=True)
class Opposites:
    """Entries that undo a batch, as allocated; None where there is nothing left to reverse."""

    allocation: Allocation | None
    totals: Totals
    short: pl.DataFrame
    """customer_no, short: what cannot be taken back, in hundredths."""
    owing: pl.DataFrame
    """customer_no, owing: by how much debts grow, in hundredths."""


_NONE = Opposites(None, NOTHING, pl.DataFrame(schema=_SHORT), pl.DataFrame(schema=_OWING))


def opposites(
    writing: Writing, batch_id: int, undo_id: int, actor: str, *, is_merge: bool
) -> Opposites:
    """The opposite of each entry, newest first, dated as the originals; of a merge ReversedSince.

    Nothing is written but ids are taken.
    """
    found = writing.ask("changes/undo_entries", batch_id=batch_id)
    parts = writing.ask("changes/undo_parts", batch_id=batch_id)
    if is_merge and found["is_reversed"].any():
        entry_id = found.filter("is_reversed")["entry_id"].min()
        raise ReversedSince(batch_id=batch_id, entry_id=entry_id)
    roots = _roots(found, parts)
    if roots.is_empty():
        return _NONE
    entries = roots.with_columns(
        kind=pl.when("is_credit").then(pl.lit("claw_back")).otherwise(pl.lit("restore")),
        requested=pl.col("left"),
        source=pl.lit("undo"),
        reason=pl.lit("undo"),
        actor=pl.lit(actor),
        line=pl.lit(1),
        reverses_entry_id=pl.col("entry_id"),
        batch_id=pl.lit(undo_id),
    )
    ops = _operations(roots, parts, is_merge=is_merge)
    named = np.unique(ops["lot"].to_numpy())
    done = allocate(
        writing, complete(entries, ENTRY_SCHEMA), ops, lot_ids=named[named >= 0], reversal=True
    )
    short = (
        roots.with_columns(short=pl.col("left") - pl.Series(np.abs(done.points)))
        .filter(pl.col("short") > 0)
        .group_by("customer_no", maintain_order=True)
        .agg(pl.col("short").sum())
    )
    return Opposites(done, Totals.of(done.entries, done.points), short, _owing(roots, done))


def _roots(found: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """What is left to reverse, newest first within a customer; each gets one new entry."""
    # Of an expiry only what it took from lots of the batch; it may have drawn on others as well.
    of_batch = parts.group_by("entry_id").agg(parts=pl.col("points").sum())
    return (
        found.join(of_batch, on="entry_id", how="left")
        .with_columns(
            left=pl.when("is_credit").then("left").otherwise(pl.min_horizontal("left", "parts"))
        )
        .filter(pl.col("left") > 0)
        .sort(["customer_id", "entry_id"], descending=[False, True])
        .with_columns(entry=pl.int_range(pl.len(), dtype=pl.Int64))
    )


def _operations(roots: pl.DataFrame, parts: pl.DataFrame, *, is_merge: bool) -> pl.DataFrame:
    """What the kernel does for each of them; the parts say what each debit took."""
    claw_backs = roots.filter("is_credit").select(
        "customer_id", "entry", at="occurred_at", amount="left", lot="entry_id", step=pl.lit(1),
        code=pl.lit(k.DEBIT), flags=pl.lit(k.OWN_ONLY | k.EXPIRED_TOO | k.REOPEN), debt=pl.lit(-1, pl.Int64),
    )  # fmt: skip
    whose = roots.select("entry_id", "customer_id", "entry", "occurred_at", "left")
    is_debt = pl.col("lot_entry_id").is_null()
    # An expiry restored by hand came back as a new lot, so its parts can add up to more than is left.
    before = pl.col("points").cum_sum().over("entry_id") - pl.col("points")
    parts = (
        parts.join(whose, on="entry_id", maintain_order="left")
        .with_columns(points=pl.min_horizontal("points", (pl.col("left") - before).clip(0)))
        .filter(pl.col("points") > 0)
    )
    restores = parts.select(
        "customer_id", "entry", at="occurred_at", amount="points",
        lot=pl.col("lot_entry_id").fill_null(-1), step=pl.when(is_debt).then(0).otherwise(1),
        code=pl.when(is_debt).then(k.UNDEBT).otherwise(k.REFILL), flags=pl.lit(0),
        debt=pl.col("debt_entry_id").fill_null(-1),
    )  # fmt: skip
    first = pl.concat([claw_backs, restores], how="vertical_relaxed").sort(
        "entry", "step", maintain_order=True
    )
    first = first.with_row_index("place")
    covers = (
        first.filter(pl.col("code") == k.DEBIT)
        .sort("customer_id", "at", "entry", descending=[False, False, True])
        .with_columns(
            code=pl.lit(k.COVER),
            flags=pl.lit(k.OVERDRAW if is_merge else 0),
            lot=pl.lit(-1),
            debt=pl.col("place").cast(pl.Int64),
        )
    )
    return complete(pl.concat([first, covers], how="vertical_relaxed"), OP_SCHEMA)


def _owing(roots: pl.DataFrame, done: Allocation) -> pl.DataFrame:
    """Customers who owe more after it than before, and by how much."""
    more = _open_debts(done.debts) - _open_debts(done.debts_before)
    owing = pl.DataFrame({"customer_id": done.customers, "owing": more}).filter(pl.col("owing") > 0)
    numbers = roots.select(pl.col("customer_id").cast(pl.Int64), "customer_no").unique()
    return owing.join(numbers, on="customer_id", maintain_order="left").select(*_OWING)


def _open_debts(table: Table) -> NDArray[np.int64]:
    """What is open of the debts of each customer."""
    sums = np.zeros(len(table.count), np.int64)
    group = np.searchsorted(table.at, np.arange(len(table.rows)), side="right") - 1
    np.add.at(sums, group, table.rows[:, k.D_OPEN])
    return sums

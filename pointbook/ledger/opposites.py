"""The opposites of many entries at once: of a batch that is undone, or of what a later file replaces.

Newest first, dated as the originals, or in the open month where theirs is closed. Expiries of their lots
are taken back with them, and debts that their credits had paid open again. What customers have spent
meanwhile is drawn from their other lots; what even those lack is told as a shortfall, or is owed.
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
from pointbook.ledger.late import into_open_month
from pointbook.store.writing import Writing

_SHORT = pl.Schema({"customer_no": pl.String(), "short": pl.Int64()})
_OWING = pl.Schema({"customer_no": pl.String(), "owing": pl.Int64()})
_OWN_LOT = k.OWN_ONLY | k.EXPIRED_TOO | k.REOPEN


@dataclass(frozen=True)
class Opposites:
    """Entries that take others back, as allocated and not yet written; None where nothing is left to reverse."""

    allocation: Allocation | None
    totals: Totals
    short: pl.DataFrame
    """customer_no, short: what cannot be taken back, in hundredths."""
    owing: pl.DataFrame
    """customer_no, owing: by how much debts grow, in hundredths."""


_NONE = Opposites(None, NOTHING, pl.DataFrame(schema=_SHORT), pl.DataFrame(schema=_OWING))


@dataclass(frozen=True)
class Originals:
    """What is to be reversed. roots: one row per entry; parts: what debits took of which lot or debt;
    refills: what restores had put back into which lot."""

    roots: pl.DataFrame
    parts: pl.DataFrame
    refills: pl.DataFrame


def of_batch(writing: Writing, batch_id: int) -> Originals:
    """The entries of a batch as they stand now."""
    roots = writing.ask("changes/undo_entries", batch_id=batch_id)
    # Only an import that replaced entries has restores of its own.
    refills = (
        writing.ask("changes/undo_refills", batch_id=batch_id)
        if roots["is_refill"].any()
        else _NO_REFILLS
    )
    return Originals(roots, writing.ask("changes/undo_parts", batch_id=batch_id), refills)


def of_replaced(writing: Writing, batch_id: int) -> Originals:
    """The entries that an import has been noted to replace, as they stand now."""
    return Originals(
        writing.ask("changes/undo_entries", replaced_by=batch_id),
        writing.ask("changes/undo_parts", replaced_by=batch_id),
        _NO_REFILLS,
    )


_NO_REFILLS = pl.DataFrame(
    schema={"entry_id": pl.Int64, "lot_entry_id": pl.Int64, "points": pl.Int64}
)


def undo_of(
    writing: Writing, batch_id: int, undo_id: int, actor: str, *, is_paired: bool
) -> Opposites:
    """What takes a batch back; of a pair ReversedSince. Nothing is written but ids are taken."""
    originals = of_batch(writing, batch_id)
    reversed_since = originals.roots.filter("is_reversed")["entry_id"]
    if is_paired and len(reversed_since):
        raise ReversedSince(batch_id=batch_id, entry_id=reversed_since.min())
    return opposites(writing, originals, undo_id, actor, "undo", owed=is_paired)


def opposites(
    writing: Writing, originals: Originals, batch_id: int, actor: str, word: str, *, owed: bool
) -> Opposites:
    """What takes the originals back, for a batch; `word` is its source and reason.

    What is missing is `owed`, or left out and told. Nothing is written but ids are taken.
    """
    parts = _with_homes(writing, originals.parts)
    # Of an expiry only what it took from lots of the batch; it may have drawn on others as well.
    of_lots = parts.group_by("entry_id").agg(parts=pl.col("points").sum())
    is_whole = pl.col("is_credit") | pl.col("is_refill")
    roots = (
        originals.roots.join(of_lots, on="entry_id", how="left")
        .with_columns(
            left=pl.when(is_whole).then("left").otherwise(pl.min_horizontal("left", "parts"))
        )
        .filter(pl.col("left") > 0)
        .sort(["customer_id", "entry_id"], descending=[False, True])
    )
    if roots.is_empty():
        return _NONE
    # One new entry per root, newest first within a customer; the parts say what each debit took.
    roots = into_open_month(writing, roots, "business_at").with_columns(
        entry=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    entries = roots.with_columns(
        kind=pl.when(is_whole).then(pl.lit("claw_back")).otherwise(pl.lit("restore")),
        requested=pl.col("left"),
        source=pl.lit(word),
        reason=pl.lit(word),
        actor=pl.lit(actor),
        line=pl.lit(1),
        reverses_entry_id=pl.col("entry_id"),
        batch_id=pl.lit(batch_id),
    )
    first = _operations(roots, parts, originals.refills)
    covers = (
        first.filter(pl.col("code") == k.DEBIT, pl.col("lot") >= 0)
        .sort("customer_id", "at", "entry", descending=[False, False, True])
        .with_columns(
            code=pl.lit(k.COVER),
            flags=pl.lit(k.OVERDRAW if owed else 0),
            lot=pl.lit(-1),
            debt=pl.col("place").cast(pl.Int64),
        )
    )
    ops = complete(pl.concat([first, covers], how="vertical_relaxed"), OP_SCHEMA)
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


def home_of(writing: Writing, entry_id: int, debt_id: int) -> int:
    """The lot in which lies what is given back of a debit before a debt was made on the way; -1 = none.

    The newest lot it drew on, else the one whose taking back made the debt. Without a lot of either the
    debit itself was owed then, and is less.
    """
    if debt_id == entry_id:
        return -1
    drawn = writing.ask("ledger/newest_drawn", entry_id=entry_id).item()
    if drawn is not None:
        return int(drawn)
    taken = writing.ask("ledger/entry", entry_id=debt_id)["reverses_entry_id"].item()
    if (
        taken is None
        or writing.ask("ledger/entry", entry_id=taken)["available_from"].item() is None
    ):
        return -1
    return int(taken)


def _with_homes(writing: Writing, parts: pl.DataFrame) -> pl.DataFrame:
    """The parts, debts that were made on the way with the lot that has their points until then."""
    on_the_way = parts.filter(pl.col("debt_entry_id") != pl.col("entry_id"))
    if on_the_way.is_empty():
        return parts
    keys = on_the_way.select("entry_id", "debt_entry_id")
    homes = keys.with_columns(
        home=pl.Series([home_of(writing, *row) for row in keys.iter_rows()], dtype=pl.Int64)
    )
    return parts.join(homes, on=keys.columns, how="left", maintain_order="left").with_columns(
        lot_entry_id=pl.coalesce("home", "lot_entry_id")
    )


def _operations(roots: pl.DataFrame, parts: pl.DataFrame, refills: pl.DataFrame) -> pl.DataFrame:
    """What the kernel has to do, entry by entry, with its `place` among all of them."""
    claw_backs = roots.filter("is_credit").select(
        "customer_id", "entry", at="occurred_at", amount="left", lot="entry_id", step=pl.lit(1),
        code=pl.lit(k.DEBIT), flags=pl.lit(_OWN_LOT), debt=pl.lit(-1, pl.Int64),
    )  # fmt: skip
    whose = roots.select("entry_id", "customer_id", "entry", "occurred_at", "left")
    is_debt = pl.col("debt_entry_id").is_not_null()
    # An expiry restored by hand came back as a new lot, so its parts can add up to more than is left.
    before = pl.col("points").cum_sum().over("entry_id") - pl.col("points")
    restores = (
        parts.join(whose, on="entry_id", maintain_order="left")
        .with_columns(points=pl.min_horizontal("points", (pl.col("left") - before).clip(0)))
        .filter(pl.col("points") > 0)
        .select(
            "customer_id", "entry", at="occurred_at", amount="points",
            lot=pl.col("lot_entry_id").fill_null(-1), step=pl.when(is_debt).then(0).otherwise(1),
            code=pl.when(is_debt).then(k.UNDEBT).otherwise(k.REFILL), flags=pl.lit(0),
            debt=pl.col("debt_entry_id").fill_null(-1),
        )
    )  # fmt: skip
    every = [claw_backs, restores, *_taken_again(whose, refills, roots)]
    return (
        pl.concat(every, how="vertical_relaxed")
        .sort("entry", "step", maintain_order=True)
        .with_row_index("place")
    )


def _taken_again(
    whose: pl.DataFrame, refills: pl.DataFrame, roots: pl.DataFrame
) -> list[pl.DataFrame]:
    """A restore taken back: from the lots it filled, and the rest is owed as it was before."""
    if not roots["is_refill"].any():
        return []
    drawn = refills.join(whose, on="entry_id", maintain_order="left").select(
        "customer_id", "entry", at="occurred_at", amount="points", lot="lot_entry_id", step=pl.lit(1),
        code=pl.lit(k.DEBIT), flags=pl.lit(_OWN_LOT), debt=pl.lit(-1, pl.Int64),
    )  # fmt: skip
    of_lots = refills.group_by("entry_id").agg(filled=pl.col("points").sum())
    owed = (
        roots.filter("is_refill")
        .join(of_lots, on="entry_id", how="left", maintain_order="left")
        .with_columns(amount=pl.col("left") - pl.col("filled").fill_null(0))
        .filter(pl.col("amount") > 0)
        .select(
            "customer_id", "entry", at="occurred_at", amount="amount", lot=pl.lit(-1, pl.Int64),
            step=pl.lit(0), code=pl.lit(k.DEBIT), flags=pl.lit(k.OWN_ONLY | k.OVERDRAW),
            debt=pl.lit(-1, pl.Int64),
        )
    )  # fmt: skip
    return [drawn, owed]


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

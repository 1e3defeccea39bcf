"""Undo of a batch: the opposite of each of its entries, newest first, dated as the originals.

Expiries of the batch's own lots are taken back with it. Debts that its credits had paid open again.
What customers have spent meanwhile is drawn from their other lots; what even those lack is told as
a shortfall. Of a merge it is a debt: the points are back where they came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.errors import AlreadyUndone, ReversedSince, UnknownBatch
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
from pointbook.ledger.batches import NOTHING, Totals, add_batch
from pointbook.ledger.desk import Desk
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, Writing


@dataclass(frozen=True)
class Undone:
    """What an undo did: its own batch, how many entries and customers, and who lacked points."""

    batch_id: int
    undid: int
    entries: int
    customers: int
    removed_customers: int
    """Customers the import had brought, gone again because nothing was ever posted to them."""
    restored_customers: int
    """Customers whose fields are again as before the import."""
    shortfalls: pl.DataFrame
    """customer_no, short (points, positive)."""


Also = Callable[[Writing, int], dict[str, int]]
"""What another room takes back in the same transaction, given the batch; counts for the receipt."""


def undo_batch(
    desk: Desk,
    batch_id: int,
    actor: Actor | str,
    request_id: str | None = None,
    also: Also | None = None,
) -> Undone:
    """Undo an import, a sweep or a merge; UnknownBatch, AlreadyUndone, of a merge ReversedSince, CustomerMerged."""
    by = as_actor(actor)
    by.require(Right.UNDO)

    def act(writing: Writing) -> dict[str, Any]:
        found = writing.ask("ledger/batch", batch_id=int(batch_id))
        if found.is_empty() or found["kind"].item() == "undo":
            raise UnknownBatch(batch_id=batch_id)
        batch = found.row(0, named=True)
        if batch["undone_by"] is not None:
            raise AlreadyUndone(batch_id=batch_id, undone_by=batch["undone_by"])
        undo_id = writing.take("last_batch_id")
        is_merge = batch["kind"] == "merge"
        if is_merge:
            by.require(Right.MERGE_CUSTOMER)
            _part(desk, writing, int(batch_id))
        totals, shortfalls = _reverse(writing, int(batch_id), undo_id, by.name, is_merge=is_merge)
        by.require_batch(amounts.points(max(totals.points_in, totals.points_out)))
        counts = also(writing, int(batch_id)) if also is not None else {}
        writing.run("mark_undone", batch_id=int(batch_id), undone_by=undo_id)
        add_batch(writing, undo_id, kind="undo", title=batch["title"], totals=totals, rows=batch["entries"],
                  import_kind=batch["import_kind"], undoes=int(batch_id))  # fmt: skip
        return {
            "batch_id": undo_id,
            "entries": totals.entries,
            "customers": totals.customers,
            "removed_customers": counts.get("removed_customers", 0),
            "restored_customers": counts.get("restored_customers", 0),
            "shortfalls": shortfalls,
        }

    content: dict[str, object] = {"batch_id": int(batch_id)}
    receipt, _ = desk.store.perform(Command("undo", by.name, request_id, content, content), act)
    short = pl.DataFrame(
        {
            "customer_no": [no for no, _ in receipt["shortfalls"]],
            "short": [Decimal(points) for _, points in receipt["shortfalls"]],
        },
        schema={"customer_no": pl.String, "short": pl.Decimal(18, 2)},
    )
    return Undone(receipt["batch_id"], int(batch_id), receipt["entries"], receipt["customers"],
                  receipt["removed_customers"], receipt["restored_customers"], short)  # fmt: skip


def _part(desk: Desk, writing: Writing, batch_id: int) -> None:
    """Two merged customers are two again, unless the second was merged into a third."""
    merged = writing.ask("changes/merged_by", batch_id=batch_id).row(0, named=True)
    desk.account(writing, merged["merged_into"])
    writing.run("mark_single", customer_no=merged["customer_no"], updated_at=writing.recorded_at)
    writing.run("touch_account", customer_no=merged["customer_no"])


def _reverse(
    writing: Writing, batch_id: int, undo_id: int, actor: str, *, is_merge: bool
) -> tuple[Totals, list[tuple[str, str]]]:
    roots = writing.ask("changes/undo_entries", batch_id=batch_id)
    parts = writing.ask("changes/undo_parts", batch_id=batch_id)
    if is_merge and roots["is_reversed"].any():
        entry_id = roots.filter("is_reversed")["entry_id"].min()
        raise ReversedSince(batch_id=batch_id, entry_id=entry_id)
    # Of an expiry only what it took from lots of the batch; it may have drawn on others as well.
    of_batch = parts.group_by("entry_id").agg(parts=pl.col("points").sum())
    roots = (
        roots.join(of_batch, on="entry_id", how="left")
        .with_columns(
            left=pl.when("is_credit").then("left").otherwise(pl.min_horizontal("left", "parts"))
        )
        .filter(pl.col("left") > 0)
        .sort(["customer_id", "entry_id"], descending=[False, True])
    )
    if roots.is_empty():
        return NOTHING, []
    # One new entry per root, newest first within a customer; the parts say what each debit took.
    roots = roots.with_columns(entry=pl.int_range(pl.len(), dtype=pl.Int64))
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
    ops = complete(pl.concat([first, covers], how="vertical_relaxed"), OP_SCHEMA)
    named = np.unique(ops["lot"].to_numpy())
    done = allocate(
        writing, complete(entries, ENTRY_SCHEMA), ops, lot_ids=named[named >= 0], reversal=True
    )
    record(writing, done)
    short = (
        roots.with_columns(short=pl.col("left") - pl.Series(np.abs(done.points)))
        .filter(pl.col("short") > 0)
        .group_by("customer_no", maintain_order=True)
        .agg(pl.col("short").sum())
    )
    return Totals.of(done.entries, done.points), [
        (no, str(amounts.points(s))) for no, s in short.iter_rows()
    ]

"""Undo of a batch: the opposite of each of its entries, newest first, dated as the originals.

What customers have spent meanwhile and lack is told as a shortfall. Of a merge it is a debt: the
points are back where they came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.errors import AlreadyUndone, ReplacedSince, ReversedSince, UnknownBatch
from pointbook.ledger.batches import add_batch
from pointbook.ledger.desk import Desk
from pointbook.ledger.opposites import of_batch, post_opposites
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
    """Undo an import, a sweep or a merge.

    UnknownBatch, AlreadyUndone, ReplacedSince, of a merge ReversedSince, CustomerMerged.
    """
    by = as_actor(actor)
    by.require(Right.UNDO)

    def act(writing: Writing) -> dict[str, Any]:
        found = writing.ask("ledger/batch", batch_id=int(batch_id))
        if found.is_empty() or found["kind"].item() == "undo":
            raise UnknownBatch(batch_id=batch_id)
        batch = found.row(0, named=True)
        if batch["undone_by"] is not None:
            raise AlreadyUndone(batch_id=batch_id, undone_by=batch["undone_by"])
        replaced_by = writing.ask("changes/replaced_since", batch_id=int(batch_id)).item()
        if replaced_by is not None:
            raise ReplacedSince(batch_id=batch_id, replaced_by=replaced_by)
        undo_id = writing.take("last_batch_id")
        is_merge = batch["kind"] == "merge"
        if is_merge:
            by.require(Right.MERGE_CUSTOMER)
            _part(desk, writing, int(batch_id))
        originals = of_batch(writing, int(batch_id))
        reversed_since = originals.roots.filter("is_reversed")["entry_id"]
        if is_merge and len(reversed_since):
            raise ReversedSince(batch_id=batch_id, entry_id=reversed_since.min())
        done = post_opposites(writing, originals, undo_id, by.name, "undo", owed=is_merge)
        totals = done.totals
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
            "shortfalls": done.shortfalls,
        }

    content: dict[str, object] = {"batch_id": int(batch_id)}
    receipt, _ = desk.store.perform(Command("undo", by.name, request_id, content, content), act)
    return Undone(receipt["batch_id"], int(batch_id), receipt["entries"], receipt["customers"],
                  receipt["removed_customers"], receipt["restored_customers"],
                  shortfalls(receipt["shortfalls"]))  # fmt: skip


def shortfalls(told: list[tuple[str, str]]) -> pl.DataFrame:
    """Who lacked how many points, as a receipt keeps it, as a frame: customer_no, short."""
    return pl.DataFrame(
        {"customer_no": [no for no, _ in told], "short": [Decimal(points) for _, points in told]},
        schema={"customer_no": pl.String, "short": pl.Decimal(18, 2)},
    )


def _part(desk: Desk, writing: Writing, batch_id: int) -> None:
    """Two merged customers are two again, unless the second was merged into a third."""
    merged = writing.ask("changes/merged_by", batch_id=batch_id).row(0, named=True)
    desk.account(writing, merged["merged_into"])
    writing.run("mark_single", customer_no=merged["customer_no"], updated_at=writing.recorded_at)
    writing.run("touch_account", customer_no=merged["customer_no"])

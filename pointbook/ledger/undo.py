"""Undo of a batch in one transaction: its opposites written, its mark set, whatever hangs on it taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.access.own_record import require_none_own
from pointbook.access.permit import permit
from pointbook.errors import (
    AlreadyUndone,
    CustomerMerged,
    PostedAgainSince,
    ReplacedSince,
    UnknownBatch,
)
from pointbook.ledger.batches import add_batch
from pointbook.ledger.desk import Desk
from pointbook.ledger.opposites import undo_of
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, Writing

PAIRED: Final = ("merge", "extend", "reassign")
"""Batches whose entries only make sense together.

What is missing when they are undone is owed, and an entry that was reversed by itself stands in the way.
"""
_RIGHTS: Final = {
    "extend": Right.ADJUST, "reassign": Right.TRANSFER, "edit": Right.EDIT_CUSTOMER,
}  # fmt: skip


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
    records: int = 0
    """Orders, rewards or redemptions of the import that no longer stand, or are as before it."""


Also = Callable[[Writing, int], dict[str, int]]
"""What another room takes back in the same transaction, given the batch; counts for the receipt."""


def undo_batch(
    desk: Desk,
    batch_id: int,
    actor: Actor | str,
    request_id: str | None = None,
    also: Also | None = None,
) -> Undone:
    """Undo an import, a sweep, or what was PAIRED; UnknownBatch, AlreadyUndone, ReplacedSince, PostedAgainSince.

    Of what was paired also ReversedSince, CustomerMerged.
    """
    by = as_actor(actor)
    permit(desk.store, "undo", by, right_to_undo(desk, int(batch_id), by))

    def act(writing: Writing) -> dict[str, Any]:
        batch = undoable(desk, writing, int(batch_id), by)
        undo_id = writing.take("last_batch_id")
        if batch["kind"] == "merge":
            _part(writing, int(batch_id))
        is_paired = batch["kind"] in PAIRED
        found = undo_of(writing, int(batch_id), undo_id, by.name, is_paired=is_paired)
        totals = found.totals
        by.require_batch(amounts.points(max(totals.points_in, totals.points_out)))
        if found.allocation is not None:
            record(writing, found.allocation)
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
            "shortfalls": [
                (no, str(amounts.points(short))) for no, short in found.short.iter_rows()
            ],
            "records": counts.get("records", 0),
        }

    content: dict[str, object] = {"batch_id": int(batch_id)}
    receipt, _ = desk.store.perform(Command("undo", by, request_id, content, content), act)
    return Undone(receipt["batch_id"], int(batch_id), receipt["entries"], receipt["customers"],
                  receipt["removed_customers"], receipt["restored_customers"],
                  shortfalls(receipt["shortfalls"]),
                  receipt.get("records", 0))  # fmt: skip


def shortfalls(told: list[tuple[str, str]]) -> pl.DataFrame:
    """Who lacked how many points, as a receipt keeps it, as a frame: customer_no, short."""
    return pl.DataFrame(
        {"customer_no": [no for no, _ in told], "short": [Decimal(points) for _, points in told]},
        schema={"customer_no": pl.String, "short": pl.Decimal(18, 2)},
    )


def undoable(desk: Desk, writing: Writing, batch_id: int, by: Actor) -> dict[str, Any]:
    """The record of a batch that can be undone now; the refusals of undo_batch."""
    found = writing.ask("ledger/batch", batch_id=batch_id)
    if found.is_empty() or found["kind"].item() == "undo":
        raise UnknownBatch(batch_id=batch_id)
    batch = found.row(0, named=True)
    if batch["undone_by"] is not None:
        raise AlreadyUndone(batch_id=batch_id, undone_by=batch["undone_by"])
    replaced_by = writing.ask("changes/replaced_since", batch_id=batch_id).item()
    if replaced_by is not None:
        raise ReplacedSince(batch_id=batch_id, replaced_by=replaced_by)
    again = writing.ask("changes/posted_again", batch_id=batch_id).item()
    if again is not None:
        raise PostedAgainSince(batch_id=batch_id, entry_id=again)
    if batch["kind"] == "merge":
        by.require(Right.MERGE_CUSTOMER)
        # Not where the second customer was merged into a third.
        desk.account(writing, _merged(writing, batch_id)["merged_into"])
    elif batch["kind"] in _RIGHTS:
        _require_free(writing, batch_id, batch["kind"], by)
    return batch


def right_of_undo(kind: str) -> Right:
    """The right that an undo of a kind of batch asks for."""
    return _RIGHTS.get(kind, Right.UNDO)


def right_to_undo(desk: Desk, batch_id: int, by: Actor) -> Right:
    """The right that an undo asks for; whoever needs none over the whole book must see everybody in it."""
    found = desk.store.question("ledger/batch", batch_id=batch_id)
    right = Right.UNDO if found.is_empty() else right_of_undo(found["kind"].item())
    if right is not Right.UNDO and not by.scope.is_everybody:
        concerned = desk.store.question(
            "changes/customers_of_batch", batch_id=batch_id, **by.scope.parameters
        )
        if not concerned["is_seen"].all():
            raise UnknownBatch(batch_id=batch_id)
    return right


def _require_free(writing: Writing, batch_id: int, kind: str, by: Actor) -> None:
    """CustomerMerged where points were moved of somebody who is gone since; OwnRecord of the one who acts."""
    concerned = writing.ask("changes/customers_of_batch", batch_id=batch_id)
    merged = concerned.filter(pl.col("merged_into").is_not_null())
    if kind != "edit" and merged.height:
        number, heir = merged.select("customer_no", "merged_into").row(0)
        raise CustomerMerged(customer_no=number, into=heir)
    require_none_own(writing, by, concerned["customer_no"])


def _merged(writing: Writing, batch_id: int) -> dict[str, str]:
    return writing.ask("changes/merged_by", batch_id=batch_id).row(0, named=True)


def _part(writing: Writing, batch_id: int) -> None:
    """Two merged customers are two again."""
    gone = _merged(writing, batch_id)["customer_no"]
    writing.run("mark_single", customer_no=gone, updated_at=writing.recorded_at)
    writing.run("touch_account", customer_no=gone)

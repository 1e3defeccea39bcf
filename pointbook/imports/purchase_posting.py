"""Write the orders, rewards or redemptions of a file, and the entries of its redemptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.customers.registry import register
from pointbook.imports.entry_writing import write_entries
from pointbook.imports.judged import Judged
from pointbook.imports.purchase_knowing import IDS
from pointbook.imports.purchases import SCHEMAS, TIMES
from pointbook.ledger.batches import NOTHING, Totals
from pointbook.store.writing import Sealed, Writing

if TYPE_CHECKING:
    from pointbook.imports.plan import Progress

_SEALS: Final[Mapping[str, Sealed]] = {
    "orders": "orders",
    "rewards": "rewards",
    "redemptions": "redemptions",
}


def post_records(
    writing: Writing, judged: Judged, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    """Write what is new or otherwise than in the book; what was there stays as an earlier version."""
    known = judged.known
    records, kind = known.records, judged.checked.kind
    outcome: dict[str, Any] = {
        "new_customers": known.new_customers.height,
        "skipped": known.duplicates,
        "refused": known.problems["row"],
        "overwritten": known.overwritten,
        kind: records.height,
    }
    tell("customers", 0.05)
    if known.new_customers.height:
        register(writing, known.new_customers, batch_id)
    if records.is_empty():
        return outcome, NOTHING
    if "customer_no" in records.columns:
        numbers = records.select("customer_no").unique()
        ids = writing.ask("changes/customer_ids", staged=writing.stage(numbers))
        records = records.join(ids, on="customer_no", how="left", maintain_order="left")
    totals = NOTHING
    if known.fresh.height:
        written = write_entries(writing, known.fresh, batch_id, actor, tell)
        totals = written.totals
        outcome["overdrawn"] = len(written.owing)
        records = _with_entries(records, written.rows, written.first_entry_id, batch_id)
    if kind == "redemptions":
        outcome["cancelled"] = int(records["is_cancelled"].sum())
    tell("write", 0.5)
    _write(writing, kind, records, batch_id)
    return outcome, _totals(totals, records, kind)


def _with_entries(
    records: pl.DataFrame, rows: pl.Series, first_entry_id: int, batch_id: int
) -> pl.DataFrame:
    posted = pl.DataFrame({"row": rows}).with_columns(
        posted=pl.int_range(first_entry_id, first_entry_id + len(rows), dtype=pl.Int64)
    )
    return (
        records.join(posted, on="row", how="left", maintain_order="left")
        .with_columns(
            entry_id=pl.coalesce("entry_id", "posted"),
            entry_batch_id=pl.when(pl.col("posted").is_not_null())
            .then(pl.lit(batch_id, pl.Int32))
            .otherwise("entry_batch_id"),
        )
        .drop("posted")
    )


def _write(writing: Writing, kind: str, records: pl.DataFrame, batch_id: int) -> None:
    newest = int(writing.ask("changes/newest_records")[kind].item())
    own = IDS[kind]
    numbered = records.with_columns(
        version_id=pl.int_range(newest + 1, newest + 1 + pl.len(), dtype=pl.Int64)
    ).with_columns(pl.coalesce(own, "version_id").cast(pl.Int64).alias(own))
    staged = writing.stage(numbered)
    link_id = writing.link_id
    writing.run(f"add_{kind}", staged=staged, batch_id=batch_id, link_id=link_id)
    if kind == "orders":
        writing.run("add_order_fields", staged=staged)
    sealed = writing.ask(f"book/sealed_{kind}", link_id=link_id)
    writing.cover(_SEALS[kind], sealed["checksum"].to_numpy())


def _totals(entries: Totals, records: pl.DataFrame, kind: str) -> Totals:
    """What the entries moved, and whom and which days the records are about."""
    if kind not in TIMES:
        return entries
    at = pl.col(TIMES[kind])
    span = records.select(first=at.min(), last=at.max())
    return replace(
        entries,
        customers=records["customer_no"].n_unique(),
        first_at=span["first"].item(),
        last_at=span["last"].item(),
    )


assert SCHEMAS.keys() == _SEALS.keys() == IDS.keys()

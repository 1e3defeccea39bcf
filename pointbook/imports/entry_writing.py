"""Write new entries of a file: ids, lots, derived tables, in an order of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
from pointbook.ledger.batches import Totals
from pointbook.ledger.entries import CREDITS, ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.late import into_open_month
from pointbook.ledger.posting import record
from pointbook.store.writing import Writing

if TYPE_CHECKING:
    from pointbook.imports.plan import Progress


@dataclass(frozen=True)
class Written:
    """Entries as written, the points of each, and the customers who owe points after it."""

    entries: pl.DataFrame
    points: NDArray[np.int64]
    owing: NDArray[np.int64]
    first_entry_id: int
    rows: pl.Series
    """The row of the file that each entry came from, in the order of their ids."""

    @property
    def totals(self) -> Totals:
        """What they moved."""
        return Totals.of(self.entries, self.points)


def write_entries(
    writing: Writing, new: pl.DataFrame, batch_id: int, actor: str, tell: Progress
) -> Written:
    """Post entries that the book has not, of customers it has; the order of their rows changes nothing."""
    # Joined by its one column: a join of all of them would copy the whole file once more.
    numbers = new.select("customer_no")
    ids = writing.ask("changes/customer_ids", staged=writing.stage(numbers.unique()))
    new = new.with_columns(numbers.join(ids, on="customer_no", how="left", maintain_order="left"))
    # Ordered by the dates of the file, so that late rows keep their order at the instant that they share.
    new = into_open_month(writing, _in_posting_order(new))
    entries, ops = _entries(new, batch_id, actor), _operations(new)
    rows = new["row"]
    del new
    tell("allocate", 0.1)
    done = allocate(writing, entries, ops)
    del ops
    tell("write", 0.35)
    record(writing, done)
    owing = np.zeros(len(done.customers), np.int64)
    open_now = done.debts.rows[:, k.D_OPEN]
    group = np.searchsorted(done.debts.at, np.arange(len(open_now)), side="right") - 1
    np.add.at(owing, group, open_now)
    return Written(done.entries, done.points, done.customers[owing > 0], done.first_entry_id, rows)


def _in_posting_order(new: pl.DataFrame) -> pl.DataFrame:
    """By customer, time, credits before debits, then row."""
    return new.with_columns(is_debit=~pl.col("kind").is_in(CREDITS)).sort(
        "customer_id", "occurred_at", "is_debit", "row", "part"
    )


def _entries(ordered: pl.DataFrame, batch_id: int, actor: str) -> pl.DataFrame:
    entries = ordered.with_columns(
        requested=pl.col("points").abs(),
        available_from=pl.when("is_debit").then(None).otherwise(_opens(ordered)),
        expires_at=pl.when("is_debit").then(None).otherwise(pl.col("expires_at")),
        actor=pl.lit(actor),
        batch_id=pl.lit(batch_id),
    )
    return complete(entries, ENTRY_SCHEMA)


def _opens(ordered: pl.DataFrame) -> pl.Expr:
    """When a lot opens; never in a month that is closed."""
    if "business_at" not in ordered.columns:
        return pl.coalesce("available_from", "occurred_at")
    is_late = pl.col("business_at").is_not_null()
    late = pl.max_horizontal("available_from", "occurred_at")
    return pl.when(is_late).then(late).otherwise(pl.coalesce("available_from", "occurred_at"))


def _operations(ordered: pl.DataFrame) -> pl.DataFrame:
    ops = ordered.select(
        "customer_id",
        entry=pl.int_range(pl.len(), dtype=pl.Int64),
        code=pl.when(~pl.col("is_debit")).then(k.CREDIT)
        .when(pl.col("kind") == "expire").then(k.LAPSE).otherwise(k.DEBIT),
        amount=pl.col("points").abs(),
        at="occurred_at",
        lot=pl.lit(-1),
        debt=pl.lit(-1),
        flags=pl.when("is_debit").then(k.OVERDRAW).otherwise(0),
    )  # fmt: skip
    return complete(ops, OP_SCHEMA)

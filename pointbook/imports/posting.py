"""Post a checked file: only what the book has not yet, in one transaction, in an order of its own.

The order of rows in the file changes nothing: entries are posted by customer, time, credits before
debits, then row. An equal row is known by its exactly-once key, whatever file it came in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.customers.registry import register, update_from_import
from pointbook.imports.checked import PROBLEMS, Checked
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
from pointbook.ledger.batches import NOTHING, Totals, add_batch
from pointbook.ledger.entries import CREDITS, ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports.plan import Plan, Progress

CONFLICT = "conflict"


@dataclass(frozen=True)
class Known:
    """What of a checked file the book has already."""

    duplicates: int
    """Rows that are in the book, or that repeat an earlier row under the same reference."""
    new_customers: pl.DataFrame
    """customer_no of those not seen before."""
    conflicts: pl.DataFrame
    """Rows whose reference the book, or an earlier row, has with other content."""
    fresh: pl.DataFrame
    """The entries that would be posted."""


@dataclass(frozen=True)
class Run:
    """What an import did. Counts of rows are `skipped` (already there), `idle` and `problems`."""

    batch_id: int
    entries: int
    customers: int
    new_customers: int
    updated_customers: int
    skipped: int
    idle: int
    problems: int
    points_in: Decimal
    points_out: Decimal
    overdrawn: int
    """Customers who owe points after it."""


def count_known(book: Book, checked: Checked) -> Known:
    """Compare a checked file with the book; nothing is written."""
    if checked.kind == "customers":
        with book.store.staged(checked.customers) as staged:
            met = book.store.question("changes/customers_met", staged=staged)
        new = met.filter(pl.col("customer_id").is_null()).select("customer_no")
        same = met.filter(pl.col("customer_id").is_not_null() & ~pl.col("is_changed"))
        return Known(same.height, new, pl.DataFrame(schema=PROBLEMS), checked.entries)
    with book.store.staged(_numbered(checked.entries)) as staged:
        met = book.store.question("changes/entries_met", staged=staged)
        new = book.store.question("changes/strangers", staged=staged)
    judged = _judge(met)
    conflicts = judged.filter(pl.col("fate") == CONFLICT).select(
        "row", column=pl.lit("ref"), value="ref", code=pl.lit(CONFLICT)
    )
    known = judged.filter(pl.col("fate") == "known")["row"].n_unique()
    fresh = checked.entries.join(
        judged.filter(pl.col("fate") == "new"),
        on=["row", "part"],
        how="semi",
        maintain_order="left",
    )
    conflicts = conflicts.unique("row", maintain_order=True).cast(PROBLEMS)
    return Known(known, new, conflicts, fresh)


def post(
    book: Book,
    plan: Plan,
    actor: Actor | str,
    progress: Progress | None = None,
    request_id: str | None = None,
) -> Run:
    """Write what is new of a plan, all of it or nothing; NotPermitted, BookReadOnly."""
    by = as_actor(actor)
    by.require(Right.IMPORT)
    tell = progress or (lambda step, share: None)
    content: dict[str, object] = {
        "file": plan.digest, "kind": plan.kind, "source": plan.source, "mapping": plan.mapping, "rows": plan.rows,
    }  # fmt: skip

    def act(writing: Writing) -> dict[str, object]:
        batch_id = writing.take("last_batch_id")
        tell("compare", 0.1)
        write = _post_customers if plan.kind == "customers" else _post_entries
        outcome, totals = write(writing, plan.checked, batch_id, by.name, tell)
        problems = plan.checked.problems["row"].n_unique() + outcome.pop("conflicts", 0)
        run = {
            "batch_id": batch_id, "entries": totals.entries, "customers": totals.customers, "updated_customers": 0,
            "idle": plan.checked.idle, "problems": problems, "points_in": str(amounts.points(totals.points_in)),
            "points_out": str(amounts.points(totals.points_out)), "overdrawn": 0, **outcome,
        }  # fmt: skip
        add_batch(
            writing, batch_id, kind="import", title=plan.filename, totals=totals, rows=plan.rows,
            import_kind=plan.kind, file_digest=plan.digest, source=plan.source,
            mapping=json.dumps(plan.mapping, ensure_ascii=False), idle=plan.checked.idle, problems=problems,
            **{name: run[name] for name in ("customers", "new_customers", "skipped")},
        )  # fmt: skip
        tell("commit", 0.95)
        return run

    receipt, _ = book.store.perform(Command("import", by.name, request_id, content, content), act)
    tell("done", 1.0)
    return Run(
        **{
            **receipt,
            "points_in": Decimal(receipt["points_in"]),
            "points_out": Decimal(receipt["points_out"]),
        }
    )


def _numbered(entries: pl.DataFrame) -> pl.DataFrame:
    """Rows without a reference get their number among equal ones, so that equal rows stay apart."""
    same = ["source", "customer_no", "occurred_at", "kind", "points"]
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(same, order_by="row")
    return entries.with_columns(line=pl.when(pl.col("ref").is_null()).then(number).otherwise(1))


def _judge(met: pl.DataFrame) -> pl.DataFrame:
    """Add `fate`: new, known, or conflict. Within the file the first row under a reference counts."""
    # Only rows that share a key with the book or with each other can be anything but new; windows
    # over all rows would cost more than the rest of the plan.
    doubtful = pl.col("is_met") | pl.col("key_hash").is_duplicated()
    content = ["customer_no", "occurred_at", "points"]
    key = ["source", "ref", "kind"]
    alike = pl.all_horizontal(
        pl.col(c) == pl.col(c).first().over(key, order_by="row") for c in content
    )
    repeats = pl.int_range(pl.len()).over(key, order_by="row") > 0
    with_ref = met.filter(doubtful & pl.col("ref").is_not_null()).with_columns(
        fate=pl.when(pl.col("is_met"))
        .then(pl.when("is_same").then(pl.lit("known")).otherwise(pl.lit(CONFLICT)))
        .when(repeats)
        .then(pl.when(alike).then(pl.lit("known")).otherwise(pl.lit(CONFLICT)))
        .otherwise(pl.lit("new"))
    )
    without = met.filter(doubtful & pl.col("ref").is_null()).with_columns(
        fate=pl.when("is_met").then(pl.lit("known")).otherwise(pl.lit("new"))
    )
    new = met.filter(~doubtful).with_columns(fate=pl.lit("new"))
    return pl.concat([with_ref, without, new])


def _post_customers(
    writing: Writing, checked: Checked, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    del actor
    staged = writing.stage(checked.customers)
    met = writing.ask("changes/customers_met", staged=staged)
    rows = checked.customers.join(met, on="customer_no", maintain_order="left")
    new = rows.filter(pl.col("customer_id").is_null()).drop("customer_id", "is_changed", "row")
    changed = met.filter(pl.col("customer_id").is_not_null() & pl.col("is_changed"))
    tell("customers", 0.4)
    if new.height:
        register(writing, new, batch_id)
    if changed.height:
        update_from_import(writing, staged, batch_id)
    outcome = {
        "customers": new.height + changed.height,
        "new_customers": new.height,
        "updated_customers": changed.height,
        "skipped": met.height - new.height - changed.height + checked.doubles,
    }
    return outcome, NOTHING


def _post_entries(
    writing: Writing, checked: Checked, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    numbered = _numbered(checked.entries)
    staged = writing.stage(numbered)
    judged = _judge(writing.ask("changes/entries_met", staged=staged))
    fates = judged.select("row", "part", "fate", "key_hash")
    new = numbered.join(
        fates.filter(pl.col("fate") == "new"), on=["row", "part"], maintain_order="left"
    )
    refused = fates.filter(pl.col("fate") == CONFLICT)["row"].n_unique()
    skipped = fates.filter(pl.col("fate") == "known")["row"].n_unique()
    tell("customers", 0.3)
    strangers = new.select("customer_no").unique(maintain_order=True)
    staged_numbers = writing.stage(strangers)
    strangers = writing.ask("changes/strangers", staged=staged_numbers)
    if strangers.height:
        register(writing, strangers, batch_id)
    ids = writing.ask("changes/customer_ids", staged=staged_numbers)
    outcome = {"new_customers": strangers.height, "skipped": skipped, "conflicts": refused}
    if new.is_empty():
        return outcome, NOTHING
    entries, ops = _in_posting_order(new.join(ids, on="customer_no"), batch_id, actor)
    del new, judged, fates, numbered
    tell("allocate", 0.5)
    done = allocate(writing, entries, ops)
    tell("write", 0.6)
    record(writing, done)
    owing = np.zeros(len(done.customers), np.int64)
    open_now = done.debts.rows[:, k.D_OPEN]
    group = np.searchsorted(done.debts.at, np.arange(len(open_now)), side="right") - 1
    np.add.at(owing, group, open_now)
    return {**outcome, "overdrawn": int((owing > 0).sum())}, Totals.of(entries, done.points)


def _in_posting_order(
    new: pl.DataFrame, batch_id: int, actor: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entries and kernel operations by customer, time, credits before debits, then row."""
    is_debit = ~pl.col("kind").is_in(CREDITS)
    ordered = new.with_columns(is_debit=is_debit).sort(
        "customer_id", "occurred_at", "is_debit", "row", "part"
    )
    entries = ordered.with_columns(
        requested=pl.col("points").abs(),
        available_from=pl.when("is_debit")
        .then(None)
        .otherwise(pl.coalesce("available_from", "occurred_at")),
        expires_at=pl.when("is_debit").then(None).otherwise(pl.col("expires_at")),
        actor=pl.lit(actor),
        batch_id=pl.lit(batch_id),
    )
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
    return complete(entries, ENTRY_SCHEMA), complete(ops, OP_SCHEMA)

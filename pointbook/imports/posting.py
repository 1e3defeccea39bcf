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
from pointbook.imports.knowing import Known, compare, key_columns, numbered
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
from pointbook.ledger.batches import NOTHING, Totals, add_batch
from pointbook.ledger.entries import CREDITS, ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports.plan import Plan, Progress


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
        "corrected_cells": plan.corrected_cells,
    }  # fmt: skip

    def act(writing: Writing) -> dict[str, object]:
        batch_id = writing.take("last_batch_id")
        tell("compare", 0.02)
        write = _post_customers if plan.kind == "customers" else _post_entries
        outcome, totals = write(writing, plan, batch_id, by.name, tell)
        by.require_batch(amounts.points(max(totals.points_in, totals.points_out)))
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
        tell("commit", 0.8)
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


def _post_customers(
    writing: Writing, plan: Plan, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    del actor
    checked = plan.checked
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
    writing: Writing, plan: Plan, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    known = _known(writing, plan)
    new = known.fresh
    outcome = {
        "new_customers": known.new_customers.height,
        "skipped": known.duplicates,
        "conflicts": known.conflicts.height,
    }
    tell("customers", 0.05)
    if known.new_customers.height:
        register(writing, known.new_customers, batch_id)
    if new.is_empty():
        return outcome, NOTHING
    # Joined by its one column: a join of all of them would copy the whole file once more.
    numbers = new.select("customer_no")
    ids = writing.ask("changes/customer_ids", staged=writing.stage(numbers.unique()))
    new = new.with_columns(numbers.join(ids, on="customer_no", how="left", maintain_order="left"))
    entries, ops = _in_posting_order(new, batch_id, actor)
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
    return {**outcome, "overdrawn": int((owing > 0).sum())}, Totals.of(entries, done.points)


def _known(writing: Writing, plan: Plan) -> Known:
    """What the book knows of the plan now: as planned, unless somebody wrote meanwhile."""
    version = int(writing.state["data_version"])
    if plan.known.version == version:
        return plan.known
    entries = numbered(plan.checked.entries)
    staged = writing.stage(key_columns(entries))
    return compare(entries, staged, version, lambda name, path: writing.ask(name, staged=path))


def _in_posting_order(
    new: pl.DataFrame, batch_id: int, actor: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Entries and kernel operations by customer, time, credits before debits, then row."""
    is_debit = ~pl.col("kind").is_in(CREDITS)
    ordered = (
        new.with_columns(is_debit=is_debit)
        .sort("customer_id", "occurred_at", "is_debit", "row", "part")
        .drop("customer_no", "row", "part")
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

"""Post a checked file: only what the book has not yet, in one transaction, in an order of its own.

The order of rows in the file changes nothing: entries are posted by customer, time, credits before
debits, then row. An equal row is known by its exactly-once key, whatever file it came in.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.customers.registry import register, update_from_import
from pointbook.imports.answers import USUAL
from pointbook.imports.cut_over import keep
from pointbook.imports.judged import Judged, judge
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, allocate
from pointbook.ledger.batches import NOTHING, Totals, add_batch
from pointbook.ledger.entries import CREDITS, ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.opposites import of_replaced, post_opposites
from pointbook.ledger.posting import record
from pointbook.ledger.undo import shortfalls
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
    past: int = 0
    """Rows from before the cut-over, kept to be read."""
    replaced: int = 0
    """How many of the entries take back what the file had no more."""
    shortfalls: pl.DataFrame = field(default_factory=lambda: shortfalls([]), compare=False)
    """customer_no, short: what customers had spent of points taken back, and owe now."""


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
    if plan.cut_over is not None:
        content["cut_over"] = plan.cut_over
    if plan.answers != USUAL:
        content["answers"] = asdict(plan.answers)

    def act(writing: Writing) -> dict[str, object]:
        batch_id = writing.take("last_batch_id")
        tell("compare", 0.02)
        write = _post_customers if plan.kind == "customers" else _post_entries
        judged = _as_of_now(writing, plan)
        outcome, totals = write(writing, judged, batch_id, by.name, tell)
        refused = outcome.pop("refused")
        problems = pl.concat([judged.checked.problems["row"], refused]).n_unique()
        run = {
            "batch_id": batch_id, "entries": totals.entries, "customers": totals.customers, "updated_customers": 0,
            "idle": judged.checked.idle, "problems": problems, "points_in": str(amounts.points(totals.points_in)),
            "points_out": str(amounts.points(totals.points_out)), "overdrawn": 0, **outcome,
        }  # fmt: skip
        add_batch(
            writing, batch_id, kind="import", title=plan.filename, totals=totals, rows=plan.rows,
            import_kind=plan.kind, file_digest=plan.digest, source=plan.source,
            mapping=json.dumps(plan.mapping, ensure_ascii=False), idle=judged.checked.idle, problems=problems,
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
            "shortfalls": shortfalls(receipt.get("shortfalls", [])),
        }
    )


def _post_customers(
    writing: Writing, judged: Judged, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    del actor
    known = judged.known
    is_new = pl.col("customer_no").is_in(known.new_customers["customer_no"].implode())
    new, changed = known.customers.filter(is_new), known.customers.filter(~is_new)
    tell("customers", 0.4)
    if new.height:
        register(writing, new.drop("row"), batch_id)
    if changed.height:
        update_from_import(writing, writing.stage(changed), batch_id)
    outcome = {
        "customers": new.height + changed.height,
        "new_customers": new.height,
        "updated_customers": changed.height,
        "skipped": known.duplicates,
        "refused": known.problems["row"],
    }
    return outcome, NOTHING


def _post_entries(
    writing: Writing, judged: Judged, batch_id: int, actor: str, tell: Progress
) -> tuple[dict[str, Any], Totals]:
    known = judged.known
    outcome: dict[str, Any] = {
        "new_customers": known.new_customers.height,
        "skipped": known.duplicates,
        "refused": known.problems["row"],
    }
    tell("customers", 0.05)
    if known.new_customers.height:
        register(writing, known.new_customers, batch_id)
    if judged.past is not None:
        outcome["past"] = keep(writing, judged.past, batch_id)
    if known.gone.is_empty():
        done = _post_fresh(writing, known.fresh, batch_id, actor, tell)
        return {**outcome, "overdrawn": len(_owing(done))}, _totals(done)
    # First taken back, then posted: what customers have spent of it is owed, and what comes pays it.
    writing.run("rest_entries", staged=writing.stage(known.gone), batch_id=batch_id)
    back = post_opposites(
        writing, of_replaced(writing, batch_id), batch_id, actor, "replace", owed=True
    )
    done = _post_fresh(writing, known.fresh, batch_id, actor, tell)
    left = writing.ask(
        "changes/debts_left",
        first=back.first_entry_id,
        last=back.first_entry_id + back.entries.height - 1,
    )
    outcome |= {
        "replaced": back.entries.height,
        "shortfalls": [
            (no, str(points)) for no, points in left.select("customer_no", "short").iter_rows()
        ],
        "overdrawn": len(np.union1d(_owing(done), left["customer_id"].to_numpy())),
    }
    if done is None:
        return outcome, back.totals
    together = pl.concat([back.entries, done.entries])
    return outcome, Totals.of(together, np.concatenate([back.points, done.points]))


def _post_fresh(
    writing: Writing, new: pl.DataFrame, batch_id: int, actor: str, tell: Progress
) -> Allocation | None:
    """Post new entries; None where there are none."""
    if new.is_empty():
        return None
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
    return done


def _owing(done: Allocation | None) -> NDArray[np.int64]:
    """Which of the customers concerned owe points now."""
    if done is None:
        return np.empty(0, np.int64)
    owing = np.zeros(len(done.customers), np.int64)
    open_now = done.debts.rows[:, k.D_OPEN]
    group = np.searchsorted(done.debts.at, np.arange(len(open_now)), side="right") - 1
    np.add.at(owing, group, open_now)
    return done.customers[owing > 0]


def _totals(done: Allocation | None) -> Totals:
    return NOTHING if done is None else Totals.of(done.entries, done.points)


def _as_of_now(writing: Writing, plan: Plan) -> Judged:
    """The plan as the book is now: as it was judged, unless somebody wrote meanwhile."""
    version = int(writing.state["data_version"])
    if plan.known.version == version:
        return plan.judged
    return judge(writing, plan.read, version, plan.answers)


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

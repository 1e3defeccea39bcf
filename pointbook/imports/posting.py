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

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.customers.changing import update_from_import
from pointbook.customers.registry import register
from pointbook.imports import purchase_posting
from pointbook.imports.answers import USUAL
from pointbook.imports.cut_over import keep
from pointbook.imports.entry_writing import Written, write_entries
from pointbook.imports.judged import Judged, judge
from pointbook.ledger.batches import NOTHING, Totals, add_batch
from pointbook.ledger.opposites import of_replaced, opposites
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
    orders: int = 0
    rewards: int = 0
    redemptions: int = 0
    overwritten: int = 0
    """How many of the orders, rewards or redemptions were there with other content."""
    cancelled: int = 0
    """How many of the redemptions are cancelled, and so moved no points."""
    past: int = 0
    """Rows from before the cut-over, kept to be read."""
    kept_tiers: int = 0
    """Customers who keep a tier that the file would have lowered."""
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
    permit(book.store, "import", by, Right.IMPORT)
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
        write = _WAYS.get(plan.kind, purchase_posting.post_records)
        judged = _as_of_now(writing, plan)
        outcome, totals = write(writing, judged, batch_id, by.name, tell)
        by.require_batch(amounts.points(max(totals.points_in, totals.points_out)))
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

    receipt, _ = book.store.perform(Command("import", by, request_id, content, content), act)
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
        "kept_tiers": judged.kept_tiers.height,
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
        written = _write(writing, known.fresh, batch_id, actor, tell)
        if written is None:
            return outcome, NOTHING
        return {**outcome, "overdrawn": len(written.owing)}, written.totals
    # First taken back, then posted: what customers have spent of it is owed, and what comes pays it.
    writing.run("rest_entries", staged=writing.stage(known.gone), batch_id=batch_id)
    originals = of_replaced(writing, batch_id)
    back = opposites(writing, originals, batch_id, actor, "replace", owed=True).allocation
    if back is not None:
        record(writing, back)
    written = _write(writing, known.fresh, batch_id, actor, tell)
    posted = [each for each in (back, written) if each is not None]
    if not posted:
        return outcome, NOTHING
    owing = np.empty(0, np.int64) if written is None else written.owing
    if back is not None:
        last = back.first_entry_id + back.entries.height - 1
        left = writing.ask("changes/debts_left", first=back.first_entry_id, last=last)
        owing = np.union1d(owing, left["customer_id"].to_numpy())
        outcome |= {
            "replaced": back.entries.height,
            "shortfalls": [
                (no, str(points)) for no, points in left.select("customer_no", "short").iter_rows()
            ],
        }
    together = pl.concat([each.entries for each in posted])
    totals = Totals.of(together, np.concatenate([each.points for each in posted]))
    return {**outcome, "overdrawn": len(owing)}, totals


def _write(
    writing: Writing, new: pl.DataFrame, batch_id: int, actor: str, tell: Progress
) -> Written | None:
    return None if new.is_empty() else write_entries(writing, new, batch_id, actor, tell)


def _as_of_now(writing: Writing, plan: Plan) -> Judged:
    """The plan as the book is now: as it was judged, unless somebody wrote meanwhile."""
    version = int(writing.state["data_version"])
    if plan.known.version == version:
        return plan.judged
    return judge(writing, plan.read, version, plan.answers, plan.book.now().date())


_WAYS = {"customers": _post_customers, "points": _post_entries}

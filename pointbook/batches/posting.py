"""Post a wish exactly as it was previewed, or not at all: one transaction, one link, one batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import as_actor
from pointbook.access.own_record import own_numbers
from pointbook.access.permit import permit
from pointbook.batches.judging import Judged, in_points, judge
from pointbook.batches.preview import Preview, require_future, require_postable
from pointbook.batches.wish import Wish
from pointbook.errors import OwnRecord, PreviewChanged, StalePreview
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, allocate
from pointbook.ledger.batches import Totals, add_batch
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, as_json

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.store.writing import Writing

SOURCE = "batch"
Progress: TypeAlias = Callable[[str, float], None]
"""Told a step's name and its share done, 0 to 1."""


@dataclass(frozen=True)
class Run:
    """What a batch did. Points in and out are positive; `left_out` counts customers by their fate."""

    batch_id: int
    kind: str
    entries: int
    customers: int
    points_in: Decimal
    points_out: Decimal
    left_out: dict[str, int]
    replayed: bool = False


def post(
    book: Book, previewed: Preview | Wish, digest: str, actor: Actor | str,
    request_id: str | None = None, progress: Progress | None = None,
) -> Run:  # fmt: skip
    """Post what a preview with this digest showed; the same request id answers with the first run.

    StalePreview or PreviewChanged where it would be anything else by now, EmptyBatch, BatchHasProblems,
    NotPermitted, OverLimit, OverBatchLimit.
    """
    by = as_actor(actor)
    wish = previewed.wish if isinstance(previewed, Preview) else previewed.checked(book.decimals)
    permit(book.store, wish.command, by, wish.right)
    tell = progress or (lambda step, share: None)

    def act(writing: Writing) -> dict[str, Any]:
        shown = previewed if isinstance(previewed, Preview) else wish
        return write(book, writing, shown, digest, by, tell)

    told = {**wish.brief, "digest": digest}
    command = Command(wish.command, by, request_id, {"digest": digest}, told)
    receipt, replayed = book.store.perform(command, act)
    tell("done", 1.0)
    points = {name: Decimal(receipt[name]) for name in ("points_in", "points_out")}
    return Run(**{**receipt, **points}, replayed=replayed)


def write(
    book: Book, writing: Writing, previewed: Preview | Wish, digest: str, by: Actor, tell: Progress,
    approver: Actor | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write a batch within a transaction; its receipt. Where somebody approves it, their limits count."""
    tell("compare", 0.02)
    wish = previewed.wish if isinstance(previewed, Preview) else previewed
    at, ends = book.now(), require_future(book, wish)
    judged = judge(writing, wish, at, by, book.decimals)
    if judged.digest != digest:
        raise _stale(previewed, judged)
    require_postable(judged, approver or by)
    if approver is not None:
        for number in set(own_numbers(writing, approver)) & set(judged.good["customer_no"]):
            raise OwnRecord(customer_no=number)
    return write_judged(writing, judged, by, at, ends, tell, approver)


def write_judged(
    writing: Writing, judged: Judged, by: Actor, at: datetime, ends: datetime | None = None,
    tell: Progress = lambda step, share: None, approver: Actor | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write what was judged in this transaction, for this instant, and may be posted; its receipt."""
    tell("allocate", 0.3)
    batch_id = writing.take("last_batch_id")
    names = (by.name, approver.name if approver is not None else None)
    done = _allocated(writing, judged, batch_id, names, at, ends)
    tell("write", 0.5)
    record(writing, done)
    tell("commit", 0.9)
    return _noted(writing, judged, batch_id, Totals.of(done.entries, done.points))


def _allocated(
    writing: Writing, judged: Judged, batch_id: int, names: tuple[str, str | None], at: datetime,
    ends: datetime | None,
) -> Allocation:  # fmt: skip
    """One entry per customer, allocated and not yet written."""
    is_up = pl.col("points") > 0
    rows = judged.good.with_columns(size=pl.col("points").abs())
    down = "clear" if judged.wish.kind == "clear" else "adjust_down"
    entries = rows.with_columns(
        kind=pl.when(is_up).then(pl.lit("adjust_up")).otherwise(pl.lit(down)),
        occurred_at=pl.lit(at),
        requested="size",
        source=pl.lit(SOURCE),
        actor=pl.lit(names[0]),
        approver=pl.lit(names[1], pl.String),
        reason=pl.lit(judged.wish.reason),
        line=pl.lit(1),
        batch_id=pl.lit(batch_id),
        available_from=pl.when(is_up).then(pl.lit(at)),
        expires_at=pl.when(is_up).then(pl.lit(ends, pl.Datetime("us"))),
    )
    ops = rows.select(
        "customer_id", entry=pl.int_range(pl.len()), code=pl.when(is_up).then(k.CREDIT).otherwise(k.DEBIT),
        amount="size", at=pl.lit(at), lot=pl.lit(-1), debt=pl.lit(-1),
        flags=pl.when(is_up).then(0).otherwise(k.NET),
    )  # fmt: skip
    done = allocate(writing, complete(entries, ENTRY_SCHEMA), complete(ops, OP_SCHEMA))
    # What was shown is what is written; anything else would be a bug, and must not be committed.
    assert np.array_equal(done.points, rows["points"].to_numpy())
    return done


def _noted(writing: Writing, judged: Judged, batch_id: int, totals: Totals) -> dict[str, Any]:
    wish, counts = judged.wish, judged.counts
    add_batch(
        writing, batch_id, kind=wish.kind, title=wish.title or wish.reason, totals=totals,
        rows=judged.rows.height, source=SOURCE, mapping=as_json(wish.brief), idle=counts.get("zero", 0),
        problems=judged.bad,
    )  # fmt: skip
    return {
        "batch_id": batch_id,
        "kind": wish.kind,
        "entries": totals.entries,
        "customers": totals.customers,
        "points_in": str(amounts.points(totals.points_in)),
        "points_out": str(amounts.points(totals.points_out)),
        "left_out": {fate: count for fate, count in counts.items() if fate != "ok"},
    }


_SAME = ("customer_no", "fate", "points", "revision")


def _stale(previewed: Preview | Wish, judged: Judged) -> StalePreview | PreviewChanged:
    """How many customers are not as they were shown, where that is known."""
    if not isinstance(previewed, Preview):
        return PreviewChanged()
    before = previewed.rows.select(_SAME)
    now = in_points(judged.rows).with_columns(pl.col("fate").cast(pl.String)).select(_SAME)
    others = [
        one.join(other, on=_SAME, how="anti", nulls_equal=True)
        for one, other in ((before, now), (now, before))
    ]
    moved = pl.concat(others)["customer_no"].n_unique()
    return StalePreview(customers=moved) if moved else PreviewChanged()

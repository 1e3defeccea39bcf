"""Post a wish exactly as it was previewed, or not at all: one transaction, one link, one batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pointbook import amounts
from pointbook.access import as_actor
from pointbook.access.own_record import require_none_own
from pointbook.access.permit import permit
from pointbook.batches import editing, extending, moving
from pointbook.batches.judged import SOURCE, Judged, Progress, Terms, in_points, texts_of
from pointbook.batches.judging import judge
from pointbook.batches.preview import Preview, require_future, require_postable
from pointbook.batches.wish import Wish
from pointbook.errors import PreviewChanged, StalePreview
from pointbook.ledger.batches import Totals, add_batch
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, as_json

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.store.writing import Writing


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
    judged = judge(book, writing, wish, at, by)
    if judged.digest != digest:
        raise _stale(previewed, judged)
    require_postable(judged, approver or by)
    if approver is not None:
        require_none_own(writing, approver, judged.good["customer_no"])
    return write_judged(writing, judged, by, at, ends, tell, approver)


def write_judged(
    writing: Writing, judged: Judged, by: Actor, at: datetime, ends: datetime | None = None,
    tell: Progress = lambda step, share: None, approver: Actor | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write what was judged in this transaction, for this instant, and may be posted; its receipt."""
    terms = Terms(
        writing.take("last_batch_id"), by.name, approver.name if approver is not None else None, at, ends
    )  # fmt: skip
    if judged.customers is not None:
        tell("write", 0.3)
        totals = editing.write(writing, judged.customers, terms.batch_id)
    else:
        tell("allocate", 0.3)
        way = moving if judged.lots is None else extending
        done = way.allocated(writing, judged, terms)
        tell("write", 0.5)
        record(writing, done)
        totals = Totals.of(done.entries, done.points)
    tell("commit", 0.9)
    return _noted(writing, judged, terms.batch_id, totals)


def _noted(writing: Writing, judged: Judged, batch_id: int, totals: Totals) -> dict[str, Any]:
    wish = judged.wish
    add_batch(
        writing, batch_id, kind=wish.kind, title=wish.title or wish.reason, totals=totals,
        rows=judged.rows.height, source=SOURCE, mapping=as_json(wish.brief), idle=judged.idle,
        problems=judged.bad,
    )  # fmt: skip
    return {
        "batch_id": batch_id,
        "kind": wish.kind,
        "entries": totals.entries,
        "customers": totals.customers,
        "points_in": str(amounts.points(totals.points_in)),
        "points_out": str(amounts.points(totals.points_out)),
        "left_out": {fate: count for fate, count in judged.counts.items() if fate != "ok"},
    }


def _stale(previewed: Preview | Wish, judged: Judged) -> StalePreview | PreviewChanged:
    """How many customers are not as they were shown, where that is known."""
    if not isinstance(previewed, Preview):
        return PreviewChanged()
    names = ["customer_no", "fate", *judged.sealed]
    before = _compared(previewed.rows, names)
    now = _compared(in_points(judged.rows).with_columns(pl.col("fate").cast(pl.String)), names)
    others = [
        one.join(other, on=names, how="anti", nulls_equal=True)
        for one, other in ((before, now), (now, before))
    ]
    moved = pl.concat(others)["customer_no"].n_unique()
    return StalePreview(customers=moved) if moved else PreviewChanged()


def _compared(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Columns that can be joined on."""
    return rows.select(
        pl.Series(name, texts_of(rows[name])) if rows[name].dtype.is_nested() else rows[name]
        for name in names
    )

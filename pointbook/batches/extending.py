"""A later end for points: which lots of each a wish is about, and moving what is free in them to new ones."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pointbook.batches.judged import ROWS, Judged
from pointbook.clock import micros
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, allocate
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete

if TYPE_CHECKING:
    from pointbook.batches.judged import Terms
    from pointbook.batches.wish import Wish
    from pointbook.clock import Calendar
    from pointbook.store.writing import Writing


def judge(
    writing: Writing, wish: Wish, meant: pl.DataFrame, at: datetime, calendar: Calendar
) -> Judged:
    """What is free at an instant in lots that end by the day wished, and how many lots that are.

    Of somebody who owes points nothing is extended, as by hand: the new lot would pay the debt.
    """
    there = meant.filter(pl.col("fate").is_null()).select("customer_id")
    staged = writing.stage(there)
    lots = _ending(writing, staged, wish, at, calendar)
    owing = writing.ask("changes/open_debts_of", staged=staged)["customer_id"].cast(pl.Int64)
    free = lots.group_by("customer_id").agg(
        points=pl.col("free").sum(),
        lots=(pl.col("free") > 0).sum().cast(pl.Int64),
        held=pl.col("held").sum(),
    )
    rows = meant.join(free, on="customer_id", how="left", maintain_order="left").with_columns(
        pl.col("points", "lots").fill_null(0)
    )
    becomes = (
        pl.when(pl.col("customer_id").is_in(owing.unique().implode()) & (pl.col("lots") > 0))
        .then(pl.lit("in_debt"))
        .when(pl.col("lots") > 0)
        .then(pl.lit("ok"))
        .when(pl.col("held") > 0)
        .then(pl.lit("held"))
        .otherwise(pl.lit("zero"))
    )
    rows = rows.with_columns(fate=pl.coalesce("fate", becomes)).with_columns(
        pl.when(pl.col("fate") == "ok").then(name).otherwise(0).alias(name)
        for name in ("points", "lots")
    )
    judged = complete(rows, ROWS).with_columns(rows["lots"])
    good = judged.filter(pl.col("fate") == "ok").select("customer_id")
    chosen = lots.filter(pl.col("free") > 0).join(good, on="customer_id", how="semi")
    return Judged(wish, judged, ("points", "lots", "revision"), lots=chosen)


def _ending(
    writing: Writing, staged: str, wish: Wish, at: datetime, calendar: Calendar
) -> pl.DataFrame:
    """Open lots that end after the instant and by the day wished, with what is free and held, and their new end."""
    assert wish.ends_by is not None
    by = micros(calendar.expires(wish.ends_by))
    until = pl.col("expires_at").cast(pl.Datetime("us"))
    if wish.days is not None:
        ends = until.dt.offset_by(f"{wish.days}d")
    else:
        assert wish.expires_at is not None
        ends = pl.lit(calendar.expires(wish.expires_at), pl.Datetime("us"))
    return (
        writing.ask("changes/open_lots_of", staged=staged)
        .filter(pl.col("expires_at") > micros(at), pl.col("expires_at") <= by)
        .select(
            pl.col("customer_id").cast(pl.Int64),
            lot="lot_entry_id",
            free=pl.col("remaining") - pl.col("held"),
            held="held",
            starts=pl.col("available_from").cast(pl.Datetime("us")),
            ends=ends,
        )
    )


def allocated(writing: Writing, judged: Judged, terms: Terms) -> Allocation:
    """A pair of entries for each lot, out of it and into a new one, allocated and not yet written."""
    assert judged.lots is not None
    lots = judged.lots.sort("customer_id", "lot").with_columns(
        line=pl.int_range(1, pl.len() + 1).over("customer_id"), out=2 * pl.int_range(pl.len())
    )
    said = lots.with_columns(requested="free", **terms.said(judged.wish))
    out = said.with_columns(entry="out", kind=pl.lit("transfer_out"))
    into = said.with_columns(
        entry=pl.col("out") + 1,
        kind=pl.lit("transfer_in"),
        available_from=pl.max_horizontal("occurred_at", "starts"),
        expires_at="ends",
    )
    both = pl.concat((out, into), how="diagonal").sort("entry")
    is_out = pl.col("kind") == "transfer_out"
    ops = both.select(
        "customer_id", "entry", code=pl.when(is_out).then(k.DEBIT).otherwise(k.CREDIT),
        amount="free", at="occurred_at", lot=pl.when(is_out).then("lot").otherwise(-1),
        debt=pl.lit(-1), flags=pl.when(is_out).then(k.OWN_ONLY).otherwise(0),
    )  # fmt: skip
    done = allocate(writing, complete(both, ENTRY_SCHEMA), complete(ops, OP_SCHEMA))
    # What was shown is what is written; anything else would be a bug, and must not be committed.
    shown = both.select(pl.when(is_out).then(-pl.col("free")).otherwise("free"))
    assert np.array_equal(done.points, shown.to_series().to_numpy())
    return done

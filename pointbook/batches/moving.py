"""Points that are given or taken: what a wish would move of each, found by the kernel, and moving it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook import amounts
from pointbook.batches.judged import ROWS, Judged
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, Table, allocate
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete

if TYPE_CHECKING:
    from pointbook.batches.judged import Terms
    from pointbook.batches.wish import Wish
    from pointbook.store.writing import Writing

_AMOUNT: Final = r"^[+-]?\d{1,12}(\.\d{1,2}0*)?$"


def judge(writing: Writing, wish: Wish, meant: pl.DataFrame, at: datetime, decimals: int) -> Judged:
    """What would be moved of each at an instant, in one run of the kernel."""
    rows = _with_what_is_there(writing, _with_amounts(meant, wish, decimals), at)
    return Judged(wish, complete(rows, ROWS), ("points", "revision"))


def _with_amounts(rows: pl.DataFrame, wish: Wish, decimals: int) -> pl.DataFrame:
    """What is wished of each as `wanted`, signed hundredths; all there is where points are cleared."""
    if wish.way == "clear":
        return rows.with_columns(wanted=pl.lit(-k.EVERYTHING, pl.Int64))
    unit = 10 ** (2 - decimals)
    if wish.way == "each":
        text = pl.col("own").str.strip_chars().str.replace_all("[,，]", "")
        own = pl.when(text.str.contains(_AMOUNT)).then(text)
        rows = rows.with_columns(
            wanted=(own.str.strip_prefix("+").cast(pl.Decimal(20, 2)) * 100).cast(pl.Int64)
        )
        is_good = (pl.col("wanted").fill_null(0) != 0) & (pl.col("wanted") % unit == 0)
        return rows.with_columns(
            fate=pl.coalesce("fate", pl.when(~is_good.fill_null(False)).then(pl.lit("bad_amount")))
        )
    sign = 1 if wish.way == "up" else -1
    if wish.points is not None:
        points = amounts.hundredths(wish.points, decimals)
        return rows.with_columns(wanted=pl.lit(sign * points, pl.Int64))
    share = amounts.hundredths(wish.percent)  # hundredths of a per cent
    balance = pl.col("balance").clip(0).cast(pl.Int128)
    half = 5_000 * unit
    part = ((balance * share + half) // (2 * half) * unit).cast(pl.Int64)
    return rows.with_columns(wanted=part * sign).with_columns(
        fate=pl.coalesce("fate", pl.when(pl.col("wanted") == 0).then(pl.lit("zero")))
    )


def _with_what_is_there(writing: Writing, rows: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The same with `points`: what is given is given, what is taken is what the kernel finds to reserve."""
    debits = rows.filter(pl.col("fate").is_null(), pl.col("wanted") < 0).sort("customer_id")
    ops = debits.select(
        "customer_id", amount=-pl.col("wanted"), at=pl.lit(at), entry=pl.lit(-1), code=pl.lit(k.HOLD),
        lot=pl.lit(-1), debt=pl.lit(-1), flags=pl.lit(k.NET),
    )  # fmt: skip
    there = debits.select("place").with_columns(taken=pl.lit(0, pl.Int64), held=pl.lit(0, pl.Int64))
    if debits.height:
        done = allocate(writing, pl.DataFrame(schema=ENTRY_SCHEMA), complete(ops, OP_SCHEMA))
        there = debits.select("place").with_columns(
            taken=pl.Series(done.taken), held=pl.Series(_held(done.lots_before))
        )
    joined = rows.join(there, on="place", how="left", maintain_order="left")
    wanted, taken, held = pl.col("wanted"), pl.col("taken"), pl.col("held")
    is_clear = wanted == -k.EVERYTHING
    fate = (
        pl.when(pl.col("fate").is_not_null())
        .then("fate")
        .when((wanted > 0) | (is_clear & (taken > 0)) | (taken == -wanted))
        .then(pl.lit("ok"))
        .when((is_clear & (held > 0)) | (~is_clear & (taken + held >= -wanted)))
        .then(pl.lit("held"))
        .when(is_clear)
        .then(pl.lit("zero"))
        .otherwise(pl.lit("too_little"))
    )
    return joined.with_columns(fate=fate).with_columns(
        points=pl.when(pl.col("fate") != "ok")
        .then(0)
        .when(wanted > 0)
        .then(wanted)
        .otherwise(-taken),
        available=pl.when(pl.col("fate").is_in(["too_little", "held"])).then("taken"),
    )


def _held(lots: Table) -> NDArray[np.int64]:
    """What is held of the lots of each customer."""
    sums = np.zeros(len(lots.count), np.int64)
    group = np.searchsorted(lots.at, np.arange(len(lots.rows)), side="right") - 1
    np.add.at(sums, group, lots.rows[:, k.L_HELD])
    return sums


def allocated(writing: Writing, judged: Judged, terms: Terms) -> Allocation:
    """One entry per customer, allocated and not yet written."""
    is_up = pl.col("points") > 0
    rows = judged.good.with_columns(size=pl.col("points").abs())
    down = "clear" if judged.wish.kind == "clear" else "adjust_down"
    entries = rows.with_columns(
        kind=pl.when(is_up).then(pl.lit("adjust_up")).otherwise(pl.lit(down)),
        requested="size",
        line=pl.lit(1),
        available_from=pl.when(is_up).then(pl.lit(terms.at)),
        expires_at=pl.when(is_up).then(pl.lit(terms.ends, pl.Datetime("us"))),
        **terms.said(judged.wish),
    )
    ops = rows.select(
        "customer_id", entry=pl.int_range(pl.len()), code=pl.when(is_up).then(k.CREDIT).otherwise(k.DEBIT),
        amount="size", at=pl.lit(terms.at), lot=pl.lit(-1), debt=pl.lit(-1),
        flags=pl.when(is_up).then(0).otherwise(k.NET),
    )  # fmt: skip
    done = allocate(writing, complete(entries, ENTRY_SCHEMA), complete(ops, OP_SCHEMA))
    # What was shown is what is written; anything else would be a bug, and must not be committed.
    assert np.array_equal(done.points, rows["points"].to_numpy())
    return done

"""Fields of customers: what a wish would make of each, and writing it with before and after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from pointbook.batches.judged import ROWS, Judged
from pointbook.customers import changing, floors
from pointbook.customers.erasing import PREFIX
from pointbook.customers.registry import TEXT_LIMIT
from pointbook.ledger.batches import Totals
from pointbook.ledger.entries import complete

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.batches.edit import Edit
    from pointbook.batches.wish import Wish
    from pointbook.store.writing import Writing


def judge(
    writing: Writing, wish: Wish, edit: Edit, meant: pl.DataFrame, today: date, by: Actor
) -> Judged:
    """What each would be; NotPermitted where they would be where the actor does not see them.

    What is sealed is how they were and will be: whoever only gains or loses points meanwhile is still as shown.
    """
    if by.scope.field in edit.values:
        changing.require_within(by, edit.values)
    there = meant.filter(pl.col("fate").is_null()).select("customer_id")
    known = writing.ask("changes/customers/whole", staged=writing.stage(there))
    will, trouble = floors.settled_all(known, edit.of(known), today, floors.tier_order(writing))
    told = pl.DataFrame(
        {
            "customer_id": known["customer_id"].cast(pl.Int64),
            "before": _fields(known, edit),
            "after": _fields(will, edit),
            "becomes": _becomes(will).zip_with(trouble.is_null(), trouble),
            "keeps": _keeps(will, edit),
        }
    )
    rows = meant.join(told, on="customer_id", how="left", maintain_order="left").with_columns(
        points=pl.lit(0, pl.Int64),
        fate=pl.coalesce("fate", "becomes"),
    )
    rows = rows.with_columns(
        fate=pl.coalesce(
            "fate",
            pl.when(pl.col("before").eq_missing(pl.col("after")))
            .then(pl.when("keeps").then(pl.lit("tier_kept")).otherwise(pl.lit("same")))
            .otherwise(pl.lit("ok")),
        )
    )
    judged = complete(rows, ROWS).with_columns(rows["before"], rows["after"])
    good = judged.filter(pl.col("fate") == "ok").select("customer_id")
    return Judged(
        wish, judged, ("before", "after"),
        will.join(good, on="customer_id", how="semi", maintain_order="left"),
    )  # fmt: skip


def _fields(customers: pl.DataFrame, edit: Edit) -> pl.Series:
    """The fields that an edit is about, as texts."""
    return customers.select(
        pl.struct(pl.col(name).cast(pl.String) for name in edit.fields).alias("fields")
    )["fields"]


def _keeps(will: pl.DataFrame, edit: Edit) -> pl.Series:
    """Whose tier is another than is wished, because it is kept."""
    wished = pl.lit(edit.values.get("tier"), pl.String)
    is_kept = pl.lit("tier" in edit.values) & pl.col("tier").ne_missing(wished)
    return will.select(is_kept.alias("keeps"))["keeps"]


def _becomes(will: pl.DataFrame) -> pl.Series:
    """The fate of those who are not to be edited."""
    return will.select(
        pl.when(pl.col("customer_no").str.starts_with(PREFIX))
        .then(pl.lit("erased"))
        .when(pl.col("tags").str.len_chars() > TEXT_LIMIT)
        .then(pl.lit("too_long"))
        .alias("becomes")
    )["becomes"]


def write(writing: Writing, customers: pl.DataFrame, batch_id: int) -> Totals:
    """Write the customers who change, and keep what they were."""
    changing.write(writing, changing.stage(writing, customers), batch_id)
    return Totals(0, customers.height, 0, 0, None, None)

"""Whom a wish is about, as the book is now: everybody named or chosen, in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pointbook.access.own_record import own_numbers
from pointbook.batches.wish import Chosen, Named

if TYPE_CHECKING:
    from pointbook.access import Actor, Scope
    from pointbook.store.writing import Writing


def meant(writing: Writing, whom: Named | Chosen, by: Actor) -> pl.DataFrame:
    """place, customer_no, customer_id, balance and revision, `own` (an amount), and `fate` of who is out of it."""
    if isinstance(whom, Named):
        return _without_own(writing, _named(writing, whom, by.scope), by)
    return _without_own(writing, _chosen(writing, whom, by.scope), by)


def _chosen(writing: Writing, whom: Chosen, scope: Scope) -> pl.DataFrame:
    found = writing.ask("batches/chosen", **whom.parameters, **scope.parameters)
    return found.with_columns(
        place=pl.int_range(1, pl.len() + 1),
        fate=pl.lit(None, pl.String),
        own=pl.lit(None, pl.String),
    )


def _named(writing: Writing, whom: Named, scope: Scope) -> pl.DataFrame:
    listed = pl.DataFrame(
        {"customer_no": whom.numbers, "own": whom.points or [None] * len(whom.numbers)},
        schema={"customer_no": pl.String, "own": pl.String},
    ).with_columns(pl.col("customer_no").str.strip_chars(), place=pl.int_range(1, pl.len() + 1))
    is_first = listed["customer_no"].is_first_distinct()
    staged = writing.stage(listed.filter(is_first).select("place", "customer_no"))
    known = writing.ask("changes/named_customers", staged=staged, **scope.parameters)
    # To one who does not see all, whoever they do not see might as well not exist.
    absent = "unknown" if scope.is_everybody else "unseen"
    return (
        listed.join(known, on="place", how="left", maintain_order="left")
        .with_columns(
            fate=pl.when(~is_first)
            .then(pl.lit("doubled"))
            .when(pl.col("customer_id").is_null())
            .then(pl.lit(absent))
            .when("is_merged")
            .then(pl.lit("merged"))
        )
        .drop("is_merged")
    )


def _without_own(writing: Writing, rows: pl.DataFrame, by: Actor) -> pl.DataFrame:
    """Nobody changes their own record, nor that of whom they were merged into."""
    own = own_numbers(writing, by)
    if not own:
        return rows
    is_mine = pl.col("fate").is_null() & pl.col("customer_no").is_in(own)
    return rows.with_columns(fate=pl.when(is_mine).then(pl.lit("own")).otherwise("fate"))

"""Balances of customers at moments turned into what moved between them."""

from __future__ import annotations

import polars as pl

DIFFERENCES = pl.Schema({
    "row": pl.Int64(), "points": pl.Int64(), "is_first": pl.Boolean(), "is_unclear": pl.Boolean(),
})  # fmt: skip


def differences(balances: pl.DataFrame, before: pl.DataFrame | None = None) -> pl.DataFrame:
    """What each balance differs from the customer's one before it, in the order of the rows given.

    `balances` has row, customer_no, occurred_at and balance (hundredths), without nulls. Each is taken
    as what the customer has after that moment, and rows go by time, wherever they stand in the file.
    `before` has customer_no and balance as they were before the first of them; who is not in it had 0.

    → row, points (signed hundredths), is_first (there is neither a row nor a `before` ahead of it),
    is_unclear. Rows of one customer at one moment with different balances do not say which comes last:
    all of them are unclear, their points null, and the next balance is measured from the last clear one.
    Equal ones move nothing after the first. Always: before + Σ points = the customer's last clear balance.
    """
    keys = ["customer_no", "occurred_at"]
    ordered = balances.with_columns(
        is_unclear=pl.col("balance").n_unique().over(keys) > 1, place=pl.int_range(pl.len())
    ).sort("customer_no", "occurred_at", "row")
    start = pl.lit(None, pl.Int64)
    if before is not None:
        had = before.select("customer_no", had="balance")
        ordered = ordered.join(had, on="customer_no", how="left", maintain_order="left")
        start = pl.col("had")
    last = pl.col("balance").shift(1).over("customer_no")
    clear = ordered.filter(~pl.col("is_unclear")).with_columns(last=pl.coalesce(last, start))
    found = clear.select(
        "place",
        points=pl.col("balance") - pl.col("last").fill_null(0),
        is_first=pl.col("last").is_null(),
    )
    joined = balances.select("row").with_columns(place=pl.int_range(pl.len()))
    return (
        joined.join(found, on="place", how="left", maintain_order="left")
        .select(
            "row",
            "points",
            is_first=pl.col("is_first").fill_null(False),
            is_unclear=pl.col("points").is_null(),
        )
        .cast(DIFFERENCES)
    )

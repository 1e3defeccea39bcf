"""A file of balances: measured in itself while it is checked, and against the book when it is planned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.imports import differences
from pointbook.imports.asking import Asking
from pointbook.imports.checked import ENTRIES, Checked
from pointbook.imports.values import DEBITS
from pointbook.ledger.entries import Kind

OPENING: Final[Kind] = "opening"


@dataclass(frozen=True, slots=True)
class Absent:
    """Customers with points whom a file of balances does not name; nothing is changed about them."""

    customers: int
    points: Decimal


def moved(balances: pl.DataFrame, held: pl.DataFrame | None = None) -> pl.DataFrame:
    """What each balance moves: row, points, kind, is_unclear, in the order of the rows given.

    `held` has row and held: what the book has of the customer at that moment, no row where it has
    nothing of them yet. A customer's first balance in both is what was brought in.
    """
    columns = ("row", "customer_no", "occurred_at", "balance")
    if held is None:
        held = pl.DataFrame(schema={"row": pl.Int64, "held": pl.Int64})
    beside = balances.select("row").join(held, on="row", how="left", maintain_order="left")["held"]
    # Where the book and the file grow alike the gap between them stays, and nothing moves.
    gaps = balances.select(columns).with_columns(pl.col("balance") - beside.fill_null(0))
    found = differences.differences(gaps)
    told = found.hstack(balances.select("kind_up", "kind_down"))
    is_first = pl.col("is_first") & beside.is_null()
    return told.select(
        "row",
        "points",
        kind=pl.when(is_first & (pl.col("points") > 0))
        .then(pl.lit(OPENING))
        .when(is_first & (pl.col("points") < 0))
        .then(pl.lit("adjust_down"))
        .when(pl.col("points") < 0)
        .then("kind_down")
        .otherwise("kind_up"),
        is_unclear="is_unclear",
    )


def measured(asking: Asking, checked: Checked) -> Checked:
    """The file measured against what the book has at each row's moment, so that only differences move."""
    rows = checked.snapshot
    if rows is None or rows.is_empty():
        return checked
    staged = asking.stage(rows.select("row", "customer_no", "occurred_at"))
    held = asking.ask("changes/balances_before", staged=staged, opening_at=checked.opening_at)
    found = moved(rows, held)
    is_debit = pl.col("kind").is_in(DEBITS)
    told = (
        rows.drop("balance", "kind_up", "kind_down")
        .hstack(found.select("points", "kind"))
        .with_columns(
            part=is_debit.cast(pl.Int8),
            available_from=pl.when(~is_debit).then("available_from"),
            expires_at=pl.when(~is_debit).then("expires_at"),
        )
    )
    starts = pl.max_horizontal("occurred_at", "available_from")
    late = (pl.col("points") > 0) & (pl.col("expires_at") <= starts).fill_null(False)
    wrong = told.filter(late).select(
        "row", column=pl.lit("expires_at"), value=pl.lit(""), code=pl.lit("expired_before_start")
    )
    entries = told.filter(pl.col("points") != 0, ~late).select(ENTRIES.names()).cast(ENTRIES)
    return replace(
        checked,
        problems=pl.concat([checked.problems, wrong]).sort("row", maintain_order=True),
        entries=entries,
        idle=rows.height - entries.height - wrong.height,
    )


def absent(asking: Asking, checked: Checked) -> Absent | None:
    """Whom the book has and a file of balances does not name; None for other files."""
    if checked.snapshot is None:
        return None
    staged = asking.stage(checked.snapshot.select("customer_no").unique())
    found = asking.ask("changes/customers_absent", staged=staged).row(0)
    return Absent(int(found[0]), found[1])

"""保留等级至 in a file of customers: whoever keeps a tier today is not taken below it by a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from pointbook.customers.floors import at_least
from pointbook.imports.asking import Asking
from pointbook.imports.checked import Checked
from pointbook.settings import Programme

KEPT: Final = pl.Schema(
    {
        "row": pl.Int64(), "customer_no": pl.String(), "tier_brought": pl.String(), "tier_floor": pl.String(),
        "tier_floor_until": pl.Date(),
    }
)  # fmt: skip


def keep(asking: Asking, checked: Checked, today: date) -> tuple[Checked, pl.DataFrame]:
    """The file with the tiers that its customers have afterwards, and a row of KEPT for each who keeps theirs."""
    nobody = pl.DataFrame(schema=KEPT)
    if checked.kind != "customers" or not checked.customers["tier"].is_not_null().any():
        return checked, nobody
    floors = asking.ask("changes/customers/floors", today=today)
    if floors.is_empty():
        return checked, nobody
    order = Programme.of(dict(asking.ask("book/settings").iter_rows())).tier_order
    other = pl.col("tier_brought").ne_missing(pl.col("tier"))
    met = (
        checked.customers.filter(pl.col("tier").is_not_null())
        .select("row", "customer_no", tier_brought="tier")
        .join(floors, on="customer_no", maintain_order="left")
        .filter(other)
    )
    pairs = met.select("tier_brought", "tier_floor").unique()
    stays = [at_least(brought, floor, order) != brought for brought, floor in pairs.iter_rows()]
    kept = (
        met.join(
            pairs.filter(pl.Series(stays, dtype=pl.Boolean)), on=["tier_brought", "tier_floor"], how="semi"
        )
        .sort("row")
        .select(KEPT.names())
    )  # fmt: skip
    customers = (
        checked.customers.join(
            kept.select("row", "tier_floor"), on="row", how="left", maintain_order="left"
        )
        .with_columns(tier=pl.coalesce("tier_floor", "tier"))
        .drop("tier_floor")
    )
    return replace(checked, customers=customers), kept

"""Orders, rewards and redemptions as rows of a file: what each kind of them has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

ORDERS: Final = pl.Schema({
    "row": pl.Int64(), "customer_no": pl.String(), "order_no": pl.String(), "ordered_at": pl.Datetime("us"),
    "amount": pl.Int64(), "paid_points": pl.Int64(), "quantity": pl.Int64(), "product": pl.String(),
    "store": pl.String(), "channel": pl.String(), "campaign": pl.String(), "status": pl.String(),
    "source": pl.String(), "fields": pl.String(),
})  # fmt: skip
REWARDS: Final = pl.Schema({
    "row": pl.Int64(), "reward_no": pl.String(), "reward_name": pl.String(), "category": pl.String(),
    "points_price": pl.Int64(), "money_value": pl.Int64(), "stock": pl.Int64(), "valid_from": pl.Date(),
    "valid_until": pl.Date(), "status": pl.String(), "source": pl.String(), "fields": pl.String(),
})  # fmt: skip
REDEMPTIONS: Final = pl.Schema({
    "row": pl.Int64(), "customer_no": pl.String(), "redemption_no": pl.String(), "line": pl.Int32(),
    "reward_no": pl.String(), "reward_name": pl.String(), "quantity": pl.Int64(), "points": pl.Int64(),
    "redeemed_at": pl.Datetime("us"), "status": pl.String(), "is_cancelled": pl.Boolean(), "store": pl.String(),
    "channel": pl.String(), "source": pl.String(),
})  # fmt: skip
SCHEMAS: Final[Mapping[str, pl.Schema]] = {
    "orders": ORDERS,
    "rewards": REWARDS,
    "redemptions": REDEMPTIONS,
}
"""By the kind of file; money, points, stock and quantities in hundredths, times local."""
TIMES: Final[Mapping[str, str]] = {"orders": "ordered_at", "redemptions": "redeemed_at"}
"""The column that says when, of the kinds that have one."""

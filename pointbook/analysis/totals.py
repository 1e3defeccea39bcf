"""The two ends of a period and everything between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

MOVEMENTS = (
    "earned", "redeemed", "expired", "cleared", "adjusted", "reversed", "transferred", "brought_in",
)  # fmt: skip
"""What can move a balance, as columns of analysis/growth; signed, so that they add up."""

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Totals:
    """Opening, movements by name, closing."""

    opening: Decimal
    movements: Mapping[str, Decimal]
    closing: Decimal

    @classmethod
    def of(cls, buckets: pl.DataFrame) -> Totals:
        """The totals of rows of analysis/growth that lie in order and are not split into groups."""
        return cls(
            buckets["opening"][0] if buckets.height else NOTHING,
            {name: sum(buckets[name], NOTHING) for name in MOVEMENTS},
            buckets["closing"][-1] if buckets.height else NOTHING,
        )

    @property
    def net(self) -> Decimal:
        """净增: closing less opening."""
        return self.closing - self.opening

    @property
    def is_proved(self) -> bool:
        """Whether opening and movements make the closing."""
        return self.opening + sum(self.movements.values(), NOTHING) == self.closing

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing and nothing moved."""
        return not (self.opening or self.closing or any(self.movements.values()))

    @property
    def redemption_rate(self) -> Decimal | None:
        """消耗率: redeemed in proportion to earned of the same period; None where nothing was earned."""
        earned = self.movements["earned"]
        return -self.movements["redeemed"] / earned if earned else None

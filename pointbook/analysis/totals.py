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


def is_quiet(buckets: pl.DataFrame) -> bool:
    """Whether nothing was there and nothing moved in any of these rows of analysis/growth."""
    return not any((buckets[name] != 0).any() for name in ("opening", *MOVEMENTS))


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
    def redemption_rate(self) -> Decimal | None:
        """消耗率: redeemed in proportion to earned of the same period; None where nothing was earned."""
        earned = self.movements["earned"]
        return -self.movements["redeemed"] / earned if earned else None


def gap_of(now: Decimal, before: Decimal) -> Decimal:
    """By how much a figure differs from an earlier one; what goes out by its size, so that spending more is more."""
    return before - now if now < 0 and before <= 0 else now - before

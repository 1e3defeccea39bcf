"""Points between people and the kernel: Decimal outside, whole hundredths (int64) inside, never a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from pointbook.errors import InvalidAmount

LIMIT = Decimal(10) ** 12
"""Exclusive: no single change is this large."""


def hundredths(value: object, decimals: int = 2) -> int:
    """A positive amount as whole hundredths; InvalidAmount for anything else, floats included."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise InvalidAmount(value=value, decimals=decimals)
    try:
        amount = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise InvalidAmount(value=value, decimals=decimals) from None
    if not amount.is_finite() or not 0 < amount < LIMIT:
        raise InvalidAmount(value=value, decimals=decimals)
    if amount != amount.quantize(Decimal(1).scaleb(-decimals)):
        raise InvalidAmount(value=value, decimals=decimals)
    return int(amount * 100)


def points(amount: int) -> Decimal:
    """Whole hundredths as a Decimal with two places."""
    return Decimal(amount).scaleb(-2).quantize(Decimal("0.01"))

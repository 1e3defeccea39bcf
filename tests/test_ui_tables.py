"""Tables: how the numbers of a column are written."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from pointbook.columns import column
from pointbook.ui.tables import number_format


@pytest.mark.parametrize(
    ("name", "numbers", "expected"),
    [
        ("points", ("5", "-3"), "%+,.0f"),
        ("earned", ("0", "12"), "%+,.0f"),
        ("change", ("0.50", "-3"), "%+,.2f"),
        ("balance", ("5", "-3"), "%,.0f"),
        ("drawn", ("5", "0.25"), "%,.2f"),
    ],
)
def test_movements_carry_their_sign_and_balances_do_not(
    name: str, numbers: tuple[str, ...], expected: str
) -> None:
    values = pl.Series([Decimal(each) for each in numbers], dtype=pl.Decimal(18, 2))
    assert number_format(column(name), values) == expected

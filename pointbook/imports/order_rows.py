"""Rows of orders: who bought when for how much, and every further column as it is."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pointbook.imports import purchase_cells
from pointbook.imports.checked import Checked
from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.own_fields import own_fields
from pointbook.imports.purchases import ORDERS
from pointbook.imports.tables import ROW, Table

_TEXTS = ("product", "store", "channel", "campaign", "status")
_NEEDED = ("customer_no", "order_no", "ordered_at", "amount")
_FIELDS = (*_NEEDED, "paid_points", "quantity", "source", *_TEXTS)


def check(table: Table, mapping: Mapping, *, now: datetime, source: str, timezone: str) -> Checked:
    """Judge rows of orders; an order number comes once, and an amount may be negative."""
    judging = Judging(table, mapping, _FIELDS)
    judging.flag_ragged(_NEEDED)
    order_no = judging.identifier("order_no")
    judging.flag(order_no.is_null(), "order_no", "missing_value")
    orders = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": judging.customer_no(),
            "order_no": order_no,
            "ordered_at": purchase_cells.times(judging, "ordered_at", now, timezone),
            "amount": purchase_cells.numbers(judging, "amount", is_needed=True),
            "paid_points": judging.amounts("paid_points"),
            "quantity": purchase_cells.numbers(judging, "quantity"),
            **{field: judging.text(field) for field in _TEXTS},
            "source": judging.text("source").fill_null(source),
            "fields": own_fields(judging),
        }
    )
    orders, doubles = purchase_cells.without_doubles(
        judging, orders.select(*ORDERS).cast(ORDERS), "order_no", "repeated_order", ("source", "order_no")
    )  # fmt: skip
    return Checked(
        "orders", len(judging.rows), judging.problems, records=orders, doubles=doubles,
        notices=judging.notices,
    )  # fmt: skip

"""A table and its mapping judged row by row, without the book: rows fit to post, and problems."""

from __future__ import annotations

from datetime import datetime

from pointbook.errors import UnknownKind
from pointbook.imports import customer_rows, order_rows, point_rows, redemption_rows, reward_rows
from pointbook.imports.checked import Checked
from pointbook.imports.mapping import KINDS, Mapping
from pointbook.imports.tables import Table

DEFAULT_SOURCE = "import"
DEFAULT_TIMEZONE = "Asia/Shanghai"


def check(
    table: Table,
    mapping: Mapping,
    *,
    now: datetime,
    source: str = DEFAULT_SOURCE,
    timezone: str = DEFAULT_TIMEZONE,
) -> Checked:
    """Judge every row. `now` is the programme's local time; nothing may be dated later.

    UnknownKind if the mapping names no column for something that every row needs.
    """
    if mapping.kind not in KINDS or mapping.missing:
        raise UnknownKind(kind=mapping.kind, missing=mapping.missing)
    if mapping.kind == "customers":
        return customer_rows.check(table, mapping, now=now, source=source)
    if mapping.kind == "rewards":
        return reward_rows.check(table, mapping, now=now, source=source)
    if mapping.kind == "orders":
        return order_rows.check(table, mapping, now=now, source=source, timezone=timezone)
    if mapping.kind == "redemptions":
        return redemption_rows.check(table, mapping, now=now, source=source, timezone=timezone)
    return point_rows.check(table, mapping, now=now, source=source, timezone=timezone)

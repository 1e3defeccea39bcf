"""Rows of customers: known fields, and every other column as a field of the company's own."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pointbook.imports import dates, values
from pointbook.imports.checked import CUSTOMERS, Checked
from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.own_fields import own_fields
from pointbook.imports.tables import ROW, Table

_TEXTS = (
    "name", "email", "region", "city", "store", "department", "owner", "tier", "status",
    "tags",
)  # fmt: skip
_FIELDS = ("customer_no", "phone", *_TEXTS, "gender", "source", "birthday", "joined_on", "joined_year",
           "joined_month")  # fmt: skip


def check(table: Table, mapping: Mapping, *, now: datetime, source: str) -> Checked:
    """Judge rows of customers; a row that repeats another in full is left out and counted."""
    judging = Judging(table, mapping, _FIELDS)
    judging.flag_ragged(("customer_no",))
    customers = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": judging.customer_no(),
            "phone": judging.identifier("phone"),
            **{field: judging.text(field) for field in _TEXTS},
            "gender": values.genders(judging.text("gender")),
            "source": judging.text("source"),
            "birthday": _days(judging, "birthday", now),
            "joined_on": _joined_on(judging, now),
            "fields": own_fields(judging),
        }
    ).select(*CUSTOMERS)
    customers, repeated = _without_doubles(judging, customers.cast(CUSTOMERS))
    return Checked(
        "customers", len(judging.rows), judging.problems, customers=customers, doubles=repeated.height,
        repeated=repeated, notices=judging.notices,
    )  # fmt: skip


def _days(judging: Judging, field: str, now: datetime) -> pl.Series:
    cells = judging.text_of(field)
    if cells is None:
        return pl.repeat(None, len(judging.rows), dtype=pl.Date, eager=True)
    days, wrong = dates.days(cells, judging.order(field))
    judging.flag(wrong, field, "invalid_date")
    judging.flag(dates.future_days(days, now), field, "date_in_future")
    return days


def _joined_on(judging: Judging, now: datetime) -> pl.Series:
    years, of_year = judging.text_of("joined_year"), judging.text_of("joined_month")
    if judging.text_of("joined_on") is not None or years is None or of_year is None:
        return _days(judging, "joined_on", now)
    blank = years.is_null() & of_year.is_null()
    at, wrong = dates.months(years, of_year)
    judging.flag(wrong & blank.not_(), "joined_month", "invalid_date")
    days = at.dt.date()
    judging.flag(dates.future_days(days, now), "joined_month", "date_in_future")
    return days


def _without_doubles(
    judging: Judging, customers: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The good rows once each, and the numbers of those that repeat one.

    A customer's number that comes with different contents is a problem in each row.
    """
    good = customers.filter(judging.is_fine)
    once = good.unique(
        [name for name in CUSTOMERS if name != ROW], keep="first", maintain_order=True
    )
    is_repeated = once["customer_no"].is_duplicated()
    if is_repeated.any():
        repeated = once["customer_no"].filter(is_repeated).unique().implode()
        everywhere = customers["customer_no"].is_in(repeated).fill_null(False)
        judging.flag(everywhere & judging.is_fine, "customer_no", "repeated_customer")
        once = once.filter(is_repeated.not_())
        good = good.filter(good["customer_no"].is_in(repeated).not_())
    if good.height == once.height:
        return once, good.select(ROW).head(0)
    return once, good.select(ROW).join(once, on=ROW, how="anti", maintain_order="left")

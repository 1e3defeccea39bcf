"""Balances of customers as a file has them, read to be compared and not to be posted."""

from __future__ import annotations

import polars as pl

from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.tables import ROW, Table

FIELDS = ("customer_no", "balance_after")


def read(table: Table, mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The good rows (customer_no, balance in hundredths) and the problems of the others."""
    judging = Judging(table, mapping, FIELDS)
    judging.flag_ragged(FIELDS)
    rows = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": judging.customer_no(),
            "balance": judging.amounts("balance_after"),
        }
    )
    judging.flag(judging.needed("balance_after").is_null(), "balance_after", "missing_value")
    return rows.filter(judging.is_fine).drop(ROW), judging.problems

"""The answer to a question as a frame."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import duckdb
import polars as pl

# DuckDB would rather have `sql(…).pl()`, which spares a copy of the rows but binds and plans the text
# twice: ten milliseconds of a long question, while most answers are a page.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


def fetch(
    cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]
) -> pl.DataFrame:
    """Run a question to its end; the answer in its columns."""
    return pl.DataFrame(cursor.execute(sql, dict(parameters)).to_arrow_table())

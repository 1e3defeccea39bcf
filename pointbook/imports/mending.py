"""Rows with problems as they stand in their file, and the corrections that are laid over it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pointbook.imports.tables import CORRECTIONS, ROW, Table


def bad_rows(table: Table, problems: pl.DataFrame, most: int | None = None) -> pl.DataFrame:
    """The rows that have problems: their numbers, then the columns of the file as text.

    `most` rows at the most, the first ones.
    """
    numbers = problems.select(pl.col(ROW).unique().sort())
    if most is not None:
        numbers = numbers.head(most)
    found: pl.DataFrame = (
        table.scan().join(numbers.lazy(), on=ROW, how="semi").sort(ROW).collect(engine="streaming")
    )
    return found


def corrections(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What somebody changed in bad rows, cell by cell: row, column, value; '' where it was emptied."""
    long = [
        frame.unpivot(index=ROW, variable_name="column", value_name="value").with_columns(
            pl.col("value").cast(pl.String).fill_null("")
        )
        for frame in (before, after)
    ]
    old, new = long
    changed = new.join(old, on=[ROW, "column", "value"], how="anti")
    return changed.sort(ROW, "column").cast(CORRECTIONS)


def corrected(table: Table, changes: pl.DataFrame) -> Table:
    """The table with further corrections; the latest of a cell counts.

    A row that somebody has looked at and mended is no longer told to be uneven.
    """
    together = pl.concat([table.corrections, changes.cast(CORRECTIONS)])
    latest = together.unique([ROW, "column"], keep="last", maintain_order=True)
    ragged = table.ragged.join(changes, on=ROW, how="anti")
    return replace(table, corrections=latest, ragged=ragged)

"""Columns of a company's own, kept beside the fields that every book has."""

from __future__ import annotations

import json

import polars as pl

from pointbook.imports.judging import MAX_TEXT, Judging


def own_fields(judging: Judging) -> pl.Series:
    """The company's own columns as one JSON object of texts, without the blank ones; null if all are."""
    pieces = []
    for name in judging.mapping.own:
        cells = judging.cells[name]
        judging.flag((cells.str.len_chars() > MAX_TEXT).fill_null(False), name, "too_long", cells)
        quoted = cells.str.replace_all("\\", "\\\\", literal=True).str.replace_all(
            '"', '\\"', literal=True
        )
        pieces.append(
            (pl.lit(json.dumps(name, ensure_ascii=False) + ': "') + quoted + '"').alias(name)
        )
    if not pieces:
        return pl.repeat(None, len(judging.rows), dtype=pl.String, eager=True)
    inside = judging.cells.select(
        pl.concat_str(pieces, separator=", ", ignore_nulls=True).alias("inside")
    )["inside"]
    return ("{" + inside + "}").set(inside == "", None)

"""From the cells of a header to the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports.header_rows import clean_names, looks_like_data, placeholder
from pointbook.imports.tables import Notice, Table, cell, scan_cells

_SHOWN = 100


def name_columns(table: Table, header: list[str], filename: str) -> Table:
    """The table with names for its columns; those without a name and without text are left out."""
    width = table.layout.width
    names = clean_names([*header, *[""] * width][:width])
    unnamed = [index for index, name in enumerate(names) if not name]
    in_use = set(_with_text(table, unnamed))
    kept = [index for index, name in enumerate(names) if name or index in in_use]
    if not kept:
        raise UnreadableFile(filename=filename, detail="empty")
    dropped = width - len(kept)
    for index in sorted(in_use):
        names[index] = placeholder(table.first_column + index, names)
    given = [names[index] for index in sorted(in_use)]
    return replace(
        table,
        columns=tuple(names[index] for index in kept),
        positions=tuple(kept),
        notices=(
            *table.notices,
            *_about_header(table, header, given, dropped),
            *_about_rows(table),
        ),
    )


def title_notice(above: list[list[str]]) -> Iterator[Notice]:
    """What stands above the header."""
    titles = [row for row in above if any(map(str.strip, row))]
    if titles:
        yield Notice("title_rows", len(titles), " ".join(titles[0]).strip()[:_SHOWN])


def _with_text(table: Table, positions: list[int]) -> list[int]:
    if not positions:
        return []
    filled = [(pl.col(cell(index)) != "").any() for index in positions]
    found = scan_cells(table.layout).select(filled).collect(engine="streaming").row(0)
    return [index for index, is_filled in zip(positions, found, strict=True) if is_filled]


def _about_header(
    table: Table, header: list[str], given: list[str], dropped: int
) -> Iterator[Notice]:
    if table.header_lines > 1:
        yield Notice("joined_header", table.header_lines, ", ".join(filter(None, header))[:_SHOWN])
    named = [name for name in header if name.strip()]
    if repeated := len(named) - len(set(named)):
        yield Notice("repeated_headers", repeated)
    if given:
        yield Notice("unnamed_columns", len(given), ", ".join(given)[:_SHOWN])
    if dropped and any(map(str.strip, header)):
        yield Notice("empty_columns", dropped)
    if table.header_row is not None and looks_like_data(header):
        yield Notice("header_is_data", value=", ".join(header)[:_SHOWN])


def _about_rows(table: Table) -> Iterator[Notice]:
    width = pl.col("width")
    for code, where in (
        ("short_rows", width < table.layout.width),
        ("long_rows", width > table.layout.width),
    ):
        if rows := table.ragged.filter(where).height:
            yield Notice(code, rows)

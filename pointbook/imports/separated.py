"""Text with delimiters (CSV, TSV) as a table."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports import dialects
from pointbook.imports.encodings import Transcoded
from pointbook.imports.header_choice import Header, choose_header
from pointbook.imports.naming import name_columns, title_notice
from pointbook.imports.surveys import survey
from pointbook.imports.tables import Layout, Notice, Table
from pointbook.imports.wishes import FIND_OUT, Wishes

MAX_COLUMNS = 16_384


def read(text: Transcoded, filename: str, wishes: Wishes = FIND_OUT) -> Table:
    """The table in a UTF-8 file; UnreadableFile if it has no rows at all or too many columns."""
    if not _can_cut(wishes):
        raise UnreadableFile(filename=filename, detail="delimiter")
    opening = dialects.read_opening(text.path, wishes.delimiter, wishes.quote)
    header = choose_header(opening.rows, wishes.header_row, wishes.header_lines)
    if header is None:
        detail = "empty" if wishes.header_row is None else "unknown_row"
        raise UnreadableFile(filename=filename, detail=detail)
    if len(header.names) > MAX_COLUMNS:
        raise UnreadableFile(filename=filename, detail="too_many_columns")
    has_quotes = text.quote_count > 0 if opening.quote == '"' else bool(opening.quote)
    layout = Layout(
        "csv",
        text.path,
        max(len(header.names), 1),
        opening.delimiter,
        quote=opening.quote if has_quotes else "",
        lines_before=opening.lines[header.below - 1] if header.below else 0,
        has_unseen=text.has_unseen or (text.has_tabs and (opening.delimiter != "\t" or has_quotes)),
    )
    if layout.width == 1 and _is_fixed_width(opening.rows):
        raise UnreadableFile(filename=filename, detail="fixed_width")
    found = survey(layout, filename)
    width, needed = pl.col("width"), _needed_width(header, layout.width)
    table = Table(
        found.layout,
        rows=found.rows,
        has_blank_rows=found.lines > found.rows,
        encoding=text.encoding,
        header_row=header.row,
        header_lines=header.lines,
        ragged=found.ragged.filter((width < needed) | (width > layout.width)),
        notices=(*title_notice(opening.rows[: header.row or 0]), *_about_text(text, opening)),
    )
    return name_columns(table, header.names, filename)


def _can_cut(wishes: Wishes) -> bool:
    marks = [wish for wish in (wishes.delimiter, wishes.quote) if wish]
    are_single = all(len(mark) == 1 and mark not in "\r\n\0" for mark in marks)
    return are_single and len(set(marks)) == len(marks)


def _needed_width(header: Header, width: int) -> int:
    """Cells that a row must have: a line may end where the names end, delimiters after them hold nothing."""
    named = [index + 1 for index, name in enumerate(header.names) if name.strip()]
    return width if header.row is None else max(named, default=1)


def _about_text(text: Transcoded, opening: dialects.Opening) -> Iterator[Notice]:
    if text.nul_count:
        yield Notice("nul_bytes", text.nul_count)
    if opening.has_stray_quotes or (text.quote_count % 2 and opening.quote == '"'):
        yield Notice("odd_quotes")


def _is_fixed_width(rows: list[list[str]]) -> bool:
    """Whether single cells are long lines with wide gaps in each: columns by position."""
    lines = [row[0].strip() for row in rows if row]
    return len(lines) > 2 and all(len(line) >= 40 and "   " in line for line in lines)

"""Text with delimiters (CSV, TSV) as a table: quickly where every line is a row, carefully where not."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports import dialects
from pointbook.imports.encodings import Transcoded
from pointbook.imports.header_rows import find_header
from pointbook.imports.naming import name_columns, title_notice
from pointbook.imports.tables import ROW, Layout, Notice, Table, cell

MAX_COLUMNS = 16_384
_MAX_COLUMNS_IN_PATTERN = 200
_BATCH = 50_000
_LINE = "line"
_WIDTHS = pl.Schema({ROW: pl.Int64, "width": pl.Int64})


@dataclass(frozen=True, slots=True)
class _Survey:
    """How the lines below the header are cut: all rows, those that hold something, the uneven ones."""

    layout: Layout
    lines: int
    rows: int
    ragged: pl.DataFrame


def read(
    text: Transcoded, filename: str, delimiter: str | None = None, header_row: int | None = None
) -> Table:
    """The table in a UTF-8 file; UnreadableFile if it has no rows at all or too many columns."""
    opening = dialects.read_opening(text.path, delimiter)
    header_at = find_header(opening.rows) if header_row is None else header_row
    if header_at is None or header_at >= len(opening.rows):
        raise UnreadableFile(filename=filename, detail="empty")
    has_header = header_at >= 0
    header = opening.rows[header_at] if has_header else [""] * max(map(len, opening.rows))
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(filename=filename, detail="too_many_columns")
    layout = Layout(
        "csv",
        text.path,
        max(len(header), 1),
        opening.delimiter,
        quoted=text.quote_count > 0,
        lines_before=opening.lines[header_at] if has_header else 0,
        has_unseen=text.has_unseen
        or (text.has_tabs and (opening.delimiter != "\t" or text.quote_count > 0)),
    )
    if layout.width == 1 and _is_fixed_width(opening.rows):
        raise UnreadableFile(filename=filename, detail="fixed_width")
    survey = _survey(layout) or _cut_with_care(layout)
    table = Table(
        survey.layout,
        rows=survey.rows,
        has_blank_rows=survey.lines > survey.rows,
        encoding=text.encoding,
        header_row=header_at if has_header else None,
        ragged=survey.ragged,
        notices=(*title_notice(opening.rows[: max(header_at, 0)]), *_about_text(text)),
    )
    return name_columns(table, header, filename)


def _about_text(text: Transcoded) -> Iterator[Notice]:
    if text.nul_count:
        yield Notice("nul_bytes", text.nul_count)
    if text.quote_count % 2:
        yield Notice("odd_quotes")


def _is_fixed_width(rows: list[list[str]]) -> bool:
    """Whether single cells are long lines with wide gaps in each: columns by position."""
    lines = [row[0].strip() for row in rows if row]
    return len(lines) > 2 and all(len(line) >= 40 and "   " in line for line in lines)


def _lines(layout: Layout) -> pl.LazyFrame:
    """Every line below the header, uncut."""
    return pl.scan_csv(
        layout.path,
        has_header=False,
        separator="\x1f",
        quote_char=None,
        schema={_LINE: pl.String},
        skip_lines=layout.lines_before,
        empty_string_is_null=False,
        extra_columns="ignore",
        missing_columns="insert",
        row_index_name=ROW,
        row_index_offset=1,
    ).with_columns(pl.col(ROW).cast(pl.Int64))


def _survey(layout: Layout) -> _Survey | None:
    """What the lines look like, if each is a whole row whose quotes stand at the edges of cells."""
    if layout.quoted and layout.width > _MAX_COLUMNS_IN_PATTERN:
        return None
    line = pl.col(_LINE)
    is_blank = line.str.strip_chars(f'{layout.separator}"\r') == ""
    if layout.quoted:
        is_even = line.str.contains(_row_pattern(layout, f"{{{layout.width - 1}}}"))
    else:
        is_even = line.str.count_matches(layout.separator, literal=True) == layout.width - 1
    lines, blank, are_even = (
        _lines(layout)
        .select(
            pl.len().alias("lines"),
            is_blank.sum().alias("blank"),
            (is_even | is_blank).all().alias("are_even"),
        )
        .collect(engine="streaming")
        .row(0)
    )
    if are_even:
        return _Survey(layout, lines, lines - blank, pl.DataFrame(schema=_WIDTHS))
    uneven = _lines(layout).filter((is_even | is_blank).not_()).collect(engine="streaming")
    if layout.quoted and not uneven[_LINE].str.contains(_row_pattern(layout, "*")).all():
        return None
    return _Survey(layout, lines, lines - blank, _widths(layout, uneven))


def _row_pattern(layout: Layout, times: str) -> str:
    mark = f"\\x{ord(layout.separator):02x}"
    one = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    return rf"^{one}(?:{mark}{one}){times}\r?$"


def _widths(layout: Layout, uneven: pl.DataFrame) -> pl.DataFrame:
    """Cells in each uneven row; those beyond the header count only up to the last that holds something."""
    line = uneven[_LINE]
    if layout.quoted:
        line = line.str.replace_all(r'"(?:[^"]|"")*"', "x")
    cells = line.str.count_matches(layout.separator, literal=True).cast(pl.Int64) + 1
    used = line.str.strip_chars_end(f"{layout.separator}\r ")
    used_cells = used.str.count_matches(layout.separator, literal=True).cast(pl.Int64) + 1
    width = cells.zip_with(cells <= layout.width, used_cells.clip(lower_bound=layout.width))
    widths = pl.DataFrame({ROW: uneven[ROW], "width": width}, schema=_WIDTHS)
    return widths.filter(pl.col("width") != layout.width)


def _cut_with_care(layout: Layout) -> _Survey:
    """Cut by the csv module, which minds line ends and stray quotes inside cells."""
    path = layout.path.with_suffix(".ipc")
    frames: list[pl.DataFrame] = []
    ragged: list[tuple[int, int]] = []
    filled = lines = 0
    schema = {cell(each): pl.String for each in range(layout.width)}
    blank = [""] * layout.width
    with layout.path.open(encoding="utf-8", newline="\n") as file:
        below = itertools.islice(file, layout.lines_before, None)
        rows = _until_broken(dialects.records(below, layout.separator))
        while batch := list(itertools.islice(rows, _BATCH)):
            for row in batch:
                lines += 1
                filled += any(row)
                if (used := _used_width(row, layout.width)) != layout.width:
                    ragged.append((lines, used))
            data = [[*row, *blank][: layout.width] for row in batch]
            frames.append(pl.DataFrame(data, schema=schema, orient="row"))
    (pl.concat(frames) if frames else pl.DataFrame(schema=schema)).write_ipc(path)
    return _Survey(
        Layout("ipc", path, layout.width),
        lines,
        filled,
        pl.DataFrame(ragged, schema=_WIDTHS, orient="row"),
    )


def _until_broken(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[str]]:
    try:
        for _, row in rows:
            yield row
    except csv.Error:  # a cell of more than the limit: an open quote that runs through the file
        return


def _used_width(row: list[str], width: int) -> int:
    """Cells of a row, those beyond the header only up to the last that holds something."""
    if not any(row):
        return width
    if len(row) <= width:
        return len(row)
    return max(width, *(index + 1 for index, each in enumerate(row) if each.strip()))

"""How the lines of a text file are cut: quickly where every line is a row, carefully where not."""

from __future__ import annotations

import csv
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports import dialects
from pointbook.imports.tables import ROW, Layout, cell, require_size, scan_text

TIME_LIMIT = 120.0
"""Seconds that cutting a file with care may take."""
_MAX_COLUMNS_IN_PATTERN = 200
_BATCH_CELLS = 500_000
_LINE = "line"
_NEVER = "\x1f"
"""What stands between no two cells, so that lines stay whole."""
_WIDTHS = pl.Schema({ROW: pl.Int64, "width": pl.Int64})


@dataclass(frozen=True, slots=True)
class Survey:
    """How the lines below the header are cut: all rows, those that hold something, the uneven ones."""

    layout: Layout
    lines: int
    rows: int
    ragged: pl.DataFrame


def survey(layout: Layout, filename: str) -> Survey:
    """The rows below the header. UnreadableFile if there are too many or they take too long."""
    found = _survey_lines(layout) or _cut_with_care(layout, filename)
    require_size(found.lines, layout.width, filename)
    return found


def _lines(layout: Layout) -> pl.LazyFrame:
    """Every line below the header, uncut."""
    return scan_text(layout, [_LINE], _NEVER, quote="")


def _survey_lines(layout: Layout) -> Survey | None:
    """What the lines look like, if each is a whole row whose quotes stand at the edges of cells."""
    if layout.quote and (layout.width > _MAX_COLUMNS_IN_PATTERN or layout.quote != '"'):
        return None
    if not layout.separator.isascii():
        return None
    line = pl.col(_LINE)
    is_blank = line.str.strip_chars(f'{layout.separator}"\r') == ""
    if layout.quote:
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
        return Survey(layout, lines, lines - blank, pl.DataFrame(schema=_WIDTHS))
    uneven = _lines(layout).filter((is_even | is_blank).not_()).collect(engine="streaming")
    if layout.quote and not uneven[_LINE].str.contains(_row_pattern(layout, "*")).all():
        return None
    return Survey(layout, lines, lines - blank, _widths(layout, uneven))


def _row_pattern(layout: Layout, times: str) -> str:
    mark = f"\\x{ord(layout.separator):02x}"
    one = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    return rf"^{one}(?:{mark}{one}){times}\r?$"


def _widths(layout: Layout, uneven: pl.DataFrame) -> pl.DataFrame:
    """Cells in each uneven row; those beyond the header count only up to the last that holds something."""
    line = uneven[_LINE]
    if layout.quote:
        line = line.str.replace_all(r'"(?:[^"]|"")*"', "x")
    cells = line.str.count_matches(layout.separator, literal=True).cast(pl.Int64) + 1
    used = line.str.strip_chars_end(f"{layout.separator}\r ")
    used_cells = used.str.count_matches(layout.separator, literal=True).cast(pl.Int64) + 1
    width = cells.zip_with(cells <= layout.width, used_cells.clip(lower_bound=layout.width))
    widths = pl.DataFrame({ROW: uneven[ROW], "width": width}, schema=_WIDTHS)
    return widths.filter(pl.col("width") != layout.width)


def _cut_with_care(layout: Layout, filename: str) -> Survey:
    """Cut by the csv module, which minds line ends and stray quotes inside cells."""
    path = layout.path.with_suffix(".ipc")
    frames: list[pl.DataFrame] = []
    ragged: list[tuple[int, int]] = []
    filled = lines = 0
    deadline = time.monotonic() + TIME_LIMIT
    schema = {cell(each): pl.String for each in range(layout.width)}
    blank = [""] * layout.width
    with layout.path.open(encoding="utf-8", newline="\n") as file:
        below = itertools.islice(file, layout.lines_before, None)
        rows = _until_broken(dialects.records(below, layout.separator, layout.quote))
        while batch := list(itertools.islice(rows, max(_BATCH_CELLS // layout.width, 1))):
            require_size(lines, layout.width, filename)
            if time.monotonic() > deadline:
                raise UnreadableFile(filename=filename, detail="too_slow")
            for row in batch:
                lines += 1
                filled += any(row)
                if (used := _used_width(row, layout.width)) != layout.width:
                    ragged.append((lines, used))
            data = [[*row, *blank][: layout.width] for row in batch]
            frames.append(pl.DataFrame(data, schema=schema, orient="row"))
    (pl.concat(frames) if frames else pl.DataFrame(schema=schema)).write_ipc(path)
    return Survey(
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

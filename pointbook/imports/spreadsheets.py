"""A workbook's sheet as a table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports import sheet_cells
from pointbook.imports.header_choice import choose_header
from pointbook.imports.header_rows import TOP_ROWS
from pointbook.imports.naming import name_columns, title_notice
from pointbook.imports.sheet_readers import read_sheet
from pointbook.imports.tables import Layout, Notice, Table, filled_rows, require_size, scan_cells
from pointbook.imports.values import any_unseen
from pointbook.imports.wishes import FIND_OUT, Wishes


def read(path: Path, filename: str, work_dir: Path, wishes: Wishes = FIND_OUT) -> Table:
    """The table on a sheet, by default the first visible one that holds anything."""
    sheet = read_sheet(path, filename, work_dir, wishes.sheet)
    bare = pl.scan_ipc(sheet.cells).collect()
    require_size(bare.height, bare.width, filename)
    cells, oddities = sheet_cells.as_shown(bare, sheet.marks)
    top = [[text or "" for text in row] for row in cells.head(TOP_ROWS).rows()]
    header = choose_header(top, wishes.header_row, wishes.header_lines, sheet.marks.merges)
    if header is None:
        detail = "empty" if wishes.header_row is None else "unknown_row"
        raise UnreadableFile(filename=filename, detail=detail)
    cells, merged = sheet_cells.fill_merged(cells, header, sheet.marks)
    target = sheet.cells
    if cells is not bare:
        cells.write_ipc(target := work_dir / "shown.ipc")
    notices = [*title_notice(top[: header.row or 0]), *oddities, *merged]
    notices += sheet_cells.mixed_dates(cells.slice(header.below), header.names)
    if len(sheet.sheets) > 1:
        notices.append(Notice("several_sheets", len(sheet.sheets), sheet.name))
    has_unseen = any_unseen(cells)
    layout = Layout("ipc", target, cells.width, lines_before=header.below, has_unseen=has_unseen)
    filled = filled_rows(scan_cells(layout), cells.width).select(pl.len()).collect().item()
    table = Table(
        layout,
        rows=filled,
        has_blank_rows=cells.height - header.below > filled,
        header_row=header.row,
        header_lines=header.lines,
        sheets=sheet.sheets,
        hidden_sheets=sheet.hidden_sheets,
        sheet=sheet.name,
        first_column=sheet.marks.first_column,
        notices=tuple(notices),
    )
    return name_columns(table, header.names, filename)

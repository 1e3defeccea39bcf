"""A workbook's sheet as a table. Another process reads it: a hostile file can only end that one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl

from pointbook.errors import UnreadableFile
from pointbook.imports.header_rows import LOOK_AT, find_header
from pointbook.imports.naming import name_columns, title_notice
from pointbook.imports.tables import Layout, Notice, Table, filled_rows, scan_cells

MEMORY_LIMIT = 6 << 30
TIME_LIMIT = 120.0
"""Seconds that reading one sheet may take."""
_READER = Path(__file__).with_name("sheet_process.py")


def read(
    path: Path, filename: str, work_dir: Path, sheet: str | None, header_row: int | None
) -> Table:
    """The table on a sheet, by default the first visible one that holds anything."""
    target = work_dir / "sheet.ipc"
    answer = _read_elsewhere(path, target, filename, sheet)
    if detail := answer.get("refused"):
        raise UnreadableFile(filename=filename, detail=detail)
    if answer["errors"]:
        target = _write_errors(target, answer["errors"])
    top = pl.scan_ipc(target).head(LOOK_AT).fill_null("").collect()
    rows = [list(map(str, row)) for row in top.rows()]
    header_at = find_header(rows) if header_row is None else header_row
    if header_at is None or header_at >= len(rows):
        raise UnreadableFile(filename=filename, detail="empty")
    header = rows[header_at] if header_at >= 0 else [""] * top.width
    notices = list(title_notice(rows[: max(header_at, 0)]))
    if answer["errors"]:
        notices.append(Notice("error_cells", len(answer["errors"])))
    sheets = tuple(answer["sheets"])
    if len(sheets) > 1:
        notices.append(Notice("several_sheets", len(sheets), answer["sheet"]))
    layout = Layout("ipc", target, top.width, lines_before=header_at + 1)
    lines = scan_cells(layout).select(pl.len()).collect().item()
    filled = filled_rows(scan_cells(layout), top.width).select(pl.len()).collect().item()
    table = Table(
        layout,
        rows=filled,
        has_blank_rows=lines > filled,
        header_row=header_at if header_at >= 0 else None,
        sheets=sheets,
        sheet=answer["sheet"],
        notices=tuple(notices),
    )
    return name_columns(table, header, filename)


def _read_elsewhere(path: Path, target: Path, filename: str, sheet: str | None) -> dict[str, Any]:
    # By its path, -P keeping this folder out of the search: it starts without the rest of the program.
    order = [sys.executable, "-P", str(_READER), str(path.resolve()), str(target.resolve())]
    order += [str(MEMORY_LIMIT), *([sheet] if sheet else [])]
    try:
        done = subprocess.run(order, capture_output=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(filename=filename, detail="too_slow") from None
    if done.returncode != 0:
        # The reader ran out of memory or gave up in the middle: such a sheet claims too much.
        detail = (
            "too_many_cells" if b"alloc" in done.stderr or b"Memory" in done.stderr else "damaged"
        )
        raise UnreadableFile(filename=filename, detail=detail)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _write_errors(target: Path, errors: list[tuple[int, int, str]]) -> Path:
    """Write error cells as a workbook shows them, so that none is taken for an empty one."""
    cells = pl.scan_ipc(target).collect()
    for column, group in _by_column(errors).items():
        rows, words = [row for row, _ in group], [word for _, word in group]
        cells = cells.with_columns(cells.to_series(column).scatter(rows, words))
    cells.write_ipc(with_errors := target.with_name("errors.ipc"))
    return with_errors


def _by_column(errors: list[tuple[int, int, str]]) -> dict[int, list[tuple[int, str]]]:
    columns: dict[int, list[tuple[int, str]]] = {}
    for row, column, word in errors:
        columns.setdefault(column, []).append((row, word))
    return columns

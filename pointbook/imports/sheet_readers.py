"""A sheet's cells and what is told about them, read by other processes: a hostile file can only end those."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pointbook.errors import UnreadableFile
from pointbook.imports import workbook_parts
from pointbook.imports.sheet_cells import Marks

MEMORY_LIMIT = 4 << 30
"""Bytes that each reader may take."""
TIME_LIMIT = 120.0
"""Seconds that each reader may take."""
MAX_WORKBOOK = 1 << 30
_CELLS_READER = Path(__file__).with_name("sheet_process.py")
_MARKS_READER = Path(__file__).with_name("sheet_marks.py")
_ODS_READER = Path(__file__).with_name("ods_marks.py")
_ASKED_FOR = re.compile(rb"allocation of (\d+) bytes")
_KILLED = -9


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its readers left it: bare cells on disk, and what they say beside their values."""

    cells: Path
    name: str
    marks: Marks
    sheets: tuple[str, ...]
    hidden_sheets: frozenset[str]


def read_sheet(path: Path, filename: str, work_dir: Path, wanted: str | None) -> Sheet:
    """The wanted sheet, else the first visible one that holds anything. Raises UnreadableFile."""
    if path.stat().st_size > MAX_WORKBOOK:
        raise UnreadableFile(filename=filename, detail="too_large")
    listed = workbook_parts.sheets_of(path)
    visibility = json.dumps({each.name: each.visibility for each in listed})
    target = (work_dir / "sheet.ipc").resolve()
    chosen = [wanted] if wanted else []
    found = _ask(_CELLS_READER, filename, path, target, MEMORY_LIMIT, visibility, *chosen)
    if detail := found.get("refused"):
        raise UnreadableFile(filename=filename, detail=detail)
    told: dict[str, Any] = {}
    if path.suffix == ".ods":
        told = _ask(_ODS_READER, filename, path, found["sheet"], MEMORY_LIMIT)
    elif part := next((each.part for each in listed if each.name == found["sheet"]), None):
        told = _ask(_MARKS_READER, filename, path, part, MEMORY_LIMIT)
    states = zip(found["sheets"], found["visibility"], strict=True)
    return Sheet(
        target,
        found["sheet"],
        _marks(found, told),
        tuple(found["sheets"]),
        frozenset(name for name, state in states if state != "visible"),
    )


def _marks(found: dict[str, Any], told: dict[str, Any]) -> Marks:
    """What was told about cells, columns counted from the first one in use."""
    first: int = found["first_column"]

    def beside_first(key: str) -> list[Any]:
        return [(row, at - first, *more) for row, at, *more in told.get(key, ()) if at >= first]

    return Marks(
        errors=[*map(tuple, found["errors"]), *beside_first("errors")],
        texts=beside_first("texts"),
        zeros=[(at - first, *run) for at, *run in told.get("zeros", ()) if at >= first],
        merges=[(*each[:3], each[3] - first) for each in beside_first("merges")],
        unreckoned=beside_first("unreckoned"),
        damaged=beside_first("damaged"),
        first_column=first,
        is_told="damaged" in told,
    )


def _ask(script: Path, filename: str, path: Path, *arguments: object) -> dict[str, Any]:
    """What a reader in a process of its own answers, within its limits."""
    # By its path, -P keeping this folder out of the search: it starts without the rest of the program.
    order = [sys.executable, "-P", str(script), str(path.absolute()), *map(str, arguments)]
    try:
        done = subprocess.run(order, capture_output=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(filename=filename, detail="too_slow") from None
    if done.returncode != 0:
        raise UnreadableFile(filename=filename, detail=_reason(done.returncode, done.stderr))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _reason(status: int, last_words: bytes) -> str:
    """Why a reader died: the sheet claims more cells than any has, the memory ran out, or a defect."""
    asked = _ASKED_FOR.search(last_words)
    if b"capacity overflow" in last_words or (asked and int(asked[1]) > MEMORY_LIMIT):
        return "too_many_cells"
    if asked or b"Memory" in last_words or status == _KILLED:
        return "out_of_memory"
    return "damaged"

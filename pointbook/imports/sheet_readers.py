"""A sheet's cells and what is told about them, read by other processes: a hostile file can only end those."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping as Map
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
_PROCESS = Path(__file__).with_name("reader_process.py")
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
    parts = {each.name: each.part for each in listed if each.part}
    chosen = [wanted] if wanted else []
    likely = wanted or next((each.name for each in listed if each.visibility == "visible"), None)
    cells = _Reader(_CELLS_READER, filename, path, target, visibility, *chosen)
    # Both unpack the same sheet; side by side they take as long as the slower one.
    marks = _marks_reader(path, filename, likely, parts)
    try:
        found = cells.answer()
        if detail := found.get("refused"):
            raise UnreadableFile(filename=filename, detail=detail)
        if found["sheet"] != likely:
            marks = _marks_reader(path, filename, found["sheet"], parts, instead_of=marks)
        told = marks.answer() if marks else {}
    finally:
        for reader in (cells, marks):
            if reader is not None:
                reader.stop()
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


class _Reader:
    """A process of its own that reads a part of a workbook, within its limits."""

    def __init__(self, script: Path, filename: str, path: Path, *arguments: object) -> None:
        self._filename = filename
        # By its path, -P keeping this folder out of the search: it starts without the rest of the program.
        told = (_PROCESS, MEMORY_LIMIT, script, path.absolute(), *arguments)
        order = [sys.executable, "-P", *map(str, told)]
        self._process = subprocess.Popen(order, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def answer(self) -> dict[str, Any]:
        """What it found. Raises UnreadableFile."""
        try:
            told, last_words = self._process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            raise UnreadableFile(filename=self._filename, detail="too_slow") from None
        if status := self._process.returncode:
            raise UnreadableFile(filename=self._filename, detail=_reason(status, last_words))
        answer: dict[str, Any] = json.loads(told)
        return answer

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.communicate()


def _marks_reader(
    path: Path,
    filename: str,
    sheet: str | None,
    parts: Map[str, str],
    instead_of: _Reader | None = None,
) -> _Reader | None:
    """Reads what is told beside the values of a sheet; None where nothing is."""
    if instead_of is not None:
        instead_of.stop()
    if path.suffix == ".ods" and sheet is not None:
        return _Reader(_ODS_READER, filename, path, sheet)
    if sheet is not None and sheet in parts:
        return _Reader(_MARKS_READER, filename, path, parts[sheet])
    return None


def _reason(status: int, last_words: bytes) -> str:
    """Why a reader died: the sheet claims more cells than any has, the memory ran out, or a defect."""
    asked = _ASKED_FOR.search(last_words)
    if b"capacity overflow" in last_words or (asked and int(asked[1]) > MEMORY_LIMIT):
        return "too_many_cells"
    if asked or b"Memory" in last_words or status == _KILLED:
        return "out_of_memory"
    return "damaged"

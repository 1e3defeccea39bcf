"""The same rows in many files: other encodings, delimiters, formats, orders, names."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.import_workbooks import archive, ods, ods_row, workbook, xls

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class File:
    """A file as it is given to the import; `how` are wishes of whoever gives it."""

    content: bytes
    name: str = "file.csv"
    how: Mapping[str, str] = field(default_factory=dict)


def text(rows: Rows, delimiter: str = ",") -> str:
    """The rows as separated text, quoted where a cell needs it."""
    return "\r\n".join(delimiter.join(_quoted(cell, delimiter) for cell in row) for row in rows)


def _quoted(cell: str, delimiter: str) -> str:
    return f'"{cell}"' if delimiter in cell or '"' in cell else cell


def _encoded(encoding: str) -> Callable[[Rows], File]:
    return lambda rows: File(text(rows).encode(encoding))


def _big5(rows: Rows) -> File:
    # Nothing in such a file tells it from GB18030, so somebody says it.
    return File(text(rows).encode("big5"), "file.csv", {"encoding": "big5"})


def _xlsx(rows: Rows) -> File:
    def fill(sheet: object) -> None:
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(place, column, as_cell(cell))  # type: ignore[attr-defined]

    return File(workbook(fill), "file.xlsx")


def as_cell(cell: str) -> str | float:
    """Amounts as a workbook has them: as numbers. What has a leading zero is none."""
    is_amount = cell.lstrip("-").replace(".", "", 1).isdigit()
    return float(cell) if is_amount and len(cell) < 9 and not cell.startswith("00") else cell


def _xls(rows: Rows) -> File:
    return File(xls([[as_cell(cell) for cell in row] for row in rows]), "file.xls")


def _ods(rows: Rows) -> File:
    return File(ods("".join(ods_row(*map(as_cell, row)) for row in rows)), "file.ods")


FORMATS: Mapping[str, Callable[[Rows], File]] = {
    "utf-8": _encoded("utf-8"),
    "utf-8 with mark": _encoded("utf-8-sig"),
    "gb18030": _encoded("gb18030"),
    "utf-16": _encoded("utf-16"),
    "big5": _big5,
    "tab": lambda rows: File(text(rows, "\t").encode(), "file.tsv"),
    "semicolon": lambda rows: File(text(rows, ";").encode()),
    "gzip": lambda rows: File(gzip.compress(text(rows).encode()), "file.csv.gz"),
    "zip": lambda rows: File(archive({"file.csv": text(rows).encode()}), "file.zip"),
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
}
"""The same rows in the same order."""


def _resorted(rows: Rows) -> File:
    body = list(rows[1:])
    random.Random(7).shuffle(body)
    return FORMATS["utf-8"]([rows[0], *body])


def _reordered(rows: Rows) -> File:
    return FORMATS["utf-8"]([row[::-1] for row in rows])


def _spaced(rows: Rows) -> File:
    width = len(rows[0])
    head = [["导出日期 2026-06-30", *[""] * (width - 1)], [""] * width]
    body = [line for row in rows[1:] for line in (row, [""] * width)]
    return FORMATS["utf-8"]([*head, rows[0], *body])


DISGUISES: Mapping[str, Callable[[Rows], File]] = {
    "renamed": lambda rows: File(text(rows).encode(), "另存为 (2).csv"),
    "re-encoded": FORMATS["gb18030"],
    "re-sorted": _resorted,
    "re-ordered columns": _reordered,
    "other format": _xlsx,
    "other delimiter": FORMATS["semicolon"],
    "gzip": FORMATS["gzip"],
    "title and blank rows": _spaced,
}
"""What becomes of a file before somebody imports it again."""

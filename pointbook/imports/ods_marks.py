"""The process that reads errors and merged cells of an ODS sheet, within its own limits.

Run by reader_process: workbook, the sheet's name. It prints JSON: `errors` (row, column,
word; from 0), which read as empty texts otherwise, and `merges` (first and last row and column).
"""

from __future__ import annotations

import json
import sys
import zipfile
from typing import Any
from xml.parsers import expat

PART = "content.xml"
PIECE = 1 << 20
MOST = 100_000
_WORTH_A_LOOK = (b'calcext:value-type="error"', b"table:number-rows-spanned=")
_CELLS = ("table:table-cell", "table:covered-table-cell")


class Walk:
    """A walk through the cells of one sheet, counting rows and columns as their repetitions say."""

    def __init__(self, sheet: str) -> None:
        self.errors: list[tuple[int, int, str]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self._sheet, self._is_inside = sheet, False
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._word: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "table:table":
            self._is_inside = attributes.get("table:name") == self._sheet
        elif not self._is_inside:
            return
        elif tag == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._column = 0
        elif tag in _CELLS:
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            if attributes.get("calcext:value-type") == "error":
                self._word = []
            below = int(attributes.get("table:number-rows-spanned", 1)) - 1
            beside = int(attributes.get("table:number-columns-spanned", 1)) - 1
            if below + beside and len(self.merges) < MOST:
                last = (self._row + below, self._column + beside)
                self.merges.append((self._row, self._column, *last))

    def text(self, text: str) -> None:
        """Text goes on."""
        if self._word is not None:
            self._word.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if not self._is_inside:
            return
        if tag == "table:table":
            self._is_inside = False
        elif tag == "table:table-row":
            self._row += self._rows
        elif tag in _CELLS:
            if self._word is not None:
                self._add_error("".join(self._word).strip() or "#ERROR!")
            self._column += self._columns
            self._word = None

    def _add_error(self, word: str) -> None:
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                if len(self.errors) < MOST:
                    self.errors.append((row, column, word))


def main(arguments: list[str]) -> None:
    """Read, print the answer; a file that cannot be read says nothing."""
    path, sheet = arguments
    try:
        answer = _read(path, sheet)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, expat.ExpatError):
        answer = {}
    print(json.dumps(answer))


def _read(path: str, sheet: str) -> dict[str, Any]:
    with zipfile.ZipFile(path) as workbook:
        if not _is_worth_a_look(workbook):
            return {}
        walk = Walk(sheet)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
        parser.CharacterDataHandler = walk.text
        with workbook.open(PART) as content:
            parser.ParseFile(content)
    return {"errors": walk.errors, "merges": walk.merges}


def _is_worth_a_look(workbook: zipfile.ZipFile) -> bool:
    carry = b""
    with workbook.open(PART) as content:
        while piece := content.read(PIECE):
            text = carry + piece
            if any(mark in text for mark in _WORTH_A_LOOK):
                return True
            carry = text[-64:]
    return False


if __name__ == "__main__":
    main(sys.argv[1:])

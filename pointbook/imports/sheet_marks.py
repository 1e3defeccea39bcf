"""The process that reads what a sheet says about its cells beside their values, within its own limits.

Run by reader_process: workbook, the sheet's part in it. It prints JSON:
`merges` (first row, first column, last row, last column; from 0), `unreckoned` (formulas whose
result was never stored) and `damaged` (numbers too long for a number) as row and column,
`texts` (row, column and what the cell shows where its value alone says something else), and
`zeros` (column, first and last row, and to how many digits numbers are shown there).
"""

from __future__ import annotations

import html
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

PIECE = 1 << 20
LONGEST_CARRY = 1 << 26
MOST_MERGES = 100_000
STYLES = "xl/styles.xml"
MOST_STYLES = 1 << 26
EXACT = 2**53
"""Whole numbers beyond are kept only in part."""

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_KIND = re.compile(rb'\bt="(\w+)"')
_MERGE = re.compile(rb'mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class Marks:
    """What was found so far."""

    def __init__(self, prefix: bytes, zeros: dict[bytes, int], elapsed: set[bytes]) -> None:
        self.merges: list[tuple[int, int, int, int]] = []
        self.unreckoned: list[tuple[int, int]] = []
        self.damaged: list[tuple[int, int]] = []
        self.texts: list[tuple[int, int, str]] = []
        self.runs: list[list[int]] = []
        self._open_runs: dict[int, list[int]] = {}
        self._digits, self._elapsed = zeros, elapsed
        p = re.escape(prefix)
        self.cell = b"<" + prefix + b"c "
        self._no_result = re.compile(
            rb"(?:</%bf>|<%bf\b[^>]*/>)(?:</%bc>|<%bv\s*/>|<%bv></%bv>)" % ((p,) * 6)
        )
        self._long = re.compile(
            rb"<%bv>(-?(?:\d{16,}|\d(?:\.\d+)?[eE]\+?(?:1[5-9]|[2-9]\d|\d{3})))</" % p
        )
        styles = b"|".join(sorted({*zeros, *elapsed}))
        self._styled = re.compile(
            rb'<%bc\s([^>]*\bs="(%b)"[^>]*)>(?:<%bf\b[^>]*>(?:[^<]*</%bf>)?)?<%bv>([^<]*)</'
            % (p, styles, p, p, p)
        )
        self._has_styles = bool(styles)

    def look(self, text: bytes) -> None:
        """Look through whole cells of the sheet."""
        for found in self._no_result.finditer(text):
            place, kind = self._cell_before(text, found.start())
            if place and kind != b"str":  # a formula may well yield an empty text
                self.unreckoned.append(place)
        for found in self._long.finditer(text):
            place, kind = self._cell_before(text, found.start())
            if place and kind in (b"", b"n"):
                self.damaged.append(place)
                if abs(float(found[1])) > EXACT:
                    self.texts.append((*place, f"{float(found[1]):.15G}"))
        if self._has_styles:
            self._look_at_styled(text)
        if b"mergeCell " in text and len(self.merges) < MOST_MERGES:
            for left, top, right, bottom in _MERGE.findall(text):
                self.merges.append((*_place(left, top), *_place(right, bottom)))

    def _cell_before(self, text: bytes, end: int) -> tuple[tuple[int, int] | None, bytes]:
        start = text.rfind(self.cell, 0, end)
        if start < 0:
            return None, b""
        return _described(text[start : text.find(b">", start)])

    def _look_at_styled(self, text: bytes) -> None:
        for attributes, style, value in self._styled.findall(text):
            place, kind = _described(attributes)
            if place is None or kind not in (b"", b"n"):
                continue
            if style in self._elapsed:
                self.texts.append((*place, _elapsed_text(value)))
            elif (digits := self._digits[style]) > len(value) and value.isdigit():
                self._show_digits(place, digits)

    def _show_digits(self, place: tuple[int, int], digits: int) -> None:
        row, column = place
        run = self._open_runs.get(column)
        if run is None or run[2] != row - 1 or run[3] != digits:
            run = self._open_runs[column] = [column, row, row, digits]
            self.runs.append(run)
        run[2] = row


def main(arguments: list[str]) -> None:
    """Read, print the answer; a part that cannot be read says nothing."""
    path, part = arguments
    try:
        answer = _read(path, part)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError):
        answer = {}
    print(json.dumps(answer))


def _read(path: str, part: str) -> dict[str, Any]:
    with zipfile.ZipFile(path) as workbook:
        zeros, elapsed = _styles(workbook)
        with workbook.open(part) as sheet:
            first = sheet.read(PIECE)
            named = re.search(rb"<(\w+:)?worksheet\b", first)
            marks = Marks((named and named[1]) or b"", zeros, elapsed)
            for cells in _whole_cells(first, iter(lambda: sheet.read(PIECE), b""), marks.cell):
                marks.look(cells)
    return {
        "merges": marks.merges,
        "unreckoned": marks.unreckoned,
        "damaged": marks.damaged,
        "texts": marks.texts,
        "zeros": marks.runs,
    }


def _whole_cells(first: bytes, pieces: Iterator[bytes], cell: bytes) -> Iterator[bytes]:
    carry = first
    for piece in pieces:
        text = carry + piece
        end = text.rfind(cell)
        if end <= 0 and len(text) > LONGEST_CARRY:
            end = len(text)
        yield text[: max(end, 0)]
        carry = text[max(end, 0) :]
    yield carry


def _styles(workbook: zipfile.ZipFile) -> tuple[dict[bytes, int], set[bytes]]:
    """Styles by number: to how many digits they fill numbers up, and those that show a span of time."""
    if STYLES not in workbook.namelist() or workbook.getinfo(STYLES).file_size > MOST_STYLES:
        return {}, set()
    text = workbook.read(STYLES).decode("utf-8", "replace")
    codes = {"46": "[h]:mm:ss"}
    for tag in re.findall(r"<(?:\w+:)?numFmt\s([^>]*)>", text):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        code = html.unescape(attributes.get("formatCode", "")).partition(";")[0]
        codes[attributes.get("numFmtId", "")] = code
    formats = re.search(r"<(?:\w+:)?cellXfs\b(.*?)</(?:\w+:)?cellXfs>", text, re.DOTALL)
    zeros, elapsed = {}, set()
    used = re.findall(r'<(?:\w+:)?xf\s[^>]*?numFmtId="(\d+)"', formats[1] if formats else "")
    for number, code in enumerate(codes.get(each, "") for each in used):
        if re.fullmatch("0{2,}", code):
            zeros[b"%d" % number] = len(code)
        elif _ELAPSED.search(code):
            elapsed.add(b"%d" % number)
    return zeros, elapsed


def _described(tag: bytes) -> tuple[tuple[int, int] | None, bytes]:
    place, kind = _PLACE.search(tag), _KIND.search(tag)
    return (_place(place[1], place[2]) if place else None), (kind[1] if kind else b"")


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = 26 * column + letter - 64
    return int(row) - 1, column - 1


def _elapsed_text(days: bytes) -> str:
    seconds = round(float(days) * 86_400)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


if __name__ == "__main__":
    main(sys.argv[1:])

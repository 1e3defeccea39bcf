"""Workbooks that import tests make for themselves, sound and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Filling = Callable[[Worksheet], object]
SHEET = "xl/worksheets/sheet1.xml"
_ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(*sheets: Filling, names: tuple[str, ...] = (), **options: Any) -> bytes:
    """An XLSX file; each filling writes one sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd", **options})
    for number, fill in enumerate(sheets):
        fill(book.add_worksheet(names[number] if names else None))
    book.close()
    return target.getvalue()


def formatted(cells: Mapping[str, tuple[object, str]], *rows: Sequence[object]) -> bytes:
    """An XLSX file with these rows from A1, and cells by address with a value and a number format."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for address, (value, code) in cells.items():
        sheet.write(address, value, book.add_format({"num_format": code}))
    book.close()
    return target.getvalue()


def with_part(raw: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """A workbook with one of its parts rewritten."""
    target = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(raw))
    with old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            content = old.read(each)
            new.writestr(each.filename, change(content) if each.filename == part else content)
    return target.getvalue()


def archive(members: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return target.getvalue()


def ods(rows: str, name: str = "表1") -> bytes:
    """An ODS file from the markup of the rows of its only sheet."""
    content = (
        f'{_ODS_HEAD}<table:table table:name="{name}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    media = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    parts = {"mimetype": media, "META-INF/manifest.xml": manifest, "content.xml": content.encode()}
    return archive(parts)


def ods_row(*cells: str | float) -> str:
    """The markup of a row of texts and numbers."""
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(value: str | float) -> str:
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def xls(rows: Sequence[Sequence[str | float]], errors: Mapping[tuple[int, int], int] = {}) -> bytes:
    """An XLS file (BIFF8 in a compound file) of texts, numbers, and errors by their code."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0x7CC, 0, 6))
    globals_begin = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0x7CC, 0, 6))
    end = _record(0x0A, b"")
    name = "Sheet1".encode("utf-16-le")
    bound = struct.pack("<IBBBB", 0, 0, 0, 6, 1) + name
    start = len(globals_begin) + len(_record(0x85, bound)) + len(end)
    bound = struct.pack("<I", start) + bound[4:]
    stream = globals_begin + _record(0x85, bound) + end + begin
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                stream += _record(0x204, place + text)
            else:
                stream += _record(0x203, place + struct.pack("<d", value))
    for (row, column), code in errors.items():
        stream += _record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))
    return _compound((stream + end).ljust(8 * _SECTOR, b"\0"))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    sectors = len(stream) // _SECTOR
    assert len(stream) % _SECTOR == 0
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, _END, 0, _END, 0,
    ) + struct.pack("<109I", 0, *[_FREE] * 108)  # fmt: skip
    chain = [*range(3, 2 + sectors), _END]
    table = [_FAT, _END, *chain]
    fat = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return head + fat + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ", wide, len(wide) + 2, kind, 1, _FREE, _FREE, child, start, size
    )

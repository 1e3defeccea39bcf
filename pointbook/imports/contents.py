"""What a file really is, told by its first bytes and never by its name."""

from __future__ import annotations

import mmap
import zipfile
import zlib
from pathlib import Path, PurePath
from typing import Literal, TypeAlias

from pointbook.errors import UnreadableFile

Content: TypeAlias = Literal["text", "gzip", "zip", "ole"]

HEAD = 4096
MAX_UNPACKED = 4 << 30
"""Bytes that the parts of a workbook may unpack to."""
HARMLESS = 64 << 20
"""Bytes that may unpack from whatever little."""
MAX_RATIO = 250

SHEET_NAMES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"PAR1", "not_a_table"),
    (b"SQLite format 3\x00", "not_a_table"),
)
_AMBIGUOUS = {b"BM", b"MZ"}  # two letters that a header may begin with, too
_MARKUP = ((b"<!doctype html", "web_page"), (b"<html", "web_page"), (b"<table", "web_page"),
           (b"<?xml", "xml"))  # fmt: skip
_FORMS = {"xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb", "content.xml": ".ods"}
_DOCUMENTS = ("word/document.xml", "ppt/presentation.xml")
_DEFINITION = b"<!DOCTYPE"
_HEAD_OF_XML = 1 << 16
IS_ENCRYPTED = 1
"""The flag of a part of a zip file that has a password."""
_BINARY_SHARE = 0.02
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b\x00")


def content_of(head: bytes, filename: str) -> Content:
    """How to read a file that begins so; UnreadableFile for what can hold no table."""
    if not head:
        raise UnreadableFile(filename=filename, detail="empty")
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    for magic, detail in _STRANGERS:
        if head.startswith(magic) and (magic not in _AMBIGUOUS or _is_binary(head)):
            raise UnreadableFile(filename=filename, detail=detail)
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for magic, detail in _MARKUP:
        if opening.startswith(magic):
            raise UnreadableFile(filename=filename, detail=detail)
    if opening.startswith((b'{"', b"[{", b"{\n", b"{\r\n")):
        raise UnreadableFile(filename=filename, detail="json")
    if _is_binary(head) and not _has_wide_letters(head):
        raise UnreadableFile(filename=filename, detail="not_a_table")
    return "text"


def form_of_workbook(archive: Path, filename: str) -> str | None:
    """The true suffix of a workbook that lies in a zip file, None for any other archive.

    UnreadableFile for documents, damaged files, and those made to do harm.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            parts = {part.filename: part for part in opened.infolist()}
            form = next((form for name, form in _FORMS.items() if name in parts), None)
            if form is None and any(name in parts for name in _DOCUMENTS):
                raise UnreadableFile(filename=filename, detail="document")
            if form:
                _require_harmless(opened, filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error):
        raise UnreadableFile(filename=filename, detail="damaged") from None
    return form


def has_password(compound: Path) -> bool:
    """Whether a compound file is a workbook that was encrypted as a whole."""
    with compound.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text.find("EncryptedPackage".encode("utf-16-le")) >= 0


def _require_harmless(workbook: zipfile.ZipFile, filename: str) -> None:
    parts = workbook.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableFile(filename=filename, detail="too_large")
    for part in parts:
        if is_bomb(part.compress_size, part.file_size):
            raise UnreadableFile(filename=filename, detail="bomb")
        if part.flag_bits & IS_ENCRYPTED:
            raise UnreadableFile(filename=filename, detail="password")
        if part.filename.endswith(".xml"):
            with workbook.open(part) as xml:
                # Office programs define no entities; one within another can grow without end.
                if _DEFINITION in xml.read(_HEAD_OF_XML):
                    raise UnreadableFile(filename=filename, detail="bomb")


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether so many bytes unpack to more than any table does that people made."""
    return unpacked > HARMLESS and unpacked > MAX_RATIO * max(packed, 1)


def is_sheet_name(filename: str) -> bool:
    """Whether a name promises a workbook."""
    return PurePath(filename).suffix.lower() in SHEET_NAMES


def _is_binary(head: bytes) -> bool:
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    return controls > _BINARY_SHARE * len(head)


def _has_wide_letters(head: bytes) -> bool:
    """Whether this may be UTF-16, whose letters have zero bytes and low bytes among them."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 10

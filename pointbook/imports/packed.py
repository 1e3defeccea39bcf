"""Files that lie packed: gzip, and the tables in a zip archive."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pointbook.errors import UnreadableFile
from pointbook.imports import encodings
from pointbook.imports.contents import IS_ENCRYPTED, SHEET_NAMES, is_bomb
from pointbook.imports.encodings import PIECE, Source

_TEXT_NAMES = {".csv", ".tsv", ".txt", ".tab"}
_ARCHIVE_NAMES = {".zip", ".gz", ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst"}
_IS_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was taken out of an archive, and the names of all tables in it."""

    path: Path
    name: str
    names: tuple[str, ...]


def unpack_gzip(source: Source, target: Path, filename: str) -> Path:
    """Unpack a gzip file to `target`, which never grows beyond what a table may have."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    try:
        with _opened(source) as raw, gzip.GzipFile(fileobj=raw) as packed:
            _write(packed, target, size, filename)
    except (OSError, EOFError, zlib.error):
        raise UnreadableFile(filename=filename, detail="damaged") from None
    return target


def unpack_member(archive: Path, target: Path, filename: str, wanted: str | None) -> Member:
    """Take the wanted table out of a zip archive, by default the first. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(archive) as opened:
            parts = {_name(part): part for part in opened.infolist() if not part.is_dir()}
            names = tuple(name for name in parts if _is_table(name))
            if not names:
                is_nested = any(_suffix(name) in _ARCHIVE_NAMES for name in parts)
                detail = "nested_archive" if is_nested else "no_table_inside"
                raise UnreadableFile(filename=filename, detail=detail)
            if wanted is not None and wanted not in names:
                raise UnreadableFile(filename=filename, detail="unknown_member")
            chosen = wanted or names[0]
            part = parts[chosen]
            if part.flag_bits & IS_ENCRYPTED:
                raise UnreadableFile(filename=filename, detail="password")
            with opened.open(part) as packed:
                _write(packed, target, part.compress_size, filename)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error):
        raise UnreadableFile(filename=filename, detail="damaged") from None
    return Member(target, chosen, names)


def _opened(source: Source) -> IO[bytes]:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _write(packed: IO[bytes] | gzip.GzipFile, target: Path, size: int, filename: str) -> None:
    written = 0
    with target.open("wb") as out:
        while piece := packed.read(PIECE):
            written += len(piece)
            if written > encodings.MAX_TEXT:
                raise UnreadableFile(filename=filename, detail="too_large")
            if is_bomb(size, written):
                raise UnreadableFile(filename=filename, detail="bomb")
            out.write(piece)


def _name(part: zipfile.ZipInfo) -> str:
    """A member's name; older programs on Chinese Windows write it in GB18030 without saying so."""
    if part.flag_bits & _IS_UTF8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    is_hidden = any(each.startswith(".") or each == "__MACOSX" for each in path.parts)
    return not is_hidden and _suffix(name) in _TEXT_NAMES | SHEET_NAMES


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()

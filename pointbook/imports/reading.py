"""Read a file or an upload as a table of text, whatever its name says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from pointbook.errors import UnreadableFile
from pointbook.imports import encodings, packed, separated, spreadsheets
from pointbook.imports.contents import (
    HEAD,
    content_of,
    form_of_workbook,
    has_password,
    is_sheet_name,
)
from pointbook.imports.encodings import Source
from pointbook.imports.tables import Notice, Table
from pointbook.imports.wishes import FIND_OUT, NO_HEADER, Wishes

__all__ = ["FIND_OUT", "NO_HEADER", "Wishes", "read_table"]


def read_table(source: Source, filename: str, work_dir: Path, wishes: Wishes = FIND_OUT) -> Table:
    """The table in a file; it lies in `work_dir` as long as it is used. Raises UnreadableFile."""
    try:
        content = content_of(_head(source), filename)
        if content == "gzip":
            path = packed.unpack_gzip(source, work_dir / "unpacked", filename)
            name = filename[:-3] if filename.lower().endswith(".gz") else filename
            return _read_unpacked(path, name, work_dir, wishes)
        if content == "text":
            return _read_text(source, filename, work_dir, wishes)
        path = _on_disk(source, work_dir)
        if content == "zip" and not form_of_workbook(path, filename):
            return _read_member(path, filename, work_dir, wishes)
        return _read_workbook(path, filename, work_dir, wishes)
    except FileNotFoundError:
        raise UnreadableFile(filename=filename, detail="missing") from None
    except (PermissionError, IsADirectoryError):
        raise UnreadableFile(filename=filename, detail="no_access") from None


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:HEAD]
    with source.open("rb") as file:
        return file.read(HEAD)


def _on_disk(source: Source, work_dir: Path) -> Path:
    if isinstance(source, Path):
        return source
    (path := work_dir / "upload").write_bytes(source)
    return path


def _read_member(archive: Path, filename: str, work_dir: Path, wishes: Wishes) -> Table:
    member = packed.unpack_member(archive, work_dir / "member", filename, wishes.member)
    table = _read_unpacked(member.path, member.name, work_dir, wishes)
    table = replace(table, members=member.names, member=member.name)
    if len(member.names) == 1:
        return table
    return _with_first(Notice("several_files", len(member.names), member.name), table)


def _read_unpacked(path: Path, filename: str, work_dir: Path, wishes: Wishes) -> Table:
    content = content_of(_head(path), filename)
    if content == "gzip" or (content == "zip" and not form_of_workbook(path, filename)):
        raise UnreadableFile(filename=filename, detail="nested_archive")
    read = _read_text if content == "text" else _read_workbook
    return read(path, filename, work_dir, wishes)


def _read_text(source: Source, filename: str, work_dir: Path, wishes: Wishes) -> Table:
    pieces = encodings.raw_pieces(source)
    text = encodings.to_utf8(pieces, work_dir / "text.csv", filename, wishes.encoding)
    table = separated.read(text, filename, wishes)
    if not is_sheet_name(filename):
        return table
    if len(table.columns) == 1:
        raise UnreadableFile(filename=filename, detail="not_a_table")
    return _with_first(Notice("other_content", value="text"), table)


def _read_workbook(path: Path, filename: str, work_dir: Path, wishes: Wishes) -> Table:
    form = (
        form_of_workbook(path, filename) if content_of(_head(path), filename) == "zip" else ".xls"
    )
    if form == ".xls" and has_password(path):
        raise UnreadableFile(filename=filename, detail="password")
    # The reader goes by the suffix of a path, which may be wrong or missing.
    named = work_dir / f"workbook{form}"
    named.unlink(missing_ok=True)
    try:
        named.symlink_to(path.resolve())
    except OSError:  # some systems keep links to administrators
        shutil.copyfile(path, named)
    table = spreadsheets.read(named, filename, work_dir, wishes)
    if is_sheet_name(filename):
        return table
    return _with_first(Notice("other_content", value="workbook"), table)


def _with_first(notice: Notice, table: Table) -> Table:
    return replace(table, notices=(notice, *table.notices))

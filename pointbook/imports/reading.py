"""Read a file or an upload as a table of text, whatever its name says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pointbook.errors import UnreadableFile
from pointbook.imports import encodings, separated, spreadsheets
from pointbook.imports.contents import HEAD, content_of, is_sheet_name, require_workbook
from pointbook.imports.encodings import Source
from pointbook.imports.tables import Notice, Table


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the reader is told instead of finding it out; None = find it out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The header's place among the rows of the file, from 0; NO_HEADER = there is none."""


FIND_OUT = Wishes()
NO_HEADER = -1


def read_table(source: Source, filename: str, work_dir: Path, wishes: Wishes = FIND_OUT) -> Table:
    """The table in a file; it lies in `work_dir` as long as it is used. Raises UnreadableFile."""
    try:
        head = _head(source)
        content = content_of(head, filename)
        if content == "gzip":
            source = encodings.unpack_gzip(source, work_dir / "unpacked", filename)
            content = content_of(_head(source), filename)
        if content == "text":
            table = _read_text(source, filename, work_dir, wishes)
        elif content == "gzip":
            raise UnreadableFile(filename=filename, detail="archive")
        else:
            table = _read_workbook(source, filename, work_dir, wishes, is_zip=content == "zip")
    except FileNotFoundError:
        raise UnreadableFile(filename=filename, detail="missing") from None
    except (PermissionError, IsADirectoryError):
        raise UnreadableFile(filename=filename, detail="no_access") from None
    if (content == "text") == is_sheet_name(filename):
        notice = Notice("other_content", value="text" if content == "text" else "workbook")
        table = replace(table, notices=(notice, *table.notices))
    return table


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:HEAD]
    with source.open("rb") as file:
        return file.read(HEAD)


def _read_text(source: Source, filename: str, work_dir: Path, wishes: Wishes) -> Table:
    pieces = encodings.raw_pieces(source)
    text = encodings.to_utf8(pieces, work_dir / "text.csv", filename, wishes.encoding)
    table = separated.read(text, filename, wishes.delimiter, wishes.header_row)
    if is_sheet_name(filename) and len(table.columns) == 1:
        raise UnreadableFile(filename=filename, detail="not_a_table")
    return table


def _read_workbook(
    source: Source, filename: str, work_dir: Path, wishes: Wishes, *, is_zip: bool
) -> Table:
    path = source if isinstance(source, Path) else work_dir / "workbook"
    if isinstance(source, bytes):
        path.write_bytes(source)
    if is_zip:
        require_workbook(path, filename)
    return spreadsheets.read(path, filename, work_dir, wishes.sheet, wishes.header_row)

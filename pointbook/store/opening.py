"""Open a book's file: locked down, repaired where a torn log allows it, with plain words where not."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import duckdb

from pointbook.errors import BookDamaged, BookLocked, BookMissing, BookReadOnly

_AT_CONNECT: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
}
_HOLDER = re.compile(r"PID (\d+)")
_TORN_AT = re.compile(r"entry at byte position (\d+)")
_CUTS = 5


def connect(path: Path | None, workshop: Path, *, create: bool) -> duckdb.DuckDBPyConnection:
    """A locked-down connection to the file, or to memory when `path` is None.

    `workshop` is the only folder that statements may read files from or spill to.
    """
    if path is None:
        return _lock_down(duckdb.connect(":memory:", config=_AT_CONNECT), workshop)
    if not path.exists():
        if not create:
            raise BookMissing(path=str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BookReadOnly(path=str(path), detail=error.strerror or "") from None
    for _ in range(_CUTS):
        try:
            return _lock_down(duckdb.connect(str(path), config=_AT_CONNECT), workshop)
        except duckdb.Error as error:
            torn = _TORN_AT.search(str(error))
            if torn is None or not _cut_log(path, int(torn.group(1))):
                raise _refusal(path, str(error)) from None
    raise BookDamaged(path=str(path), detail="write-ahead log")


def _lock_down(connection: duckdb.DuckDBPyConnection, workshop: Path) -> duckdb.DuckDBPyConnection:
    folder = workshop.as_posix().replace("'", "''")  # settings take no bound parameters
    for statement in (
        f"set temp_directory = '{folder}/spill'",
        "set python_enable_replacements = false",
        "set preserve_insertion_order = true",
        f"set allowed_directories = ['{folder}']",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def _refusal(path: Path, message: str) -> BookLocked | BookDamaged | BookReadOnly:
    if "lock on file" in message or "Conflicting lock" in message:
        holder = _HOLDER.search(message)
        return BookLocked(path=str(path), holder=holder.group(1) if holder else "?")
    if (
        "Permission denied" in message
        or "Read-only file system" in message
        or (not path.exists() and "Cannot open file" in message)
    ):
        return BookReadOnly(path=str(path), detail="")
    return damage(path, message)


def damage(path: Path | None, message: str) -> BookDamaged:
    """The refusal of a file that cannot be read, with DuckDB's reason less the path."""
    reason = message.splitlines()[0].replace(f'"{path}"', "").removeprefix("IO Error: ").strip()
    return BookDamaged(path=str(path), detail=reason[:200])


def _cut_log(path: Path, position: int) -> bool:
    """Cut a torn write-ahead log where its first bad entry starts, keeping a copy of all of it."""
    log = path.with_name(path.name + ".wal")
    if not log.exists() or not 0 <= position < log.stat().st_size:
        return False
    copies = sum(1 for _ in path.parent.glob(log.name + ".torn-*"))
    shutil.copy2(log, log.with_name(f"{log.name}.torn-{copies + 1}"))
    os.truncate(log, position)
    return True

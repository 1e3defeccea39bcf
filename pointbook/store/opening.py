"""Open a book's file: locked down, repaired where a torn log allows it, with plain words where not."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pointbook.errors import (
    BookDamaged,
    BookLocked,
    BookMissing,
    BookNotEncrypted,
    BookReadOnly,
    NoBookEncryption,
    PointbookError,
    WrongBookKey,
)
from pointbook.settings import BOOK_KEY, book_key
from pointbook.store.trouble import damage, refusal_of

_AT_CONNECT: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
}
_HOLDER = re.compile(r"PID (\d+)")
_TORN_AT = re.compile(r"entry at byte position (\d+)")
_CUTS = 5
CATALOG = "book"
"""The name of an encrypted book inside the database; every cursor has to be told to use it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A torn end of a write-ahead log that was cut off, and the copy that has all of it."""

    copy: Path
    bytes: int


def connect(
    path: Path | None, workshop: Path, cuts: list[Cut], *, create: bool
) -> duckdb.DuckDBPyConnection:
    """A locked-down connection to the file, or to memory when `path` is None.

    `workshop` is the only folder that statements may read files from or spill to; what was cut off a
    torn write-ahead log is added to `cuts`.
    """
    if path is None:
        return _lock_down(duckdb.connect(":memory:", config=_AT_CONNECT), workshop)
    if not path.exists():
        if not create:
            raise BookMissing(path=str(path))
        try:
            require_encryption()
            path.parent.mkdir(parents=True, exist_ok=True)
            _give_birth(path)
        except (OSError, duckdb.Error) as error:
            raise refusal_to_open(path, error) from None
    for _ in range(_CUTS):
        try:
            return _lock_down(_open(path), workshop)
        except duckdb.Error as error:
            torn = _TORN_AT.search(str(error))
            cut = _cut_log(path, int(torn.group(1))) if torn is not None else None
            if cut is None:
                raise refusal_to_open(path, error) from None
            cuts.append(cut)
    raise BookDamaged(path=str(path), detail="write-ahead log")


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """The file as it is, or behind its key where one is set: then it is attached, under the name of CATALOG."""
    key = book_key()
    if key is None:
        return duckdb.connect(str(path), config=_AT_CONNECT)
    connection = in_memory()
    try:
        attach(connection, path, key)
        connection.execute("set temp_file_encryption = true")
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory() -> duckdb.DuckDBPyConnection:
    """An empty database, to which files are attached."""
    return duckdb.connect(":memory:", config=_AT_CONNECT)


def attach(connection: duckdb.DuckDBPyConnection, path: Path, key: str) -> None:
    """Attach a file under its key, a new one where there is none, and go into it. NoBookEncryption."""
    load_encryption(connection)
    # A key is bytes to DuckDB: it refuses letters beyond ASCII, quoting the whole key, and reads backslashes as more.
    told = "".join(f"\\x{byte:02X}" for byte in key.encode())
    connection.execute(f"attach {quoted(path)} as {CATALOG} (encryption_key '{told}')")
    connection.execute(f"use {CATALOG}")


def quoted(path: Path) -> str:
    """A path in a statement that takes no bound parameters."""
    return "'" + path.as_posix().replace("'", "''") + "'"


def load_encryption(connection: duckdb.DuckDBPyConnection) -> None:
    """Load what DuckDB encrypts with, and must be installed beforehand; NoBookEncryption."""
    try:
        connection.execute("load httpfs")
    except duckdb.Error as error:
        detail = str(error).splitlines()[0].removeprefix("IO Error: ").rstrip(".")[:200]
        raise NoBookEncryption(name=BOOK_KEY, detail=detail) from None


def require_encryption() -> None:
    """Where a key is set, refuse before anything is made on a machine that cannot encrypt. NoBookEncryption."""
    if book_key() is not None:
        with in_memory() as connection:
            load_encryption(connection)


def _lock_down(connection: duckdb.DuckDBPyConnection, workshop: Path) -> duckdb.DuckDBPyConnection:
    for statement in (
        f"set temp_directory = {quoted(workshop / 'spill')}",
        "set python_enable_replacements = false",
        "set preserve_insertion_order = true",
        # A commit would wait for its log to be folded into the file; folding.py does that behind it.
        "set checkpoint_threshold = '1GiB'",
        f"set allowed_directories = [{quoted(workshop)}]",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def _give_birth(path: Path) -> None:
    """An empty database that has its name only once it is whole: a kill leaves none that cannot be opened."""
    new = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.unborn")
    _open(new).close()
    try:
        os.link(
            new, path
        )  # unlike a renaming, it never takes the place of a book just made by another
    except (FileExistsError, FileNotFoundError):
        return  # that one is opened, or refuses because it is in use
    except OSError:  # a file system without links
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)


def refusal_to_open(path: Path, error: Exception) -> PointbookError:
    """What an error at opening a file amounts to."""
    message = str(error)
    if "lock on file" in message or "Conflicting lock" in message:
        holder = _HOLDER.search(message)
        return BookLocked(path=str(path), holder=holder.group(1) if holder else "?")
    if "encryption key" in message.lower() or "Cannot open encrypted" in message:
        return WrongBookKey(path=str(path), name=BOOK_KEY)
    if "is not encrypted" in message:
        return BookNotEncrypted(path=str(path), name=BOOK_KEY)
    known = refusal_of(path, error)
    if not path.exists() and (
        isinstance(known, BookDamaged) or known is None
    ):  # a folder that takes no file
        return BookReadOnly(path=str(path), detail=getattr(error, "strerror", "") or "")
    return known or damage(path, message)


def _cut_log(path: Path, position: int) -> Cut | None:
    """Cut a torn write-ahead log where its first bad entry starts, keeping a copy of all of it."""
    log = path.with_name(path.name + ".wal")
    if not log.exists() or not 0 <= position < log.stat().st_size:
        return None
    copies = sum(1 for _ in path.parent.glob(log.name + ".torn-*"))
    copy = log.with_name(f"{log.name}.torn-{copies + 1}")
    cut = Cut(copy, log.stat().st_size - position)
    shutil.copy2(log, copy)
    os.truncate(log, position)
    return cut

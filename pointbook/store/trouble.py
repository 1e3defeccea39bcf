"""What the machine's own errors mean to whoever works with the book: a refusal that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pointbook.errors import BookDamaged, BookReadOnly, DiskFull, PointbookError

_FULL: Final = (
    "No space left", "Disk quota exceeded", "File too large", "disk is full", "not enough space",
)  # fmt: skip
_BARRED: Final = ("Permission denied", "Read-only file system", "readonly database")
_ALTERED: Final = "AES tag differs"
"""What is read of an encrypted book is not what was written."""
_UNREADABLE: Final = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
MACHINE: Final = (
    *_UNREADABLE, duckdb.InvalidInputException, duckdb.TransactionException,
    duckdb.OutOfMemoryException, sqlite3.OperationalError, OSError, pl.exceptions.PolarsError,
)  # fmt: skip
"""Errors that may be the machine's and not ours."""


def refusal_of(path: Path | None, error: BaseException) -> PointbookError | None:
    """The refusal that an error amounts to; None for one that is no trouble of the machine."""
    if not isinstance(error, MACHINE):
        return None
    message = str(error)
    if any(word in message for word in _FULL):
        return DiskFull(path=str(path))
    barred = next((word for word in _BARRED if word in message), None)
    if barred is not None:
        return BookReadOnly(path=str(path), detail=barred)
    is_damage = isinstance(error, _UNREADABLE) or _ALTERED in message
    return damage(path, message) if is_damage else None


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Trouble of the machine leaves this block as a refusal; everything else as it is."""
    try:
        yield
    except MACHINE as error:
        known = refusal_of(path, error)
        if known is None:
            raise
        raise known from error


def damage(path: Path | None, message: str) -> BookDamaged:
    """The refusal of a file that cannot be read, with DuckDB's reason less the path."""
    reason = message.splitlines()[0].replace(f'"{path}"', "").removeprefix("IO Error: ").strip()
    return BookDamaged(path=str(path), detail=reason[:200])


def is_fatal(error: BaseException) -> bool:
    """Whether the database answers nothing more until it is closed and opened again."""
    gone = (duckdb.FatalException, duckdb.ConnectionException)
    return isinstance(error, gone) or "has been invalidated" in str(error)

"""The small file beside a book with what signing in needs: SQLite, so that it never waits for an import."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from pointbook.errors import BookReadOnly
from pointbook.store.queries import load
from pointbook.store.trouble import refusal_of, told

Seconds: TypeAlias = Callable[[], int]
"""Now, in whole seconds since 1970."""

_PATIENCE: Final = 10.0
_SHAPE: Final = 1
_TABLES: Final = ("credential", "link", "session", "device", "failed_try", "owner")


def keyring_path(book: Path) -> Path:
    """Where the keyring of a book lies."""
    return book.with_name(f"{book.name}.sessions.sqlite")


def wall_seconds() -> int:
    """The wall clock."""
    return int(time.time())


class Keyring:
    """The open file. What it held for another book at the same path is forgotten."""

    def __init__(self, path: Path | None, book_id: str, now: Seconds = wall_seconds) -> None:
        self.now = now
        self._lock = threading.RLock()
        self._path = path
        try:
            if path is not None:
                # Its side files take over these permissions: nobody else on the machine reads digests.
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(
                path or ":memory:", _PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = normal")
            self._prepare(book_id)
        except (OSError, sqlite3.Error) as error:
            known = refusal_of(path, error)
            raise known or BookReadOnly(path=str(path), detail=str(error)) from None

    def _prepare(self, book_id: str) -> None:
        shape = Path(__file__).with_name("keyring.sql").read_text("utf-8")
        if self._connection.execute("pragma user_version").fetchone()[0] < _SHAPE:
            self._connection.executescript(shape)
            self._connection.execute(f"pragma user_version = {_SHAPE}")
        owner = self.row("owner")
        if owner is not None and owner[0] == book_id:
            return
        with self.together():
            for table in _TABLES:
                self.run(f"empty_{table}")
            self.run("add_owner", book_id=book_id)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction, which nobody else writes beside."""
        with self._lock, told(self._path):
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk may have rolled back already
                    self._connection.execute("rollback")
                raise

    def run(self, name: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Run a statement of queries/changes/keyring/; its rows."""
        query = load(f"changes/keyring/{name}")
        with self._lock, told(self._path):
            return self._connection.execute(query.sql, query.bind(parameters)).fetchall()

    def row(self, name: str, **parameters: object) -> tuple[Any, ...] | None:
        """The same, where one row at most is expected."""
        return next(iter(self.run(name, **parameters)), None)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

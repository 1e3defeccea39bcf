"""The open database behind a store: visited by many, and closed and opened again where that is needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pointbook.settings import book_key
from pointbook.store.opening import CATALOG, Cut, connect
from pointbook.store.trouble import is_fatal


class Instance:
    """One connection and a cursor per visit. DuckDB gives up after some errors; then it is opened anew."""

    def __init__(self, path: Path | None, workshop: Path, *, create: bool) -> None:
        self._path = path
        self._workshop = workshop
        self.cuts: list[Cut] = []
        """What was cut off the write-ahead log to open it."""
        self._is_encrypted = path is not None and book_key() is not None
        self.connection = connect(path, workshop, self.cuts, create=create)
        self.is_ill = False
        """Whether it has to be closed and opened before it answers again."""
        self._hall = threading.Condition()
        self._visits = 0
        self._is_closing = False
        self._mine = threading.local()

    @property
    def is_visiting(self) -> bool:
        """Whether this thread is in the middle of a visit."""
        return getattr(self._mine, "visits", 0) > 0

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of one's own; waits while the instance is being changed."""
        with self._hall:
            # A visit within a visit does not wait: the change waits for the outer one.
            self._hall.wait_for(lambda: not self._is_closing or self.is_visiting)
            cursor = self.connection.cursor()
            if self._is_encrypted:
                cursor.execute(f"use {CATALOG}")
            self._visits += 1
        self._mine.visits = getattr(self._mine, "visits", 0) + 1
        try:
            yield cursor
        except duckdb.Error as error:
            self.is_ill = self.is_ill or is_fatal(error)
            raise
        finally:
            cursor.close()
            self._mine.visits -= 1
            with self._hall:
                self._visits -= 1
                self._hall.notify_all()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file."""
        try:
            self.connection.execute("checkpoint")
        except duckdb.Error as error:
            self.is_ill = self.is_ill or is_fatal(error)
            raise

    def reopen(self, meanwhile: Callable[[], None] | None = None) -> None:
        """Close and open again when the last visitor has left; `meanwhile` may move the file.

        Whoever comes meanwhile waits. Where it cannot be opened it stays ill, and the refusal says why.
        """
        with self._hall:
            self._is_closing = True
            # DuckDB gives the old instance to whoever connects while a cursor of it is alive.
            self._hall.wait_for(lambda: self._visits == 0)
        try:
            self.is_ill = True
            self.connection.close()
            try:
                if meanwhile is not None:
                    meanwhile()
            finally:
                self.connection = connect(self._path, self._workshop, self.cuts, create=False)
                self.is_ill = False
        finally:
            with self._hall:
                self._is_closing = False
                self._hall.notify_all()

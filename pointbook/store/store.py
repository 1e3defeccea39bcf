"""The book's file in use: many readers, one door for writing."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl

from pointbook.errors import BookReadOnly, DuplicateKeyConflict
from pointbook.store.fetching import fetch
from pointbook.store.head import Head, head_path, read_head, write_head
from pointbook.store.migrations import GENESIS, migrate, missing_guards
from pointbook.store.opening import connect, damage
from pointbook.store.queries import load
from pointbook.store.refusals import Refusals
from pointbook.store.writing import Command, Writing

_Answer = TypeVar("_Answer")
_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
_open: dict[Path, Store] = {}
_opening = threading.Lock()


class Store:
    """One connection, a cursor per question, and a lock that lets one command write at a time."""

    def __init__(self, path: Path | None, *, create: bool) -> None:
        self.path = path
        self.read_only_because: str | None = None
        self._users = 0
        self._door = threading.Lock()
        self.refusals = Refusals(
            self._door, self._new_cursor, lambda: self.read_only_because is None
        )
        self._asking = 0
        self._is_switching = False
        self._hall = threading.Condition()
        self._workshop = Path(tempfile.mkdtemp(prefix="pointbook-"))
        connection: duckdb.DuckDBPyConnection | None = None
        try:
            connection = self._connection = connect(path, self._workshop, create=create)
            self._begin()
        except BaseException as error:
            if connection is not None:
                connection.close()
            shutil.rmtree(self._workshop, ignore_errors=True)
            if isinstance(error, _DAMAGE):
                raise damage(path, str(error)) from error
            raise

    def _begin(self) -> None:
        self.read_only_because = None
        migrate(self._connection, self.path)
        # As of the last commit; this process is the only writer, so it need not be read again.
        self._state = self.question("book/state").row(0, named=True)
        self.refusals.load()
        self._check()

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        # Asked for anew each time: a restore puts another connection in the place of this one.
        return self._connection.cursor()

    @property
    def link_id(self) -> int:
        """The last link of the chain."""
        return int(self._state["last_link_id"])

    @property
    def chain(self) -> str:
        """The chain after the last link."""
        return str(self._state["chain"])

    @property
    def data_version(self) -> int:
        """Grows with every write."""
        return int(self._state["data_version"])

    @property
    def book_id(self) -> str:
        """What a book and its backups have in common, and no other book."""
        return str(self._state["book_id"])

    def _check(self) -> None:
        missing = missing_guards(self._connection)
        if (
            missing
        ):  # somebody has been at the file; it may be read, proved and restored, not written
            self.read_only_because = ", ".join(missing)
        if self.path is None:
            return
        head = read_head(self.path)
        here = Head(self._state["book_id"], self._state["last_link_id"], self._state["chain"])
        if head is not None and head.book_id == here.book_id and not self.contains(head):
            self.read_only_because = f"{here.link_id} < {head.link_id}"
        elif head != here:
            write_head(self.path, here)

    def contains(self, head: Head) -> bool:
        """Whether the chain runs through the head; a kill between commit and head leaves it behind."""
        if head.link_id == 0:
            return head.chain == GENESIS
        link = self.question("book/link", link_id=head.link_id)
        return not link.is_empty() and link.item() == head.chain

    def ask(self, sql: str, parameters: dict[str, object] | None = None) -> pl.DataFrame:
        """Ask on a cursor of its own, in a transaction that cannot write."""
        with self._hall:
            self._hall.wait_for(lambda: not self._is_switching)
            self._asking += 1
            cursor = self._connection.cursor()
        try:
            cursor.execute("begin transaction read only")
            return fetch(cursor, sql, parameters or {})
        except _DAMAGE as error:
            raise damage(self.path, str(error)) from error
        finally:
            cursor.close()
            with self._hall:
                self._asking -= 1
                self._hall.notify_all()

    def question(self, name: str, **parameters: object) -> pl.DataFrame:
        """Ask a file of queries/ by its name; parameters left out are null."""
        query = load(name)
        return self.ask(query.sql, query.bind(parameters))

    @contextmanager
    def staged(self, frame: pl.DataFrame) -> Iterator[str]:
        """Put a frame where questions can read it, for as long as the block lasts; the path to bind."""
        path = self._workshop / f"read-{uuid.uuid4().hex}.parquet"
        frame.write_parquet(path, compression="lz4")
        try:
            yield path.as_posix()
        finally:
            path.unlink(missing_ok=True)

    def perform(self, command: Command, act: Callable[[Writing], Any]) -> tuple[Any, bool]:
        """Do a command once: all of it or nothing. The receipt, and whether it is a replay.

        `act` writes and returns the receipt, in values JSON can hold; whatever it raises leaves
        the book as it was. The same request id answers with the first receipt.
        """
        # Refusals are kept once the door is open again and nothing of the command is left.
        with self.refusals.noted(command.name, command.by), self._door:
            done = self._receipt(command)
            if done is not None:
                return done, True
            if self.read_only_because is not None:
                raise BookReadOnly(path=str(self.path), detail=self.read_only_because)
            cursor = self._connection.cursor()
            writing = None
            try:
                cursor.execute("begin")
                anchor = self.refusals.anchor()
                writing = Writing(cursor, self._workshop, command, dict(self._state), anchor)
                receipt = act(writing)
                writing.seal(receipt)
                self._commit(cursor, writing)
                self.refusals.is_anchored()
            except BaseException as error:
                self._roll_back(cursor)
                if isinstance(error, _DAMAGE):
                    raise damage(self.path, str(error)) from error
                raise
            finally:
                if writing is not None:
                    writing.clean_up()
                cursor.close()
            return receipt, False

    def rehearse(self, command: Command, act: Callable[[Writing], _Answer]) -> _Answer:
        """Find out what a command would do to the book as it is now, in a transaction that cannot write.

        It has a snapshot of its own, so that it neither waits for the writer nor keeps him waiting.
        """
        cursor = self._connection.cursor()
        writing = None
        try:
            cursor.execute("begin transaction read only")
            state = fetch(cursor, load("book/state").sql, {}).row(0, named=True)
            writing = Writing(cursor, self._workshop, command, state)
            return act(writing)
        except _DAMAGE as error:
            raise damage(self.path, str(error)) from error
        finally:
            if writing is not None:
                writing.clean_up()
            cursor.close()

    def _commit(self, cursor: duckdb.DuckDBPyConnection, writing: Writing) -> None:
        head = Head(writing.state["book_id"], writing.link_id, writing.state["chain"])
        try:
            cursor.execute("commit")
        except duckdb.Error:
            # An error here means unknown: the log may have it. Look before saying it failed.
            self._roll_back(cursor)
            if not self.contains(head):
                raise
        self._state = writing.state
        if self.path is not None:
            write_head(self.path, head)

    @staticmethod
    def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
        with suppress(duckdb.Error):  # no transaction is open any more, which is what was wanted
            cursor.execute("rollback")

    def _receipt(self, command: Command) -> Any:
        if command.request_id is None:
            return None
        found = self.question("book/receipt", request_id=command.request_id)
        if found.is_empty():
            return None
        if found["content_digest"].item() != command.digest:
            raise DuplicateKeyConflict(key=command.request_id)
        return json.loads(found["receipt"].item())

    def quiet_copy(self, target: Path) -> None:
        """Copy the file while nobody writes."""
        if self.path is None:
            raise BookReadOnly(path=":memory:", detail="")
        with self._door:
            self._connection.execute("checkpoint")
            shutil.copyfile(self.path, target)

    def switch_to(self, other: Path, aside: Path) -> tuple[int, str]:
        """Put another book's file in the place of this one, which goes aside; its last link and chain.

        Whoever asks meanwhile waits, and is answered by the other book.
        """
        if self.path is None:
            raise BookReadOnly(path=":memory:", detail="")
        with self._door:
            with self._hall:
                self._is_switching = True
                # DuckDB gives the old instance to whoever connects while a cursor of it is alive.
                self._hall.wait_for(lambda: self._asking == 0)
            try:
                was = self._state
                self._exchange(other, aside)
            finally:
                with self._hall:
                    self._is_switching = False
                    self._hall.notify_all()
            self._begin()
            # Answers that were kept of the old book are never taken for the other's.
            newest = max(int(was["data_version"]), int(self._state["data_version"]))
            self._state["data_version"] = newest + 1
        return int(was["last_link_id"]), str(was["chain"])

    def _exchange(self, other: Path, aside: Path) -> None:
        assert self.path is not None
        self._connection.execute("checkpoint")
        self._connection.close()
        moves = [(self.path, aside), (other, self.path)]
        moves += [(head_path(old), head_path(new)) for old, new in moves]
        done: list[tuple[Path, Path]] = []
        try:
            for old, new in moves:
                if old.exists():
                    old.replace(new)
                    done.append((old, new))
        except OSError as error:
            for old, new in reversed(done):
                new.replace(old)
            raise BookReadOnly(path=str(self.path), detail=error.strerror or "") from None
        finally:
            self._connection = connect(self.path, self._workshop, create=False)

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file."""
        with self._door:
            self._connection.execute("checkpoint")

    def close(self) -> None:
        """Let go of the store; the last of its users closes the file."""
        with _opening:
            self._users -= 1
            if self._users > 0:
                return
            if self.path is not None:
                _open.pop(self.path, None)
            self.refusals.finish()
            self._connection.close()
            shutil.rmtree(self._workshop, ignore_errors=True)


def open_store(path: Path | None, *, create: bool) -> Store:
    """The store of a file: one per process, however often it is opened."""
    with _opening:
        key = path.resolve() if path is not None else None
        store = _open.get(key) if key is not None else None
        if store is None:
            store = Store(key, create=create)
            if key is not None:
                _open[key] = store
        store._users += 1
        return store

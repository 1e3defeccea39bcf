"""The book's file in use: many readers, one door for writing."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl

from pointbook.clock import utc_now
from pointbook.errors import (
    BookBehind,
    BookReadOnly,
    DuplicateKeyConflict,
    NotBehind,
)
from pointbook.store.exchange import exchange
from pointbook.store.fetching import fetch
from pointbook.store.folding import Folding
from pointbook.store.head import Head, read_head, write_head
from pointbook.store.instance import Instance
from pointbook.store.leftovers import sweep
from pointbook.store.migrations import GENESIS, migrate, missing_guards
from pointbook.store.opening import Cut
from pointbook.store.queries import load
from pointbook.store.refusals import Refusals
from pointbook.store.scratch import drop_scratch, make_scratch, stage
from pointbook.store.trouble import MACHINE, is_fatal, told
from pointbook.store.writing import Command, Writing

_Answer = TypeVar("_Answer")
log = logging.getLogger(__name__)
_open: dict[Path, Store] = {}
_opening = threading.Lock()


class Store:
    """One connection, a cursor per question, and a lock that lets one command write at a time."""

    def __init__(self, path: Path | None, *, create: bool) -> None:
        self.path = path
        self.read_only_because: str | None = None
        self.behind: Head | None = None
        """The head that the book does not reach; it is read-only until that is mended or accepted."""
        self._users = 0
        # The one who writes may find that the instance has to be opened anew, which takes the door as well.
        self._door = threading.RLock()
        self.refusals = Refusals(self._door, self._visit, lambda: self.read_only_because is None)
        self._workshop = make_scratch("work")
        self._folding = Folding(path, self.checkpoint)
        instance: Instance | None = None
        try:
            instance = self._instance = Instance(path, self._workshop, create=create)
            if path is not None:
                sweep(path)
            self._begin()
        except BaseException:
            if instance is not None:
                instance.connection.close()
            drop_scratch(self._workshop)
            with told(path):
                raise

    def _begin(self) -> None:
        migrate(self._instance.connection, self.path)
        # As of the last commit; this process is the only writer, so it need not be read again.
        self._state = self.question("book/state").row(0, named=True)
        self._recorded_at = self.question("book/newest_link").item()
        self.refusals.load()
        self._check()

    def _visit(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self._instance.cursor()

    @property
    def cuts(self) -> list[Cut]:
        """What was cut off the write-ahead log since the book was opened."""
        return list(self._instance.cuts)

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
        missing = missing_guards(self._instance.connection)
        # Somebody has been at the file; it may be read, proved and restored, not written.
        self.read_only_because = ", ".join(missing) or None
        self.behind = None
        if self.path is None:
            return
        head = read_head(self.path)
        here = self.head
        if head is not None and head.book_id == here.book_id and not self.contains(head):
            self.behind = head
            self.read_only_because = f"{here.link_id} < {head.link_id}"
        elif head != here:
            self._write_head(here)

    @property
    def head(self) -> Head:
        """The last link of the chain, as the head file should tell it."""
        return Head(self._state["book_id"], self._state["last_link_id"], self._state["chain"])

    def _write_head(self, head: Head) -> None:
        """What is committed stands, whether or not its head can be written; the next one says it again."""
        if self.path is None:
            return
        try:
            write_head(self.path, head)
        except OSError:
            log.warning("the head of %s could not be written", self.path, exc_info=True)

    def contains(self, head: Head) -> bool:
        """Whether the chain runs through the head; a kill between commit and head leaves it behind."""
        if head.link_id == 0:
            return head.chain == GENESIS
        link = self.question("book/link", link_id=head.link_id)
        return not link.is_empty() and link.item() == head.chain

    def ask(self, sql: str, parameters: dict[str, object] | None = None) -> pl.DataFrame:
        """Ask on a cursor of its own, in a transaction that cannot write. DiskFull, BookDamaged."""
        self._revive()
        with told(self.path):
            try:
                return self._ask(sql, parameters or {})
            except duckdb.Error as error:
                if not is_fatal(error) or self._instance.is_visiting:
                    raise
                self._revive()  # the trouble was another one's, and may be over
                return self._ask(sql, parameters or {})

    def _ask(self, sql: str, parameters: dict[str, object]) -> pl.DataFrame:
        with self._instance.cursor() as cursor:
            cursor.execute("begin transaction read only")
            return fetch(cursor, sql, parameters)

    def _revive(self) -> None:
        """Open the book again where DuckDB has given it up; whoever is in the middle of a visit cannot."""
        if not self._must_revive():
            return
        with self._door:
            if not self._must_revive():  # another one has done it meanwhile
                return
            self._instance.reopen()
            try:
                self._begin()
            except BaseException:
                self._instance.is_ill = True
                raise

    def _must_revive(self) -> bool:
        return self._instance.is_ill and not self._instance.is_visiting

    def question(self, name: str, **parameters: object) -> pl.DataFrame:
        """Ask a file of queries/ by its name; parameters left out are null."""
        query = load(name)
        return self.ask(query.sql, query.bind(parameters))

    @contextmanager
    def staged(self, frame: pl.DataFrame) -> Iterator[str]:
        """Put a frame where questions can read it, for as long as the block lasts; the path to bind."""
        path = stage(frame, self._workshop)
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
            self._revive()
            done = self._receipt(command)
            if done is not None:
                return done, True
            self._require_writable()
            return self._write(command, act), False

    def accept_head(self, command: Command) -> None:
        """Go on from a book that is behind its head, as a command of its own. NotBehind."""
        with self.refusals.noted(command.name, command.by), self._door:
            self._revive()
            if self._receipt(command) is not None:
                return
            if self.behind is None:
                raise NotBehind(path=str(self.path))
            self._write(command, lambda _writing: True)
            self._check()

    def _require_writable(self) -> None:
        if self.behind is not None:
            raise BookBehind(
                path=str(self.path), link_id=self.link_id, head_link_id=self.behind.link_id
            )
        if self.read_only_because is not None:
            raise BookReadOnly(path=str(self.path), detail=self.read_only_because)

    def _write(self, command: Command, act: Callable[[Writing], Any]) -> Any:
        writing: Writing | None = None
        head: Head | None = None
        try:
            with self._instance.cursor() as cursor:
                try:
                    cursor.execute("begin")
                    writing = Writing(
                        cursor, self._workshop, command, dict(self._state), self._now(),
                        self.refusals.anchor(),
                    )  # fmt: skip
                    receipt = act(writing)
                    writing.seal(receipt)
                    head = Head(writing.state["book_id"], writing.link_id, writing.state["chain"])
                    cursor.execute("commit")
                except BaseException:
                    self._roll_back(cursor)
                    raise
        except MACHINE:
            # An error at the end means unknown: the log may have it. Look before saying it failed.
            if head is None or not self.contains(head):
                with told(self.path):
                    raise
        finally:
            if writing is not None:
                writing.clean_up()
        assert writing is not None
        assert head is not None
        self._state, self._recorded_at = writing.state, writing.recorded_at
        self.refusals.is_anchored()
        self._write_head(head)
        self._folding.begin()
        return receipt

    def _now(self) -> datetime:
        """When a command is recorded: never before the last one, even if the clock was set back."""
        now = utc_now()
        return now if self._recorded_at is None else max(now, self._recorded_at)

    def rehearse(self, command: Command, act: Callable[[Writing], _Answer]) -> _Answer:
        """Find out what a command would do to the book as it is now, in a transaction that cannot write.

        It has a snapshot of its own, so that it neither waits for the writer nor keeps him waiting.
        """
        self._revive()
        writing = None
        try:
            with told(self.path), self._instance.cursor() as cursor:
                cursor.execute("begin transaction read only")
                state = fetch(cursor, load("book/state").sql, {}).row(0, named=True)
                writing = Writing(cursor, self._workshop, command, state, self._now())
                return act(writing)
        finally:
            if writing is not None:
                writing.clean_up()

    def try_out(self, command: Command, act: Callable[[Writing], _Answer]) -> _Answer:
        """Do a command and take it back at once, so that `act` can look at what it would leave behind.

        Nothing of it stays. It has to write for that, so it takes its turn at the door: for small changes.
        """
        with self._door:
            self._revive()
            self._require_writable()
            writing = None
            try:
                with told(self.path), self._instance.cursor() as cursor:
                    cursor.execute("begin")
                    try:
                        writing = Writing(
                            cursor, self._workshop, command, dict(self._state), self._now()
                        )
                        return act(writing)
                    finally:
                        self._roll_back(cursor)
            finally:
                if writing is not None:
                    writing.clean_up()

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
            self.checkpoint()
            with told(self.path):
                shutil.copyfile(self.path, target)

    def switch_to(self, other: Path, aside: Path) -> tuple[int, str]:
        """Put another book's file in the place of this one, which goes aside; its last link and chain.

        Whoever asks meanwhile waits, and is answered by the other book.
        """
        path = self.path
        if path is None:
            raise BookReadOnly(path=":memory:", detail="")
        with self._door:
            self._revive()
            was = self._state
            self.checkpoint()
            with told(self.path):
                self._instance.reopen(lambda: exchange(path, other, aside))
            self._begin()
            # Answers that were kept of the old book are never taken for the other's.
            newest = max(int(was["data_version"]), int(self._state["data_version"]))
            self._state["data_version"] = newest + 1
        return int(was["last_link_id"]), str(was["chain"])

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file. DiskFull."""
        with self._door:
            self._revive()
            with told(self.path):
                self._instance.checkpoint()

    def close(self) -> None:
        """Let go of the store; the last of its users closes the file."""
        with _opening:
            self._users -= 1
            if self._users > 0:
                return
            if self.path is not None:
                _open.pop(self.path, None)
            self.refusals.finish()
            self._folding.finish()
            self._instance.connection.close()
            drop_scratch(self._workshop)


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

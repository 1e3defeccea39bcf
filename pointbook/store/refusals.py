"""What was refused: kept in the book with a chain of its own, bounded, and never in anybody's way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import duckdb

from pointbook.clock import utc_now
from pointbook.errors import BookDamaged, BookReadOnly, Cancelled, PointbookError, SignedOut
from pointbook.store.fetching import fetch
from pointbook.store.queries import load
from pointbook.store.writing import Author, as_json, chain_of, origin_told

TOGETHER: Final = timedelta(minutes=1)
"""Equal refusals within it are one row and a count."""
MOST: Final = 20
"""So many different refusals of one actor are told apart in that time; more are counted by their code."""
GENESIS: Final = "0" * 64
_NOT_KEPT: Final = (Cancelled, BookReadOnly, BookDamaged, SignedOut)
"""Not a refusal, not writable, or nobody's."""
_PERSONAL: Final = frozenset(("value", "detail", "path", "filename", "key", "actor"))
"""Values of refusals that may hold anything that somebody typed, and the actor, who has a column."""

log = logging.getLogger("pointbook.refusals")


@dataclass(frozen=True)
class Refusal:
    """What was refused to whom; equal ones are counted together."""

    command: str
    actor: str
    code: str
    details: str


@dataclass
class _Count:
    """Equal refusals since the first of them, which is written already."""

    began: datetime
    last_at: datetime
    more: int = 0


def values_told(error: PointbookError) -> dict[str, object]:
    """The values of a refusal that are kept: numbers and names, nothing that may be personal."""
    # What is unknown may be anything: a phone number, a password in the wrong field.
    is_unknown = error.code.startswith("unknown_")
    return {
        name: value
        for name, value in error.values.items()
        if name not in _PERSONAL
        and (isinstance(value, int | Decimal) or (isinstance(value, str) and not is_unknown))
    }


class Refusals:
    """The refusals of one book. `door` is the writer's lock, which this never waits for."""

    def __init__(
        self,
        door: threading.RLock,
        visit: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]],
        can_write: Callable[[], bool],
    ) -> None:
        self._door = door
        self._visit = visit
        self._can_write = can_write
        self._lock = threading.Lock()
        self._recent: dict[Refusal, _Count] = {}
        self._ready: list[tuple[Refusal, datetime, datetime, int]] = []
        self.number, self.chain = 0, GENESIS
        self._anchored = 0

    def load(self) -> None:
        """Find the end of the chain in the book."""
        self.number, self.chain = 0, GENESIS
        # Of a book whose schema is older than this list there is no such table.
        with self._visit() as cursor, suppress(duckdb.CatalogException):
            found = cursor.execute(load("book/last_refusal").sql).fetchall()
            if found:
                self.number, self.chain = found[0]
        self._anchored = 0

    def anchor(self) -> dict[str, object]:
        """What the next link of the audit chain keeps: the end of this one, where it has moved."""
        if self.number == self._anchored:
            return {}
        return {"refusals": {"number": self.number, "chain": self.chain}}

    def is_anchored(self) -> None:
        """A link with the anchor is written."""
        self._anchored = self.number

    @contextmanager
    def noted(self, command: str, by: Author | str) -> Iterator[None]:
        """Keep a refusal that ends the block; one that was kept already is not kept again."""
        try:
            yield
        except PointbookError as error:
            if not isinstance(error, _NOT_KEPT) and not error.is_kept:
                error.is_kept = True
                self._count(command, by, error)
            raise
        finally:
            self.settle()

    def _count(self, command: str, by: Author | str, error: PointbookError) -> None:
        name = by if isinstance(by, str) else by.name
        told = {"values": values_told(error), **origin_told(by)}
        refusal = Refusal(command, name, error.code, as_json(told))
        now = utc_now()
        with self._lock:
            self._ripen(now)
            told_apart = sum(each.actor == name for each in self._recent)
            if told_apart >= MOST and refusal not in self._recent:
                refusal = replace(refusal, details=as_json(origin_told(by)))
            known = self._recent.get(refusal)
            if known is None:
                self._recent[refusal] = _Count(now, now)
                self._ready.append((refusal, now, now, 1))
            else:
                known.more += 1
                known.last_at = now

    def _ripen(self, now: datetime, patience: timedelta = TOGETHER) -> None:
        """Have what was counted for long enough written."""
        for refusal, count in list(self._recent.items()):
            if now - count.began >= patience:
                del self._recent[refusal]
                if count.more:
                    self._ready.append((refusal, count.began, count.last_at, count.more))

    def settle(self) -> None:
        """Write what is ready, unless somebody is writing, who then does it in passing."""
        with self._lock:
            self._ripen(utc_now())
        while self._ready and self._door.acquire(blocking=False):
            try:
                self._write()
            finally:
                self._door.release()

    def finish(self) -> None:
        """Write everything that was counted so far: the book is about to be closed."""
        with self._lock:
            self._ripen(utc_now(), timedelta(0))
        with self._door:
            self._write()

    def _write(self) -> None:
        with self._lock:
            ready, self._ready = self._ready, []
        if not ready:
            return
        if not self._can_write():
            log.warning("%d refusals are not kept: the book is read-only", len(ready))
            return
        try:
            with self._visit() as cursor:
                self._add(cursor, ready)
        except duckdb.Error:
            # What was refused stays refused; a full disk must not turn it into a crash.
            log.exception("%d refusals are not kept", len(ready))
            with suppress(duckdb.Error):
                self.load()

    def _add(
        self,
        cursor: duckdb.DuckDBPyConnection,
        ready: Sequence[tuple[Refusal, datetime, datetime, int]],
    ) -> None:
        try:
            cursor.execute("begin")
            number, chain = self.number, self.chain
            change = load("changes/add_refusal")
            for refusal, first, last, times in ready:
                number += 1
                row: dict[str, object] = {
                    "refusal_id": number, "recorded_at": first, "last_at": last, "times": times,
                    "command": refusal.command, "actor": refusal.actor, "code": refusal.code,
                    "details": refusal.details,
                }  # fmt: skip
                chain = chain_of(chain, row)
                fetch(cursor, change.sql, change.bind({**row, "chain": chain}))
            cursor.execute("commit")
        except duckdb.Error:
            with suppress(duckdb.Error):
                cursor.execute("rollback")
            raise
        self.number, self.chain = number, chain

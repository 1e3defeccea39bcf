"""One transaction of the one writer: staged data in, statements out, sealed by a link of the chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.store.fetching import fetch
from pointbook.store.queries import load
from pointbook.store.scratch import stage

FEW = 8
"""Up to so many rows, bound values are quicker than a staged file."""
_PIECE = 122_880
"""Rows of an answer that are read at once: as many as DuckDB keeps together."""


def plain(value: object) -> object:
    """Values as JSON can hold them, exact: decimals and dates as text."""
    if isinstance(value, Decimal | datetime | date):
        return str(value)
    raise TypeError(type(value).__name__)


def as_json(value: object) -> str:
    """JSON with sorted keys: equal content gives equal text."""
    return json.dumps(value, default=plain, sort_keys=True, ensure_ascii=False)


class Whence(Protocol):
    """Through which face a command came, and from which address."""

    @property
    def face(self) -> str:
        """The kind of face: a page, the command line …"""

    @property
    def address(self) -> str | None:
        """The address, where there is one."""


class Author(Protocol):
    """Who gives a command."""

    @property
    def name(self) -> str:
        """What entries carry."""

    @property
    def origin(self) -> Whence | None:
        """Where the command comes from, None for a program that calls in Python."""


def origin_told(by: Author | str) -> dict[str, object]:
    """Where a command comes from, as the audit keeps it; nothing where that is not known."""
    if isinstance(by, str) or by.origin is None:
        return {}
    told = {"face": by.origin.face, "address": by.origin.address}
    return {"from": {name: value for name, value in told.items() if value is not None}}


@dataclass(frozen=True)
class Command:
    """What is asked for, by whom; with a request id it is done once for ever.

    `content` is everything that makes it this command and no other; `details` is what the audit
    chain keeps of it in the clear, without personal data.
    """

    name: str
    by: Author | str
    request_id: str | None = None
    content: Mapping[str, object] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)
    is_trace: bool = False
    """Whether it changes nothing but the chain, so that answers which are kept stay good."""
    in_name_of: str | None = None
    """Whose doing it is, where somebody else approves it."""

    @property
    def actor(self) -> str:
        """The name of whoever gives it."""
        return self.by if isinstance(self.by, str) else self.by.name

    @property
    def digest(self) -> str:
        """sha256 of name and content."""
        return hashlib.sha256(f"{self.name}{as_json(self.content)}".encode()).hexdigest()


Sealed = Literal[
    "entries", "lot_entries", "hold_entries", "orders", "rewards", "redemptions", "reviews", "approvals",
    "months", "late", "reconciliations",
]  # fmt: skip
_ALWAYS: tuple[Sealed, ...] = ("entries", "lot_entries", "hold_entries")


class Seal:
    """A digest over the rows a command writes: each kind in its own order, however they came by turns."""

    def __init__(self) -> None:
        self._kinds = {kind: hashlib.sha256() for kind in _ALWAYS}

    def cover(self, kind: Sealed, rows: NDArray[Any]) -> None:
        """Add rows, as their bytes."""
        # Kinds that came later count only where there are rows, so that older links keep their digest.
        self._kinds.setdefault(kind, hashlib.sha256()).update(_bytes(rows))

    def hexdigest(self) -> str:
        """sha256 over the digests of all kinds."""
        kinds = [self._kinds[kind] for kind in get_args(Sealed) if kind in self._kinds]
        return hashlib.sha256(b"".join(each.digest() for each in kinds)).hexdigest()


class Writing:
    """An open transaction. Ids are handed out here; what is written is told to the seal."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        workshop: Path,
        command: Command,
        state: dict[str, Any],
        recorded_at: datetime,
        refusals: Mapping[str, object] | None = None,
    ) -> None:
        self._cursor = cursor
        self._workshop = workshop
        self.command = command
        self.recorded_at = recorded_at
        self._staged: list[Path] = []
        self._seal = Seal()
        self._told = dict(refusals or {})
        self._first_entry: int | None = None
        self.state = state
        self.link_id = int(self.state["last_link_id"]) + 1

    def take(self, counter: str, count: int = 1) -> int:
        """The first of `count` new ids of last_entry_id, last_customer_id, last_batch_id, last_hold_id."""
        first = int(self.state[counter]) + 1
        self.state[counter] = first + count - 1
        return first

    def run(self, change: str, **parameters: object) -> dict[str, NDArray[Any]]:
        """Run a writing statement of queries/changes/; what it returns, by column."""
        query = load(f"changes/{change}")
        answer: dict[str, NDArray[Any]] = self._cursor.execute(
            query.sql, query.bind(parameters)
        ).fetchnumpy()
        return answer

    def put(self, change: str, frame: pl.DataFrame) -> None:
        """Run a writing statement for every row: one by one with bound values, or many from a file."""
        if frame.height <= FEW:
            query = load(f"changes/one/{change}")
            for row in frame.iter_rows(named=True):
                self._cursor.execute(query.sql, query.bind(row)).fetchall()
        else:
            self.run(f"many/{change}", staged=self.stage(frame))

    def ask(self, name: str, **parameters: object) -> pl.DataFrame:
        """Ask inside the transaction; `name` as in Query."""
        query = load(name)
        return fetch(self._cursor, query.sql, query.bind(parameters))

    def rows(self, name: str, **parameters: object) -> list[tuple[Any, ...]]:
        """The same, as tuples: three times as quick as a frame where a few rows come back."""
        query = load(name)
        return self._cursor.execute(query.sql, query.bind(parameters)).fetchall()

    def numbers(self, name: str, **parameters: object) -> NDArray[np.int64]:
        """The same, as a table of int64, for answers that are nothing but whole numbers."""
        query = load(name)
        found = self._cursor.execute(query.sql, query.bind(parameters)).fetchnumpy()
        return _side_by_side(list(found.values()))

    def many_numbers(self, name: str, **parameters: object) -> NDArray[np.int64]:
        """The same of many rows: read piece by piece, so that no other thread waits for all of them."""
        query = load(name)
        answer = self._cursor.execute(query.sql, query.bind(parameters)).to_arrow_reader(_PIECE)
        assert answer is not None
        pieces = [np.empty((0, len(answer.schema)), np.int64)]
        for batch in answer:
            pieces.append(_side_by_side([each.to_numpy() for each in pl.DataFrame(batch)]))
        return np.concatenate(pieces)

    def stage(self, frame: pl.DataFrame) -> str:
        """Put a frame where a statement can read it; the path to bind."""
        path = stage(frame, self._workshop)
        self._staged.append(path)
        return path.as_posix()

    def cover(self, kind: Sealed, rows: NDArray[Any]) -> None:
        """Have the seal cover rows just written, in their fixed order."""
        self._seal.cover(kind, rows)

    def tell(self, **told: object) -> None:
        """Have the link keep more than the command said: what was found, never anything personal."""
        self._told |= told

    def covers_entries_from(self, entry_id: int) -> None:
        """Note the first entry of this command."""
        if self._first_entry is None:
            self._first_entry = entry_id

    def seal(self, receipt: object) -> None:
        """Write the link and the new state of the book."""
        last = int(self.state["last_entry_id"]) if self._first_entry is not None else None
        link: dict[str, object] = {
            "link_id": self.link_id,
            "recorded_at": self.recorded_at,
            "command": self.command.name,
            "actor": self.command.actor,
            "request_id": self.command.request_id,
            "content_digest": self.command.digest,
            "details": as_json(
                {**self.command.details, **self._told, **origin_told(self.command.by)}
            ),
            "receipt": as_json(receipt),
            "first_entry_id": self._first_entry,
            "last_entry_id": last,
            "rows_digest": self._seal.hexdigest(),
        }
        self.state["chain"] = chain_of(str(self.state["chain"]), link)
        self.run("add_link", **link, chain=self.state["chain"])
        self.state["last_link_id"] = self.link_id
        if not self.command.is_trace:
            self.state["data_version"] = int(self.state["data_version"]) + 1
        self.run("move_state", **{k: v for k, v in self.state.items() if k != "book_id"})

    def clean_up(self) -> None:
        """Remove the staged files."""
        for path in self._staged:
            path.unlink(missing_ok=True)


def _side_by_side(columns: list[NDArray[Any]]) -> NDArray[np.int64]:
    table = np.empty((len(columns[0]), len(columns)), np.int64)
    for place, column in enumerate(columns):
        table[:, place] = column
    return table


def _bytes(rows: NDArray[Any]) -> memoryview:
    """The rows as they lie in memory, not copied once more."""
    return np.ascontiguousarray(rows).reshape(-1).view(np.uint8).data


def chain_of(previous: str, link: Mapping[str, object]) -> str:
    """The chain after a link: sha256 over the chain before it and all its columns but the chain."""
    return hashlib.sha256(f"{previous}{as_json(dict(link))}".encode()).hexdigest()

"""The chain of writes recomputed from the rows that it sealed, and the chain of refusals beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.store.migrations import GENESIS
from pointbook.store.store import Store
from pointbook.store.writing import Seal, Sealed, chain_of

_STRETCH = 500_000
"""Entries looked at together; keeps the memory of a large book's proof flat."""
_ANCHOR: Final = '"refusals"'


@dataclass(frozen=True)
class Broken:
    """One broken invariant: the rule, where it is first broken, and by what."""

    rule: str
    place: str
    expected: str
    found: str
    link: int | None = None
    """The link of the audit chain that does not hold, where it is one."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class BrokenLink:
    """The first link that does not hold, as it stands in the book now; None where it is missing."""

    number: int
    recorded_at: datetime | None
    command: str | None
    actor: str | None


def first_broken_link(store: Store, broken: Iterable[Broken]) -> BrokenLink | None:
    """The first link that one of these names."""
    numbers = [each.link for each in broken if each.link is not None]
    if not numbers:
        return None
    found = store.question("book/link_header", link_id=min(numbers)).rows()
    return BrokenLink(min(numbers), *(found[0] if found else (None, None, None)))


def broken_chain(store: Store, tell: Callable[[int, int], None] | None = None) -> Iterator[Broken]:
    """What does not hold in the chain of writes and in that of refusals; `tell` hears how many links of how many."""
    tell = tell or (lambda _done, _all: None)
    links = store.question("book/links")
    anchors: dict[int, tuple[int, str]] = {}
    records: dict[int, list[Sealed]] = defaultdict(list)
    for link_id, kind in store.question("book/record_links").iter_rows():
        records[link_id].append(kind)
    rows = _Rows(store)
    chain, entry = GENESIS, 0
    for number, link in enumerate(links.iter_rows(named=True), start=1):
        tell(number, links.height)
        place = f"link {link['link_id']}"
        if link["link_id"] != number:
            yield Broken("chain_unbroken", place, f"link {number}", place, number)
            return
        first, last = link["first_entry_id"], link["last_entry_id"]
        if first is not None:
            if first != entry + 1:
                yield Broken(
                    "entries_sealed", place, f"entry {entry + 1}", f"entry {first}", number
                )
            entry = last
        found = rows.digest(link, records.pop(number, ()))
        if found != link["rows_digest"]:
            yield Broken(
                "rows_as_sealed", _span(place, first, last), link["rows_digest"][:16], found[:16],
                number,
            )  # fmt: skip
        sealed = {k: v for k, v in link.items() if k != "chain"}
        chain = chain_of(chain, sealed)
        if chain != link["chain"]:
            yield Broken("chain_unbroken", place, chain[:16], link["chain"][:16], number)
            chain = link["chain"]
        anchor = json.loads(link["details"]).get("refusals") if _ANCHOR in link["details"] else None
        if isinstance(anchor, dict):
            anchors[int(anchor["number"])] = number, str(anchor["chain"])
    for link_id, kinds in records.items():
        yield Broken("rows_as_sealed", f"link {link_id}", "no such link", ", ".join(kinds))
    state = store.question("book/state").row(0, named=True)
    if (state["chain"], state["last_link_id"]) != (chain, links.height):
        cut = links.height + 1 if state["last_link_id"] > links.height else None
        yield Broken("chain_head", "book_state", chain[:16], state["chain"][:16], cut)
    newest = store.question("book/newest_entry").item()
    if newest not in (None, entry):
        yield Broken(
            "entries_sealed", f"entry {newest}", f"no entry after {entry}", f"entry {newest}"
        )

    yield from _broken_refusals(store, anchors)


def _broken_refusals(store: Store, anchors: dict[int, tuple[int, str]]) -> Iterator[Broken]:
    """The chain of refusals, and that it runs through what links of the other chain say about it."""
    chain, cut = _cut(store)
    number = cut
    anchors = {each: told for each, told in anchors.items() if each > cut}
    for number, row in enumerate(
        store.question("book/refusals").iter_rows(named=True), start=cut + 1
    ):
        place = f"refusal {row['refusal_id']}"
        stored = row.pop("chain")
        chain = chain_of(chain, row)
        if row["refusal_id"] != number or chain != stored:
            yield Broken("refusals_unbroken", place, chain[:16], stored[:16])
            return
        link, anchored = anchors.pop(number, (None, chain))
        if anchored != chain:
            yield Broken("refusals_unbroken", f"{place}, link {link}", anchored[:16], chain[:16])
            return
    for missing, (link, anchored) in sorted(anchors.items()):
        place = f"refusal {number + 1}, link {link}"
        yield Broken("refusals_unbroken", place, f"refusal {missing} {anchored[:16]}", "none")
        return


def _cut(store: Store) -> tuple[str, int]:
    """Where the chain of refusals begins: after those that a command let go of, by its own link."""
    found = store.question("book/refusals_cut")
    if found.is_empty():
        return GENESIS, 0
    cut = json.loads(found["details"].item()).get("refusals_cut", {})
    return str(cut.get("chain", GENESIS)), int(cut.get("number", 0))


def _span(place: str, first: int | None, last: int | None) -> str:
    if first is None:
        return place
    return f"{place}, entry {first}" if first == last else f"{place}, entries {first} to {last}"


class _Rows:
    """The rows that links sealed, as they are now; read in long stretches, for most links seal very few."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._from, self._read_to = 0, -1
        self._entries = self._lots = np.empty((0, 2), np.int64)
        self._holds = _table(store.question("book/sealed_hold_entries"))

    def digest(self, link: dict[str, object], records: Iterable[Sealed]) -> str:
        """What the seal of a link should say; `records` are kinds that name it."""
        seal = Seal()
        first, last = link["first_entry_id"], link["last_entry_id"]
        if isinstance(first, int) and isinstance(last, int):
            for low in range(first, last + 1, _STRETCH):
                high = min(low + _STRETCH - 1, last)
                self._read(low, high)
                seal.cover("entries", _between(self._entries, low, high)[:, 1])
                seal.cover("lot_entries", _between(self._lots, low, high))
        holds = _between(self._holds, link["link_id"], link["link_id"])
        if len(holds):
            seal.cover("hold_entries", holds[:, 1:])
        for kind in records:
            rows = self._store.question(f"book/sealed_{kind}", link_id=link["link_id"])
            seal.cover(kind, rows["checksum"].to_numpy())
        return seal.hexdigest()

    def _read(self, low: int, high: int) -> None:
        """Have the entries from `low` to `high` at hand; links follow each other, and so do their entries."""
        if high <= self._read_to and low >= self._from:
            return
        self._from, self._read_to = low, low + _STRETCH - 1
        stretch = {"first": low, "last": self._read_to}
        entries = self._store.question("ledger/entry_checksums", **stretch)
        checksums = entries["checksum"].to_numpy().view(np.int64)
        self._entries = np.column_stack((entries["entry_id"].to_numpy(), checksums))
        self._lots = _table(self._store.question("book/sealed_lot_entries", **stretch))


def _between(rows: NDArray[np.int64], low: Any, high: Any) -> NDArray[np.int64]:
    """The rows of these numbers, which ascend in the first column."""
    numbers = rows[:, 0]
    return rows[np.searchsorted(numbers, low, "left") : np.searchsorted(numbers, high, "right")]


def _table(frame: pl.DataFrame) -> NDArray[np.int64]:
    out = np.empty((frame.height, frame.width), np.int64)
    for at, name in enumerate(frame.columns):
        out[:, at] = frame[name].to_physical().cast(pl.Int64).to_numpy()
    return out

"""Proof: every invariant of the ledger, asked of the entries themselves.

Each question under queries/verify/ returns rows (rule, place, expected, found) that should not be;
the chain is recomputed here from the rows it sealed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.store.migrations import GENESIS
from pointbook.store.queries import questions
from pointbook.store.store import Store
from pointbook.store.writing import Seal, Sealed, chain_of

_STRETCH = 500_000
"""Entries looked at together; keeps the memory of a large book's proof flat."""


@dataclass(frozen=True)
class Broken:
    """One broken invariant: the rule, where it is first broken, and by what."""

    rule: str
    place: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}: expected {self.expected}, found {self.found}"


def verify(store: Store) -> list[Broken]:
    """All broken invariants, the first few places of each; empty when the book holds."""
    broken = []
    for name in questions():
        if name.startswith("verify/"):
            broken += [Broken(*map(str, row)) for row in store.question(name).iter_rows()]
    return broken + list(_chain(store))


def _chain(store: Store) -> Iterator[Broken]:
    links = store.question("book/links")
    records: dict[int, list[Sealed]] = defaultdict(list)
    for link_id, kind in store.question("book/record_links").iter_rows():
        records[link_id].append(kind)
    chain, entry = GENESIS, 0
    for number, link in enumerate(links.iter_rows(named=True), start=1):
        place = f"link {link['link_id']}"
        if link["link_id"] != number:
            yield Broken("chain_unbroken", place, f"link {number}", place)
            return
        first, last = link["first_entry_id"], link["last_entry_id"]
        if first is not None:
            if first != entry + 1:
                yield Broken("entries_sealed", place, f"entry {entry + 1}", f"entry {first}")
            entry = last
        found = _rows_digest(store, link, records.pop(number, ()))
        if found != link["rows_digest"]:
            yield Broken(
                "rows_as_sealed", _span(place, first, last), link["rows_digest"][:16], found[:16]
            )
        sealed = {k: v for k, v in link.items() if k != "chain"}
        chain = chain_of(chain, sealed)
        if chain != link["chain"]:
            yield Broken("chain_unbroken", place, chain[:16], link["chain"][:16])
            chain = link["chain"]
    for link_id, kinds in records.items():
        yield Broken("rows_as_sealed", f"link {link_id}", "no such link", ", ".join(kinds))
    state = store.question("book/state").row(0, named=True)
    if (state["chain"], state["last_link_id"]) != (chain, links.height):
        yield Broken("chain_head", "book_state", chain[:16], state["chain"][:16])
    newest = store.question("book/newest_entry").item()
    if newest not in (None, entry):
        yield Broken(
            "entries_sealed", f"entry {newest}", f"no entry after {entry}", f"entry {newest}"
        )


def _span(place: str, first: int | None, last: int | None) -> str:
    if first is None:
        return place
    return f"{place}, entry {first}" if first == last else f"{place}, entries {first} to {last}"


def _rows_digest(store: Store, link: dict[str, object], records: Iterable[Sealed]) -> str:
    """What the seal of a link should say, from the rows as they are now; `records` are kinds that name it."""
    seal = Seal()
    first, last = link["first_entry_id"], link["last_entry_id"]
    if isinstance(first, int) and isinstance(last, int):
        for low in range(first, last + 1, _STRETCH):
            stretch = {"first": low, "last": min(low + _STRETCH - 1, last)}
            entries = store.question("book/sealed_entries", **stretch)
            seal.cover("entries", entries["checksum"].to_numpy())
            seal.cover("lot_entries", _table(store.question("book/sealed_lot_entries", **stretch)))
    holds = store.question("book/sealed_hold_entries", link_id=link["link_id"])
    if not holds.is_empty():
        seal.cover("hold_entries", _table(holds))
    for kind in records:
        rows = store.question(f"book/sealed_{kind}", link_id=link["link_id"])
        seal.cover(kind, rows["checksum"].to_numpy())
    return seal.hexdigest()


def _table(frame: pl.DataFrame) -> NDArray[np.int64]:
    out = np.empty((frame.height, frame.width), np.int64)
    for at, name in enumerate(frame.columns):
        out[:, at] = frame[name].to_physical().cast(pl.Int64).to_numpy()
    return out

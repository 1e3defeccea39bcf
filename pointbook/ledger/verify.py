"""Proof: every invariant of the ledger, asked of the entries themselves.

Each question under queries/verify/ returns rows (rule, place, expected, found) that should not be;
the chain is recomputed from the rows it sealed.
"""

from __future__ import annotations

from pointbook.ledger.chain import Broken, broken_chain
from pointbook.store.queries import questions
from pointbook.store.store import Store

__all__ = ["Broken", "verify"]


def verify(store: Store) -> list[Broken]:
    """All broken invariants, the first few places of each; empty when the book holds."""
    broken: list[Broken] = []
    for name in questions():
        if name.startswith("verify/"):
            rows = store.question(name).iter_rows()
            broken += [
                Broken(str(rule), str(at), str(right), str(now)) for rule, at, right, now in rows
            ]
    return broken + list(broken_chain(store))

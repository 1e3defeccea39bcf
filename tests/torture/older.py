"""A book of the first shape, as a program of that time left it; run as a process of its own with the path."""

from __future__ import annotations

import sys
from datetime import datetime

import pointbook
from pointbook.store import migrations


def main(path: str) -> None:
    """Make it and say its last link."""
    first = migrations.schema_files()[:1]
    migrations.schema_files = lambda: first
    guarded = ("point_entry", "lot_entry", "point_hold", "hold_entry", "audit_link")
    migrations.GUARDED = guarded  # type: ignore[assignment]
    with pointbook.open_book(path, clock=lambda: datetime(2026, 6, 30)) as book:
        for number in range(40):
            book.customers.add(f"{number:03d}")
            book.ledger.earn(f"{number:03d}", 5, actor="t")
        print("ledger", book.store.head.link_id, book.store.head.chain, "-", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

"""A book of an older shape, to be brought along; run as a process of its own with the path."""

from __future__ import annotations

import sys
from datetime import datetime

import pointbook
from pointbook.store import migrations

SHAPE = migrations.schema_files()[:13]
"""The oldest shape that today's program can write entries with."""
LATER = ("reconciliation", "clearing_rule", "clearing_run")
GUARDED = tuple(name for name in migrations.GUARDED if name not in LATER)


def main(path: str) -> None:
    """Make it and say its last link."""
    migrations.schema_files = lambda: SHAPE
    migrations.GUARDED = GUARDED  # type: ignore[assignment]
    with pointbook.open_book(path, clock=lambda: datetime(2026, 6, 30)) as book:
        for number in range(40):
            book.customers.add(f"{number:03d}")
            book.ledger.earn(f"{number:03d}", 5, actor="t")
        print("ledger", book.store.head.link_id, book.store.head.chain, "-", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

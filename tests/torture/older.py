"""A book of an older shape, to be brought along; run as a process of its own with the path."""

from __future__ import annotations

import sys
from datetime import datetime

import polars as pl

import pointbook
from pointbook.book import Book
from pointbook.store import migrations
from pointbook.store.writing import Command, Writing

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
            register(book, f"{number:03d}")
            book.ledger.earn(f"{number:03d}", 5, actor="t")
        print("ledger", book.store.head.link_id, book.store.head.chain, "-", flush=True)


def register(book: Book, customer_no: str) -> None:
    """Register a customer as the shape has them: the program's own statement writes fields that came later."""

    def act(writing: Writing) -> dict[str, str]:
        number = writing.take("last_customer_id")
        writing._cursor.execute(
            "insert into customer (customer_id, customer_no, search_text, created_at, updated_at)"
            " values ($id, $no, $no, $at, $at)",
            {"id": number, "no": customer_no, "at": writing.recorded_at},
        )
        staged = writing.stage(pl.DataFrame({"customer_id": [number]}, {"customer_id": pl.Int32}))
        writing.run("add_accounts", staged=staged)
        return {"customer_no": customer_no}

    book.store.perform(Command("add_customer", "t"), act)


if __name__ == "__main__":
    main(sys.argv[1])

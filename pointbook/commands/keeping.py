"""`expire`, `backup` and `restore`: what keeps a book in order."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.errors import BookDamaged, BookNotEncrypted
from pointbook.store.exchange import exchange
from pointbook.texts import say

if TYPE_CHECKING:
    from pointbook.backups import Copy


def expire_points(given: argparse.Namespace) -> int:
    """Sweep what has expired by a day, today unless told otherwise."""
    with pointbook.open_book(given.book, create=False) as book:
        postings = book.ledger.expire(given.as_of or book.now(), actor=local_actor())
    points = sum((each.points for each in postings), Decimal(0))
    if given.json:
        print(json_text({"entries": len(postings), "points": points}))
    else:
        print(say("cli.expired", given.lang, count=len(postings), points=-points))
    return 0


def back_up(given: argparse.Namespace) -> int:
    """Copy the book and prove the copy: to a new file, or to the shelf where the rule tidies up."""
    with pointbook.open_book(given.book, create=False) as book:
        if given.list:
            return _list(given, book.backups.on_shelf())
        if given.target is None:
            copy = book.backups.make(actor=local_actor())
            return _copied(given, "backed_up", copy.path, copy.bytes)
        book.backup(given.target)
    return _copied(given, "backed_up", given.target, given.target.stat().st_size)


def restore_backup(given: argparse.Namespace) -> int:
    """Make the book from a backup; a book that exists goes aside with --replace and is never overwritten."""
    if given.rehearse:
        return _rehearse(given)
    if given.replace and given.book.exists():
        before = _replaced(given.book, given.backup)
        if not given.json:
            print(say("cli.kept_before", given.lang, path=str(before)))
    else:
        pointbook.restore(given.backup, given.book).close()
    return _copied(given, "restored", given.book, given.book.stat().st_size)


def _replaced(book_path: Path, backup: Path) -> Path:
    from pointbook.backups.room import aside  # ciphers load only when a backup is opened

    try:
        with pointbook.open_book(book_path, create=False) as book:
            return book.backups.restore(backup, actor=local_actor())
    except (BookDamaged, BookNotEncrypted):
        if not backup.is_file():
            raise
    # A book that cannot be opened, or not with the key, goes aside as it is, once the backup stands beside it.
    new = book_path.with_name(f"{book_path.name}.restored")
    new.unlink(missing_ok=True)
    pointbook.restore(backup, new).close()
    before = aside(book_path)
    exchange(book_path, new, before)
    return before


def _rehearse(given: argparse.Namespace) -> int:
    from pointbook.backups.room import rehearse  # ciphers load only when a backup is opened

    content = rehearse(given.backup)
    if given.json:
        print(json_text({"ok": True, **asdict(content)}))
    else:
        print(say("cli.rehearsed", given.lang, path=str(given.backup), **asdict(content)))
    return 0


def _list(given: argparse.Namespace, copies: Sequence[Copy]) -> int:
    rows = [(each.made_at, each.bytes, each.is_encrypted, each.name) for each in copies]
    names = ("made_at", "bytes", "is_encrypted", "title")
    if given.json:
        print(json_text([dict(zip(names, row, strict=True)) for row in rows]))
    else:
        print(table_text(names, rows, given.lang))
    return 0


def _copied(given: argparse.Namespace, text: str, path: object, size: int) -> int:
    if given.json:
        print(json_text({"path": str(path), "bytes": size}))
    else:
        print(say(f"cli.{text}", given.lang, path=str(path)))
    return 0

"""`expire`, `verify`, `backup` and `restore`: what keeps a book in order."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from decimal import Decimal

import pointbook
from pointbook.commands.naming import actor_name
from pointbook.commands.printing import json_text
from pointbook.texts import say


def expire_points(given: argparse.Namespace) -> int:
    """Sweep what has expired by a day, today unless told otherwise."""
    with pointbook.open_book(given.book, create=False) as book:
        postings = book.ledger.expire(given.as_of or book.now(), actor=actor_name())
    points = sum((each.points for each in postings), Decimal(0))
    if given.json:
        print(json_text({"entries": len(postings), "points": points}))
    else:
        print(say("cli.expired", given.lang, count=len(postings), points=-points))
    return 0


def verify_book(given: argparse.Namespace) -> int:
    """Check every invariant; status 1 when one is broken."""
    with pointbook.open_book(given.book, create=False) as book:
        broken = book.verify()
    if given.json:
        print(json_text({"ok": not broken, "broken": [asdict(each) for each in broken]}))
    else:
        print("\n".join(map(str, broken)) or say("cli.verified", given.lang))
    return 1 if broken else 0


def back_up(given: argparse.Namespace) -> int:
    """Copy the book to a new file and check the copy."""
    with pointbook.open_book(given.book, create=False) as book:
        book.backup(given.target)
    return _copied(given, "backed_up", given.target, given.target.stat().st_size)


def restore_backup(given: argparse.Namespace) -> int:
    """Make the book from a backup; a book that exists is never overwritten."""
    pointbook.restore(given.backup, given.book).close()
    return _copied(given, "restored", given.book, given.book.stat().st_size)


def _copied(given: argparse.Namespace, text: str, path: object, size: int) -> int:
    if given.json:
        print(json_text({"path": str(path), "bytes": size}))
    else:
        print(say(f"cli.{text}", given.lang, path=str(path)))
    return 0

"""`verify` and `head`: the book proved, its chain compared with a head that somebody kept."""

from __future__ import annotations

import argparse
from dataclasses import asdict

import pointbook
from pointbook.audit.head import ChainHead, compare, head_of, read_head_text
from pointbook.audit.telling import broken_sentence
from pointbook.commands.printing import json_text
from pointbook.errors import BookLocked
from pointbook.ledger.chain import first_broken_link
from pointbook.store.head import read_head
from pointbook.texts import say


def verify_book(given: argparse.Namespace) -> int:
    """Check every invariant, and that the chain runs through a head; status 1 when something is broken."""
    head = None if given.head is None else read_head_text(given.head)
    with pointbook.open_book(given.book, create=False) as book:
        broken = book.verify()
        first = first_broken_link(book.store, broken)
        verdict = None if head is None else compare(book.store, head)
        calendar = book.calendar
    is_ok = not broken and verdict in (None, "contained")
    if given.json:
        told: dict[str, object] = {"ok": is_ok, "broken": [asdict(each) for each in broken]}
        if first is not None:
            told["first_broken_link"] = asdict(first)
        if verdict is not None:
            told["head"] = verdict
        print(json_text(told))
        return 0 if is_ok else 1
    print("\n".join(map(str, broken)) or say("cli.verified", given.lang))
    if first is not None:
        print(broken_sentence(first, calendar, given.lang))
    if head is not None and verdict is not None:
        print(say(f"audit.head_{verdict}", given.lang, link_no=str(head.link_id)))
    return 0 if is_ok else 1


def print_head(given: argparse.Namespace) -> int:
    """Print the head of the chain: of the book, or of the file beside it while a server has the book."""
    try:
        with pointbook.open_book(given.book, create=False) as book:
            head = head_of(book.store)
    except BookLocked:
        beside = read_head(given.book)
        if beside is None:
            raise
        head = ChainHead(beside.book_id, beside.link_id, beside.chain)
    print(json_text(asdict(head)) if given.json else head.text(given.lang))
    return 0

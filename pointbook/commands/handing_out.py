"""`person`: all that a book holds about one person, as JSON."""

from __future__ import annotations

import argparse

import pointbook
from pointbook.commands.naming import actor_name
from pointbook.commands.printing import json_text
from pointbook.customers.everything import everything_about
from pointbook.errors import TargetExists


def hand_out(given: argparse.Namespace) -> int:
    """Print it, or write it to a new file."""
    if given.out is not None and given.out.exists():
        raise TargetExists(path=str(given.out))
    with pointbook.open_book(given.book, create=False) as book:
        text = json_text(everything_about(book, given.customer, actor=actor_name()))
    if given.out is None:
        print(text)
    else:
        given.out.write_text(text, encoding="utf-8")
    return 0

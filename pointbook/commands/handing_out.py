"""`person`: all that a book holds about one person, as JSON or as a workbook."""

from __future__ import annotations

import argparse
import sys

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.customers.everything import everything_about
from pointbook.errors import TargetExists, UnreadableFile
from pointbook.exports import person_file
from pointbook.exports.person import PersonFormat
from pointbook.texts import say


def hand_out(given: argparse.Namespace) -> int:
    """Print it, or write it to a new file; without a format the ending of its name decides."""
    if given.out is not None and given.out.exists():
        raise TargetExists(path=str(given.out))
    ending = given.out.suffix.lower() if given.out is not None else ""
    shape: PersonFormat = given.format or (
        "xlsx" if ending == ".xlsx" and not given.json else "json"
    )
    if shape == "xlsx" and given.out is None:
        raise UnreadableFile(filename="-", detail="--format xlsx: --out FILE")
    with pointbook.open_book(given.book, create=False) as book:
        told = everything_about(book, given.customer, actor=local_actor())
        made_at = f"{book.now():%Y-%m-%d %H:%M}"
    about = [(say("tables.made_at", given.lang), made_at)]
    content = person_file(told, shape, given.lang, about=about)
    if given.out is None:
        sys.stdout.write(content.decode("utf-8") + "\n")
        sys.stdout.flush()
    else:
        given.out.write_bytes(content)
    return 0

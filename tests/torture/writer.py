"""A process that does every kind of writing to a book until it is killed, and says what was acknowledged.

Arguments: the book, a seed. Before a command its path is said behind a `>`, after it has returned the last
link of the chain, which covers every command before it, and its request id or what else proves it.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable

import pointbook
from pointbook.backups.secret import SECRET
from pointbook.book import Book
from pointbook.errors import PointbookError
from tests.torture.house import House
from tests.torture.pen import DOORKEEPER, MERGING, NOW, NUMBERS, PASSWORD
from tests.torture.points import Points


def main(path: str, seed: int) -> None:
    """Write for ever."""
    os.environ.pop(SECRET, None)  # each backup says for itself whether it is locked
    dice = random.Random(seed)
    print("opening", flush=True)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        prepare(book)
        print("ready", flush=True)
        writer = Writer(book, dice, seed)
        while True:
            writer.write()


def prepare(book: Book) -> None:
    """The customers, and somebody who may sign in."""
    known = set(book.store.ask("select customer_no from customer")["customer_no"])
    for number in NUMBERS + MERGING:
        if number not in known:
            book.customers.add(number)
    if DOORKEEPER not in book.access.users():
        book.access.add(DOORKEEPER, role="administrator", actor="t")
    if DOORKEEPER not in book.access.door.standings():
        book.access.door.set_password(DOORKEEPER, PASSWORD)


class Writer(Points, House):
    """Every path by which a book is written, chosen at random."""

    @property
    def paths(self) -> dict[Callable[[], None], int]:
        """How likely each is: single commands are most of a day, what takes long is seldom."""
        return {
            self.command: 40, self.again: 4, self.import_points: 4, self.import_customers: 3,
            self.import_purchases: 3, self.import_redemptions: 3, self.replace_a_period: 3,
            self.sweep: 3, self.merge: 4, self.undo: 5,
            self.edit_customer: 3, self.erase: 3, self.person: 4, self.role: 3, self.review: 3,
            self.sign_in: 3, self.trace: 3, self.refused: 4,
            self.profile: 3, self.watch: 4, self.unfinished: 2, self.backup: 4, self.restore: 3,
        }  # fmt: skip

    def write(self) -> None:
        """One command of a random path; a refusal is an answer, too."""
        paths = self.paths
        path = self.dice.choices(list(paths), list(paths.values()))[0]
        print(">", path.__name__, flush=True)
        try:
            path()
        except PointbookError:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

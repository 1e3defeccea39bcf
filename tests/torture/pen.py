"""What every path of the torture writes with: a book, dice, and a voice that says what was acknowledged."""

from __future__ import annotations

import random
from datetime import datetime

from pointbook.book import Book

NOW = datetime(2026, 6, 30)
NUMBERS = [f"{n:03d}" for n in range(34)]
MERGING = [f"M{n}" for n in range(6)]
"""Customers of their own, as one who was merged takes no points any more."""
DOORKEEPER, PASSWORD = "doorkeeper", "seven lamps on the quay"


class Pen:
    """The book that is written to, and the voice."""

    def __init__(self, book: Book, dice: random.Random, seed: int) -> None:
        self.book = book
        self.dice = dice
        self.seed = seed

    def request(self) -> str:
        """A request id; a writer that begins again with the same seed draws the same ones."""
        return f"{self.seed}-{self.dice.randrange(10**12)}"

    def say(self, path: str, proof: object = "-") -> None:
        """Acknowledge everything up to now, with what else proves the command."""
        head = self.book.store.head
        print(path, head.link_id, head.chain, proof, flush=True)

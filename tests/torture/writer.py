"""A process that does every kind of writing to a book until it is killed, and says what was acknowledged.

Arguments: the book, a seed. Before a command its path is said behind a `>`, after it has returned the last
link of the chain, which covers every command before it, and its request id or what else proves it.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pointbook
from pointbook.book import Book
from pointbook.errors import PointbookError
from pointbook.imports.answers import Answers
from pointbook.imports.profiles import Profile

CUSTOMERS = 40
NOW = datetime(2026, 6, 30)
NUMBERS = [f"{n:03d}" for n in range(CUSTOMERS)]


def main(path: str, seed: int) -> None:
    """Write for ever."""
    dice = random.Random(seed)
    print("opening", flush=True)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        known = set(book.store.ask("select customer_no from customer")["customer_no"])
        for number in NUMBERS:
            if number not in known:
                book.customers.add(number)
        print("ready", flush=True)
        writer = Writer(book, dice, seed)
        while True:
            writer.write()


class Writer:
    """Every path by which a book is written, chosen at random."""

    def __init__(self, book: Book, dice: random.Random, seed: int) -> None:
        self.book = book
        self.dice = dice
        self.seed = seed
        self.paths: dict[Callable[[], None], int] = {
            self.ledger: 40, self.import_points: 4, self.import_customers: 3, self.import_purchases: 3,
            self.replace_a_period: 3, self.undo: 4, self.sweep: 3, self.person: 5, self.profile: 4,
            self.backup: 3, self.restore: 2,
        }  # fmt: skip

    def write(self) -> None:
        """One command of a random path; a refusal is an answer, too."""
        path = self.dice.choices(list(self.paths), list(self.paths.values()))[0]
        print(">", path.__name__, flush=True)
        try:
            path()
        except PointbookError:
            return

    def request(self) -> str:
        return f"{self.seed}-{self.dice.randrange(10**12)}"

    def say(self, path: str, proof: object) -> None:
        head = self.book.store.head
        print(path, head.link_id, head.chain, proof, flush=True)

    def ledger(self) -> None:
        number, request, ledger = self.dice.choice(NUMBERS), self.request(), self.book.ledger
        points = self.dice.randrange(1, 400)
        told: dict[str, Any] = {"actor": "t", "request_id": request}
        self.dice.choice(
            (
                lambda: ledger.earn(number, points, expires_at=NOW + timedelta(days=9), **told),
                lambda: ledger.redeem(number, points, partial=True, **told),
                lambda: ledger.adjust(number, points, reason="torture", **told),
                lambda: ledger.hold(number, points, **told),
                lambda: ledger.transfer(number, self.dice.choice(NUMBERS), points, **told),
                lambda: ledger.earn(
                    number, points, occurred_at=NOW - timedelta(days=90),
                    expires_at=NOW - timedelta(days=2), **told,
                ),
            )
        )()  # fmt: skip
        self.say("ledger", request)

    def import_points(self) -> None:
        rows = [self.row() for _ in range(self.dice.choice([30, 3_000]))]
        self.post("points", "会员号,时间,积分,单号", rows)

    def row(self) -> str:
        day = datetime(2025, 1, 1) + timedelta(days=self.dice.randrange(500))
        points = self.dice.choice([-1, 1, 1]) * self.dice.randrange(1, 100)
        return f"{self.dice.choice(NUMBERS)},{day.date()},{points},{self.dice.randrange(10**9)}"

    def import_customers(self) -> None:
        rows = [f"{no},名{self.dice.randrange(10**6)},金卡" for no in self.dice.sample(NUMBERS, 9)]
        self.post("customers", "会员号,姓名,等级", rows)

    def import_purchases(self) -> None:
        orders = [
            f"{self.dice.choice(NUMBERS)},D{self.dice.randrange(10**9)},2026-03-0{self.dice.randrange(1, 9)},99.50"
            for _ in range(20)
        ]
        self.post("orders", "会员号,订单号,下单时间,金额", orders)

    def replace_a_period(self) -> None:
        rows = [
            f"{no},2024-0{month},{self.dice.randrange(1, 90)}" for no in NUMBERS for month in (1, 2)
        ]
        self.post(
            "points", "会员号,月份,积分", rows, answers=Answers(period="replace"), source="monthly"
        )

    def post(self, kind: str, header: str, rows: list[str], **planned: Any) -> None:
        text = "\n".join([header, *rows]).encode()
        plan = self.book.imports.read(text, filename=f"{self.request()}.csv").plan(
            kind=kind, **planned
        )
        if plan.ok:
            self.say("import", f"batch-{plan.post(actor='t').batch_id}")

    def undo(self) -> None:
        batches = self.book.batches()
        standing = batches.filter(batches["kind"] == "import")["batch_id"].to_list()[:5]
        if standing:
            done = self.book.imports.undo(self.dice.choice(standing), actor="t")
            self.say("undo", f"batch-{done.batch_id}")

    def sweep(self) -> None:
        if self.book.ledger.expire(NOW, actor="t"):
            self.say("sweep", "-")

    def person(self) -> None:
        request, name = self.request(), f"u{self.dice.randrange(10**9)}"
        self.book.access.add(name, role="administrator", actor="t", request_id=request)
        self.say("user", request)

    def profile(self) -> None:
        draft = self.book.imports.read(
            "会员号,时间,积分\n001,2026-01-01,5\n".encode(), filename="a.csv"
        )
        name = f"p{self.dice.randrange(20)}"
        kept = Profile.of(name, draft.mapped(), draft.columns)
        self.book.imports.profiles.save(kept, actor="t", request_id=self.request())
        self.say("profile", "-")

    def backup(self) -> None:
        print("unshelving", flush=True)
        for old in self.book.backups.on_shelf():
            old.path.unlink(missing_ok=True)  # a shelf has names for one backup a second
        self.say("backup", self.book.backups.make(actor="t").name)

    def restore(self) -> None:
        shelf = self.book.backups.on_shelf()
        if shelf:
            request = self.request()
            held = shelf[0].content
            if held is None:  # killed between the backup and its note
                return
            print("restoring", held.link_id, held.chain, flush=True)
            self.book.backups.restore(shelf[0].name, actor="t", request_id=request)
            self.say("restore", request)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

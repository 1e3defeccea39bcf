"""A process that writes to a book until it is killed, and says on standard output what was acknowledged.

Arguments: the book, a seed. Every line says a request id and what it posted, after the command returned.
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta

import pointbook
from pointbook.errors import PointbookError

CUSTOMERS = 40


def main(path: str, seed: int) -> None:
    """Write for ever."""
    dice = random.Random(seed)
    with pointbook.open_book(path, clock=lambda: datetime(2026, 6, 30)) as book:
        numbers = [f"{n:03d}" for n in range(CUSTOMERS)]
        known = {
            str(no) for no in book.store.ask("select customer_no from customer")["customer_no"]
        }
        for number in numbers:
            if number not in known:
                book.customers.add(number)
        print("ready", flush=True)
        while True:
            request = f"{seed}-{dice.randrange(10**12)}"
            if dice.random() < 0.15:
                rows = [_row(dice, numbers) for _ in range(dice.choice([30, 3_000]))]
                text = "\n".join(["会员号,时间,积分,单号", *rows])
                plan = book.imports.read(text.encode(), filename=f"{request}.csv").plan()
                run = plan.post(actor="t")
                print(f"batch {run.batch_id} {run.entries}", flush=True)
                continue
            number = dice.choice(numbers)
            try:
                if dice.random() < 0.6:
                    done = book.ledger.earn(
                        number, dice.randrange(1, 500), actor="t", request_id=request
                    )
                else:
                    done = book.ledger.redeem(
                        number, dice.randrange(1, 300), partial=True, actor="t", request_id=request
                    )
            except PointbookError:
                continue
            print(f"entry {done.entry_id} {done.points} {request}", flush=True)


def _row(dice: random.Random, numbers: list[str]) -> str:
    day = datetime(2025, 1, 1) + timedelta(days=dice.randrange(500))
    points = dice.choice([-1, 1, 1]) * dice.randrange(1, 100)
    return f"{dice.choice(numbers)},{day.date()},{points},{dice.randrange(10**9)}"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

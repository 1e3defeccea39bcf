"""A book filled at random through the real ledger, and what is in it as plain Python rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from pointbook.errors import PointbookError

if TYPE_CHECKING:
    from pointbook.book import Book

NOW = datetime(2026, 6, 30, 12, 0)
FIRST = datetime(2025, 3, 5)
CUSTOMERS, COMMANDS = 11, 150
NOTHING = Decimal(0)
TIERS, STORES, TAGS = (
    ("gold", "plain", None),
    ("S1", "S2"),
    ("vip", "vip,new", "new", "oldvip", None),
)


@dataclass(frozen=True)
class RandomBook:
    """The book, its customers by number, and all their entries in business time."""

    book: Book
    customers: dict[str, dict[str, Any]]
    entries: list[dict[str, Any]]

    def meant(self, **wanted: str | None) -> set[str]:
        """The customers in a range, found without any SQL."""
        return {
            number
            for number, about in self.customers.items()
            if all(value is None or _has(about, name, value) for name, value in wanted.items())
        }

    def total(self, wanted: Callable[[dict[str, Any]], bool]) -> Decimal:
        return sum((entry["points"] for entry in self.entries if wanted(entry)), NOTHING)


def _has(about: dict[str, Any], name: str, value: str) -> bool:
    if name == "tag":
        return value in (about["tags"] or "").split(",")
    return bool(about[name] == value)


@pytest.fixture(params=[1, 2])
def random_book(request: pytest.FixtureRequest) -> RandomBook:
    """A book of some customers and many entries of every kind; made once, since tests only ask it."""
    made = _made.get(request.param)
    if made is None:
        made = _made[request.param] = _fill(random.Random(request.param))
        request.config.add_cleanup(made.book.close)
    return made


_made: dict[int, RandomBook] = {}


def _fill(dice: random.Random) -> RandomBook:
    import pointbook

    book = pointbook.open_book(":memory:", clock=lambda: NOW)
    customers = {f"C{n:02}": _customer(dice) for n in range(CUSTOMERS)}
    for number, about in customers.items():
        book.customers.add(number, **about)
    _play(book, dice, list(customers)[:-1])  # the last one never moves
    entries = [
        {"customer_no": number, "day": entry["occurred_at"].date(), **entry}
        for number in customers
        for entry in book.ledger.entries(number).iter_rows(named=True)
    ]
    assert book.verify() == []
    return RandomBook(book, customers, entries)


def _customer(dice: random.Random) -> dict[str, Any]:
    name = dice.choice(["曾小贤", "单雄信", "Ann Lee", None])
    phone = f"138{dice.randrange(10**8):08}"
    return {
        "name": name,
        "phone": phone,
        "joined_on": date(2025, 1 + int(phone[-1]), 1),
        "tier": dice.choice(TIERS),
        "store": dice.choice(STORES),
        "region": dice.choice(["north", "south"]),
        "department": dice.choice(["A", "B"]),
        "status": dice.choice(["active", "closed"]),
        "tags": dice.choice(TAGS),
    }


def _play(book: Book, dice: random.Random, numbers: list[str]) -> None:
    made: list[Any] = []
    for _ in range(COMMANDS):
        command = _command(book, dice, numbers, made)
        try:
            done = command()
        except (PointbookError, IndexError):
            continue  # refused, as it may be at random
        made += done if isinstance(done, list) else [done]
    book.ledger.expire(date(2026, 2, 1), actor="t")


def _command(
    book: Book, dice: random.Random, numbers: list[str], made: list[Any]
) -> Callable[[], Any]:
    ledger, number = book.ledger, dice.choice(numbers)
    at = FIRST + timedelta(days=dice.randrange(470), hours=dice.choice([0, 0, 9, 23]))
    points = Decimal(dice.choice([5, 10, 10, 20, 35, 100])) + dice.choice([0, 0, Decimal("0.25")])
    told: dict[str, Any] = {
        "occurred_at": at,
        "actor": "t",
        "reason": dice.choice(["purchase", "gift", "sign_in"]),
        "channel": dice.choice(["app", "shop", None]),
        "campaign": dice.choice(["spring", None]),
        "store": dice.choice(["S1", "S9", None]),
    }
    likely: dict[Callable[[], Any], int] = {
        lambda: ledger.earn(number, points, expires_at=at + timedelta(days=200), **told): 10,
        lambda: ledger.opening(number, points, **told): 1,
        lambda: ledger.redeem(number, points, overdraft=dice.random() < 0.2, **told): 6,
        lambda: ledger.adjust(number, dice.choice([points, -points]), **told): 3,
        lambda: ledger.clear(number, **told): 1,
        lambda: ledger.transfer(number, dice.choice(numbers), points, **told): 2,
        lambda: ledger.extend(dice.choice(made).entry_id, date(2026, 12, 31), actor="t"): 2,
        lambda: ledger.reassign(
            dice.choice(made).entry_id, dice.choice(numbers), policy="debt", actor="t"
        ): 2,
        lambda: ledger.reverse(dice.choice(made).entry_id, actor="t"): 3,
    }
    return dice.choices(list(likely), list(likely.values()))[0]

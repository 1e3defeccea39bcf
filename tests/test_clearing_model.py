"""Random customers, days and conditions beside a naive model that walks the calendar day by day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

import pointbook
from pointbook.analysis.customer_range import CustomerRange
from pointbook.book import Book
from pointbook.clearing import Rule
from pointbook.web.daily import ACTOR

BEGIN = date(2024, 1, 29)
DAYS = 90
TIERS = ("gold", "plain")


@dataclass
class Person:
    """What the model knows of a customer."""

    tier: str
    balance: int = 0
    did_on: date | None = None
    came_on: date | None = None
    got: dict[date, int] = field(default_factory=dict)
    """Points that came, by day; what is spent is spent of the oldest."""
    given_back: bool = False

    def get(self, points: int, day: date) -> None:
        """Points come."""
        self.balance += points
        self.came_on = self.came_on or day
        self.got[day] = self.got.get(day, 0) + points

    def has_some_from_after(self, day: date) -> bool:
        """Whether any of what is left came after a day."""
        return min(self.balance, sum(n for at, n in self.got.items() if at > day)) > 0


class Shop:
    """A book whose clock the test moves, and the same people in a dictionary."""

    def __init__(self, book: Book, dice: random.Random) -> None:
        self.book, self.dice = book, dice
        self.people: dict[str, Person] = {}
        for n in range(12):
            tier = dice.choice(TIERS)
            self.book.customers.add(f"C{n:02d}", tier=tier, actor="t")
            self.people[f"C{n:02d}"] = Person(tier)

    def do_something(self, day: date) -> None:
        number = self.dice.choice(list(self.people))
        person, ledger, at = self.people[number], self.book.ledger, self.book.now()
        match self.dice.choice(("earn", "redeem", "gift")):
            case "earn":
                points = self.dice.randrange(1, 50)
                ledger.earn(number, points, occurred_at=at, actor="t")
                person.get(points, day)
                person.did_on, person.given_back = day, False
            case "gift":
                ledger.adjust(number, 3, reason="gift", occurred_at=at, actor="t")
                person.get(3, day)
            case "redeem" if person.balance:
                ledger.redeem(number, 1, occurred_at=at, actor="t")
                person.balance -= 1
                person.did_on, person.given_back = day, False

    def is_due(self, person: Person, rule: Rule, day: date) -> bool:
        tier = rule.customers.tier
        if not person.balance or tier not in (None, person.tier) or person.given_back:
            return False
        if rule.balance_from is not None and person.balance < rule.balance_from:
            return False
        if rule.condition == "day":
            return True
        since = person.did_on or person.came_on
        assert since is not None
        return day > plus(since, rule.months or 0, rule.days or 0)


def plus(day: date, months: int, days: int) -> date:
    """So many months later, the last day of a shorter month at most, and so many days after that."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last) + timedelta(days=days)
        except ValueError:
            continue
    raise AssertionError


@pytest.fixture
def clock() -> list[datetime]:
    return [datetime.combine(BEGIN, datetime.min.time())]


@pytest.fixture
def empty(clock: list[datetime]) -> Iterator[Book]:
    with pointbook.open_book(":memory:", clock=lambda: clock[0]) as book:
        yield book


@pytest.mark.parametrize("seed", range(6))
def test_every_day_comes_out_as_a_naive_model_says(
    empty: Book, clock: list[datetime], seed: int
) -> None:
    dice = random.Random(seed)
    shop = Shop(empty, dice)
    rule = a_rule(dice, ("still", "still", "day")[seed % 3])
    kept = empty.clearing.save(rule, actor="boss")
    digest = empty.clearing.preview(kept.rule_id, actor="boss").digest
    empty.clearing.switch_on(kept.rule_id, version=1, digest=digest, actor="boss")
    batches: list[tuple[int, dict[str, int]]] = []
    done: set[date] = set()
    for n in range(1, DAYS):
        day = BEGIN + timedelta(days=n)
        clock[0] = datetime.combine(day, datetime.min.time()) + timedelta(minutes=5)
        for _ in range(dice.randrange(3)):
            shop.do_something(day)
        if batches and dice.random() < 0.1:
            undo(shop, *batches.pop())
        if dice.random() < 0.4:  # the server was down
            continue
        due_day = rule.due_day(day)
        expected = {
            number: person.balance
            for number, person in shop.people.items()
            if shop.is_due(person, rule, day)
            and not (rule.condition == "day" and person.has_some_from_after(due_day))
        }
        ran = [each for _ in range(2) for each in empty.clearing.run_due(actor=ACTOR)]
        if due_day in done or due_day <= BEGIN:
            assert ran == []
            continue
        done.add(due_day)
        (only,) = ran
        assert (only.day, only.customers, only.points) == (
            due_day, len(expected), sum(expected.values())
        )  # fmt: skip
        for number in expected:
            shop.people[number].balance = 0
        if only.batch_id is not None:
            batches.append((only.batch_id, expected))
        for number, person in shop.people.items():
            assert empty.ledger.balance(number).balance == person.balance, (day, number)
    assert done
    assert empty.verify() == []


def a_rule(dice: random.Random, condition: str) -> Rule:
    most = {"most_customers": 1000, "most_points": Decimal(10**6)}
    customers = CustomerRange(tier=dice.choice((None, "gold")))
    least = dice.choice((None, Decimal(20)))
    if condition == "day":
        day = BEGIN + timedelta(days=dice.randrange(5, 40))
        return Rule(
            "r", "day", year_day=f"{day:%m-%d}", customers=customers, balance_from=least, **most
        )  # type: ignore[arg-type]
    return Rule(
        "r", "still", months=dice.randrange(2), days=dice.randrange(1, 20), customers=customers,
        balance_from=least, **most,
    )  # type: ignore[arg-type]  # fmt: skip


def undo(shop: Shop, batch_id: int, cleared: dict[str, int]) -> None:
    shop.book.batches.undo(batch_id, actor="t")
    for number, points in cleared.items():
        person = shop.people[number]
        person.balance += points
        person.given_back = True


@pytest.mark.parametrize("seed", range(200))
def test_a_span_is_over_on_the_same_day_forwards_and_backwards(seed: int) -> None:
    dice = random.Random(seed)
    rule = Rule("r", "still", 1, Decimal(1), months=dice.randrange(30), days=dice.randrange(1, 40))
    day = date(2024, 1, 1) + timedelta(days=dice.randrange(1500))
    last = rule.last_since(day)
    assert rule.falls_due(last) <= day < rule.falls_due(last + timedelta(days=1))
    assert rule.falls_due(last) == plus(last, rule.months or 0, (rule.days or 0) + 1)

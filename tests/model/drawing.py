"""What random programs are made of: steps with a weight, and what is drawn for each."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

Draw: TypeAlias = Callable[[random.Random], Any]
_Act = TypeVar("_Act", bound=Callable[..., None])

PEOPLE = ("C1", "C2", "C3", "C4")
ROW_KINDS = ("earn", "opening", "adjust_up", "redeem", "adjust_down", "expire", "claw_back")


@dataclass(frozen=True)
class Step:
    """One kind of step: how likely, when it makes sense, and what is drawn for it."""

    weight: float
    makes_sense: Callable[[Any], object]
    draws: Mapping[str, Draw]


STEPS: dict[str, Step] = {}


def step(
    weight: float, *, when: Callable[[Any], object] = lambda books: True, **draws: Draw
) -> Callable[[_Act], _Act]:
    """Make a method a step of random programs."""

    def note(act: _Act) -> _Act:
        STEPS[act.__name__] = Step(weight, when, draws)
        return act

    return note


def one_of(*choices: Any) -> Draw:
    """One of these, equally likely."""
    return lambda dice: dice.choice(choices)


def whole(first: int, last: int) -> Draw:
    """A whole number, both ends included."""
    return lambda dice: dice.randint(first, last)


def some(draw: Draw, most: int, least: int = 0) -> Draw:
    """A list of up to so many."""
    return lambda dice: [draw(dice) for _ in range(dice.randint(least, most))]


def amounts(dice: random.Random) -> Decimal:
    """Round points often, so that lots are used up to the last; else with hundredths."""
    if dice.random() < 0.5:
        return Decimal(dice.randint(1, 10) * 10)
    return Decimal(dice.randint(1, 5000)) / 100


def credits(dice: random.Random) -> Decimal:
    """Some so large that there is something to take for a while."""
    return amounts(dice) * dice.choice((1, 1, 5))


def perhaps(draw: Draw, share: float = 0.5) -> Draw:
    """Nothing, or what is drawn in so many of all cases."""
    return lambda dice: draw(dice) if dice.random() < share else None


def ages(dice: random.Random) -> int | None:
    """How many half days ago; None says nothing. Seldom long ago, so that much falls on one instant."""
    return dice.choice((None, dice.randint(0, 4), dice.randint(0, 60)))


def picks(dice: random.Random) -> int:
    """How far back; often one of the last few, so that what was taken back is taken back again."""
    return dice.choice((dice.randint(0, 4), dice.randint(0, 40)))


customers = one_of(*PEOPLE)
parts = perhaps(amounts)
validities = perhaps(whole(1, 40))
graces = one_of(None, None, 1, 10, 40)
waits = perhaps(whole(0, 20), 1 / 3)
flips = one_of(False, True)


def rows(dice: random.Random) -> tuple[Any, ...]:
    """Customer, kind, points, age, validity in days, whether it has a number of its own."""
    kind, age = dice.choice(ROW_KINDS), dice.randint(0, 80)
    return customers(dice), kind, amounts(dice), age, validities(dice), flips(dice)


@dataclass(frozen=True)
class Manner:
    """How a command is said: with which key, and by a form how old; at most one of them."""

    word: str = "plain"
    number: int = 0

    def options(self, revision: int) -> dict[str, Any]:
        if self.word == "request":
            return {"request_id": f"r-{self.number}"}
        if self.word == "fresh":
            return {"expected_revision": revision}
        if self.word == "stale":
            return {"expected_revision": revision - 1}
        return {}


def manners(dice: random.Random) -> Manner:
    """Mostly plain."""
    word = dice.choice(["plain"] * 6 + ["request", "fresh", "stale"])
    return Manner(word, dice.randint(0, 30))

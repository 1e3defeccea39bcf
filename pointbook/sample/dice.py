"""Seeded draws that stay the same on every Python: only `Random.random()` is promised to repeat, so only it is used."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A repeatable source of chance."""

    def __init__(self, seed: int) -> None:
        self.roll = Random(seed).random

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in `share` of all cases."""
        return self.roll() < share

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely as the others."""
        return items[int(self.roll() * len(items))]

    def weighted(self, items: Sequence[Item], running: Sequence[float]) -> Item:
        """One of the items by running totals of their weights (see `running_totals`)."""
        return items[bisect_right(running, self.roll() * running[-1], 0, len(items) - 1)]

    def count(self, mean: float) -> int:
        """How often something with this mean happened (Poisson, by multiplication)."""
        limit, product, happened = math.exp(-mean), self.roll(), 0
        while product > limit:
            product *= self.roll()
            happened += 1
        return happened

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order."""
        return [
            item for _, item in sorted(((self.roll(), n), item) for n, item in enumerate(items))
        ]


def running_totals(weights: Sequence[float]) -> list[float]:
    """The running totals that `Dice.weighted` reads."""
    return list(accumulate(weights))

"""A crowd for the large book: frames as a checked file would yield them, from seeded numpy draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.imports.checked import CUSTOMERS, ENTRIES, Checked
from pointbook.sample.words import words

SOURCE = "bench"
FIRST_DAY = date(2017, 1, 1)
LAST_DAY = date(2026, 9, 30)
LARGEST_SHARE = 0.1
"""Of all entries, those of the one customer who has the most."""
KINDS = ("earn", "redeem", "adjust_up", "claw_back")
SHARES = (0.74, 0.22, 0.02, 0.02)
STORES, CHANNELS, REASONS = 60, 4, 12


@dataclass(frozen=True)
class Crowd:
    """So many entries of so many customers in so many imports."""

    entries: int
    customers: int
    imports: int
    seed: int = 7

    @property
    def largest(self) -> str:
        """The customer with the most entries."""
        return self.number(0)

    @staticmethod
    def number(place: int) -> str:
        """The outside number of a customer by place."""
        return f"K{place:08d}"

    @cached_property
    def numbers(self) -> pl.Series:
        """All outside numbers."""
        return pl.Series("customer_no", [self.number(n) for n in range(self.customers)])

    def people(self) -> Checked:
        """All customers, as one file."""
        chance, size = np.random.default_rng(self.seed), self.customers
        texts, names = words(), words()["names"]
        surnames = np.array(f"{names['surnames']} {names['rare_surnames']}".split())
        given = np.array(f"{names['male_given']} {names['female_given']}".split())
        stores = texts["stores"]
        place = chance.integers(0, len(stores), size)
        places = {
            field: np.array([store[key] for store in stores])[place]
            for field, key in (("region", "region"), ("city", "city"), ("store", "name"))
        }
        tiers = np.array([tier["name"] for tier in texts["tiers"]])
        joined = np.datetime64(FIRST_DAY) + chance.integers(0, (LAST_DAY - FIRST_DAY).days, size)
        frame = pl.DataFrame(
            {
                "row": np.arange(1, size + 1),
                "customer_no": self.numbers,
                "name": np.char.add(
                    surnames[chance.integers(0, len(surnames), size)],
                    given[chance.integers(0, len(given), size)],
                ),
                "phone": np.char.add("199", np.char.zfill(np.arange(size).astype(str), 8)),
                "joined_on": joined,
                **places,
                "tier": tiers[
                    chance.choice(len(tiers), size, p=[tier["share"] for tier in texts["tiers"]])
                ],
                "status": np.repeat(texts["status"]["active"], size),
                "source": np.repeat(SOURCE, size),
            }
        )
        return Checked(kind="customers", rows=size, customers=_whole(frame, CUSTOMERS))

    def file(self, number: int) -> Checked:
        """The entries of one import; the imports follow each other in time."""
        first = self.entries * number // self.imports
        last = self.entries * (number + 1) // self.imports
        return Checked(kind="points", rows=last - first, entries=self.rows(number, last - first))

    def rows(self, number: int, size: int, prefix: str = "B") -> pl.DataFrame:
        """`size` entries of the days of import `number`, in no order of customers."""
        chance = np.random.default_rng((self.seed, number))
        customer = chance.integers(1, max(2, self.customers), size)
        customer[chance.random(size) < LARGEST_SHARE] = 0
        # Nobody redeems in the first imports: there is nothing yet.
        shares = SHARES if number > self.imports // 10 else (1.0, 0.0, 0.0, 0.0)
        kind = chance.choice(len(KINDS), size, p=shares)
        points = (
            np.where(kind == 1, chance.integers(5, 301, size), chance.integers(10, 501, size)) * 100
        )
        points[kind == 3] //= 5
        at = self._instants(number, chance.random(size))
        expires = (at + np.timedelta64(730, "D")).astype("datetime64[D]").astype("datetime64[us]")
        is_credit, is_limited = (kind == 0) | (kind == 2), chance.random(size) < 0.3
        frame = pl.DataFrame(
            {
                "row": np.arange(1, size + 1),
                "part": np.where(is_credit, 0, 1),
                "customer_no": self.numbers.gather(customer),
                "kind": pl.Series(KINDS).gather(kind),
                "points": np.where(is_credit, points, -points),
                "occurred_at": at,
                "expires_at": pl.Series(expires).set(pl.Series(~(is_credit & is_limited)), None),
                "reason": _named("R", chance.integers(0, REASONS, size)),
                "ref": [f"{prefix}{number}-{n}" for n in range(size)],
                "store": _named("S", chance.integers(0, STORES, size)),
                "channel": _named("C", chance.integers(0, CHANNELS, size)),
                "source": np.repeat(SOURCE, size),
            }
        )
        return _whole(frame, ENTRIES)

    def _instants(self, number: int, within: NDArray[np.float64]) -> NDArray[np.datetime64]:
        """Instants of one import's stretch of time; `within` is how far in each lies, 0 to 1."""
        each = (LAST_DAY - FIRST_DAY) / self.imports / timedelta(microseconds=1)
        passed = ((number + within) * each).astype(np.int64)
        return np.datetime64(FIRST_DAY, "us") + passed.astype("timedelta64[us]")


def _named(prefix: str, number: NDArray[np.int64]) -> pl.Series:
    return pl.Series([f"{prefix}{n:02d}" for n in range(max(STORES, REASONS))]).gather(number)


def _whole(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """All columns of the schema, those that were not made empty."""
    missing = [pl.lit(None).alias(name) for name in schema if name not in frame.columns]
    return frame.with_columns(missing).select(list(schema)).cast(schema)

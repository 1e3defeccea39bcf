"""Retention: customers by the month in which they began, and how many moved points in the months after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.periods import Period, month_start

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

QUESTION: Final = "analysis/retention"
Starts: TypeAlias = Literal["joined", "earned"]
STARTS: Final[tuple[Starts, ...]] = get_args(Starts)
MOST_COHORTS: Final = 36


@dataclass(frozen=True)
class Retention:
    """The fields of the triangle: the rows of analysis/retention. `newest` is the last day looked at."""

    rows: pl.DataFrame
    newest: date

    @cached_property
    def _fields(self) -> dict[date, dict[int, tuple[int, int]]]:
        """By month of beginning and months since: who moved points, and the size of the cohort."""
        found: dict[date, dict[int, tuple[int, int]]] = {}
        known = self.rows.filter(pl.col("cohort").is_not_null())
        for cohort, since, kept, size in known.select(
            "cohort", "months_since", "customers", "size"
        ).iter_rows():
            found.setdefault(cohort, {})[since] = (kept, size)
        return found

    @property
    def cohorts(self) -> list[date]:
        """The first days of the months in which somebody began, in order."""
        return sorted(self._fields)

    @property
    def months_since(self) -> int:
        """How many months after the oldest cohort are looked at."""
        return max((max(each) for each in self._fields.values()), default=0)

    def size(self, cohort: date) -> int:
        """How many began in a month."""
        return self._fields[cohort][0][1]

    def kept(self, cohort: date, months_since: int) -> int | None:
        """How many of them moved points so many months later; None where that month is not yet there."""
        found = self._fields[cohort].get(months_since)
        return None if found is None else found[0]

    def share(self, cohort: date, months_since: int) -> Decimal | None:
        """The same as a share of the cohort."""
        kept = self.kept(cohort, months_since)
        return None if kept is None else Decimal(kept) / self.size(cohort)

    def is_partial(self, cohort: date, months_since: int) -> bool:
        """Whether that month is the newest and not over on the last day of the data."""
        month = month_start(cohort, months_since)
        return month == month_start(self.newest) and self.newest + timedelta(days=1) != month_start(
            self.newest, 1
        )

    def mean_share(self, months_since: int) -> Decimal | None:
        """Of all customers whose month so much later is over, the share that moved points in it."""
        known = [
            (self.kept(each, months_since) or 0, self.size(each))
            for each in self.cohorts
            if self.kept(each, months_since) is not None and not self.is_partial(each, months_since)
        ]
        whole = sum(size for _, size in known)
        return Decimal(sum(kept for kept, _ in known)) / whole if whole else None

    @property
    def begun(self) -> int:
        """All customers of the cohorts."""
        return sum(self.size(each) for each in self.cohorts)

    @property
    def elsewhere(self) -> int:
        """Those who began in another month."""
        return self._without_cohort(is_known=True)

    @property
    def unknown(self) -> int:
        """Those of whom it is not known when they began."""
        return self._without_cohort(is_known=False)

    def _without_cohort(self, *, is_known: bool) -> int:
        return int(
            self.rows.filter(pl.col("cohort").is_null(), pl.col("is_known") == is_known)[
                "size"
            ].sum()
        )


def parameters(period: Period, starts: Starts, newest: date) -> dict[str, Any]:
    """What the question is asked with: at most MOST_COHORTS months, the latest of the period."""
    last = min(period.until, newest)
    since = max(month_start(period.since), month_start(last, 1 - MOST_COHORTS))
    return {"since": since, "until": last, "as_of": newest, "starts": starts}


def retention(
    book: Book, period: Period, starts: Starts, newest: date,
    customers: CustomerRange = EVERYBODY, actor: Actor | str | None = None,
) -> Retention:  # fmt: skip
    """The cohorts of a period, and who of them moved points month by month up to the newest day."""
    asked = {**parameters(period, starts, newest), **customers.parameters, "actor": actor}
    return Retention(book.ask(QUESTION, **asked), newest)


def field(cohort: date, months_since: int | None) -> dict[str, object]:
    """One field of the triangle, or a whole cohort, as parameters of the question."""
    return {"cohort": cohort, "months_since": months_since}

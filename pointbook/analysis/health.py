"""积分健康: how much of what is issued is used, how soon, what is never used, and what is still owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING, Totals
from pointbook.periods import Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

BANDS: Final = ((0, 30), (31, 90), (91, 180), (181, 365), (366, None))
"""Days from issue to use, both ends included."""
FATES: Final = ("used", "expired_points", "lapsed", "taken_back", "written_off", "moved", "open")
"""What becomes of points that were issued or given back, as columns of analysis/cohorts."""
MATURE: Final = Decimal("0.01")
"""A month is matured once no more than this share of what it issued is open."""


@dataclass(frozen=True)
class Usage:
    """What was used in a period, in proportion to what was issued, and how old it was."""

    period: Period
    totals: Totals
    lifetime: Totals
    """From the first entry to the end of the period."""
    days: pl.DataFrame
    """The rows of analysis/use_days."""

    @property
    def burn_ratio(self) -> Decimal | None:
        """累计消耗率: all that was ever redeemed in proportion to all that was ever earned."""
        return self.lifetime.redemption_rate

    @property
    def bands(self) -> list[Decimal]:
        """Points used in each of BANDS."""
        return [
            sum(
                (p for d, p in self._dated if first <= d and (last is None or d <= last)),
                NOTHING,
            )
            for first, last in BANDS
        ]

    @property
    def median_days(self) -> int | None:
        """The number of days within which half of the points were used; None where none were."""
        half = sum((points for _, points in self._dated), NOTHING) / 2
        passed = NOTHING
        for days, points in self._dated:
            passed += points
            if passed >= half:
                return days
        return None

    @property
    def mean_days(self) -> Decimal | None:
        """The mean of the days, each weighted by its points; None where nothing was used."""
        total = sum((points for _, points in self._dated), NOTHING)
        return sum((d * p for d, p in self._dated), NOTHING) / total if total else None

    @property
    def before_issue(self) -> Decimal:
        """Points used as a debt, before they were issued."""
        return sum(self.days.filter(pl.col("days").is_null())["points"], NOTHING)

    @property
    def is_proved(self) -> bool:
        """Whether what was used, by its days, is what was redeemed."""
        return sum(self.days["points"], NOTHING) == -self.totals.movements["redeemed"]

    @property
    def _dated(self) -> list[tuple[int, Decimal]]:
        return list(self.days.drop_nulls("days").sort("days").iter_rows())


@dataclass(frozen=True)
class Cohorts:
    """What became of the points of every month of issue; `rows` are those of analysis/cohorts and is_matured."""

    rows: pl.DataFrame

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Cohorts:
        """From rows of analysis/cohorts."""
        matured = [
            issued > 0 and still <= issued * MATURE
            for issued, still in rows.select("issued", "open").iter_rows()
        ]
        return cls(rows.with_columns(pl.Series("is_matured", matured, dtype=pl.Boolean)))

    def total(self, name: str) -> Decimal:
        """The sum of a column over all months."""
        return sum(self.rows[name], NOTHING)

    @property
    def matured(self) -> Cohorts:
        """The months whose points have met their fate."""
        return Cohorts(self.rows.filter("is_matured"))

    @property
    def gone(self) -> Decimal:
        """Points that expired, swept or not."""
        return self.total("expired_points") + self.total("lapsed")

    @property
    def used(self) -> Decimal:
        """Points that were used, less those given back."""
        return self.total("used") - self.total("restored")

    @property
    def breakage(self) -> Decimal | None:
        """预计不兑换率: of what the matured months used or let expire, what expired; None without such a month."""
        matured = self.matured
        decided = matured.used + matured.gone
        return matured.gone / decided if decided > 0 else None

    @property
    def is_proved(self) -> bool:
        """Whether on every row what was issued and given back is what became of it."""
        return all(
            row["issued"] + row["restored"] == sum((row[name] for name in FATES), NOTHING)
            and row["used"] >= 0
            for row in self.rows.iter_rows(named=True)
        )


@dataclass(frozen=True)
class Liability:
    """积分负债, step by step; money is None where nobody has said what a point is worth."""

    balance: Decimal
    debt: Decimal
    lapsed: Decimal
    breakage: Decimal
    is_measured: bool
    """Whether a matured month tells of breakage; otherwise none is expected."""
    point_value: Decimal | None

    @property
    def outstanding(self) -> Decimal:
        """Points that can still be used, now or later."""
        return self.balance + self.debt - self.lapsed

    @property
    def expected(self) -> Decimal:
        """Of these, what is expected to be used."""
        return (self.outstanding * (1 - self.breakage)).quantize(Decimal("0.01"))

    @property
    def amount(self) -> Decimal | None:
        """What they are worth."""
        if self.point_value is None:
            return None
        return (self.expected * self.point_value).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Reminders:
    """Customers with points that expire by a day, and how many are left out because they want no reminder."""

    rows: pl.DataFrame
    customers: int
    points: Decimal
    left_out: int
    left_out_points: Decimal


def usage(
    book: Book, period: Period, customers: CustomerRange, actor: Actor | str | None = None
) -> Usage:
    """How much of what was issued was used, and how soon."""
    who: dict[str, Any] = {**customers.parameters, "actor": actor}
    dates = {"since": period.since, "until": period.until}

    def totals(**days: date) -> Totals:
        return Totals.of(book.ask("analysis/growth", bucket="year", **days, **who))

    return Usage(
        period, totals(**dates), totals(until=period.until),
        book.ask("analysis/use_days", **dates, **who),
    )  # fmt: skip


def cohorts(
    book: Book, customers: CustomerRange = EVERYBODY, actor: Actor | str | None = None
) -> Cohorts:
    """What became of every month of issue, as of now."""
    asked = book.ask("analysis/cohorts", as_of=book.now(), actor=actor, **customers.parameters)
    return Cohorts.of(asked)


def liability(
    book: Book, found: Cohorts, customers: CustomerRange, actor: Actor | str | None = None
) -> Liability:
    """What the points outstanding are worth, less what is expected never to be used."""
    held = book.ask("customers/figures", as_of=book.now(), actor=actor, **customers.parameters)
    stand = held.row(0, named=True)
    breakage = found.breakage
    return Liability(
        stand["balance"], stand["debt"], stand["lapsed"], breakage or NOTHING,
        breakage is not None, book.programme.point_value,
    )  # fmt: skip


def expiries(
    book: Book, customers: CustomerRange = EVERYBODY, actor: Actor | str | None = None
) -> pl.DataFrame:
    """Every coming day on which points expire: the rows of analysis/expiries."""
    return book.ask("analysis/expiries", as_of=book.now(), actor=actor, **customers.parameters)


def reminders(
    book: Book,
    days: Period,
    customers: CustomerRange = EVERYBODY,
    *,
    limit: int | None = None,
    actor: Actor | str | None = None,
) -> Reminders:
    """Whom to remind of points that expire within these days; who opted out is counted and left out."""
    asked: dict[str, Any] = {
        "as_of": book.now(), "since": days.since, "until": days.until, "actor": actor,
        "opt_out": book.programme.reminder_opt_out or None, **customers.parameters,
    }  # fmt: skip
    rows = book.ask("analysis/reminders", row_limit=limit, **asked)
    left = book.ask("analysis/reminders", row_limit=1, opted_out=True, **asked)
    (count, points), (left_count, left_points) = _whole(rows), _whole(left)
    return Reminders(rows, count, points, left_count, left_points)


def _whole(rows: pl.DataFrame) -> tuple[int, Decimal]:
    if rows.is_empty():
        return 0, NOTHING
    return rows.row(0, named=True)["customers"], rows.row(0, named=True)["total"]


def days_from(today: date, within: int) -> Period:
    """Today and so many days after it."""
    return Period(today, today + timedelta(days=within))

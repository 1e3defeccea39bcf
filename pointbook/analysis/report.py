"""定期报告: one week, month, quarter or year, with what every page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.comparing import Comparing
from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.growth import Growth, growth
from pointbook.analysis.ranking import ranked
from pointbook.analysis.totals import MOVEMENTS
from pointbook.errors import NotAPeriod
from pointbook.periods import Bucket, Period, bucket_start, next_bucket, parse_period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

ReportKind: TypeAlias = Literal["week", "month", "quarter", "year"]
REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
_BUCKETS: dict[ReportKind, Bucket] = {
    "week": "day", "month": "day", "quarter": "week", "year": "month",
}  # fmt: skip
_EXAMPLES: dict[ReportKind, str] = {
    "week": "2026-W40", "month": "2026-10", "quarter": "2026-Q3", "year": "2026",
}  # fmt: skip
_SHAPES: dict[ReportKind, str] = {
    "month": r"\d{4}-\d{2}", "quarter": r"\d{4}-[Qq][1-4]", "year": r"\d{4}",
}  # fmt: skip
_WEEK = re.compile(r"(\d{4})-[Ww](\d{1,2})")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Report:
    """What a report tells; every number is that of the question behind a page.

    `reasons` has one row per reason over the whole period, `top` those of a Ranking by points earned; `expiring`
    counts from `made_at`, not from the period.
    """

    kind: ReportKind
    growth: Growth
    reasons: pl.DataFrame
    top: pl.DataFrame
    expiring: pl.DataFrame
    made_at: datetime

    @property
    def period(self) -> Period:
        """Its days."""
        return self.growth.period

    @property
    def bucket(self) -> Bucket:
        """Into what its growth is divided."""
        return _BUCKETS[self.kind]

    @property
    def code(self) -> str:
        """Its period as it is typed: 2026-W40, 2026-10, 2026-Q3, 2026."""
        return period_code(self.kind, self.period.since)

    @property
    def unfinished_at(self) -> date | None:
        """The last day that the data cover, where the period goes on after it and meets the same days only."""
        newest = self.growth.comparing.newest
        shown = self.period.so_far(newest)
        return None if shown == self.period else shown.until

    @property
    def rows(self) -> int:
        """How many rows its tables have."""
        listed = (self.growth.rows, self.reasons, self.growth.movers, self.top, self.expiring)
        return sum(each.height for each in listed)


def report(
    book: Book,
    kind: ReportKind,
    period: Period,
    *,
    newest: date | None,
    customers: CustomerRange = EVERYBODY,
    listed: int = 10,
    actor: Actor | str | None = None,
) -> Report:
    """The report of a period, with the first `listed` customers; `actor` narrows to whom that one sees.

    A period that goes on after `newest`, the last day that the data cover, is compared with the same days.
    """
    grown = growth(
        book, period, _BUCKETS[kind], comparing=Comparing(newest=newest, kind=kind),
        customers=customers, movers=listed, actor=actor,
    )  # fmt: skip
    made_at = book.now()
    who: dict[str, Any] = {**customers.parameters, "actor": actor}
    reasons = book.ask(
        "analysis/growth", since=period.since, until=period.until, bucket="year", by="reason", **who
    )
    return Report(
        kind,
        grown,
        _by_reason(reasons),
        ranked(
            book, "earned", period, limit=listed, compared=grown.against[0], customers=customers, actor=actor
        ),
        book.ask("analysis/expiring", as_of=made_at, **who).rename({"expiring": "expiring_points"}),
        made_at,
    )  # fmt: skip


def _by_reason(groups: pl.DataFrame) -> pl.DataFrame:
    """Why points came and went over the whole period, the largest first."""
    moved = pl.sum_horizontal(pl.col(*MOVEMENTS).abs())
    return (
        groups.group_by("group", maintain_order=True)
        .agg(pl.col(*MOVEMENTS, "net").sum().cast(pl.Decimal(18, 2)))
        .filter(moved != 0)
        .sort(moved, "group", descending=[True, False], nulls_last=True)
        .rename({"group": "reason"})
    )


def period_code(kind: ReportKind, day: date) -> str:
    """The period that a day lies in, as it is typed."""
    if kind == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if kind == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if kind == "quarter" else str(day.year)


def report_period(kind: ReportKind, text: str) -> Period:
    """The days of a period as it is typed: 2026-W40, 2026-10, 2026-Q3, 2026. NotAPeriod."""
    try:
        if kind == "week" and (week := _WEEK.fullmatch(text.strip())):
            since = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return Period(since, since + 6 * _DAY)
        if kind != "week" and re.fullmatch(_SHAPES[kind], text.strip()):
            return parse_period(text)
    except ValueError:
        pass
    raise NotAPeriod(value=text, example=_EXAMPLES[kind])


def report_periods(kind: ReportKind, oldest: date, newest: date) -> Iterator[Period]:
    """The periods that the data reach into, the newest first; the first that is over comes before one that is not."""
    start = bucket_start(newest, kind)
    if next_bucket(start, kind) - _DAY > newest and bucket_start(start - _DAY, kind) >= oldest:
        before = bucket_start(start - _DAY, kind)
        yield Period(before, start - _DAY)
        yield Period(start, next_bucket(start, kind) - _DAY)
        start = before
    else:
        yield Period(start, next_bucket(start, kind) - _DAY)
    while start > oldest:
        after, start = start, bucket_start(start - _DAY, kind)
        yield Period(start, after - _DAY)

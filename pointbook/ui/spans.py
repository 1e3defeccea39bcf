"""The periods that a filter offers by name, counted back from the newest entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pointbook.texts import date_text, month_text

PRESETS: Final = (
    "last_month", "last_3_months", "last_12_months", "last_30_days", "this_month", "this_year",
    "last_year", "everything",
)  # fmt: skip
_DAY: Final = timedelta(days=1)


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month that lies `months` after that of `day`."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


@dataclass(frozen=True)
class Span:
    """Whole days from `since` to `until`, both included."""

    since: date
    until: date

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins and ends with a month."""
        return self.since.day == 1 and (self.until + _DAY).day == 1

    def before(self) -> Span:
        """As many whole months, or else as many days, right before."""
        last = self.since - _DAY
        if not self.is_whole_months:
            return Span(self.since - (self.until - self.since) - _DAY, last)
        after = self.until + _DAY
        months = (after.year - self.since.year) * 12 + after.month - self.since.month
        return Span(month_start(self.since, -months), last)

    def year_before(self) -> Span:
        """The same days one year earlier; 29 February becomes the last of that month."""
        if self.is_whole_months:
            return Span(month_start(self.since, -12), month_start(self.until, -11) - _DAY)
        return Span(_year_earlier(self.since), _year_earlier(self.until))

    def text(self, lang: str) -> str:
        """How the period reads: a month by its name, else its two days."""
        if self.is_whole_months and month_start(self.since) == month_start(self.until):
            return month_text(self.since, lang)
        return f"{date_text(self.since)} – {date_text(self.until)}"


def _year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def last_full_months(count: int, newest: date) -> Span:
    """The last whole months that the data cover to their end."""
    end = newest + _DAY if (newest + _DAY).day == 1 else month_start(newest)
    return Span(month_start(end, -count), end - _DAY)


def named_span(name: str, oldest: date, newest: date) -> Span:
    """The days that a preset stands for, in a book whose entries run from `oldest` to `newest`."""
    spans = {
        "last_month": lambda: last_full_months(1, newest),
        "last_3_months": lambda: last_full_months(3, newest),
        "last_12_months": lambda: last_full_months(12, newest),
        "last_30_days": lambda: Span(newest - 29 * _DAY, newest),
        "this_month": lambda: Span(month_start(newest), newest),
        "this_year": lambda: Span(date(newest.year, 1, 1), newest),
        "last_year": lambda: Span(date(newest.year - 1, 1, 1), date(newest.year - 1, 12, 31)),
        "everything": lambda: Span(oldest, newest),
    }
    return spans[name]()

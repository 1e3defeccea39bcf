"""The months of the story, its campaigns, and how busy each day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pointbook.sample.dice import running_totals
from pointbook.sample.words import words

# First day of the lunar year. Outside this table the early-February guess is good enough for a sample.
SPRING_FESTIVAL = {
    2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10), 2025: date(2025, 1, 29),
    2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26), 2029: date(2029, 2, 13),
}  # fmt: skip
WEEKDAY_WEIGHT = (0.85, 0.82, 0.85, 0.9, 1.1, 1.55, 1.45)
MONTH_WEIGHT = (1.1, 0.8, 0.9, 0.92, 1.0, 1.05, 0.9, 0.95, 1.0, 1.05, 1.15, 1.1)


@dataclass(frozen=True)
class Campaign:
    """Some days on which people buy more and earn more; `percent` multiplies their points."""

    name: str
    since: date
    until: date
    boost: float
    percent: int
    is_online: bool


@dataclass(frozen=True)
class Month:
    """One month of the story: its days, how busy each is, and the campaigns that touch it."""

    number: int
    first: date
    days: tuple[date, ...]
    running_weights: tuple[float, ...]
    campaigns: tuple[Campaign, ...]

    @property
    def last(self) -> date:
        """The last day of the month."""
        return self.days[-1]

    @property
    def is_last_of_quarter(self) -> bool:
        """Whether a quarter ends with it."""
        return self.first.month % 3 == 0

    def days_since(self, since: date) -> tuple[tuple[date, ...], tuple[float, ...]]:
        """The days from `since` on and the running totals of how busy they are."""
        skipped = (since - self.first).days
        if skipped == 0:
            return self.days, self.running_weights
        before = self.running_weights[skipped - 1]
        return self.days[skipped:], tuple(each - before for each in self.running_weights[skipped:])

    def campaign_on(self, day: date) -> Campaign | None:
        """The campaign that runs on a day."""
        return next((each for each in self.campaigns if each.since <= day <= each.until), None)


def story_months(ends: date, count: int) -> list[Month]:
    """The `count` months up to the one that `ends` closes."""
    first = ends.replace(day=1)
    firsts = [first]
    while len(firsts) < count:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return [_month(number, first) for number, first in enumerate(reversed(firsts))]


def year_end(day: date) -> date:
    """The last day on which points earned on `day` are valid: the end of the next year."""
    return date(day.year + 1, 12, 31)


def _month(number: int, first: date) -> Month:
    following = (first + timedelta(days=31)).replace(day=1)
    days = tuple(first + timedelta(days=n) for n in range((following - first).days))
    campaigns = tuple(
        each for each in _campaigns(first.year) if each.since <= days[-1] and each.until >= first
    )
    month = Month(number, first, days, (), campaigns)
    weights = running_totals([_day_weight(month, day) for day in days])
    return Month(number, first, days, tuple(weights), campaigns)


def _day_weight(month: Month, day: date) -> float:
    campaign = month.campaign_on(day)
    weight = WEEKDAY_WEIGHT[day.weekday()] * MONTH_WEIGHT[day.month - 1]
    feast = _spring_festival(day.year)
    if feast <= day < feast + timedelta(days=7):
        weight *= 0.45  # everybody is at home
    if campaign is None:
        return weight
    is_peak = day == campaign.until and campaign.is_online
    return weight * campaign.boost * (1.8 if is_peak else 1.0)


def _campaigns(year: int) -> list[Campaign]:
    listed: list[dict[str, Any]] = words()["campaigns"]
    yearly = [
        Campaign(
            f"{year}{each['name']}", _on(year, each["from"]), _on(year, each["to"]),
            each["boost"], each["percent"], each["online"],
        )
        for each in listed
    ]  # fmt: skip
    feast, before = _spring_festival(year), words()["new_year"]
    shopping = Campaign(
        f"{year}{before['name']}", feast - timedelta(days=before["days"]), feast - timedelta(days=2),
        before["boost"], before["percent"], False,
    )  # fmt: skip
    return [*yearly, shopping]


def _spring_festival(year: int) -> date:
    return SPRING_FESTIVAL.get(year, date(year, 2, 5))


def _on(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_day}")

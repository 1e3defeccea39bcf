"""The sample from its first month to its last: members, and per month a points file, hand work and a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from pointbook.sample.dice import Dice
from pointbook.sample.hand import Desk, HandWork
from pointbook.sample.movements import Movement, Narrator
from pointbook.sample.people import Member, members
from pointbook.sample.seasons import Month, story_months
from pointbook.sample.words import words

STORY_END = date(2026, 10, 31)
SEED = 20261031
CUSTOMERS = 2000
MONTHS = 24


@dataclass(frozen=True)
class Chapter:
    """One month: the rows of its points file, what operators did, and the day of the sweep that follows."""

    month: Month
    movements: list[Movement]
    hand_work: list[HandWork]
    sweep_on: date | None


@dataclass(frozen=True)
class Story:
    """A whole sample programme, the same for the same numbers. `ends` is the last day of the last month."""

    seed: int = SEED
    ends: date = STORY_END
    customers: int = CUSTOMERS
    months: int = MONTHS

    @cached_property
    def calendar(self) -> list[Month]:
        """The months of the story."""
        return story_months(self.ends, self.months)

    @cached_property
    def members(self) -> list[Member]:
        """Everybody, in the order in which they joined."""
        since, until = self.calendar[0].first, self.calendar[-1].last
        return members(Dice(self.seed), self.customers, since, self.months, until)

    @cached_property
    def opening(self) -> list[Movement]:
        """What the members of old brought with them from the system before."""
        dice, first = Dice(self.seed + 1), self.calendar[0].first
        at, told = datetime.combine(first, time.min), []
        for member in self.members:
            if member.joined_on >= first:
                continue
            for last_day in (date(first.year, 12, 31), date(first.year + 1, 12, 31)):
                points = (
                    int(180 * member.rate * dice.roll() ** 2 * member.tier["percent"] / 100) * 5
                )
                if points:
                    told.append(Movement(
                        member.customer_no, at, "opening", points, words()["reasons"]["opening"],
                        last_day=last_day,
                    ))  # fmt: skip
        return told

    def chapters(self) -> Iterator[Chapter]:
        """The months one after the other."""
        dice = Dice(self.seed + 2)
        narrator, desk = Narrator(dice, self.months), Desk(Dice(self.seed + 3), self.months)
        for each in self.opening:
            assert each.last_day is not None
            narrator.purse(each.customer_no).put(each.points, each.occurred_at, each.last_day)
        for month in self.calendar:
            told = [each for member in self.members for each in narrator.month_of(member, month)]
            told.sort(key=lambda each: (each.occurred_at, each.customer_no))
            hand_work = desk.month_of(month, self.members, narrator, told)
            following = month.last + timedelta(days=1)
            is_year_end = following.month == 1 and following <= self.ends
            if is_year_end:
                narrator.sweep(following)
            yield Chapter(month, told, hand_work, following if is_year_end else None)

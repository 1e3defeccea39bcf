"""A rule by which points clear by themselves: whose, when, at most how many; and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias, get_args

from pointbook import amounts
from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.batches import Named, Wish
from pointbook.errors import InvalidClearingRule, InvalidText
from pointbook.periods import months_earlier

Condition: TypeAlias = Literal["still", "ended", "day"]
CONDITIONS: Final[tuple[Condition, ...]] = get_args(Condition)
"""Did nothing themselves for a while; has had one of some statuses for a while; a day of the year has come."""
Standing: TypeAlias = Literal["on", "off", "author", "waiting", "stopped", "ahead"]
"""Runs; switched off; its author may no longer do it; its last run waits for approval, or was turned down; its last
run is of a day that is still to come, since the clock was set back."""
NAME_LIMIT: Final = 60
_DAY: Final = timedelta(days=1)
_MOST_SPAN: Final = 36_500
_RANGE: Final = (
    "tier", "store", "region", "department", "tag", "status", "without_status", "segment",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """What somebody fills in. Beyond `most_customers` or `most_points` a run waits for somebody to look."""

    name: str
    condition: Condition
    most_customers: int
    most_points: Decimal
    reason: str = "clear"
    months: int | None = None
    days: int | None = None
    """Of still and ended: for how long, months and days together."""
    statuses: tuple[str, ...] = ()
    """Of ended."""
    year_day: str | None = None
    """Of day: month and day, as 12-31."""
    customers: CustomerRange = EVERYBODY
    balance_from: Decimal | None = None
    balance_until: Decimal | None = None

    def checked(self, decimals: int) -> Rule:
        """The rule with its texts trimmed; InvalidText, InvalidAmount, InvalidClearingRule where it is none."""
        name, reason = self.name.strip(), self.reason.strip()
        if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
            raise InvalidText(field="rule_name", limit=NAME_LIMIT)
        if not 0 < len(reason) <= NAME_LIMIT:
            raise InvalidText(field="reason", limit=NAME_LIMIT)
        if self.condition == "day":
            self._require_day()
        elif not 0 < (self.months or 0) * 31 + (self.days or 0) <= _MOST_SPAN:
            raise InvalidClearingRule(detail="span")
        statuses = tuple(each.strip() for each in self.statuses if each.strip())
        if self.condition == "ended" and not statuses:
            raise InvalidClearingRule(detail="statuses")
        if any("," in each for each in statuses):
            raise InvalidClearingRule(detail="statuses")
        if self.most_customers < 1:
            raise InvalidClearingRule(detail="most_customers")
        amounts.hundredths(self.most_points, decimals)
        found = replace(self, name=name, reason=reason, statuses=statuses)
        if self.condition == "day":
            return replace(found, months=None, days=None, statuses=())
        return replace(found, year_day=None, statuses=statuses if self.condition == "ended" else ())

    def _require_day(self) -> None:
        try:
            self._in(2001)  # a year without 29 February: the day has to come every year
        except ValueError:
            raise InvalidClearingRule(detail="year_day") from None

    def _in(self, year: int) -> date:
        return date.fromisoformat(f"{year}-{self.year_day}")

    def due_day(self, today: date) -> date:
        """The day that a run today is for: today, or the last time that the day of the year has come."""
        if self.condition != "day":
            return today
        this_year = self._in(today.year)
        return this_year if this_year <= today else self._in(today.year - 1)

    def next_day(self, after: date) -> date:
        """The first day after a day on which it is due."""
        if self.condition != "day":
            return after + _DAY
        this_year = self._in(after.year)
        return this_year if this_year > after else self._in(after.year + 1)

    def falls_due(self, since: date) -> date:
        """The day on which somebody is due for whom it began on `since`: once the whole span is over."""
        return months_earlier(since, -(self.months or 0)) + timedelta(days=(self.days or 0) + 1)

    def last_since(self, day: date) -> date:
        """The last day on which it may have begun for those who are due on a day."""
        since = months_earlier(day, self.months or 0) - timedelta(days=(self.days or 0) - 3)
        while self.falls_due(since) > day:  # months are not equally long
            since -= _DAY
        return since

    @property
    def parameters(self) -> dict[str, object]:
        """Its customer range and balances, as parameters of a question."""
        own = {"balance_from": self.balance_from, "balance_until": self.balance_until}
        return {**self.customers.parameters, **own}

    def wish(self, numbers: tuple[str, ...], rule_id: int, version: int) -> Wish:
        """The batch that clears these customers by it."""
        return Wish(
            "clear", Named(numbers), self.reason, self.name, rule_id=rule_id, rule_version=version
        )

    @property
    def values(self) -> dict[str, Any]:
        """As columns of clearing_rule."""
        told = {
            each.name: getattr(self, each.name) for each in fields(self) if each.name != "customers"
        }
        words = ",".join(self.statuses) or None
        return {
            **told, "statuses": words, **{name: getattr(self.customers, name) for name in _RANGE}
        }  # fmt: skip

    @staticmethod
    def of(row: dict[str, Any]) -> Rule:
        """From a row of clearing_rule."""
        own = {each.name: row[each.name] for each in fields(Rule) if each.name != "customers"}
        words = tuple((row["statuses"] or "").split(",")) if row["statuses"] else ()
        range_ = CustomerRange(**{name: row[name] for name in _RANGE})
        return Rule(**{**own, "statuses": words, "customers": range_})


@dataclass(frozen=True)
class KeptRule:
    """A rule in its newest version. `changed_at` is UTC, days are the programme's."""

    rule_id: int
    version: int
    rule: Rule
    is_on: bool
    seen_customers: int | None
    """What whoever switched it on had looked at."""
    seen_points: Decimal | None
    author: str
    """In whose name it runs: whoever made this version."""
    changed_at: datetime
    changed_on: date
    done_day: date | None
    """The last of its days that is done."""
    expired: int
    """How many of its runs waited for approval until their numbers had moved: their days are to be done again."""
    standing: Standing
    next_day: date | None
    """When it is due next; None where it does not run."""

    def due_today(self, today: date) -> date | None:
        """The day that a run today would be for; None where there is nothing to do.

        It is never due on the day it was switched on, so that there is time to think again; and of
        several days that were missed only the last is caught up.
        """
        day = self.rule.due_day(today)
        is_new = self.done_day is None or day > self.done_day
        return day if self.standing == "on" and is_new and day > self.changed_on else None

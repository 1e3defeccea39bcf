"""Instants of the programme: naive datetimes in its local time zone. Dates stand for a whole day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pointbook.errors import InvalidDate

When: TypeAlias = datetime | date | str
Clock: TypeAlias = Callable[[], datetime]

EARLIEST = datetime(1900, 1, 1)
LATEST = datetime(9999, 1, 1)
EPOCH = datetime(1970, 1, 1)
NEVER = 2**63 - 1
"""Microseconds of an expiry that never comes."""


def local_clock(timezone: str) -> Clock:
    """The wall clock of a time zone, as naive local datetimes."""
    zone = ZoneInfo(timezone)
    return lambda: datetime.now(zone).replace(tzinfo=None)


def utc_now() -> datetime:
    """Now in UTC, naive: what recorded_at holds."""
    return datetime.now(UTC).replace(tzinfo=None)


def _parsed(value: object, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The instant and whether only a day was given."""
    given = value
    if isinstance(given, str):
        text = given.strip()
        try:
            given = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            raise InvalidDate(value=value) from None
    if isinstance(given, datetime):
        local = given.astimezone(zone).replace(tzinfo=None) if given.tzinfo else given
        whole_day = False
    elif isinstance(given, date):
        local, whole_day = datetime.combine(given, time()), True
    else:
        raise InvalidDate(value=value)
    if not EARLIEST <= local < LATEST:
        raise InvalidDate(value=value)
    return local, whole_day


class Calendar:
    """Reads what people and programs write as dates, in one time zone."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)

    def starts(self, value: When) -> datetime:
        """An instant; a day stands for its first moment."""
        return _parsed(value, self._zone)[0]

    def expires(self, value: When) -> datetime:
        """The first instant at which points are gone; a day is the last valid one."""
        instant, whole_day = _parsed(value, self._zone)
        return instant + timedelta(days=1) if whole_day else instant

    def as_of(self, value: When) -> datetime:
        """The last instant that counts; a day counts to its end."""
        instant, whole_day = _parsed(value, self._zone)
        return instant + timedelta(days=1, microseconds=-1) if whole_day else instant

    def day_began(self, at: datetime) -> datetime:
        """The first instant of the local day of an instant, both in UTC."""
        local = at.replace(tzinfo=UTC).astimezone(self._zone)
        return self.day_starts(local.date())

    def day_starts(self, day: date) -> datetime:
        """The first instant of a local day, in UTC."""
        midnight = datetime.combine(day, time(), self._zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def local(self, at: datetime) -> datetime:
        """An instant in UTC as the programme's clock showed it."""
        return at.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None)


def micros(instant: datetime) -> int:
    """Microseconds since 1970 of a naive instant, exact."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant(value: int) -> datetime:
    """The naive instant of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)

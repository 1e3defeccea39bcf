"""春节: on which day it falls, and the days of a period moved along with it."""

from __future__ import annotations

from datetime import date
from functools import cache

from pointbook.periods import Period


@cache
def spring_festival(year: int) -> date | None:
    """The first day of the lunar year that begins in a year; None beyond the calendar, 1900 to 2100."""
    from borax.calendars.lunardate import LunarDate  # only where somebody aligns

    try:
        return LunarDate(year, 1, 1).to_solar_date()  # type: ignore[no-any-return]
    except ValueError:
        return None


def festivals(period: Period) -> tuple[date, date] | None:
    """The festival nearest to the middle of a period, and the one before it; None beyond the calendar."""
    middle = period.since + (period.until - period.since) // 2
    near = [spring_festival(year) for year in (middle.year - 1, middle.year, middle.year + 1)]
    if None in near:
        return None
    now = min((each for each in near if each), key=lambda each: abs((each - middle).days))
    before = spring_festival(now.year - 1)
    return None if before is None else (now, before)


def a_festival_earlier(period: Period) -> Period:
    """As many days, as far from the festival before as these are from theirs; a year earlier beyond the calendar."""
    found = festivals(period)
    if found is None:
        return period.months_earlier(12)
    return period.days_earlier((found[0] - found[1]).days)

"""Which backups stay: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Those of the moments of backups that stay: 7 daily, 5 weekly (ISO), 12 monthly, newest of each."""
    newest_first = sorted(made, reverse=True)
    by: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, datetime.date),
        (WEEKS, lambda at: at.isocalendar()[:2]),
        (MONTHS, lambda at: (at.year, at.month)),
    )
    staying: set[datetime] = set()
    for most, span_of in by:
        newest: dict[object, datetime] = {}
        for at in newest_first:
            newest.setdefault(span_of(at), at)
        staying.update(list(newest.values())[:most])
    return staying

"""The names of periods under a chart and on hover."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from pointbook.texts import period_text

_MOST_TICKS: Final = 12
_FEWER_TICKS: Final = 8
_SHORT_NAMES: Final = ("month", "quarter", "year")


def period_name(start: date, bucket: str, lang: str) -> str:
    """The full name of a period, as the reader sees it on hover."""
    return period_text(start, bucket, lang)


def period_ticks(starts: Sequence[date], bucket: str, lang: str) -> dict[int, str]:
    """Short names under a chart, the year only where it begins; as many as a telephone has room for."""
    most = _FEWER_TICKS if bucket in _SHORT_NAMES else _MOST_TICKS // 2
    fits = bucket in _SHORT_NAMES and len(starts) <= _MOST_TICKS
    every = 1 if fits else math.ceil(len(starts) / most)
    ticks: dict[int, str] = {}
    shown_year = 0
    for place in range(0, len(starts), every):
        start = starts[place]
        year = f"{start.year}年" if lang == "zh" else str(start.year)
        names = {
            "month": f"{start.month}月" if lang == "zh" else f"{start:%b}",
            "quarter": f"{(start.month - 1) // 3 + 1}季度"
            if lang == "zh"
            else f"Q{(start.month + 2) // 3}",
            "year": year,
        }
        name = names.get(bucket, f"{start:%m-%d}")
        after = starts[place + every] if place + every < len(starts) else start
        # Two years side by side would run into each other.
        crowded = not shown_year and after.year != start.year
        if start.year != shown_year and bucket != "year" and not crowded:
            name += f"<br>{year}"
        shown_year = start.year
        ticks[place] = name
    return ticks

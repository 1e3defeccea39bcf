"""How dates and periods read: 2026-03-05, 2026年3月, 2026年第1季度."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from pointbook.texts.numbers import number_text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_text(value: date | None) -> str:
    """A day as 2026-03-05; nothing where there is none."""
    return "" if value is None else f"{value:%Y-%m-%d}"


def time_text(value: datetime | None) -> str:
    """An instant as 2026-03-05 14:30; a midnight, which files without times bring, as its day."""
    if value is None:
        return ""
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return date_text(value)
    return f"{value:%Y-%m-%d %H:%M}"


def month_text(value: date, lang: str) -> str:
    """A month as 2026年3月 or Mar 2026."""
    if lang == "en":
        return f"{_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月"


def period_text(start: date, bucket: str, lang: str) -> str:
    """The name of the day, week, month, quarter or year that begins at `start`."""
    quarter = (start.month - 1) // 3 + 1
    names = {
        "month": month_text(start, lang),
        "quarter": f"{start.year}年{quarter}季度" if lang == "zh" else f"{start.year} Q{quarter}",
        "year": f"{start.year}年" if lang == "zh" else str(start.year),
        "week": week_text(start, lang),
    }
    return names.get(bucket, date_text(start))


def week_text(start: date, lang: str) -> str:
    """A week by its first and last day, shorter where both share the year."""
    end = start + timedelta(days=6)
    dash = "至" if lang == "zh" else "–"
    return f"{start:%Y-%m-%d}{dash}{end:%m-%d}"


def value_as_text(value: object, lang: str) -> object:
    """A value inside a sentence: numbers with separators, dates as dates, lists with the language's comma."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else value
    if isinstance(value, int | Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, list | tuple | set | frozenset):
        comma = "、" if lang == "zh" else ", "
        return comma.join(str(value_as_text(each, lang)) for each in value)
    return value

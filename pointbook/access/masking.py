"""Personal data as those read them who have not asked for them in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from pointbook.columns import column

HIDDEN: Final = "***"
_PHONE_HEAD: Final = 3
_PHONE_TAIL: Final = 4


def name(text: str) -> str:
    """The first character: 曾**."""
    return f"{text.strip()[:1]}**"


def phone(text: str) -> str:
    """The first three and the last four digits of one that is long enough: 138****1234."""
    bare = text.strip()
    if len(bare) < _PHONE_HEAD + _PHONE_TAIL + 2:
        return f"****{bare[-2:]}" if len(bare) > _PHONE_TAIL + 2 else "****"
    return f"{bare[:_PHONE_HEAD]}****{bare[-_PHONE_TAIL:]}"


def email(text: str) -> str:
    """The first letter and the house: z***@example.com."""
    head, at, house = text.strip().partition("@")
    return f"{head[:1]}***{at}{house}" if at else HIDDEN


def birthday(day: object) -> str:
    """The month alone: **-06-**."""
    return f"****-{day.month:02}-**" if isinstance(day, date) else HIDDEN


_MASKS: Final[Mapping[str, Callable[[Any], str]]] = {
    "name": name, "customer": name, "other_name": name, "phone": phone, "other_phone": phone,
    "email": email, "birthday": birthday,
}  # fmt: skip


def is_personal(field: str) -> bool:
    """Whether a field is masked."""
    return column(field).privacy != "open"


def mask(field: str, value: Any) -> Any:
    """One value of a field as it is read by default; of what has no mask of its own nothing is left."""
    if value in (None, "") or not is_personal(field):
        return value
    return _MASKS.get(field, lambda _value: HIDDEN)(value)


def masked(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with its personal columns masked."""
    return frame.with_columns(
        pl.Series(each, [mask(each, value) for value in frame[each]], pl.String)
        for each in frame.columns
        if is_personal(each)
    )

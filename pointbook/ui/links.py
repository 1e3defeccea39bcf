"""Choices in the URL as codes, the same in both languages, for widgets that would put their labels there.

Streamlit's own binding writes what a select box shows, so a link from a Chinese reader would mean
nothing to an English one. Widgets without labels of their own (text, dates, pages) use its binding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.ui import navigation

if TYPE_CHECKING:
    from pointbook.analysis import CustomerRange

_COMMA: Final = ","
ENTRY_RANGE: Final = ("segment", "tier", "store", "region", "department", "tag", "status")
"""The filters of 积分明细 on customers."""


def take(name: str, options: Sequence[Any], default: Any) -> None:
    """Before the widget is drawn: give it what the URL says, when that is new, else leave it be."""
    if is_new(name):
        st.session_state[name] = _read(st.query_params.get(name), options, default)
        st.session_state[_seen(name)] = _now(name)


def is_new(name: str) -> bool:
    """Whether a widget has yet to read the URL: it says something else than before, or the page is another."""
    # What another page left under the name does not outlive it, even where both URLs say the same.
    return name not in st.session_state or st.session_state.get(_seen(name)) != _now(name)


def give(name: str, value: Any, default: Any) -> None:
    """After the widget is drawn: tell the URL, which stays short while the default is chosen."""
    if isinstance(value, list):
        told = _COMMA.join(value) or None
    else:
        told = None if value is None or value == default else str(value)
    if told != st.query_params.get(name):
        if told is None:
            del st.query_params[name]
        else:
            st.query_params[name] = told
    st.session_state[_seen(name)] = _now(name)


def _read(told: str | None, options: Sequence[Any], default: Any) -> Any:
    if told is None:
        return default
    by_text = {str(each): each for each in options}
    if isinstance(default, list):
        return [by_text[each] for each in told.split(_COMMA) if each in by_text]
    return by_text.get(told, default)


def _now(name: str) -> tuple[str | None, str | None]:
    return navigation.here(), st.query_params.get(name)


def _seen(name: str) -> str:
    return f"_url_{name}"


def days_told(since: date, until: date) -> dict[str, Any]:
    """Two days as the filter of any page reads them from the URL."""
    return {"period": "custom", "dates": (str(since), str(until))}


def customers_told(customers: CustomerRange) -> dict[str, str] | None:
    """A range of customers as 积分明细 reads it; None where it has no such filter."""
    # 统计口径 holds from page to page, so that no link has to say it.
    wanted = {
        name: value for name, value in customers.parameters.items() if name != "without_status"
    }
    told = {name: str(value) for name, value in wanted.items() if value is not None}
    return told if told.keys() <= set(ENTRY_RANGE) else None

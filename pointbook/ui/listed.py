"""Two rarer parts of the customer range: when they joined, and a list of them as it was pasted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.customers.many import cut, look_up
from pointbook.errors import TooManyLines
from pointbook.texts import date_text
from pointbook.ui import counted, feedback, filters, told

if TYPE_CHECKING:
    from pointbook.ui.start import Page

JOINED: Final = ("joined_since", "joined_until")
LIST: Final = "list"
LIMIT: Final = 200
"""As many as an address can carry; longer lists are kept as a 客户分群."""
_FOUND: Final = "_listed"


def choose(page: Page) -> dict[str, Any]:
    """joined_since, joined_until and listed, as the range of customers takes them; both stand in the address."""
    return {**_joined(page), "listed": _listed(page)}


def _joined(page: Page) -> dict[str, date | None]:
    """The first and the last day of joining; either may be open."""
    days: dict[str, date | None] = {}
    for name in JOINED:
        label = page.say(f"filters.{name}")
        told.asks_for_range(label)
        days[name] = st.date_input(
            label, None, min_value=filters.EARLIEST, max_value=page.today, format="YYYY-MM-DD", key=name,
            bind="query-params",
        )  # fmt: skip
        told.note(label, date_text(days[name]))
    return days


def _listed(page: Page) -> tuple[str, ...] | None:
    """The customers that a pasted text names, None where nothing was pasted; too long a list ends the page."""
    label = page.say("filters.list")
    told.asks_for_range(label)
    text = st.text_area(
        label, key=LIST, bind="query-params", height=96, placeholder=page.say("filters.list_hint")
    )
    entries = cut(text or "")
    if not entries:
        counted.tell(page, LIST, None)
        return None
    if len(entries) > LIMIT:
        feedback.refused(TooManyLines(lines=len(entries), limit=LIMIT))
        st.stop()
    numbers, missing = _found(page, entries)
    told.note(label, page.say("filters.list_told", count=len(numbers)))
    counted.tell(
        page,
        LIST,
        page.say("counted.listed", lines=len(entries), found=len(numbers), missing=missing),
    )
    return numbers


def _found(page: Page, entries: list[str]) -> tuple[tuple[str, ...], int]:
    """The numbers that the entries name, and how many name nobody or several; asked once for each list."""
    asked = (page.book.data_version, page.actor, tuple(entries))
    known: tuple[object, tuple[tuple[str, ...], int]]
    known = st.session_state.get(_FOUND, (None, ((), 0)))
    answer = known[1]
    if known[0] != asked:
        met = look_up(page.book, entries, actor=page.actor)
        answer = (
            tuple(met.customers["customer_no"]),
            met.count("missing") + met.count("ambiguous"),
        )
        st.session_state[_FOUND] = (asked, answer)
    return answer

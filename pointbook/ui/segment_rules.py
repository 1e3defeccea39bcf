"""The form of a new segment's rule, and which statuses do not count in 统计口径."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

from pointbook.access import Right
from pointbook.analysis import left_out_statuses, set_left_out_statuses
from pointbook.columns import label
from pointbook.customers.segments import Rule
from pointbook.errors import InvalidAmount
from pointbook.texts import word
from pointbook.ui import feedback, segments, session

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_WORDS: Final = ("tier", "store", "region", "department", "tag", "status")
_AMOUNTS: Final = (
    "balance_from", "balance_until", "earned_from", "earned_until", "redeemed_from", "redeemed_until",
)  # fmt: skip
_DAYS: Final = ("days", "moved_within", "still_for")
_DATES: Final = ("joined_since", "joined_until")
_KEY: Final = "segment_new_"
_WIDTH: Final = 200

_Value = TypeVar("_Value")


def show_new(page: Page) -> None:
    """A form for a segment by rule, for those who may keep one; all conditions that are filled in must hold."""
    if not page.actor.may(Right.SEGMENT):
        return
    with (
        st.expander(page.say("segments.new"), icon=":material/bookmark_add:"),
        st.form("segment_new", border=False),
    ):
        st.text_input(page.say("segments.name"), key=f"{_KEY}name")
        _words(page)
        with st.container(horizontal=True, gap="small"):
            for name in _AMOUNTS[:2]:
                st.text_input(label(name, page.lang), key=f"{_KEY}{name}", width=_WIDTH)
            for name in _DATES:
                st.date_input(
                    label(name, page.lang), None, format="YYYY-MM-DD", key=f"{_KEY}{name}", width=_WIDTH
                )  # fmt: skip
            for name in _DAYS[1:]:
                _days(page, name)
        with st.container(horizontal=True, gap="small"):
            _days(page, _DAYS[0])
            for name in _AMOUNTS[2:]:
                st.text_input(label(name, page.lang), key=f"{_KEY}{name}", width=_WIDTH)
        feedback.note(page.say("segments.days_hint"))
        st.checkbox(page.say("segments.share"), key=f"{_KEY}share")
        st.form_submit_button(page.say("segments.save"), type="primary", on_click=_add)


def _words(page: Page) -> None:
    """The words of the customer range, as the book's customers have them."""
    with st.container(horizontal=True, gap="small"):
        for name in _WORDS:
            known = {each: each for each in page.choices("customers/choices", name)}
            if name == "status":
                known = {each: word("statuses", each, page.lang) for each in known}
            st.selectbox(
                label(name, page.lang), list(known), index=None, format_func=known.__getitem__,
                placeholder=page.say("filters.all"), key=f"{_KEY}{name}", width=_WIDTH,
            )  # fmt: skip


def _days(page: Page, name: str) -> None:
    st.number_input(
        page.say(f"segments.{name}"), 1, 36_500, None, step=1, key=f"{_KEY}{name}", width=_WIDTH
    )


def _add() -> None:
    state = st.session_state
    name = state[f"{_KEY}name"]

    def act() -> None:
        given: dict[str, Any] = {each: state[_KEY + each] or None for each in (*_WORDS, *_DATES)}
        given |= {each: typed(state[_KEY + each], amount_typed) for each in _AMOUNTS}
        given |= {each: typed(state[_KEY + each], int) for each in _DAYS}
        session.opened_book().segments.save(
            name, Rule(**given), is_shared=state[f"{_KEY}share"], actor=session.actor()
        )

    segments.attempt(act, "saved", name=name)


def typed(given: object, reader: Callable[[Any], _Value]) -> _Value | None:
    """What was typed, read; nothing is nothing."""
    return None if given in (None, "") else reader(given)


def amount_typed(text: str) -> Decimal:
    """Points as people type them, thousands separators allowed; InvalidAmount."""
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise InvalidAmount(value=text, decimals=2) from None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 16:
        raise InvalidAmount(value=text, decimals=2)
    return amount


def show_left_out(page: Page) -> None:
    """Which statuses 统计口径 leaves out, for those who may say so."""
    if not page.actor.may(Right.EDIT_RULES):
        return
    chosen = left_out_statuses(page.book)
    used = page.choices("customers/choices", "status")
    by_case = {each.lower(): each for each in used}
    shown = [by_case.get(each.lower(), each) for each in chosen]
    with (
        st.expander(page.say("segments.left_out"), icon=":material/tune:"),
        st.form("left_out", border=False),
    ):
        st.multiselect(
            page.say("columns.left_out_statuses"), list(dict.fromkeys((*used, *shown))),
            list(dict.fromkeys(shown)), key="left_out",
            format_func=lambda each: word("statuses", each, page.lang),
        )  # fmt: skip
        feedback.note(page.say("segments.left_out_hint"))
        st.form_submit_button(page.say("segments.left_out_save"), on_click=_set_left_out)


def _set_left_out() -> None:
    statuses = list(st.session_state["left_out"])
    segments.attempt(
        lambda: set_left_out_statuses(session.opened_book(), statuses, actor=session.actor()),
        "left_out_saved",
    )

"""Personal data on the page: masked until somebody who may asks for them, and that leaves a trace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.access.masking import is_personal
from pointbook.errors import PointbookError
from pointbook.ui import feedback, session

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.ui.start import Page

_GRANTED: Final = "privacy_granted"
_READ: Final = "privacy_read"
_ROWS: Final = "privacy_rows"
_REFUSED: Final = "privacy_refused"
_SEEN: Final = "privacy_seen"
_TYPED: Final = ("search", "customer", "which", "page")


def reader(actor: Actor, page: str) -> Actor:
    """Who reads the page as it is filtered now; another filter is masked anew."""
    typed = tuple(str(st.session_state.get(each) or "") for each in _TYPED)
    query = tuple(sorted((name, *st.query_params.get_all(name)) for name in st.query_params))
    asked = (actor.name, page, query, typed)
    st.session_state[_READ] = asked
    return replace(actor, is_reading_plain=st.session_state.get(_GRANTED) == asked)


def count(frame: pl.DataFrame) -> None:
    """Remember how many rows about people the page shows, for the trace."""
    if any(is_personal(each) for each in frame.columns):
        st.session_state[_ROWS] = st.session_state.get(_ROWS, 0) + frame.height


def offer(page: Page, customer_no: str | None = None) -> None:
    """The button that shows personal data in full, for those who may; nothing for the others."""
    st.session_state[_ROWS] = 0
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        feedback.refused(refusal)
    if page.actor.rights is None or not page.actor.may(Right.UNMASK):
        return
    if page.reader.sees_plain:
        st.button(
            page.say("privacy.mask"), on_click=_mask, key="privacy_mask", type="tertiary",
            icon=":material/visibility_off:",
        )  # fmt: skip
    else:
        st.button(
            page.say("privacy.unmask"), on_click=_unmask, args=(page.name, customer_no),
            key="privacy_unmask", type="tertiary", icon=":material/visibility:", help=page.say("privacy.traced"),
        )  # fmt: skip


def _unmask(page: str, customer_no: str | None) -> None:
    try:
        session.opened_book().traces.unmasked(
            actor=session.actor(), page=page, customer_no=customer_no,
            count=st.session_state.get(_ROWS, 0),
        )  # fmt: skip
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal
        return
    st.session_state[_GRANTED] = st.session_state.get(_READ)


def _mask() -> None:
    st.session_state.pop(_GRANTED, None)


def looked_at(page: Page, customer_no: str) -> None:
    """Leave a trace that the profile was opened, once for each visit and customer."""
    seen: set[tuple[str, str]] = st.session_state.setdefault(_SEEN, set())
    if (page.actor.name, customer_no) not in seen:
        seen.add((page.actor.name, customer_no))
        page.book.traces.looked_at(customer_no, actor=page.actor)

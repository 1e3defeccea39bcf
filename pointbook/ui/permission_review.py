"""权限复核: who may do what and when they last did it, signed by a manager and kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.errors import NotPermitted, PointbookError
from pointbook.texts import time_text
from pointbook.ui import feedback, figures, session, tables
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_COLUMNS: Final = ("user_name", "role", "right", "last_used_at", "use_state")
_REVIEWS: Final = ("recorded_at", "actor", "users", "grants", "unused", "review_id")
_REQUEST: Final = "review_request"
_SHOWN: Final = "review_shown"
_OUTCOME: Final = "review_outcome"


def show(page: Page) -> None:
    """The list as it is now with the button that signs it, then earlier reviews."""
    if not page.actor.may(Right.AUDIT):
        feedback.refused(NotPermitted(actor=page.actor.name, right=Right.AUDIT.value))
        return
    audit, actor = page.book.audit, page.actor
    _show_outcome(page)
    grants = audit.grants(actor=actor)
    if grants.is_empty():
        feedback.nothing_here(page, "review")
    else:
        unused = grants.filter(use_state="unused").height
        figures.row(page, (
            Figure("reviewed_users", grants["user_name"].n_unique(), "count"),
            Figure("reviewed_grants", grants.height, "count"),
            Figure("unused_grants", unused, "count"),
        ))  # fmt: skip
        only = st.toggle(page.say("audit.unused_only"), key="review_unused", disabled=not unused)
        shown = grants.filter(use_state="unused") if only and unused else grants
        tables.show(
            page, "grants", _local(page, shown), _COLUMNS, keep=("last_used_at",),
            title=page.say("audit.tab_rights"),
        )  # fmt: skip
        feedback.note(page.say("audit.review_note"))
        st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
        # What is signed is what was on the screen, not what became of it meanwhile.
        st.session_state[_SHOWN] = grants
        st.button(
            page.say("audit.sign"), on_click=_sign, key="review_sign", type="primary",
            icon=":material/draw:",
        )  # fmt: skip
    _show_reviews(page)


def _sign() -> None:
    state = st.session_state
    try:
        number = session.opened_book().audit.sign_review(
            state[_SHOWN], actor=session.actor(), request_id=state[_REQUEST]
        )
    except PointbookError as refusal:
        state[_OUTCOME] = refusal
        return
    state[_OUTCOME] = number
    state.pop(_REQUEST)


def _show_outcome(page: Page) -> None:
    outcome = st.session_state.pop(_OUTCOME, None)
    if isinstance(outcome, PointbookError):
        feedback.refused(outcome)
    elif outcome is not None:
        st.success(page.say("audit.signed", review_id=outcome), icon=":material/check_circle:")


def _show_reviews(page: Page) -> None:
    """Earlier reviews; a chosen one shows its list, to be downloaded."""
    audit, actor = page.book.audit, page.actor
    tables.heading(page.say("audit.reviews"))
    rows = audit.reviews(actor=actor)
    if not rows:
        feedback.note(page.say("audit.no_reviews"))
        return
    frame = pl.DataFrame([{name: getattr(each, name) for name in _REVIEWS} for each in rows])
    chosen = tables.show(page, "reviews", frame, _REVIEWS, selectable=True, downloadable=False)
    if chosen is None:
        feedback.note(page.say("audit.pick_review"))
        return
    number = int(chosen["review_id"])
    at = time_text(page.book.calendar.local(chosen["recorded_at"]))
    title = page.say("audit.review_title", review_id=number, at=at)
    tables.heading(title)
    signed = _local(page, audit.review(number, actor=actor))
    tables.show(page, "review", signed, _COLUMNS, keep=("last_used_at",), title=title)


def _local(page: Page, grants: pl.DataFrame) -> pl.DataFrame:
    """Instants as the programme's clock showed them."""
    local = [each and page.book.calendar.local(each) for each in grants["last_used_at"]]
    return grants.with_columns(pl.Series("last_used_at", local, pl.Datetime("us")))

"""A book behind its head: what is missing, and the ways out."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.backups.mending import REASON_LIMIT, accept
from pointbook.errors import PointbookError
from pointbook.ui import feedback, session, signed_in, tables

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.ui.start import Page

_REASON: Final = "behind_reason"
_REQUEST: Final = "behind_request"
_OUTCOME: Final = "behind_outcome"


def show(page: Page) -> None:
    """Nothing for a book that agrees with its head; else the gap, and going on as it is with a reason."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if isinstance(outcome, PointbookError):
        feedback.refused(outcome)
    elif outcome is not None:
        st.success(page.say("behind.accepted"), icon=":material/verified:")
    head = page.book.store.behind
    if head is None:
        return
    here = page.book.store.link_id
    tables.heading(page.say("behind.title"))
    missing = max(head.link_id - here, 1)
    st.error(
        page.say("behind.what", link_id=here, head_link_id=head.link_id, missing=missing),
        icon=":material/history_toggle_off:",
    )
    if not all(page.actor.may(right) for right in (Right.RESTORE, Right.MANAGE_USERS)):
        feedback.note(page.say("behind.others"))
        return
    feedback.note(page.say("behind.ways"))
    if not signed_in.is_fresh(page.lang, page.actor):
        return
    reason = st.text_input(page.say("behind.reason"), max_chars=REASON_LIMIT, key=_REASON)
    request_id = st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    st.button(
        page.say("behind.accept"), on_click=_accept, args=(page.book, request_id),
        disabled=not reason.strip(), key="behind_accept", icon=":material/arrow_forward:",
    )  # fmt: skip


def _accept(book: Book, request_id: str) -> None:
    try:
        accept(book, st.session_state[_REASON], actor=session.actor(), request_id=request_id)
        st.session_state[_OUTCOME] = True
        st.session_state.pop(_REQUEST, None)
    except PointbookError as refusal:
        st.session_state[_OUTCOME] = refusal

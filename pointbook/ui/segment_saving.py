"""Keeping customers as a segment from the page that found them, and the way on with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.errors import PointbookError
from pointbook.ui import feedback, navigation, session

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.customers.segments import Rule
    from pointbook.ui.start import Page

WAYS: Final = ("list", "rule")
_ONWARD: Final = ("lookup", "ranking", "growth", "statement")


def offer(
    page: Page, part: str, count: int, numbers: Callable[[Actor], Sequence[str]], *,
    rule: Rule | None = None, name: str = "",
) -> None:  # fmt: skip
    """A form that keeps these customers as a list, or where there is one by a rule, for those who may.

    `part` names the form; `numbers` finds the customers anew for whoever presses.
    """
    if not page.actor.may(Right.SEGMENT):
        return
    st.session_state.setdefault(f"{part}_request", secrets.token_hex(16))
    with (
        st.expander(page.say("segments.save"), icon=":material/bookmark_add:", key=f"{part}_form"),
        st.form(f"{part}_save", border=False),
    ):
        st.text_input(page.say("segments.name"), name, key=f"{part}_name")
        if rule is not None:
            st.radio(
                page.say("columns.is_frozen"), WAYS, key=f"{part}_way", horizontal=True,
                format_func=lambda each: page.say(f"segment_kinds.{each}"),
            )  # fmt: skip
        st.checkbox(page.say("segments.share"), key=f"{part}_share")
        st.form_submit_button(
            page.say("segments.save_list", count=count), type="primary", on_click=_save,
            args=(part, numbers, rule),
        )  # fmt: skip


def _save(part: str, numbers: Callable[[Actor], Sequence[str]], rule: Rule | None) -> None:
    state, kept, by = st.session_state, session.opened_book().segments, session.actor()
    name, is_shared, request = (state[f"{part}_{each}"] for each in ("name", "share", "request"))
    try:
        if rule is not None and state[f"{part}_way"] == "rule":
            made = kept.save(name, rule, is_shared=is_shared, actor=by, request_id=request)
        else:
            made = kept.save_list(
                name, numbers(by), is_shared=is_shared, actor=by, request_id=request
            )
        state[f"{part}_saved"] = made
    except PointbookError as refusal:
        state[f"{part}_refused"] = refusal
    finally:
        state.pop(f"{part}_request", None)


def show_outcome(page: Page, part: str) -> None:
    """What came of the last press, and the pages that take the new segment."""
    refusal = st.session_state.pop(f"{part}_refused", None)
    if refusal is not None:
        feedback.refused(refusal)
    saved = st.session_state.pop(f"{part}_saved", None)
    if saved is None:
        return
    number = str(saved.segment_id)
    st.success(page.say("segments.saved", name=saved.name), icon=":material/check_circle:")
    with st.container(horizontal=True, gap="small"):
        navigation.link(
            "segments", page.say("segments.go"), icon=":material/bookmarks:", chosen=number
        )
        for name in _ONWARD:
            navigation.link(name, page.say(f"segments.open_{name}"), segment=number)

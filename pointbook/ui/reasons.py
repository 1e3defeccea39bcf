"""变动原因: the list that people choose from, changed by those who may change rules."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pointbook.access import Right
from pointbook.corrections.change import WAYS
from pointbook.errors import PointbookError
from pointbook.texts import word
from pointbook.ui import feedback, session
from pointbook.ui.start import Page

_REFUSED: Final = "reasons_refused"


def show(page: Page) -> None:
    """The reasons of one way, with what can be done to each; nothing for those who may not."""
    if not page.actor.may(Right.EDIT_RULES):
        return
    with st.expander(page.say("reasons_list.title"), icon=":material/list_alt:"):
        refusal = st.session_state.pop(_REFUSED, None)
        if refusal is not None:
            feedback.refused(refusal)
        way = st.selectbox(
            page.say("reasons_list.way"), WAYS, format_func=lambda each: page.say(f"adjust.{each}"),
            key="reasons_way", width=240,
        )  # fmt: skip
        reasons = page.book.corrections.reasons
        for each in reasons.every(way):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                key = f"reason_{each.reason_id}"
                st.text_input(
                    page.say("reasons_list.word"), word("reasons", each.reason, page.lang), key=key, width=240,
                    label_visibility="collapsed", disabled=not each.is_open,
                )  # fmt: skip
                if each.is_open:
                    st.button(
                        page.say("reasons_list.rename"), on_click=_rename, key=f"{key}_rename",
                        args=(each.reason_id, word("reasons", each.reason, page.lang)),
                    )  # fmt: skip
                    st.button(
                        page.say("reasons_list.close"),
                        on_click=_close,
                        args=(each.reason_id,),
                        key=f"{key}_close",
                    )
                else:
                    st.button(
                        page.say("reasons_list.open"),
                        on_click=_add,
                        args=(way, each.reason),
                        key=f"{key}_open",
                    )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(page.say("reasons_list.new"), key="reasons_new", width=240)
            st.button(
                page.say("reasons_list.add"), on_click=_add, args=(way, None), key="reasons_add"
            )
        st.checkbox(
            page.say("reasons_list.free"), reasons.is_free, on_change=_allow, key="reasons_free"
        )


def _add(way: str, reason: str | None) -> None:
    typed = reason if reason is not None else str(st.session_state.get("reasons_new") or "")
    reasons = session.opened_book().corrections.reasons
    try:
        reasons.add(way, typed, actor=session.actor())
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal
        return
    if reason is None:
        st.session_state["reasons_new"] = ""


def _rename(reason_id: int, shown: str) -> None:
    typed = str(st.session_state.get(f"reason_{reason_id}") or "")
    if typed.strip() == shown:
        return
    try:
        session.opened_book().corrections.reasons.rename(reason_id, typed, actor=session.actor())
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal


def _close(reason_id: int) -> None:
    try:
        session.opened_book().corrections.reasons.close(reason_id, actor=session.actor())
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal


def _allow() -> None:
    allowed = bool(st.session_state.get("reasons_free"))
    try:
        session.opened_book().corrections.reasons.allow_free(allowed, actor=session.actor())
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal

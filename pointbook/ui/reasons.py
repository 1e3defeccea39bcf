"""变动原因: the list that people choose from, changed by those who may change rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.corrections.change import WAYS
from pointbook.texts import word
from pointbook.ui import pressed, session
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.corrections.reasons import Reasons

_PART: Final = "reasons_list"


def show(page: Page) -> None:
    """The reasons of one way, with what can be done to each; nothing for those who may not."""
    if not page.actor.may(Right.EDIT_RULES):
        return
    with st.expander(page.say("reasons_list.title"), icon=":material/list_alt:"):
        pressed.show_outcome(page, _PART)
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
    is_added = _attempt(lambda reasons, by: reasons.add(way, typed, actor=by))
    if is_added and reason is None:
        st.session_state["reasons_new"] = ""


def _rename(reason_id: int, shown: str) -> None:
    typed = str(st.session_state.get(f"reason_{reason_id}") or "")
    if typed.strip() != shown:
        _attempt(lambda reasons, by: reasons.rename(reason_id, typed, actor=by))


def _close(reason_id: int) -> None:
    _attempt(lambda reasons, by: reasons.close(reason_id, actor=by))


def _allow() -> None:
    allowed = bool(st.session_state.get("reasons_free"))
    _attempt(lambda reasons, by: reasons.allow_free(allowed, actor=by))


def _attempt(act: Callable[[Reasons, Actor], None]) -> bool:
    reasons, by = session.opened_book().corrections.reasons, session.actor()
    return pressed.attempt(_PART, lambda: act(reasons, by))

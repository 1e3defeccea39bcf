"""One setting of the programme: what it is now, and a field for those who may change it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import streamlit as st

from pointbook.access import Right
from pointbook.ui import feedback, pressed, session

if TYPE_CHECKING:
    from pointbook.ui.start import Page

Setting: TypeAlias = Literal["point_value", "reminder_opt_out", "tier_order"]
_PART: Final = "programme"
_WIDE: Final = frozenset(("tier_order",))


def show(page: Page, name: Setting) -> None:
    """The setting and, for those with the right to it, the way to change it."""
    pressed.show_outcome(page, _PART)
    if not page.actor.may(Right.EDIT_RULES):
        feedback.note(page.say("programme.ask_manager"))
        return
    kept = getattr(page.book.programme, name)
    if isinstance(kept, tuple):
        kept = ("，" if page.lang == "zh" else ", ").join(kept)
    row = st.form(f"programme_{name}", border=False).container(
        horizontal=True, vertical_alignment="bottom", gap="small"
    )
    with row:
        st.text_input(
            page.say(f"columns.{name}"), "" if kept is None else f"{kept}", key=f"set_{name}",
            help=page.say(f"programme.{name}_help"), width=440 if name in _WIDE else 220,
            placeholder=page.say(f"programme.{name}_hint"),
        )  # fmt: skip
        st.form_submit_button(
            page.say("programme.save"), key=f"save_{name}", on_click=_change,
            args=(name, secrets.token_hex(16)),
        )  # fmt: skip


def _change(name: str, request_id: str) -> None:
    typed = st.session_state[f"set_{name}"]
    book, by = session.opened_book(), session.actor()
    pressed.attempt(
        _PART, lambda: book.change_programme(actor=by, request_id=request_id, **{name: typed})
    )

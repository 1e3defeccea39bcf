"""疑似重复客户: whom to merge next, and who only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.ui import feedback, session, tables

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_COLUMNS: Final = (
    "customer_no", "other_no", "double_by", "name", "other_name", "phone", "other_phone", "phone_changed_at",
)  # fmt: skip
_SHOWN: Final = 200
_REFUSED: Final = "doubles_refused"


def show(page: Page) -> None:
    """The pairs that wait; a chosen one is merged or set apart."""
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        feedback.refused(refusal)
    tables.heading(page.say("doubles.title"))
    pairs = page.book.ask("customers/doubles", row_limit=_SHOWN, actor=page.reader)
    if pairs.is_empty():
        feedback.nothing_here(page, "doubles")
        return
    chosen = tables.show(
        page, "doubles", pairs, _COLUMNS, selectable=True, title=page.say("doubles.title"),
        all_rows=lambda: page.book.ask("customers/doubles", actor=page.reader),
    )  # fmt: skip
    told = "first" if pairs.height == _SHOWN else "count"
    feedback.sentences(
        page, [page.say(f"doubles.{told}", count=pairs.height), page.say("doubles.about")]
    )
    if chosen is None:
        return
    pair = str(chosen["customer_no"]), str(chosen["other_no"])
    with st.container(horizontal=True, gap="small"):
        st.button(
            page.say("doubles.merge"), type="primary", on_click=_choose, args=pair, key="doubles_merge",
            icon=":material/merge:",
        )  # fmt: skip
        st.button(
            page.say("doubles.apart"), on_click=_set_apart, args=pair, key="doubles_apart",
            icon=":material/group_off:",
        )  # fmt: skip


def _choose(customer_no: str, other_no: str) -> None:
    """Fill both into the fields above."""
    st.session_state["customer"], st.session_state["merge_other"] = customer_no, other_no


def _set_apart(customer_no: str, other_no: str) -> None:
    try:
        session.opened_book().customers.set_apart(customer_no, other_no, actor=session.actor())
    except PointbookError as refusal:
        st.session_state[_REFUSED] = refusal

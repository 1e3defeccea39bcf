"""注销客户: erasing a person on request, behind their number typed once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.errors import PointbookError
from pointbook.ui import feedback, navigation, session, signed_in

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer
    from pointbook.ui.start import Page

_DONE: Final = "erase_done"
_REFUSED: Final = "erase_refused"
_MISTYPED: Final = "erase_mistyped"


def show_outcome(page: Page) -> None:
    """What came of the last press: the pseudonym, and the way to its entries."""
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        feedback.refused(refusal)
    if st.session_state.pop(_MISTYPED, False):
        st.error(page.say("erasing.mistyped"), icon=":material/block:")
    pseudonym = st.session_state.pop(_DONE, None)
    if pseudonym is not None:
        st.success(page.say("erasing.done", pseudonym=pseudonym), icon=":material/check_circle:")
        navigation.link("profile", page.say("tables.open_profile"), customer=pseudonym)


def show(page: Page, customer: Customer) -> None:
    """The way to erase a customer, for those who may: what goes, what stays, and the number typed again."""
    if not page.actor.may(Right.ERASE):
        return
    number = customer.customer_no
    with st.expander(page.say("erasing.title"), icon=":material/person_off:"):
        if not signed_in.is_fresh(page.lang, page.actor):
            return
        with st.form(f"erase_{number}", border=False):
            st.warning(page.say("erasing.goes"), icon=":material/warning:")
            feedback.note(page.say("erasing.stays"))
            st.text_input(page.say("erasing.reason"), key="erase_reason")
            st.text_input(page.say("erasing.confirm", customer_no=number), key="erase_confirm")
            st.form_submit_button(page.say("erasing.erase"), on_click=_erase, args=(number,))


def _erase(customer_no: str) -> None:
    state = st.session_state
    if state["erase_confirm"].strip() != customer_no:
        state[_MISTYPED] = True
        return
    try:
        state[_DONE] = session.opened_book().customers.erase(
            customer_no, reason=state["erase_reason"], actor=session.actor()
        )
    except PointbookError as refusal:
        state[_REFUSED] = refusal
        return
    st.query_params.pop("customer", None)

"""新增客户: one customer by hand; a number that is taken leads to whom it belongs to."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.columns import label
from pointbook.customers.registry import Customer
from pointbook.errors import CustomerExists, PointbookError, UnknownCustomer
from pointbook.ui import customer_form, feedback, navigation
from pointbook.ui.customer_form import NotAField

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_REQUEST: Final = "add_request"
_ADDED: Final = "add_done"


def show_outcome(page: Page) -> None:
    """Who was added last, with the way to the profile."""
    number = st.session_state.pop(_ADDED, None)
    if number is not None:
        st.success(page.say("adding.done", customer_no=number), icon=":material/check_circle:")
        navigation.link(
            "profile", page.say("tables.open_profile"), icon=":material/person:", customer=number
        )


def show(page: Page) -> None:
    """The form; sent twice, it adds once."""
    request_id = st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    with st.form("add", border=False):
        number = st.text_input(
            label("customer_no", page.lang), key=f"add_{request_id}_no", max_chars=64, width=320
        )
        try:
            filled = customer_form.draw(page, f"add_{request_id}", _blank(page))
        except NotAField as line:
            filled = None
            wrong = line
        sent = st.form_submit_button(
            page.say("adding.add"), type="primary", icon=":material/person_add:"
        )
    if not sent:
        return
    if filled is None:
        customer_form.show_not_a_field(page, wrong)
        return
    values = {name: value for name, value in filled.items() if value is not None}
    _add(page, (number or "").strip(), values, request_id)


def _blank(page: Page) -> Customer:
    """What the form begins with: whoever sees only some customers adds one whom they will see."""
    names = page.actor.scope.names
    mine = names[0] if names else None
    reach = page.actor.scope.reach
    return Customer(
        "", department=mine if reach == "department" else None, owner=mine if reach == "own" else None
    )  # fmt: skip


def _add(page: Page, number: str, values: dict[str, Any], request_id: str) -> None:
    known = _known(page, number)
    if known is None and customer_form.is_warned(page, values.get("phone"), None):
        return
    try:
        added = page.book.customers.add(number, actor=page.actor, request_id=request_id, **values)
    except CustomerExists as taken:
        feedback.refused(taken)
        if known is not None:
            told = " · ".join(filter(None, (known.customer_no, known.name)))
            navigation.link("profile", told, icon=":material/person:", customer=known.customer_no)
        return
    except PointbookError as refusal:
        feedback.refused(refusal)
        return
    st.session_state[_ADDED] = added.customer_no
    del st.session_state[_REQUEST]
    st.rerun()


def _known(page: Page, number: str) -> Customer | None:
    """Who has this number, where the visitor sees them."""
    try:
        return page.book.customers.get(number, actor=page.reader)
    except UnknownCustomer:
        return None

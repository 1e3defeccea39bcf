"""资料保留: the rule, and the customers whom it proposes for erasure, erased only behind their number typed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.customers.retention import MOST
from pointbook.errors import NotPermitted, PointbookError
from pointbook.settings import RETENTION_SPANS, Retention
from pointbook.texts import date_text
from pointbook.ui import feedback, figures, privacy, session, signed_in, tables
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pointbook.ui.start import Page

_COLUMNS: Final = ("customer_no", "name", "tier", "store", "last_activity")
_FOR_GOOD: Final = ("customer_years", "refusal_days")
"""What may be kept without an end."""
_DONE: Final = "keeping_done"
_REFUSED: Final = "keeping_refused"
_REQUEST: Final = "keeping_request"


def show_outcome(page: Page) -> None:
    """What came of the last press."""
    refusal = st.session_state.pop(_REFUSED, None)
    if isinstance(refusal, PointbookError):
        feedback.refused(refusal)
    elif refusal is not None:
        st.error(page.say("keeping.mistyped"), icon=":material/block:")
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        name, values = done
        st.success(page.say(f"keeping.{name}", **values), icon=":material/check_circle:")
        if values.get("passed_over"):
            feedback.hint(page.say("keeping.passed_over", count=values["passed_over"]))


def sees_all(page: Page) -> bool:
    """Whether the visitor sees all customers, without which the rule cannot be carried out."""
    if page.actor.scope.is_everybody:
        return True
    feedback.refused(NotPermitted(actor=page.actor.name, right="scope:all"))
    return False


def show_rule(page: Page) -> None:
    """What is kept for how long; a form for those who may change it."""
    rule = page.book.retention.rule
    tables.heading(page.say("keeping.rule"))
    if not page.actor.may(Right.EDIT_RULES):
        feedback.sentences(page, [_told(page, rule, name) for name in RETENTION_SPANS])
        return
    with st.form("keeping", border=False):
        places = (*st.columns(2), *st.columns(2))  # two rows keep the order on a narrow screen
        for place, (name, (least, most)) in zip(places, RETENTION_SPANS.items(), strict=True):
            place.number_input(
                page.say(f"keeping.{name}"), least, most, getattr(rule, name), step=1, key=f"keeping_{name}",
                placeholder=page.say("keeping.for_good"), help=page.say(f"keeping.help_{name}"),
            )  # fmt: skip
        feedback.note(page.say("keeping.rule_note"))
        st.form_submit_button(page.say("keeping.save"), on_click=_save)


def _told(page: Page, rule: Retention, name: str) -> str:
    value = getattr(rule, name)
    said = page.say("keeping.for_good") if value is None else str(value)
    return page.say("keeping.told", what=page.say(f"keeping.{name}"), value=said)


def _save() -> None:
    state, usual = st.session_state, Retention()
    said = {
        # Emptied, a span that has an end is as usual.
        name: state[f"keeping_{name}"] if name in _FOR_GOOD else state[f"keeping_{name}"] or getattr(usual, name)
        for name in RETENTION_SPANS
    }  # fmt: skip
    try:
        session.opened_book().retention.set_rule(Retention(**said), actor=session.actor())
    except PointbookError as refusal:
        state[_REFUSED] = refusal
        return
    state[_DONE] = ("saved", {})


def show_due(page: Page) -> None:
    """Who is proposed: how many, who, and the way to erase them."""
    keeping = page.book.retention
    before = keeping.before()
    tables.heading(page.say("keeping.due"))
    if before is None:
        feedback.note(page.say("keeping.off"))
        return
    due = keeping.due(actor=page.reader)
    since = date_text(before)
    if due.is_empty():
        feedback.nothing_here(page, "keeping", since=since)
        return
    figures.row(page, (Figure("due_customers", due.height, "count"),))
    feedback.note(page.say("keeping.due_note", since=since))
    with st.container(horizontal=True, gap="small"):
        privacy.offer(page)
    tables.show(page, "due", due, _COLUMNS, title=page.say("keeping.due"))
    if due.height == MOST:
        feedback.note(page.say("keeping.more", count=MOST))
    numbers = tuple(due["customer_no"])
    if not signed_in.is_fresh(page.lang, page.actor):
        return
    st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    with st.form("keeping_erase", border=False):
        st.warning(page.say("keeping.goes", count=due.height), icon=":material/warning:")
        st.text_input(page.say("keeping.confirm", count=due.height), key="keeping_confirm")
        st.form_submit_button(
            page.say("keeping.erase", count=due.height), on_click=_erase, args=(numbers,)
        )


def _erase(customer_nos: Sequence[str]) -> None:
    """Erase those who were on the screen, if their count was typed."""
    state = st.session_state
    if state["keeping_confirm"].strip() != str(len(customer_nos)):
        state[_REFUSED] = "mistyped"
        return
    try:
        done = session.opened_book().retention.erase_due(
            customer_nos, actor=session.actor(), request_id=state[_REQUEST]
        )
    except PointbookError as refusal:
        state[_REFUSED] = refusal
        return
    state.pop(_REQUEST)
    state["keeping_confirm"] = ""
    state[_DONE] = ("erased", {"count": done.customers, "passed_over": done.passed_over})

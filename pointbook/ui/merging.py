"""客户合并: which two, which number stays, what it would do, doing it, and the way back."""

from __future__ import annotations

import html
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.columns import column, label
from pointbook.corrections.change import Change
from pointbook.errors import PointbookError
from pointbook.texts import word
from pointbook.ui import customer_choice, effects, feedback, navigation, session
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.corrections import Posted
    from pointbook.customers.registry import Customer

_ANSWER: Final = "merge_answer"
_REQUEST: Final = "merge_request"
_FACTS: Final = (
    "customer_no",
    "name",
    "phone",
    "email",
    "tier",
    "store",
    "department",
    "status",
    "joined_on",
)


@dataclass(frozen=True)
class Pair:
    """Who goes and who stays."""

    gone: Customer
    kept: Customer


@dataclass(frozen=True)
class Answer:
    """What came of the last merge."""

    request_id: str
    posted: Posted | None = None
    refusal: PointbookError | None = None
    is_back: bool = False


def choose(page: Page) -> Pair | None:
    """The two customers and the number that stays; None until both are known."""
    first_no = customer_choice.choose(page, width=320, hint="filters.search_hint")
    if first_no is None:
        feedback.hint(page.say("merge.choose_first"))
        return None
    other_no = st.text_input(
        page.say("merge.other"),
        placeholder=page.say("adjust.to_hint"),
        key="merge_other",
        width=320,
    ).strip()
    if not other_no:
        feedback.note(page.say("merge.choose_other"))
        return None
    try:
        first, other = (
            page.book.customers.get(number, actor=page.reader) for number in (first_no, other_no)
        )
    except PointbookError as refusal:
        feedback.refused(refusal)
        return None
    kept = st.radio(
        page.say("merge.keep"),
        [first.customer_no, other.customer_no],
        horizontal=True,
        key="merge_keep",
    )
    return Pair(other, first) if kept == first.customer_no else Pair(first, other)


def compare(page: Page, pair: Pair) -> None:
    """Both as they are registered; the one who stays keeps their own facts."""
    rows = []
    for name in _FACTS:
        gone, kept = (_fact(page, each, name) for each in (pair.gone, pair.kept))
        if gone or kept:
            rows.append((label(name, page.lang), gone, kept))
    cells = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{effects.cell(gone)}</td>"
        f"<td>{effects.cell(kept)}</td></tr>"
        for name, gone, kept in rows
    )
    st.html(
        f'<table class="pb-compare"><thead><tr><th></th><th>{page.say("merge.gone")}</th>'
        f"<th>{page.say('merge.kept')}</th></tr></thead><tbody>{cells}</tbody></table>"
    )
    feedback.note(page.say("merge.about"))


def _fact(page: Page, customer: Customer, name: str) -> str:
    if name == "tier":
        return effects.tier_text(page, customer.tier, customer.floor_on(page.today))
    value, words = getattr(customer, name), column(name).words
    return word(words, value, page.lang) if words and value else str(value or "")


def work(page: Page, pair: Pair) -> None:
    """What the merge would do, its reason, and the button."""
    reasons = page.book.corrections.reasons
    change = Change("merge", pair.gone.customer_no, to_no=pair.kept.customer_no)
    try:
        told = page.book.corrections.effects(change, page.actor)
    except PointbookError as refusal:
        feedback.refused(refusal)
        return
    effects.show(page, told)
    request_id = st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    with st.form("merge", border=False):
        reason = st.selectbox(
            page.say("adjust.reason"), reasons.offered("merge"), index=None, key="merge_reason",
            format_func=lambda each: word("reasons", each, page.lang),
            accept_new_options=reasons.is_free, placeholder=page.say("filters.pick"), width=320,
        )  # fmt: skip
        note = st.text_input(page.say("adjust.note"), key="merge_note", width=480)
        sent = st.form_submit_button(
            page.say("merge.confirm", gone=pair.gone.customer_no, kept=pair.kept.customer_no),
            type="primary",
        )
    if sent:
        said = Change(
            "merge",
            pair.gone.customer_no,
            to_no=pair.kept.customer_no,
            reason=reason,
            note=note or None,
        )
        _post(page, said, request_id, told.before.revision)


def _post(page: Page, change: Change, request_id: str, revision: int) -> None:
    try:
        posted = page.book.corrections.post(change, page.actor, request_id, revision)
    except PointbookError as refusal:
        feedback.refused(refusal)
        return
    finally:
        st.session_state[_REQUEST] = secrets.token_hex(16)
    st.session_state[_ANSWER] = Answer(request_id, posted)
    st.rerun()


def show_answer(page: Page) -> None:
    """The receipt of the last merge, with the way back."""
    answer: Answer | None = st.session_state.get(_ANSWER)
    if answer is None or answer.posted is None:
        return
    if answer.refusal is not None:
        feedback.refused(answer.refusal)
    change = answer.posted.change
    told = {"customer": change.customer_no, "to": change.to_no, "points": abs(answer.posted.points)}
    key = "adjust.taken_back" if answer.is_back else "adjust.done_merge"
    st.success(page.say(key, **told), icon=":material/merge:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not answer.is_back:
            st.button(
                page.say("adjust.take_back"), on_click=_take_back, args=(answer,), key="merge_take_back",
                icon=":material/undo:",
            )  # fmt: skip
        navigation.link(
            "profile",
            page.say("tables.open_profile"),
            icon=":material/person:",
            customer=str(change.to_no),
        )


def _take_back(answer: Answer) -> None:
    """Two customers again; pressed twice, it is undone once."""
    assert answer.posted is not None
    refusal: PointbookError | None = None
    try:
        session.opened_book().corrections.take_back(
            answer.posted, session.actor(), f"back-{answer.request_id}"
        )
    except PointbookError as error:
        refusal = error
    st.session_state[_ANSWER] = Answer(
        answer.request_id, answer.posted, refusal, is_back=refusal is None
    )

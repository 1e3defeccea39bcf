"""自动清零的表单: a rule filled in, new or changed; it is off until somebody has looked at its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.analysis.customer_range import CustomerRange
from pointbook.clearing import CONDITIONS, Rule
from pointbook.columns import label
from pointbook.texts import number_text, section, word
from pointbook.ui import clearing, feedback, segment_choice, session
from pointbook.ui.segment_rules import amount_typed, typed

if TYPE_CHECKING:
    from pointbook.clearing import KeptRule
    from pointbook.ui.start import Page

_WORDS: Final = ("tier", "store", "region", "department", "tag", "status")
_WIDTH: Final = 200
_USUAL_CUSTOMERS: Final = 1_000
_USUAL_POINTS: Final = "1,000,000"


def show_new(page: Page) -> None:
    """The form of a new rule, for those who may make one."""
    if clearing.may_edit(page):
        with st.expander(page.say("clearing.new"), icon=":material/add_circle:"):
            _form(page, None)


def show_change(page: Page, kept: KeptRule) -> None:
    """The same form with what the rule says, for those who may change it."""
    if clearing.may_edit(page):
        with st.expander(page.say("clearing.change"), icon=":material/edit:"):
            feedback.note(page.say("clearing.change_hint"))
            _form(page, kept)


def _form(page: Page, kept: KeptRule | None) -> None:
    # A version of its own, so that a rule that was changed is shown as it is now.
    key = "rule_new_" if kept is None else f"rule_{kept.rule_id}_{kept.version}_"
    was = kept.rule if kept is not None else None
    words = section("clearing_conditions", page.lang)
    condition = st.segmented_control(
        page.say("clearing.condition"), CONDITIONS, default=was.condition if was else "still", required=True,
        format_func=words.__getitem__, key=f"{key}condition",
    )  # fmt: skip
    feedback.note(page.say(f"clearing.hint_{condition}"))
    with st.form(f"{key}form", border=False):
        with st.container(horizontal=True, gap="small"):
            st.text_input(
                label("rule_name", page.lang), was.name if was else "", key=f"{key}name", width=_WIDTH,
                max_chars=60,
            )  # fmt: skip
            _show_reason(page, key, was)
            _show_condition(page, key, condition, was)
        _show_whom(page, key, was)
        with st.container(horizontal=True, gap="small"):
            st.number_input(
                label("most_customers", page.lang), 1, None, was.most_customers if was else _USUAL_CUSTOMERS,
                step=1, key=f"{key}most_customers", width=_WIDTH,
            )  # fmt: skip
            st.text_input(
                label("most_points", page.lang), number_text(was.most_points) if was else _USUAL_POINTS,
                key=f"{key}most_points", width=_WIDTH,
            )  # fmt: skip
        feedback.note(page.say("clearing.bounds_hint"))
        st.form_submit_button(
            page.say("clearing.save"), type="primary", on_click=_save, args=(key, kept)
        )


def _show_reason(page: Page, key: str, was: Rule | None) -> None:
    listed = page.book.corrections.reasons
    usual = was.reason if was else "clear"
    reasons = list(dict.fromkeys((*listed.offered("clear"), usual)))
    st.selectbox(
        page.say("batches.reason"), reasons, reasons.index(usual), key=f"{key}reason", width=_WIDTH,
        accept_new_options=listed.is_free, format_func=lambda each: word("reasons", each, page.lang),
    )  # fmt: skip


def _show_condition(page: Page, key: str, condition: str, was: Rule | None) -> None:
    if condition == "day":
        st.text_input(
            page.say("clearing.year_day"), (was and was.year_day) or "", key=f"{key}year_day", width=_WIDTH,
            placeholder="12-31",
        )  # fmt: skip
        return
    if condition == "ended":
        used = page.choices("customers/choices", "status")
        chosen = list(was.statuses) if was else []
        st.multiselect(
            page.say("clearing.statuses"), list(dict.fromkeys((*used, *chosen))), chosen,
            key=f"{key}statuses", format_func=lambda each: word("statuses", each, page.lang),
            placeholder=page.say("filters.pick"), width=_WIDTH,
        )  # fmt: skip
    usual = (24, None) if condition == "still" else (None, 90)
    is_same = was is not None and was.condition == condition
    for name, value in zip(("months", "days"), usual, strict=True):
        st.number_input(
            page.say(f"clearing.{name}"), 0, 36_500, getattr(was, name) if is_same else value, step=1,
            key=f"{key}{name}", width=_WIDTH,
        )  # fmt: skip


def _show_whom(page: Page, key: str, was: Rule | None) -> None:
    """The customer range and balances, as the book's customers have them."""
    with st.container(horizontal=True, gap="small"):
        if segments := segment_choice.names(page):
            _select(page, key, "segment", segments, was.customers.segment if was else None)
        for name in _WORDS:
            known = {each: each for each in page.choices("customers/choices", name)}
            if name == "status":
                known = {each: word("statuses", each, page.lang) for each in known}
            usual = getattr(was.customers, name) if was else None
            if known or usual:
                _select(page, key, name, known, usual)
        for name in ("balance_from", "balance_until"):
            usual = getattr(was, name) if was else None
            st.text_input(
                label(name, page.lang), "" if usual is None else number_text(usual), key=key + name, width=_WIDTH
            )  # fmt: skip


def _select(page: Page, key: str, name: str, known: dict[Any, str], usual: Any) -> None:
    options = list(dict.fromkeys((*known, *([usual] if usual is not None else []))))
    st.selectbox(
        label(name, page.lang), options, None if usual is None else options.index(usual),
        format_func=lambda each: known.get(each, str(each)), placeholder=page.say("filters.all"),
        key=key + name, width=_WIDTH,
    )  # fmt: skip


def _save(key: str, kept: KeptRule | None) -> None:
    state = st.session_state
    name = state[f"{key}name"]

    def act() -> None:
        room, rule = session.opened_book().clearing, _filled_in(key)
        if kept is None:
            room.save(rule, actor=session.actor())
        else:
            room.change(kept.rule_id, rule, version=kept.version, actor=session.actor())

    if clearing.attempt(act, "saved", name=name) and kept is None:
        for each in [each for each in state if str(each).startswith(key)]:
            del state[each]


def _filled_in(key: str) -> Rule:
    given = {
        str(name)[len(key) :]: value
        for name, value in st.session_state.items()
        if str(name).startswith(key)
    }
    range_ = {name: given.get(name) or None for name in (*_WORDS, "segment")}
    return Rule(
        given["name"], given["condition"], int(given["most_customers"] or 0),
        typed(given["most_points"], amount_typed) or amount_typed("0"), given["reason"] or "",
        months=given.get("months") or None, days=given.get("days") or None,
        statuses=tuple(given.get("statuses") or ()), year_day=(given.get("year_day") or "").strip() or None,
        customers=CustomerRange(**range_), balance_from=typed(given["balance_from"], amount_typed),
        balance_until=typed(given["balance_until"], amount_typed),
    )  # fmt: skip

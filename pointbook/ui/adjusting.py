"""积分调整: the form, what it would do, and doing it once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.access import Right
from pointbook.corrections.change import RIGHTS, TAKES, WAYS, Change, Way
from pointbook.errors import PointbookError
from pointbook.texts import date_text, number_text, word
from pointbook.ui import (
    approval_offer,
    change_form,
    customer_choice,
    effects,
    feedback,
    figures,
    filters,
    navigation,
    reversing,
    session,
)
from pointbook.ui.figures import Figure
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.clock import When
    from pointbook.corrections import Effects, Posted
    from pointbook.customers.registry import Customer

OFFERED: Final = tuple(way for way in WAYS if way != "merge")
_DRAFT: Final = "adjust_draft"
_DONE: Final = "adjust_done"
_REQUEST: Final = "adjust_request"
_REFUSAL: Final = "adjust_refusal"
_KEEP: Final = "adjust_keep_tier"
_BY_ENTRY: Final = frozenset(("up", "down", "clear"))


@dataclass(frozen=True)
class Draft:
    """One change as it stands in the form, with the revision of the customer it was made for."""

    request_id: str
    change: Change
    revision: int
    shown_for: str
    """The customer on the page; an entry named by its number may be somebody else's."""


@dataclass(frozen=True)
class Done:
    """The change just made; `back` is what came of taking it back."""

    draft: Draft
    posted: Posted
    replayed: bool
    is_back: bool = False


def customer(page: Page) -> Customer | None:
    """The customer who is meant, with name and balance; None while nobody is chosen."""
    number = customer_choice.choose(page, width=320, hint="filters.search_hint")
    if number is None:
        return None
    chosen = page.book.customers.get(number, actor=page.reader)
    balance = page.book.ledger.balance(number, actor=page.actor)
    customer_choice.heading(chosen)
    figures.row(
        page,
        (
            Figure("balance", balance.balance),
            Figure("available", balance.available),
            Figure("held", balance.held),
            Figure("expiring", balance.expiring),
            *((Figure("debt", balance.debt),) if balance.debt else ()),
        ),
    )
    return chosen


def work(page: Page, chosen: Customer) -> None:
    """The form, then what it would do; after a change its receipt with the way back."""
    refusal = st.session_state.pop(_REFUSAL, None)
    if refusal is not None:
        feedback.refused(refusal)
    approval_offer.show_outcome(page)
    done: Done | None = st.session_state.get(_DONE)
    if done is not None and done.draft.shown_for == chosen.customer_no:
        _show_done(page, done)
        return
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is not None and draft.shown_for == chosen.customer_no:
        _show_preview(page, draft)
        return
    _show_form(page, chosen)


def _show_form(page: Page, chosen: Customer) -> None:
    request_id = st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    ways = [way for way in OFFERED if page.actor.may(RIGHTS[way])]
    linked = st.query_params.get("way")
    chosen_way = st.segmented_control(
        page.say("adjust.way"),
        ways,
        default=linked if linked in ways else "up",
        required=True,
        format_func=lambda each: page.say(f"adjust.{each}"),
        key="adjust_way",
    )
    way: Way = chosen_way
    feedback.note(page.say(f"adjust.about_{way}"))
    try:
        change = change_form.read(page, chosen, way)
        if change is None:
            return
        page.book.corrections.reasons.require_listed(way, change.reason)
        # Beyond a limit it is shown as well: somebody else may approve it.
        told = page.book.approvals.foresee(change, page.actor)
    except change_form.Unfinished as unfinished:
        st.error(str(unfinished), icon=":material/block:")
        return
    except PointbookError as error:
        feedback.refused(error)
        return
    st.session_state[_DRAFT] = Draft(
        request_id, told.change, told.before.revision, chosen.customer_no
    )
    st.rerun()


def _show_preview(page: Page, draft: Draft) -> None:
    draft = replace(draft, change=_with_tier_kept(draft))
    change = draft.change
    try:
        told = page.book.approvals.foresee(change, page.actor)
    except PointbookError as error:  # the book has moved on meanwhile
        feedback.refused(error)
        st.button(page.say("adjust.cancel"), on_click=_drop_draft, key="adjust_cancel")
        return
    feedback.note(" · ".join(said(page, change)))
    effects.show(page, told, below=lambda: _offer_to_keep(page, draft, told))
    beyond = page.book.approvals.beyond(told, page.actor)
    if beyond is not None:
        approval_offer.show(page, change, beyond, draft.request_id, draft.revision, _submitted)
        st.button(page.say("adjust.cancel"), on_click=_drop_draft, key="adjust_cancel")
        return
    with st.container(horizontal=True, gap="small"):
        # The draft is bound to the button: pressed twice, it posts the same request twice.
        st.button(
            page.say("adjust.confirm", way=page.say(f"adjust.{change.way}")), type="primary", on_click=_post,
            args=(draft,), key="adjust_confirm",
        )  # fmt: skip
        st.button(page.say("adjust.cancel"), on_click=_drop_draft, key="adjust_cancel")


def _with_tier_kept(draft: Draft) -> Change:
    """The change with the day that was chosen beneath its effects."""
    return replace(
        draft.change, keep_tier_until=st.session_state.get(f"{_KEEP}_{draft.request_id}")
    )


def _offer_to_keep(page: Page, draft: Draft, told: Effects) -> None:
    """保留等级至: offered beside what takes points of somebody with a tier, to those who may edit customers."""
    may = page.actor.may(Right.EDIT_CUSTOMER)
    if told.tier is None or draft.change.way not in TAKES or not may:
        return
    st.date_input(
        page.say("adjust.keep_tier"), None, min_value=page.today, max_value=filters.latest(page.today),
        format="YYYY-MM-DD", key=f"{_KEEP}_{draft.request_id}", width=240,
        help=page.say("adjust.keep_tier_help", tier=told.tier),
    )  # fmt: skip


def said(page: Page, change: Change) -> list[str]:
    """The change in words, as it was filled in."""
    named = f"#{change.entry_id}" if change.entry_id else None
    return [
        each
        for each in (
            page.say(f"adjust.{change.way}"),
            number_text(change.points) if change.points else page.say("adjust.everything"),
            named,
            f"→ {change.to_no}" if change.to_no else None,
            f"→ {_day(change.expires_at)}"
            if change.way == "extend" and change.expires_at
            else None,
            word("reasons", change.reason, page.lang),
            _day(change.occurred_at),
            change.ref,
            change.note,
            change.customer_note,
            page.say("adjust.tier_until", until=_day(change.keep_tier_until))
            if change.keeps_tier
            else None,
        )
        if each
    ]


def _day(value: When | None) -> str:
    return value if isinstance(value, str) else date_text(value)


def _submitted() -> None:
    _drop_draft()
    st.session_state[_REQUEST] = secrets.token_hex(16)


def _drop_draft() -> None:
    st.session_state.pop(_DRAFT, None)


def _post(draft: Draft) -> None:
    """Post the draft; its request id makes a second press answer with the first receipt."""
    earlier: Done | None = st.session_state.get(_DONE)
    if earlier is not None and earlier.draft.request_id == draft.request_id:
        st.session_state[_DONE] = replace(earlier, replayed=True)
        return
    try:
        posted = session.opened_book().corrections.post(
            draft.change, session.actor(), draft.request_id, draft.revision
        )
    except PointbookError as error:
        st.session_state[_REFUSAL] = error
    else:
        st.session_state[_DONE] = Done(draft, posted, posted.replayed)
    _drop_draft()
    st.session_state[_REQUEST] = secrets.token_hex(16)


def _show_done(page: Page, done: Done) -> None:
    """The receipt of what was just done, and the way back."""
    posted, change = done.posted, done.posted.change
    if done.is_back:
        st.success(
            page.say("adjust.taken_back", customer=change.customer_no), icon=":material/undo:"
        )
    else:
        st.success(
            page.say(
                f"adjust.done_{change.way}", customer=change.customer_no, points=abs(posted.points),
                balance=posted.balance, entry_id=change.entry_id, to=change.to_no, hold_id=posted.hold_id,
            ),
            icon=":material/check_circle:",
        )  # fmt: skip
    if change.keeps_tier:
        told = "tier_still_kept" if done.is_back else "tier_is_kept"
        feedback.note(page.say(f"adjust.{told}", until=_day(change.keep_tier_until)))
    if done.replayed:
        feedback.hint(page.say("adjust.replayed"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            page.say("adjust.another"), type="primary", on_click=_start_over, key="adjust_another"
        )
        _offer_back(page, done)
        navigation.link(
            "profile", page.say("tables.open_profile"), icon=":material/person:",
            customer=str(change.customer_no),
        )  # fmt: skip


def _offer_back(page: Page, done: Done) -> None:
    posted = done.posted
    if done.is_back or not posted.can_take_back:
        return
    if posted.change.way in _BY_ENTRY:
        args: tuple[Any, ...] = (posted.postings[0].entry_id, posted.points)
        st.button(
            page.say("adjust.reverse_last"),
            on_click=reversing.ask,
            args=args,
            key="adjust_reverse_last",
        )
        return
    st.button(
        page.say("adjust.take_back"), on_click=_take_back, args=(done,), key="adjust_take_back",
        icon=":material/undo:",
    )  # fmt: skip


def _take_back(done: Done) -> None:
    """Undo what was just done; pressed twice, it is undone once."""
    try:
        session.opened_book().corrections.take_back(
            done.posted, session.actor(), f"back-{done.draft.request_id}"
        )
    except PointbookError as error:
        st.session_state[_REFUSAL] = error
        return
    st.session_state[_DONE] = replace(done, is_back=True)


def _start_over() -> None:
    for name in (_DONE, _DRAFT):
        st.session_state.pop(name, None)

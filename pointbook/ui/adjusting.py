"""积分调整: the form, what it would do, and doing it once."""

from __future__ import annotations

import html
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook import amounts
from pointbook.access import Right
from pointbook.errors import InvalidText, PointbookError
from pointbook.texts import date_text, number_text, section, signed_text
from pointbook.ui import customer_choice, feedback, figures, navigation, reversing, session
from pointbook.ui.figures import Figure
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer
    from pointbook.ledger.desk import Asked
    from pointbook.ledger.standing import Balance

WAYS: Final = ("up", "down", "clear")
_DRAFT: Final = "adjust_draft"
_DONE: Final = "adjust_done"
_REQUEST: Final = "adjust_request"
_REFUSAL: Final = "adjust_refusal"


@dataclass(frozen=True)
class Draft:
    """One adjustment as it stands in the form, with the revision of the customer it was made for."""

    request_id: str
    customer_no: str
    revision: int
    way: str
    points: Decimal
    """What is added or taken away, always positive."""
    occurred_at: datetime
    """Fixed when the form is sent: a second press must say exactly the same."""
    reason: str
    ref: str | None
    note: str | None


@dataclass(frozen=True)
class Done:
    """The adjustment just made."""

    draft: Draft
    entry_id: int
    points: Decimal
    balance: Decimal
    replayed: bool


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
    done: Done | None = st.session_state.get(_DONE)
    if done is not None and done.draft.customer_no == chosen.customer_no:
        _show_done(page, done)
        return
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is not None and draft.customer_no == chosen.customer_no:
        _show_preview(page, chosen, draft)
        return
    _show_form(page, chosen)


def _show_form(page: Page, chosen: Customer) -> None:
    request_id = st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    way = st.segmented_control(
        page.say("adjust.way"),
        WAYS if page.actor.may(Right.CLEAR) else WAYS[:2],
        default="up",
        required=True,
        format_func=lambda each: page.say(f"adjust.{each}"),
        key="adjust_way",
    )
    reasons = section("adjust_reasons", page.lang)
    with st.form("adjust", border=False):
        # Rows of their own keep the order of the fields where one stands below the other.
        upper, lower = st.columns(2, gap="medium"), st.columns(2, gap="medium")
        points = ""
        if way != "clear":
            points = upper[0].text_input(
                page.say("adjust.points"),
                key="adjust_points",
                placeholder=page.say("adjust.points_hint", decimals=page.book.decimals),
            )
        reason = upper[0 if way == "clear" else 1].selectbox(
            page.say("adjust.reason"),
            list(reasons),
            index=None,
            format_func=lambda each: reasons.get(each, each),
            accept_new_options=True,
            placeholder=page.say("filters.pick"),
            key="adjust_reason",
        )
        day = lower[0].date_input(
            page.say("adjust.occurred_on"),
            page.today,
            max_value=page.today,
            min_value=date(1900, 1, 1),
            format="YYYY-MM-DD",
            key="adjust_day",
        )
        ref = lower[1].text_input(
            page.say("adjust.ref"), key="adjust_ref", placeholder=page.say("adjust.ref_hint")
        )
        note = st.text_area(
            page.say("adjust.note"),
            key="adjust_note",
            placeholder=page.say("adjust.note_hint"),
            height=80,
        )
        if not st.form_submit_button(page.say("adjust.preview"), type="primary"):
            return
    if way != "clear" and not points.strip():
        st.error(
            page.say("adjust.points_missing", decimals=page.book.decimals), icon=":material/block:"
        )
        return
    try:
        draft = Draft(
            request_id=request_id,
            customer_no=chosen.customer_no,
            revision=page.book.ledger.balance(chosen.customer_no, actor=page.actor).revision,
            way=way or "up",
            points=_points(page, points, chosen.customer_no, way or "up"),
            occurred_at=_instant(page, day),
            reason=_reason(reason),
            ref=ref.strip() or None,
            note=note.strip() or None,
        )
    except PointbookError as error:
        feedback.refused(error)
        return
    st.session_state[_DRAFT] = draft
    st.rerun()


def _instant(page: Page, day: date | None) -> datetime:
    """Today means now, an earlier day its beginning."""
    now = page.book.now()
    return now if day is None or day == now.date() else datetime.combine(day, time())


def _reason(reason: str | None) -> str:
    if not reason or not reason.strip():
        raise InvalidText(field="reason", limit=100)
    return reason.strip()


def _points(page: Page, typed: str, customer_no: str, way: str) -> Decimal:
    """The points typed, thousands separators allowed; for clearing, what would be taken."""
    if way == "clear":
        balance = page.book.ledger.balance(customer_no, actor=page.actor)
        return max(balance.available - balance.debt, Decimal(0))
    bare = typed.replace(",", "").replace("，", "").strip()
    return amounts.points(amounts.hundredths(bare, page.book.decimals))


def _show_preview(page: Page, chosen: Customer, draft: Draft) -> None:
    balance = page.book.ledger.balance(chosen.customer_no, actor=page.actor)
    way = page.say(f"adjust.{draft.way}")
    change = draft.points if draft.way == "up" else -draft.points
    st.html(_before_after(page, chosen, balance, draft, change))
    with st.container(horizontal=True, gap="small"):
        # The draft is bound to the button: pressed twice, it posts the same request twice.
        st.button(
            f"{page.say('adjust.confirm', way=way)} {signed_text(change)}",
            type="primary",
            on_click=_post,
            args=(draft,),
            key="adjust_confirm",
        )
        st.button(page.say("adjust.cancel"), on_click=_drop_draft, key="adjust_cancel")


def _before_after(
    page: Page, chosen: Customer, balance: Balance, draft: Draft, change: Decimal
) -> str:
    """Before → after of balance, available, held, expiring and tier, as a small table."""
    repaid = min(balance.debt, change) if change > 0 else Decimal(0)
    rows: list[tuple[str, str, str]] = []

    def add(name: str, before: Decimal, after: Decimal) -> None:
        rows.append((page.say(f"figures.{name}"), number_text(before), number_text(after)))

    add("balance", balance.balance, balance.balance + change)
    add("available", balance.available, balance.available + change - repaid)
    if balance.held:
        add("held", balance.held, balance.held)
    if balance.debt:
        add("debt", balance.debt, balance.debt - repaid)
    # Whatever expires first is used first.
    left = balance.expiring if change > 0 else max(balance.expiring + change, Decimal(0))
    add("expiring", balance.expiring, left)
    if chosen.tier:
        rows.append((page.say("filters.tier"), chosen.tier, chosen.tier))
    cells = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{html.escape(before)}</td>"
        f'<td class="{"pb-moved" if before != after else ""}">{html.escape(after)}</td></tr>'
        for name, before, after in rows
    )
    reasons = section("adjust_reasons", page.lang)
    told = " · ".join(
        each
        for each in (
            page.say(f"adjust.{draft.way}"),
            reasons.get(draft.reason, draft.reason),
            date_text(draft.occurred_at),
            draft.ref,
            draft.note,
        )
        if each
    )
    return (
        f'<p class="pb-muted">{html.escape(told)}</p><table class="pb-compare"><thead><tr><th></th>'
        f"<th>{page.say('adjust.before')}</th><th>{page.say('adjust.after')}</th></tr></thead>"
        f"<tbody>{cells}</tbody></table>"
    )


def _drop_draft() -> None:
    st.session_state.pop(_DRAFT, None)


def _post(draft: Draft) -> None:
    """Post the draft; its request id makes a second press answer with the first receipt."""
    book = session.opened_book()
    earlier: Done | None = st.session_state.get(_DONE)
    if earlier is not None and earlier.draft.request_id == draft.request_id:
        st.session_state[_DONE] = replace(earlier, replayed=True)
        return
    details: Asked = {
        "occurred_at": draft.occurred_at,
        "reason": draft.reason,
        "ref": draft.ref,
        "note": draft.note,
        "source": "manual",
        "actor": session.actor(),
        "request_id": draft.request_id,
        "expected_revision": draft.revision,
    }
    try:
        if draft.way == "clear":
            posting = book.ledger.clear(draft.customer_no, **details)
        else:
            points = draft.points if draft.way == "up" else -draft.points
            posting = book.ledger.adjust(draft.customer_no, points, **details)
    except PointbookError as error:
        st.session_state[_REFUSAL] = error
        _drop_draft()
        st.session_state[_REQUEST] = secrets.token_hex(16)
        return
    st.session_state[_DONE] = Done(
        draft, posting.entry_id, posting.points, posting.balance, posting.replayed
    )
    _drop_draft()
    st.session_state[_REQUEST] = secrets.token_hex(16)


def _show_done(page: Page, done: Done) -> None:
    """The receipt of what was just done, and the way back."""
    st.success(
        page.say(
            f"adjust.done_{done.draft.way}",
            customer=done.draft.customer_no,
            points=abs(done.points),
            balance=done.balance,
        ),
        icon=":material/check_circle:",
    )
    if done.replayed:
        feedback.hint(page.say("adjust.replayed"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            page.say("adjust.another"), type="primary", on_click=_start_over, key="adjust_another"
        )
        st.button(
            page.say("adjust.reverse_last"), on_click=reversing.ask,
            args=(done.entry_id, done.points), key="adjust_reverse_last",
        )  # fmt: skip
        navigation.link(
            "profile", page.say("tables.open_profile"), icon=":material/person:",
            customer=done.draft.customer_no,
        )  # fmt: skip


def _start_over() -> None:
    for name in (_DONE, _DRAFT):
        st.session_state.pop(name, None)

"""客户分群: the list of segments, who is in a chosen one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.columns import label
from pointbook.customers.segments import Rule, Segment, can_change
from pointbook.texts import date_text, number_text, say, word
from pointbook.ui import feedback, links, navigation, pressed, session, tables

if TYPE_CHECKING:
    from pointbook.ui.start import Page

CHOSEN: Final = "chosen"
_PART: Final = "segments"
_COLUMNS: Final = (
    "segment", "customers", "balance", "is_frozen", "rule", "segment_owner", "is_shared", "updated_at",
)  # fmt: skip
_MEMBERS: Final = (
    "customer_no", "name", "phone", "tier", "store", "balance", "available", "expiring", "last_activity", "status",
)  # fmt: skip
_MEMBERS_SHOWN: Final = 200


def attempt(act: Callable[[], Any], done: str, **values: object) -> bool:
    """Do something from a callback; its refusal or the sentence `segments.<done>` stands on the page afterwards."""
    return pressed.attempt(_PART, act, done, **values)


def show_outcome(page: Page) -> None:
    """What came of the last press."""
    pressed.show_outcome(page, _PART)


def show_list(page: Page) -> Segment | None:
    """Every segment that the visitor sees, with how many customers of theirs are in it; the chosen one."""
    known = {each.segment_id: each for each in page.book.segments.list(actor=page.actor)}
    if not known:
        feedback.nothing_here(page, "segments")
        return None
    rows = [_row(page, each) for each in known.values()]
    tables.show(page, "segments", pl.DataFrame(rows), _COLUMNS)
    links.take(CHOSEN, list(known), None)
    chosen = st.selectbox(
        page.say("segments.choose"), list(known), index=None, key=CHOSEN, width=320,
        format_func=lambda each: known[each].name if each in known else str(each),
        placeholder=page.say("segments.choose_hint"),
    )  # fmt: skip
    links.give(CHOSEN, chosen, None)
    return known.get(chosen) if chosen is not None else None


def _row(page: Page, segment: Segment) -> dict[str, object]:
    held = page.book.ask("customers/figures", segment=segment.segment_id, actor=page.actor)
    return {
        "segment": segment.name,
        "customers": held["customers"].item(),
        "balance": held["balance"].item(),
        "is_frozen": "list" if segment.is_frozen else "rule",
        "rule": "" if segment.rule is None else rule_text(segment.rule, page.lang),
        "segment_owner": segment.owner,
        "is_shared": "yes" if segment.is_shared else "no",
        "updated_at": segment.updated_at,
    }


def rule_text(rule: Rule, lang: str) -> str:
    """A rule in words: each condition with its value."""
    told = []
    for name, value in rule.told.items():
        text = str(value)
        if name in ("days", "moved_within", "still_for"):
            text = say("segments.day_count", lang, count=value)
        elif name == "status":
            text = word("statuses", text, lang)
        elif isinstance(value, Decimal | int):
            text = number_text(value)
        elif name.startswith("joined"):
            text = date_text(value)  # type: ignore[arg-type]
        told.append(f"{label(name, lang)} {text}")
    return " · ".join(told)


def show_members(page: Page, segment: Segment) -> None:
    """Who is in it, the first of them on screen and all in a download; the way to the other pages."""
    tables.heading(segment.name)
    every = partial(
        page.book.ask, "customers/search", segment=segment.segment_id, as_of=page.book.now(),
        actor=page.reader,
    )  # fmt: skip
    rows = every(row_limit=_MEMBERS_SHOWN)
    if rows.is_empty():
        feedback.nothing_here(page, "segment_members")
    else:
        tables.show(page, "segment_members", rows, _MEMBERS, all_rows=every, title=segment.name)
    number = str(segment.segment_id)
    with st.container(horizontal=True, gap="small"):
        for name in ("lookup", "ranking", "growth", "statement"):
            navigation.link(name, page.say(f"segments.open_{name}"), segment=number)


def show_work(page: Page, segment: Segment) -> None:
    """Rename, share, find anew, freeze, delete: for those who may."""
    number = segment.segment_id
    if page.actor.may(Right.SEGMENT) and segment.rule is not None and not segment.is_frozen:
        st.button(
            page.say("segments.freeze"), on_click=_freeze, args=(segment, page.lang),
            icon=":material/ac_unit:", help=page.say("segments.freeze_hint"),
        )  # fmt: skip
    if not can_change(segment, page.actor):
        feedback.note(page.say("segments.of_another", user_name=segment.owner))
        return
    if segment.can_refresh:
        st.button(
            page.say("segments.refresh"),
            on_click=_refresh,
            args=(segment,),
            icon=":material/refresh:",
        )
    with st.form(f"segment_{number}", border=False):
        st.text_input(page.say("segments.name"), segment.name, key=f"segment_name_{number}")
        st.checkbox(page.say("segments.share"), segment.is_shared, key=f"segment_share_{number}")
        st.form_submit_button(
            page.say("segments.change"), type="primary", on_click=_change, args=(segment,)
        )
    with st.expander(page.say("segments.remove"), icon=":material/delete:"):
        feedback.note(page.say("segments.remove_hint"))
        st.button(page.say("segments.remove_now"), on_click=_remove, args=(segment,))


def _change(segment: Segment) -> None:
    state, number = st.session_state, segment.segment_id
    name, is_shared = state[f"segment_name_{number}"], state[f"segment_share_{number}"]
    attempt(
        lambda: session.opened_book().segments.change(
            number, name=name, is_shared=is_shared, actor=session.actor()
        ),
        "changed", name=name,
    )  # fmt: skip


def _refresh(segment: Segment) -> None:
    kept = session.opened_book().segments
    attempt(
        lambda: kept.refresh(segment.segment_id, actor=session.actor()),
        "refreshed",
        name=segment.name,
    )


def _freeze(segment: Segment, lang: str) -> None:
    book = session.opened_book()
    name = f"{segment.name} {date_text(book.now().date())} {word('segment_kinds', 'list', lang)}"
    rule = segment.rule or Rule()
    attempt(
        lambda: book.segments.save(name, rule, is_frozen=True, actor=session.actor()),
        "saved",
        name=name,
    )


def _remove(segment: Segment) -> None:
    kept = session.opened_book().segments
    done = attempt(
        lambda: kept.remove(segment.segment_id, actor=session.actor()), "removed", name=segment.name
    )
    if done:
        st.session_state.pop(CHOSEN, None)
        st.query_params.pop(CHOSEN, None)

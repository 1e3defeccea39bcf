"""冲正: the opposite of one entry, asked for first and done once; and the list it is chosen from."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import polars as pl
import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import number_text, signed_text
from pointbook.ui import feedback, session, tables
from pointbook.ui.start import Page

_ASKED: Final = "reversal"
_ANSWER: Final = "reversal_answer"
_DAYS: Final = 30
_COLUMNS: Final = (
    "occurred_at", "customer_no", "name", "kind", "points", "before_after",
    "reason", "ref", "actor", "state", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Reversal:
    """One reversal that was asked for and not yet confirmed."""

    entry_id: int
    points: Decimal
    request_id: str


def ask(entry_id: int, points: Decimal) -> None:
    """Ask whether an entry is to be reversed, under a request id of its own."""
    st.session_state.pop(_ANSWER, None)
    st.session_state[_ASKED] = Reversal(entry_id, points, secrets.token_hex(16))


def show_answer(page: Page) -> None:
    """What came of the last reversal."""
    answer = st.session_state.get(_ANSWER)
    if isinstance(answer, PointbookError):
        feedback.refused(answer)
    elif answer is not None:
        key = "adjust.reversed_short" if answer.short else "adjust.reversed"
        st.success(
            page.say(
                key, points=signed_text(answer.points), short=answer.short, balance=answer.balance
            ),
            icon=":material/undo:",
        )


def confirm(page: Page) -> None:
    """The question whether an entry is to be reversed, while it stands."""
    asked: Reversal | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    st.warning(
        page.say("adjust.reverse_ask", entry_id=asked.entry_id, points=signed_text(asked.points)),
        icon=":material/undo:",
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            page.say("adjust.reverse_confirm"), type="primary", on_click=_reverse, args=(asked,),
            key="reverse_confirm",
        )  # fmt: skip
        st.button(page.say("bare.cancel"), on_click=_forget, key="reverse_cancel")


def _reverse(asked: Reversal) -> None:
    """Post the opposite; pressed twice, the second answer is the first receipt."""
    book = session.opened_book()
    try:
        answer: Any = book.ledger.reverse(
            asked.entry_id,
            reason="reversal",
            source="manual",
            actor=session.actor(),
            request_id=asked.request_id,
        )
    except PointbookError as error:
        answer = error
    st.session_state[_ANSWER] = answer
    st.session_state.pop("adjust_done", None)
    _forget()


def _forget() -> None:
    st.session_state.pop(_ASKED, None)


def show_recent(page: Page, customer_no: str | None) -> None:
    """The adjustments of the last 30 days; a chosen one can be reversed."""
    since = page.today - timedelta(days=_DAYS)
    rows = page.book.ask(
        "points/adjustments", since=since, customer_no=customer_no, actor=page.reader
    )
    if rows.is_empty():
        feedback.nothing_here(page, "adjust_none" if customer_no else "adjust")
        return
    tables.heading(page.say("adjust.history"))
    steps = [
        f"{number_text(before)} → {number_text(after)}"
        for before, after in rows.select("balance_before", "balance_after").iter_rows()
    ]
    listed = rows.with_columns(before_after=pl.Series(steps, dtype=pl.String))
    columns = [each for each in _COLUMNS if not (customer_no and each in ("customer_no", "name"))]
    chosen = tables.show(page, "adjustments", listed, columns, selectable=True)
    if chosen is None:
        feedback.note(page.say("adjust.select_to_reverse"))
    elif chosen["reversible"] > 0 and chosen["reverses_entry_id"] is None:
        st.button(
            f"{page.say('adjust.reverse')} {chosen['name'] or chosen['customer_no']} {signed_text(chosen['points'])}",
            on_click=ask,
            args=(int(chosen["entry_id"]), chosen["points"]),
            key="adjust_reverse",
            icon=":material/undo:",
        )
    else:
        feedback.note(page.say("errors.nothing_to_reverse", entry_id=chosen["entry_id"]))

"""待审批: what waits for a second pair of eyes, one's own requests, and those that were decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.texts import has_text, word
from pointbook.ui import approval, feedback, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pointbook.approvals import Request
    from pointbook.ui.start import Page

_WAITING: Final = (
    "approval_id", "asked_for", "points_in", "points_out", "author", "asked_at", "asked_because", "has_moved",
)  # fmt: skip
_ENDED: Final = (
    "approval_id", "approval_state", "asked_for", "points_in", "points_out", "author", "asked_at",
    "decided_by", "decided_at", "answer", "asked_because",
)  # fmt: skip
_SCHEMA: Final = pl.Schema(
    {
        "approval_id": pl.Int64(), "approval_state": pl.String(), "asked_for": pl.String(),
        "points_in": pl.Decimal(18, 2), "points_out": pl.Decimal(18, 2), "author": pl.String(),
        "asked_at": pl.Datetime("us"), "asked_because": pl.String(), "has_moved": pl.String(),
        "decided_by": pl.String(), "decided_at": pl.Datetime("us"), "answer": pl.String(),
    }
)  # fmt: skip


def show(page: Page) -> None:
    """The request that the address names, or the lists from which one is opened."""
    if approval.show_running(page):
        return
    approval.show_outcome(page)
    named = st.query_params.get("request", "")
    if named.isdecimal():
        approval.show(page, int(named))
        return
    room, actor = page.book.approvals, page.actor
    waiting, mine, decided = room.waiting(actor), room.mine(actor), room.decided(actor)
    of_waiting, of_mine, of_decided = st.tabs(
        [
            page.say("approvals.tab_waiting", count=len(waiting)),
            page.say("approvals.tab_mine"),
            page.say("approvals.tab_decided"),
        ]
    )
    with of_waiting:
        _list(page, "waiting", waiting, _WAITING, "approvals")
    with of_mine:
        _list(page, "mine", mine, _ENDED, "my_approvals")
    with of_decided:
        _list(page, "decided", decided, _ENDED, "decided_approvals")


def _list(
    page: Page, name: str, requests: Sequence[Request], columns: Sequence[str], empty: str
) -> None:
    if not requests:
        feedback.nothing_here(page, empty)
        return
    chosen = tables.show(
        page, f"approvals_{name}", _frame(page, requests), columns, selectable=True, pinned=2,
        title=page.say("pages.approvals"),
    )  # fmt: skip
    if chosen is not None:
        st.query_params["request"] = str(chosen["approval_id"])
        st.rerun()
    feedback.note(page.say("approvals.pick"))


def _frame(page: Page, requests: Sequence[Request]) -> pl.DataFrame:
    """As rows of a table; what is nothing is left empty."""
    return pl.DataFrame(
        [
            {
                "approval_id": each.approval_id, "approval_state": each.approval_state,
                "asked_for": what(page, each), "points_in": each.points_in or None,
                "points_out": each.points_out or None, "author": each.author, "asked_at": each.asked_at,
                "asked_because": each.said, "has_moved": "yes" if each.has_moved else None,
                "decided_by": each.decided_by, "decided_at": each.decided_at, "answer": each.answer,
            }
            for each in requests
        ],
        schema=_SCHEMA,
    )  # fmt: skip


def what(page: Page, request: Request) -> str:
    """In a few words what is asked for."""
    if request.approval_kind == "batch":
        way = word("batch_ways", request.way, page.lang)
        return page.say("approvals.batch", way=way, count=request.customers)
    key = f"adjust.{request.way}"
    way = page.say(key) if has_text(key, page.lang) else word("commands", request.way, page.lang)
    told = {"way": way, "customer": request.customer_no, "other": request.other_no}
    return page.say("approvals.single_to" if request.other_no else "approvals.single", **told)

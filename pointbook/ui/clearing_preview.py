"""自动清零预览: who would be cleared today by name, who is next, and switching the rule on once that was looked at."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.clearing.room import SOON
from pointbook.ui import clearing, feedback, figures, jobs, session, tables, waiting
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.clearing import KeptRule
    from pointbook.clearing.due import Outlook
    from pointbook.ui.start import Page

_JOB: Final = "clearing_preview"
_LOOK: Final = "clearing_look"
_ROWS: Final = 200
_COLUMNS: Final = (
    "customer_no", "batch_fate", "since_on", "points", "balance", "balance_after", "available", "held",
)  # fmt: skip
_SOON: Final = ("customer_no", "due_on", "balance")


def show(page: Page, kept: KeptRule) -> None:
    """A button for the preview; once pressed, everybody by name, worked out beside the page."""
    if not page.actor.may(Right.CLEAR_BATCH):
        return
    st.button(
        page.say("clearing.preview"), on_click=_begin, args=(kept,), key="clearing_preview_now",
        icon=":material/visibility:",
    )  # fmt: skip
    look: tuple[int, int, str] | None = st.session_state.get(_LOOK)
    if look is None or look[:2] != (kept.rule_id, kept.version):
        if kept.standing == "off" and clearing.may_edit(page):
            feedback.note(page.say("clearing.look_first"))
        return
    book, actor = page.book, page.actor
    job = jobs.start(
        _JOB, kept.rule.name, lambda _report: book.clearing.preview(kept.rule_id, actor=actor),
        job_id=f"{_JOB}_{look[2]}",
    )  # fmt: skip
    if waiting.found(page, job, "batches.previewing", hint="batches.failed"):
        _show(page, kept, job.result)


def _begin(kept: KeptRule) -> None:
    st.session_state[_LOOK] = (kept.rule_id, kept.version, secrets.token_hex(8))


def _show(page: Page, kept: KeptRule, outlook: Outlook) -> None:
    preview = outlook.preview
    customers = 0 if preview is None else preview.customers
    points = preview.points_out if preview is not None else Decimal(0)
    if outlook.rows.height:
        figures.row(
            page,
            (
                Figure("batch_ok", customers, "count", exact=True),
                Figure("points_out", points, exact=True),
                Figure("batch_left_out", outlook.rows.height - customers, "count", exact=True),
            ),
        )
    if outlook.rows.is_empty():
        feedback.nothing_here(page, "clearing_due")
    else:
        rows = outlook.rows.rename({"fate": "batch_fate"}).with_columns(
            held=pl.when(pl.col("held") > 0).then("held")
        )
        tables.show(
            page, "clearing_preview", rows, _COLUMNS, rows=_ROWS, title=page.say("clearing.due_title")
        )  # fmt: skip
        if rows.height > _ROWS:
            feedback.note(page.say("clearing.first_rows", shown=_ROWS, count=rows.height))
    _show_soon(page, outlook)
    if customers > kept.rule.most_customers or points > kept.rule.most_points:
        feedback.hint(page.say("clearing.beyond"))
    feedback.note(page.say("batches.nothing_written"))
    if kept.standing in ("off", "stopped", "author") and clearing.may_edit(page):
        st.button(
            page.say("clearing.switch_on", customers=customers, points=points), type="primary",
            on_click=_switch_on, args=(kept, outlook.digest), key="clearing_on",
            icon=":material/play_circle:",
        )  # fmt: skip
        feedback.note(page.say("clearing.switch_on_hint", day=kept.rule.next_day(page.today)))


def _show_soon(page: Page, outlook: Outlook) -> None:
    """Whom there is still time to remind."""
    if outlook.soon.is_empty():
        feedback.note(page.say("clearing.nobody_soon", days=SOON))
        return
    count, points = outlook.soon.height, outlook.soon["balance"].sum()
    with st.expander(page.say("clearing.soon", days=SOON, count=count, points=points)):
        tables.show(
            page, "clearing_soon", outlook.soon, _SOON, rows=_ROWS, title=page.say("clearing.soon_title")
        )  # fmt: skip


def _switch_on(kept: KeptRule, digest: str) -> None:
    def act() -> None:
        session.opened_book().clearing.switch_on(
            kept.rule_id, version=kept.version, digest=digest, actor=session.actor()
        )

    clearing.attempt(act, "switched_on", name=kept.rule.name)
    st.session_state.pop(_LOOK, None)

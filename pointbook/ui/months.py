"""月结: a month's figures as they were kept beside what they come to now, closing it, opening the last one again."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.analysis import MOVEMENTS
from pointbook.periods import month_start
from pointbook.texts import period_text
from pointbook.ui import feedback, figures, filters, navigation, pressed, session, tables
from pointbook.ui.colours import KIND_MEANING
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_PART: Final = "months"
_REQUEST: Final = "months_request"
_LINES: Final = (
    "month_line", "kept_points", "now_points", "kept_entries", "now_entries", "kept_customers", "now_customers",
)  # fmt: skip
_HISTORY: Final = (
    "closed_month", "opening", "closing", "entries", "active_customers", "closed_at", "actor", "reopened_at",
    "reopened_by", "reopened_because",
)  # fmt: skip
_ENDS: Final = ("start", "end", "active", "new")


def show_outcome(page: Page) -> None:
    """What came of the last press."""
    pressed.show_outcome(page, _PART)


def closings(page: Page) -> pl.DataFrame:
    """Every closing, the newest first, also those that were taken back."""
    return page.book.months.closings(actor=page.actor)


def choose(page: Page, closed: pl.DataFrame) -> date | None:
    """The month that is looked at: one that is closed, or one that can be; None where there is none yet."""
    assert page.oldest is not None
    months = sorted(
        {*_standing(closed)["month"], *page.book.months.closable(page.oldest)}, reverse=True
    )
    limit = page.book.months.closed_until
    until = page.say("months.none_closed")
    if limit is not None:
        until = page.say("months.closed_until", month=_named(page, month_start(limit.date(), -1)))
    if not months:
        feedback.note(until)
        return None
    names = {f"{each:%Y-%m}": _named(page, each) for each in months}
    with filters.bar():
        chosen = filters.choice(page, "month", list(names), shown=names, default=next(iter(names)))
    feedback.note(until)
    return date.fromisoformat(f"{chosen}-01")


def _named(page: Page, month: date) -> str:
    return period_text(month, "month", page.lang)


def _standing(closed: pl.DataFrame) -> pl.DataFrame:
    return closed.filter(pl.col("reopened_at").is_null())


def _closing(closed: pl.DataFrame, month: date) -> dict[str, Any] | None:
    found = _standing(closed).filter(pl.col("month") == month)
    return None if found.is_empty() else found.row(0, named=True)


def show_month(page: Page, month: date, closed: pl.DataFrame) -> None:
    """The month's figures, its proof, and line by line what was kept and what it comes to now."""
    now = page.book.months.lines(month, actor=page.actor)
    closing = _closing(closed, month)
    kept = None
    if closing is not None:
        kept = page.book.months.kept(int(closing["close_id"]), actor=page.actor)
    told = now if kept is None else kept
    lines = {row["line"]: row for row in told.iter_rows(named=True)}
    figures.row(
        page,
        (
            Figure("opening", lines["start"]["points"]),
            Figure("net", lines["active"]["points"], "signed"),
            Figure("closing", lines["end"]["points"]),
            Figure("month_entries", lines["active"]["entries"], "count"),
            Figure("month_active", lines["active"]["customers"], "count"),
            Figure("month_new", lines["new"]["customers"], "count"),
            Figure("holders", lines["end"]["customers"], "count"),
        ),
    )
    _show_lines(page, now, kept)
    movements = dict.fromkeys(MOVEMENTS, Decimal(0))
    for line, row in lines.items():
        if line not in _ENDS:
            movements[KIND_MEANING[line]] += row["points"]
    feedback.proof(page, lines["start"]["points"], movements, lines["end"]["points"])
    if kept is not None:
        same = kept.equals(now)
        said = page.say("months.same" if same else "months.differs", month=_named(page, month))
        if same:
            feedback.note(said)
        else:
            st.error(said, icon=":material/error:")
    _show_late(page, month)


def _show_lines(page: Page, now: pl.DataFrame, kept: pl.DataFrame | None) -> None:
    """Lines in which anything moved; what was kept has columns of its own."""
    own = ("points", "entries", "customers")
    beside = now.rename({each: f"now_{each}" for each in own})
    if kept is not None:
        renamed = kept.rename({each: f"kept_{each}" for each in own}).drop("place")
        beside = beside.join(renamed, on="line", how="left", maintain_order="left")
    counts = [each for each in beside.columns if each.endswith("_customers")]
    shown = beside.filter(pl.any_horizontal(pl.col(*counts) > 0) | pl.col("line").is_in(_ENDS))
    # Of the last two lines the points say nothing that others do not.
    shown = shown.with_columns(
        pl.when(pl.col("line") != "new").then(each).alias(each)
        for each in shown.columns
        if each.endswith(("_points", "_entries"))
    )
    columns = [each for each in _LINES if kept is not None or not each.startswith("kept")]
    tables.show(
        page, "month_lines", shown.rename({"line": "month_line"}), columns, title=page.say("pages.months")
    )  # fmt: skip


def _show_late(page: Page, month: date) -> None:
    """What came too late for this month, and is dated in a later one."""
    found = page.book.ask("months/late", actor=page.actor)
    late = found.filter(pl.col("month") == month)
    if late.height:
        count, points = late["entries"].item(), late["points"].item()
        feedback.note(page.say("months.late", count=count, points=points))


def offer(page: Page, month: date, closed: pl.DataFrame) -> None:
    """Closing the month, or opening it again, for those who may."""
    if not page.actor.may(Right.CLOSE_MONTH):
        return
    st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    name = _named(page, month)
    if _closing(closed, month) is None:
        feedback.hint(page.say("months.close_hint", month=name))
        st.button(
            page.say("months.close", month=name), on_click=_close, args=(month, name), type="primary",
            icon=":material/lock:", key="months_close",
        )  # fmt: skip
        waiting = page.book.imports.records.pending()
        if waiting:
            feedback.note(page.say("months.imports_wait", count=len(waiting)))
            navigation.link("upload", page.say("overview.go_upload"), icon=":material/upload_file:")
    elif page.book.months.last == month:
        with st.expander(page.say("months.reopen", month=name), icon=":material/lock_open:"):
            feedback.note(page.say("months.reopen_hint"))
            with st.form("months_reopen", border=False):
                st.text_input(page.say("months.reason"), key="months_reason", max_chars=500)
                st.form_submit_button(
                    page.say("months.reopen_now"), on_click=_reopen, args=(month, name)
                )


def _close(month: date, name: str) -> None:
    request_id = st.session_state[_REQUEST]

    def act() -> None:
        session.opened_book().months.close(month, actor=session.actor(), request_id=request_id)

    if pressed.attempt(_PART, act, "closed", month=name):
        st.session_state.pop(_REQUEST)


def _reopen(month: date, name: str) -> None:
    request_id, reason = st.session_state[_REQUEST], st.session_state["months_reason"]

    def act() -> None:
        session.opened_book().months.reopen(
            month, reason=reason or "", actor=session.actor(), request_id=request_id
        )

    if pressed.attempt(_PART, act, "reopened", month=name):
        st.session_state.pop(_REQUEST)
        st.session_state["months_reason"] = ""


def show_history(page: Page, closed: pl.DataFrame) -> None:
    """Every closing, also those that were taken back."""
    if closed.is_empty():
        return
    tables.heading(page.say("months.history"))
    rows = closed.with_columns(
        closed_month=pl.Series([_named(page, each) for each in closed["month"]], dtype=pl.String),
    ).rename({"reason": "reopened_because"})
    tables.show(page, "closings", rows, _HISTORY, title=page.say("months.history"))

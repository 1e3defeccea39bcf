"""The differences of one comparison: listed, explained by the entries since the customer agreed, marked, corrected."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.texts import date_text
from pointbook.ui import feedback, filters, navigation, pressed, privacy, session, tables
from pointbook.ui.reconcile import PART, STATES, named, show_figures, show_proof

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_COLUMNS: Final = (
    "customer_no", "name", "line_state", "here", "there", "gap", "agreed_on", "is_handled", "note", "noted_by",
    "noted_at",
)  # fmt: skip
_ENTRIES: Final = (
    "occurred_at", "business_at", "kind", "points", "reason", "ref", "store", "source", "actor", "recorded_at",
)  # fmt: skip
_REQUEST: Final = "reconcile_note_request"


def show(page: Page, kept: dict[str, Any]) -> None:
    """One comparison, from its totals to its lines."""
    number = int(kept["reconciliation_id"])
    tables.heading(named(page, kept))
    counts = {state: int(kept["equal_lines" if state == "equal" else state]) for state in STATES}
    show_figures(page, counts, kept["here_points"], kept["there_points"])
    lines = page.book.reconciling.lines(number, actor=page.reader).rename({"state": "line_state"})
    sums = dict(lines.group_by("line_state").agg(pl.col("gap").sum()).iter_rows())
    gaps = {state: sums.get(state) or Decimal(0) for state in STATES}
    show_proof(page, kept["here_points"], kept["there_points"], gaps)
    with filters.bar():
        state = filters.choice(page, "line_state", STATES, words="line_states")
        work = filters.choice(page, "work", ("open", "done"), words="work_states")
    privacy.offer(page)
    if state == "equal":
        lines = page.book.reconciling.lines(number, actor=page.reader, state="equal")
        lines = lines.rename({"state": "line_state"})
    elif state is not None:
        lines = lines.filter(pl.col("line_state") == state)
    if work is not None:
        lines = lines.filter(pl.col("is_handled") == ("yes" if work == "done" else "no"))
    if lines.is_empty():
        feedback.nothing_here(page, "differences")
    else:
        title = named(page, kept)
        chosen = tables.show(
            page, "differences", lines, _COLUMNS, selectable=True, title=title, keep=("is_handled",)
        )
        if chosen:
            _show_line(page, number, chosen)
        else:
            feedback.note(page.say("reconcile.pick_line"))
        _offer_batch(page, lines)
    navigation.link("reconcile", page.say("reconcile.back"), icon=":material/arrow_back:")


def _show_line(page: Page, number: int, line: dict[str, Any]) -> None:
    """What can explain a difference, and saying so."""
    customer = str(line["customer_no"] or "")
    since = "reconcile.since_ever"
    if line["agreed_on"] is not None:
        since = "reconcile.since_agreed"
    agreed = date_text(line["agreed_on"]) if line["agreed_on"] is not None else ""
    tables.heading(page.say(since, customer=customer, date=agreed))
    found = page.book.reconciling.entries(number, int(line["line_no"]), actor=page.reader)
    if found.is_empty():
        feedback.note(page.say("reconcile.no_entries"))
    else:
        tables.show(page, "difference_entries", found, _ENTRIES, title=customer)
        feedback.note(page.say("reconcile.sum", points=found["points"].sum(), gap=line["gap"]))
    place = f"{number}_{line['line_no']}"
    st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    with st.form(f"difference_{place}", border=False):
        st.text_input(
            page.say("reconcile.note"),
            line["note"] or "",
            key=f"difference_note_{place}",
            max_chars=1000,
        )
        st.checkbox(
            page.say("reconcile.handled"),
            line["is_handled"] == "yes",
            key=f"difference_done_{place}",
        )
        st.form_submit_button(
            page.say("reconcile.save_note"),
            on_click=_note,
            args=(number, int(line["line_no"]), place),
        )
    if line["line_state"] != "only_there":
        navigation.link(
            "profile", page.say("tables.open_profile"), icon=":material/person:", customer=customer
        )


def _note(number: int, line_no: int, place: str) -> None:
    state = st.session_state
    request_id = state[_REQUEST]

    def act() -> None:
        session.opened_book().reconciling.note(
            number, line_no, is_handled=bool(state[f"difference_done_{place}"]),
            note=state[f"difference_note_{place}"] or "", actor=session.actor(), request_id=request_id,
        )  # fmt: skip

    if pressed.attempt(PART, act, "noted"):
        state.pop(_REQUEST)


def _offer_batch(page: Page, lines: pl.DataFrame) -> None:
    """The differences that are listed and not done with, as a list for a batch that would even them out."""
    open_ones = lines.filter(
        pl.col("line_state").is_in(("different", "only_here")),
        pl.col("is_handled") == "no",
        pl.col("gap") != 0,
    )
    if open_ones.is_empty() or not page.actor.may(Right.ADJUST):
        return
    rows = open_ones.select("customer_no", "gap").iter_rows()
    told = "\n".join(f"{customer_no},{gap}" for customer_no, gap in rows)
    feedback.note(page.say("reconcile.batch_hint"))
    if st.button(page.say("reconcile.batch", count=open_ones.height), icon=":material/group_add:"):
        st.session_state["batch_by"], st.session_state["batch_way"] = "named", "each"
        st.session_state["batch_list"] = told
        navigation.go("batches")

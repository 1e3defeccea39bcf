"""系统对账: a file of balances compared with the book, kept, and the comparisons that were kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import date_text, number_text, section
from pointbook.ui import feedback, figures, navigation, pressed, session, tables
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pointbook.imports.draft import Draft
    from pointbook.reconciling import Compared
    from pointbook.ui.start import Page

PART: Final = "reconcile"
ADDRESS: Final = "comparison"
STATES: Final = ("different", "only_here", "only_there", "doubled", "equal")
_FILE, _COMPARED, _REQUEST = "reconcile_draft", "reconcile_compared", "reconcile_request"
_TYPES: Final = ["csv", "txt", "tsv", "xlsx", "xls", "xlsb", "ods", "gz", "zip"]
_FIELDS: Final = ("customer_no", "balance_after")
_LINES: Final = ("customer_no", "name", "line_state", "here", "there", "gap")
_KEPT: Final = (
    "as_of", "other_system", "title", "equal_lines", "different", "only_here", "only_there", "doubled",
    "handled_lines", "here_points", "there_points", "kept_at", "actor",
)  # fmt: skip


def show_outcome(page: Page) -> None:
    """What came of the last press."""
    pressed.show_outcome(page, PART)


def opened(page: Page) -> dict[str, Any] | None:
    """The comparison that the address names."""
    told = st.query_params.get(ADDRESS)
    if told is None or not told.isdecimal() or len(told) > 9:
        return None
    try:
        return page.book.reconciling.one(int(told), actor=page.actor)
    except PointbookError as refusal:
        feedback.refused(refusal)
        return None


def show_new(page: Page) -> None:
    """The file, the day, two columns; what came of the comparison, and keeping it."""
    feedback.note(page.say("reconcile.about"))
    left, right = st.columns(2)
    left.text_input(
        page.say("reconcile.system"), key="reconcile_system", max_chars=100,
        placeholder=page.say("reconcile.system_hint"),
    )  # fmt: skip
    as_of = left.date_input(
        page.say("reconcile.as_of"), page.newest or page.today, max_value=page.today,
        format="YYYY-MM-DD", key="reconcile_day",
    )  # fmt: skip
    file = right.file_uploader(page.say("reconcile.file"), type=_TYPES, key="reconcile_file")
    if file is None:
        st.session_state.pop(_COMPARED, None)
        return
    draft = _draft(page, file.file_id, file.getvalue(), file.name)
    if draft is None:
        return
    columns = [_column(page, draft, field) for field in _FIELDS]
    if st.button(page.say("reconcile.compare"), type="primary", icon=":material/compare_arrows:"):
        _compare(page, draft, as_of, columns)
    compared: Compared | None = st.session_state.get(_COMPARED)
    if compared is not None and compared.digest == draft.digest:
        _show(page, compared)


def _draft(page: Page, file_id: str, data: bytes, name: str) -> Draft | None:
    kept = st.session_state.get(_FILE)
    if kept is not None and kept[0] == file_id:
        return cast("Draft", kept[1])
    try:
        with st.spinner(page.say("app.loading")):
            draft = page.book.imports.read(data, filename=name)
    except PointbookError as error:
        feedback.refused(error)
        return None
    st.session_state[_FILE] = (file_id, draft)
    return draft


def _column(page: Page, draft: Draft, field: str) -> str:
    """One of the file's columns; the headers and the cells suggest which."""
    found = [draft.suggested(kind) for kind in ("points", "customers")]
    names = [each.column(field) for each in found if each is not None]
    likely = next((draft.columns.index(each) for each in names if each in draft.columns), None)
    if likely is None:  # a file of two columns has the number first
        likely = min(_FIELDS.index(field), len(draft.columns) - 1)
    return st.selectbox(
        page.say(f"reconcile.column_{field}"), draft.columns, index=likely,
        key=f"reconcile_{field}_{draft.digest[:8]}",
    )  # fmt: skip


def _compare(page: Page, draft: Draft, as_of: date, columns: list[str]) -> None:
    st.session_state.pop(_COMPARED, None)
    try:
        with st.spinner(page.say("app.loading")):
            st.session_state[_COMPARED] = page.book.reconciling.compare(
                draft, as_of, *columns, actor=page.reader
            )
    except PointbookError as error:
        feedback.refused(error)


def _show(page: Page, compared: Compared) -> None:
    """What a comparison found, before it is kept."""
    here, there = compared.totals
    show_figures(page, compared.counts, here, there)
    lines = compared.told.rename({"state": "line_state"})
    differing = lines.filter(lines["line_state"] != "equal")
    if differing.height:
        title = page.say("reconcile.differences")
        tables.show(page, "compared", differing, _LINES, rows=200, title=title)
    else:
        feedback.hint(page.say("reconcile.all_equal"))
    if compared.problems.height:
        tables.heading(page.say("reconcile.problems"))
        tables.show(page, "problems", compared.problems, ("row", "column", "value", "code"))
    if compared.lines.is_empty():
        return
    st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
    st.button(
        page.say("reconcile.keep"), on_click=_keep, type="primary", icon=":material/save:",
        help=page.say("reconcile.keep_hint"),
    )  # fmt: skip


def show_figures(page: Page, counts: dict[str, int], here: Decimal, there: Decimal) -> None:
    """How many customers in each state, and both totals with their proof."""
    row = [Figure(f"lines_{state}", counts[state], "count") for state in reversed(STATES)]
    figures.row(page, (*row, Figure("here_points", here), Figure("there_points", there)))


def show_proof(page: Page, here: Decimal, there: Decimal, gaps: dict[str, Decimal]) -> None:
    """The book's points and every kind of difference come to the other system's."""
    names = section("line_states", page.lang)
    terms = "".join(
        f" {'−' if value < 0 else '+'} {names[state]} <b>{number_text(abs(value))}</b>"
        for state, value in gaps.items()
        if value
    )
    line = page.say("reconcile.proof").format(
        here=f"<b>{number_text(here)}</b>", terms=terms, there=f"<b>{number_text(there)}</b>"
    )
    feedback.verdict(page, line, here + sum(gaps.values()) - there, "proof.broken")


def _keep() -> None:
    state = st.session_state
    compared: Compared = state[_COMPARED]
    request_id, system = state[_REQUEST], state["reconcile_system"] or ""
    made: list[int] = []

    def act() -> None:
        room = session.opened_book().reconciling
        made.append(room.keep(compared, system, actor=session.actor(), request_id=request_id))

    if pressed.attempt(PART, act, "kept", system=system):
        state.pop(_REQUEST)
        state.pop(_COMPARED)
        st.query_params[ADDRESS] = str(made[0])


def show_kept(page: Page) -> None:
    """What was kept; a chosen one is opened."""
    found = page.book.reconciling.kept(actor=page.actor)
    tables.heading(page.say("reconcile.history"))
    if found.is_empty():
        feedback.nothing_here(page, "reconciliations")
        return
    chosen = tables.show(
        page, "reconciliations", found, _KEPT, selectable=True, title=page.say("reconcile.history")
    )
    feedback.note(page.say("reconcile.pick"))
    if chosen:
        navigation.go("reconcile", **{ADDRESS: str(chosen["reconciliation_id"])})


def named(page: Page, kept: dict[str, Any]) -> str:
    """A comparison in words."""
    return page.say(
        "reconcile.named",
        system=kept["other_system"],
        as_of=date_text(kept["as_of"]),
        file=kept["title"],
    )

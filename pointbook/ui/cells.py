"""The customers behind one field of a chart: who they are, the way to keep them, and to each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.ui import feedback, filters, navigation, privacy, segment_saving, tables

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.customers.segments import Rule
    from pointbook.ui.start import Page

_SHOWN: Final = 200
_FIRST: Final = ("customer_no", "name", "phone", "email", "tier", "store")
_LAST: Final = ("balance", "status")


@dataclass(frozen=True)
class Cell:
    """One field: its code in the address, what it is called, how many customers, and how to ask for them."""

    code: str
    label: str
    customers: int
    asked: Mapping[str, object]
    rule: Rule | None = None
    """Who they are by a rule, where one can say it."""


@dataclass(frozen=True)
class Cells:
    """All fields of one part: `name` is that of the choice in the address.

    `question` answers with $listed by customer, to what the charts were asked with and a field's own.
    """

    name: str
    question: str
    asked: Mapping[str, object]
    choices: Sequence[Cell]
    columns: Sequence[str] = field(default=())
    """Columns of the question that say why somebody is in a field."""


def press(name: str, chart: str, code: str | None) -> None:
    """Make what was pressed in a chart the choice. It stays pressed, so that only another press counts."""
    kept = f"{chart}_pressed"
    if code is None:
        st.session_state.pop(kept, None)
    elif st.session_state.get(kept) != code:
        st.session_state[kept] = code
        st.query_params[name] = code
        st.rerun()


def show(page: Page, cells: Cells) -> None:
    """Choose one field and see its customers: a table, a download, a segment."""
    tables.heading(page.say("cells.title"))
    segment_saving.show_outcome(page, cells.name)
    known = {each.code: each for each in cells.choices if each.customers}
    # Other filters may have emptied the field that was chosen.
    if st.session_state.get(cells.name) not in (None, *known):
        st.session_state[cells.name] = None
    chosen = filters.choice(
        page, cells.name, list(known), label=page.say("cells.choose"), width=360,
        empty=page.say("cells.none"),
        shown={
            code: page.say("cells.option", label=each.label, count=each.customers)
            for code, each in known.items()
        },
    )  # fmt: skip
    if chosen is None:
        feedback.note(page.say("cells.hint"))
        return
    _show_customers(page, cells, known[chosen])


def _show_customers(page: Page, cells: Cells, cell: Cell) -> None:
    privacy.offer(page)
    every = partial(_customers, page, cells, cell, page.reader)
    columns = (*_FIRST, *cells.columns, *_LAST)
    row = tables.show(
        page, f"{cells.name}_customers", every(row_limit=_SHOWN), columns, selectable=True,
        title=cell.label, all_rows=every, count=cell.customers,
    )  # fmt: skip
    if cell.customers > _SHOWN:
        feedback.note(page.say("health.rows_cut", shown=_SHOWN, count=cell.customers))
    feedback.note(page.say("tables.select_customer"))
    segment_saving.offer(
        page, cells.name, cell.customers,
        lambda by: _customers(page, cells, cell, by)["customer_no"].to_list(),
        rule=cell.rule, name=cell.label,
    )  # fmt: skip
    if row:
        navigation.go("profile", customer=str(row["customer_no"]))


def _customers(
    page: Page, cells: Cells, cell: Cell, by: Actor, row_limit: int | None = None
) -> pl.DataFrame:
    asked: dict[str, Any] = {**cells.asked, **cell.asked}
    return page.book.ask(cells.question, listed=True, row_limit=row_limit, actor=by, **asked)

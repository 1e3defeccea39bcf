"""批量查询: a pasted or uploaded list of numbers and phones, whom it names, and what to do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from pointbook.customers.many import Met, cut, look_up
from pointbook.errors import PointbookError
from pointbook.ui import feedback, links, navigation, segment_saving, tables
from pointbook.ui.figures import Figure, row

if TYPE_CHECKING:
    from pointbook.imports.draft import Draft
    from pointbook.ui.start import Page

MODES: Final = ("one", "many")
_ENTRIES: Final = "many_entries"
_MET: Final = "many_met"
_FILE: Final = "many_draft"
_PART: Final = "many"
_TYPES: Final = ["csv", "txt", "tsv", "xlsx", "xls", "ods"]
_COLUMNS: Final = (
    "customer_no", "name", "tier", "store", "balance", "available", "expiring", "last_activity", "status",
)  # fmt: skip
_LEFT: Final = ("line", "cell", "look_up_outcome", "customer_no")
_HINTS: Final = ("customer_no", "phone")


def is_wanted(page: Page) -> bool:
    """Draw the choice between one search and a list; whether it is a list."""
    links.take("mode", MODES, MODES[0])
    chosen = st.segmented_control(
        page.say("many.mode"), MODES, required=True, key="mode", label_visibility="collapsed",
        format_func=lambda each: page.say(f"many.mode_{each}"),
    )  # fmt: skip
    links.give("mode", chosen, MODES[0])
    return chosen == MODES[1]


def show(page: Page) -> None:
    """The list and, once it was asked for, what became of each of its lines."""
    segment_saving.show_outcome(page, _PART)
    _ask(page)
    met = _met(page)
    if met is None:
        feedback.note(page.say("many.hint"))
        return
    row(
        page,
        (
            Figure("lines", met.lines, "count"),
            Figure("found_customers", met.customers.height, "count"),
            *(Figure(f"{each}_lines", met.count(each), "count") for each in ("missing", "doubled", "ambiguous")),
        ),
    )  # fmt: skip
    if met.left.height:
        tables.heading(page.say("many.left"))
        left = met.left.rename({"outcome": "look_up_outcome"})
        tables.show(page, "many_left", left, _LEFT, title=page.say("many.left"))
    if met.customers.is_empty():
        feedback.nothing_here(page, "many")
        return
    tables.heading(page.say("many.found"))
    chosen = tables.show(
        page, "many", met.customers, _COLUMNS, selectable=True, title=page.say("many.mode_many")
    )
    feedback.note(page.say("tables.select_customer"))
    numbers: list[str] = met.customers["customer_no"].to_list()
    segment_saving.offer(page, _PART, len(numbers), lambda _: numbers)
    if chosen:
        navigation.go("profile", customer=str(chosen["customer_no"]))


def _ask(page: Page) -> None:
    left, right = st.columns(2)
    with left:
        pasted = st.text_area(
            page.say("many.pasted"), key="many_pasted", height=140,
            placeholder=page.say("many.pasted_hint"),
        )  # fmt: skip
    with right:
        file = st.file_uploader(page.say("many.file"), type=_TYPES, key="many_file")
        column, draft = None, None
        if file is not None:
            draft = _draft(page, file.file_id, file.getvalue(), file.name)
        if draft is not None:
            column = st.selectbox(
                page.say("many.column"), draft.columns, index=_likeliest(draft),
                key=f"many_column_{draft.digest[:8]}",
            )  # fmt: skip
    if st.button(page.say("many.ask"), type="primary", icon=":material/search:"):
        entries = cut(pasted or "")
        if draft is not None and column is not None:
            cells = draft.table.scan((column,)).collect()[column]
            entries += [each.strip() for each in cells if each.strip()]
        st.session_state[_ENTRIES] = entries


def _draft(page: Page, file_id: str, data: bytes, name: str) -> Draft | None:
    kept = st.session_state.get(_FILE)
    if kept is not None and kept[0] == file_id:
        return cast("Draft", kept[1])
    try:
        draft = page.book.imports.read(data, filename=name)
        # A list without a header has a number where a name of a column would stand.
        if any(sum(each.isdigit() for each in name) > 3 for name in draft.columns):
            draft = page.book.imports.read(data, filename=name, header_row=-1)
    except PointbookError as error:
        feedback.refused(error)
        return None
    st.session_state[_FILE] = (file_id, draft)
    return draft


def _likeliest(draft: Draft) -> int:
    """The column that the headers or the cells say has numbers, else phones, else the first."""
    found = draft.suggested("customers")
    columns = [] if found is None else [found.column(each) for each in _HINTS]
    return next((draft.columns.index(each) for each in columns if each in draft.columns), 0)


def _met(page: Page) -> Met | None:
    """The answer to the list, asked anew only after a write or when the reader sees more."""
    entries = st.session_state.get(_ENTRIES)
    if entries is None:
        return None
    reader = page.reader
    key = (page.book.data_version, reader.scope, reader.sees_plain, hash(tuple(entries)))
    kept = st.session_state.get(_MET)
    if kept is None or kept[0] != key:
        try:
            with st.spinner(page.say("app.loading")):
                kept = (key, look_up(page.book, entries, actor=reader))
        except PointbookError as error:
            feedback.refused(error)
            return None
        st.session_state[_MET] = kept
    return cast(Met, kept[1])

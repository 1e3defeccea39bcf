"""部门: the tree of departments, and creating, renaming, moving and closing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.ui import feedback, people, session, tables

if TYPE_CHECKING:
    from pointbook.access.departments import Department
    from pointbook.ui.start import Page

_COLUMNS: Final = ("department", "user_count")
_INDENT: Final = "\u3000"
_TOP: Final = 0
"""Stands for the place above all departments: a choice of None would be no choice."""


def show(page: Page) -> None:
    """The open departments as a tree; a chosen one can be changed, and new ones created."""
    known = [each for each in page.book.access.departments() if each.is_open]
    chosen = None
    if known:
        frame = pl.DataFrame(
            {
                "department": [_INDENT * each.depth + each.name for each in known],
                "user_count": [each.user_count for each in known],
                "department_id": [each.department_id for each in known],
            }
        )
        row = tables.show(page, "departments", frame, _COLUMNS, downloadable=False, selectable=True)
        if row is not None:
            chosen = next(each for each in known if each.department_id == row["department_id"])
    else:
        feedback.nothing_here(page, "departments")
    if chosen is None:
        if known:
            feedback.note(page.say("users.department_pick"))
        _show_new(page, known)
    else:
        _show_one(page, chosen, known)


def _show_new(page: Page, known: list[Department]) -> None:
    with st.form("department_add", border=False):
        left, right = st.columns(2)
        left.text_input(page.say("users.department_name"), key="department_add_name")
        _parent(page, right, known, None, "department_add_parent")
        st.form_submit_button(page.say("users.department_add"), type="primary", on_click=_add)


def _show_one(page: Page, each: Department, known: list[Department]) -> None:
    key = f"department_{each.department_id}"
    with st.form(key, border=False):
        left, right = st.columns(2)
        left.text_input(page.say("users.department_name"), each.name, key=f"{key}_name")
        _parent(page, right, known, each, f"{key}_parent")
        st.form_submit_button(
            page.say("users.department_save"), type="primary", on_click=_save, args=(each,)
        )
    st.button(
        page.say("users.department_close"), key="department_close", icon=":material/block:",
        on_click=_close, args=(each,),
    )  # fmt: skip


def _parent(
    page: Page, place: st.delta_generator.DeltaGenerator, known: list[Department],
    each: Department | None, key: str,
) -> None:  # fmt: skip
    paths = {other.department_id: other.path for other in known if other != each}
    choices = [_TOP, *paths]
    now = each.parent_id if each is not None and each.parent_id is not None else _TOP
    place.selectbox(
        page.say("users.department_parent"), choices, choices.index(now) if now in choices else 0,
        format_func=lambda one: paths.get(one) or page.say("users.department_top"), key=key,
    )  # fmt: skip


def _add() -> None:
    access, by, state = session.opened_book().access, session.actor(), st.session_state
    name, parent = state["department_add_name"], state["department_add_parent"] or None

    def act() -> None:
        access.add_department(name, parent, actor=by)
        state["department_add_name"] = ""

    people.attempt(act, "department_added", department=name.strip())


def _save(each: Department) -> None:
    access, by, state = session.opened_book().access, session.actor(), st.session_state
    key = f"department_{each.department_id}"
    name, parent = state[f"{key}_name"].strip(), state[f"{key}_parent"] or None

    def act() -> None:
        if name != each.name:
            access.rename_department(each.department_id, name, actor=by)
        if parent != each.parent_id:
            access.move_department(each.department_id, parent, actor=by)

    people.attempt(act, "department_saved", department=name)


def _close(each: Department) -> None:
    access, by = session.opened_book().access, session.actor()
    people.attempt(
        lambda: access.close_department(each.department_id, actor=by),
        "department_closed", department=each.name,
    )  # fmt: skip

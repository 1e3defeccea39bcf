"""用户: the list of users, adding one, and what can be done with a chosen one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from pointbook.texts import word
from pointbook.ui import feedback, pressed, session, tables

if TYPE_CHECKING:
    from pointbook.access.users import User
    from pointbook.ui.start import Page

_PART: Final = "users"
_LINK: Final = "users_link"
_COLUMNS: Final = (
    "user_name", "full_name", "role", "department", "post", "signed_in_at", "user_state",
)  # fmt: skip


def attempt(act: Callable[[], Any], done: str, **values: object) -> None:
    """Do something from a callback; its refusal or the sentence `users.<done>` stands on the page afterwards."""
    pressed.attempt(_PART, act, done, **values)


def show_outcome(page: Page) -> None:
    """What came of the last press; a one-time link is shown this once."""
    pressed.show_outcome(page, _PART)
    token = st.session_state.pop(_LINK, None)
    if token is not None:
        here = urlsplit(st.context.url or "")
        st.code(f"{here.scheme}://{here.netloc}/reset/{token}", language=None, wrap_lines=True)
        feedback.note(page.say("users.link_hint"))


def show_list(page: Page) -> User | None:
    """All users with role, department, last sign-in and state; the chosen one."""
    access = page.book.access
    standings = access.door.standings()
    rows = []
    for user in access.users().values():
        standing = standings.get(user.user_name)
        signed_in = standing.signed_in_at if standing is not None else None
        state = "disabled" if not user.is_active else "active" if standing else "no_password"
        rows.append(
            {
                "user_name": user.user_name, "full_name": user.full_name, "role": user.role,
                "department": user.department, "post": user.post,
                "signed_in_at": None if signed_in is None
                else datetime.fromtimestamp(signed_in, UTC).replace(tzinfo=None),
                "user_state": state,
            }
        )  # fmt: skip
    schema = {name: pl.String for name in _COLUMNS} | {"signed_in_at": pl.Datetime("us")}
    frame = pl.DataFrame(rows, schema=schema)
    row = tables.show(
        page, "users", frame, _COLUMNS, keep=("full_name", "signed_in_at"), selectable=True
    )
    if row is None:
        feedback.note(page.say("users.pick"))
        return None
    return access.user(str(row["user_name"]))


def add(page: Page) -> None:
    """A form for a new user, who comes in by a one-time link."""
    with (
        st.expander(page.say("users.add"), icon=":material/person_add:"),
        st.form("user_add", border=False),
    ):
        left, right = st.columns(2)
        left.text_input(page.say("users.user_name"), key="user_add_name")
        right.text_input(page.say("users.full_name"), key="user_add_full_name")
        left.selectbox(
            page.say("users.role"), list(page.book.access.roles()), key="user_add_role",
            format_func=lambda each: word("roles", each, page.lang),
        )  # fmt: skip
        right.selectbox(
            page.say("users.department"), [None, *_open_departments(page)], key="user_add_department",
            format_func=lambda each: _department(page, each),
        )  # fmt: skip
        left.selectbox(
            page.say("users.post"), [None, *_open_posts(page)], key="user_add_post",
            format_func=lambda each: each or page.say("users.no_post"),
        )  # fmt: skip
        right.text_input(
            page.say("users.customer_no"),
            key="user_add_customer_no",
            help=page.say("users.customer_no_help"),
        )
        feedback.note(page.say("users.name_hint"))
        st.form_submit_button(page.say("users.add"), type="primary", on_click=_add)


def _add() -> None:
    state, access, by = st.session_state, session.opened_book().access, session.actor()
    name = state["user_add_name"]

    def act() -> None:
        user = access.add(
            name, role=state["user_add_role"], full_name=state["user_add_full_name"],
            post=state["user_add_post"], department_id=state["user_add_department"],
            customer_no=state["user_add_customer_no"], actor=by,
        )  # fmt: skip
        state[_LINK] = access.reset(user.user_name, actor=by)
        for field in ("name", "full_name", "customer_no"):
            state[f"user_add_{field}"] = ""

    attempt(act, "added", user_name=name.strip())


def work(page: Page, user: User) -> None:
    """Change a chosen user, send them a new link, or disable them."""
    tables.heading(f"{user.shown_name} · {user.user_name}")
    key = f"user_{user.user_name}"
    with st.form(key, border=False):
        left, right = st.columns(2)
        left.text_input(page.say("users.full_name"), user.full_name or "", key=f"{key}_full_name")
        posts: list[str | None] = [None, *_open_posts(page)]
        right.selectbox(
            page.say("users.post"), posts, posts.index(user.post) if user.post in posts else 0,
            key=f"{key}_post", format_func=lambda each: each or page.say("users.no_post"),
        )  # fmt: skip
        roles = list(page.book.access.roles())
        left.selectbox(
            page.say("users.role"), roles, roles.index(user.role) if user.role in roles else None,
            key=f"{key}_role", format_func=lambda each: word("roles", each, page.lang),
        )  # fmt: skip
        departments: list[int | None] = [None, *_open_departments(page)]
        place = departments.index(user.department_id) if user.department_id in departments else 0
        right.selectbox(
            page.say("users.department"), departments, place, key=f"{key}_department_id",
            format_func=lambda each: _department(page, each),
        )  # fmt: skip
        left.text_input(
            page.say("users.customer_no"), user.customer_no or "", key=f"{key}_customer_no",
            help=page.say("users.customer_no_help"),
        )  # fmt: skip
        st.form_submit_button(
            page.say("users.save"), type="primary", on_click=_save, args=(user.user_name,)
        )
    with st.container(horizontal=True, gap="small"):
        with st.popover(page.say("users.reset"), icon=":material/link:"):
            st.write(page.say("users.reset_ask", user_name=user.user_name))
            st.button(
                page.say("users.reset_confirm"), type="primary", key="user_reset", on_click=_reset,
                args=(user.user_name,), disabled=not user.is_active,
            )  # fmt: skip
        if user.is_active:
            with st.popover(page.say("users.disable"), icon=":material/block:"):
                st.write(page.say("users.disable_ask", user_name=user.user_name))
                st.button(
                    page.say("users.disable_confirm"), type="primary", key="user_disable",
                    on_click=_set_active, args=(user.user_name, False),
                )  # fmt: skip
        else:
            st.button(
                page.say("users.enable"), key="user_enable", icon=":material/check:",
                on_click=_set_active, args=(user.user_name, True),
            )  # fmt: skip


def _save(user_name: str) -> None:
    access, by, state = session.opened_book().access, session.actor(), st.session_state
    fields = ("full_name", "post", "role", "department_id", "customer_no")
    changes = {field: state[f"user_{user_name}_{field}"] for field in fields}
    attempt(lambda: access.change(user_name, actor=by, **changes), "saved", user_name=user_name)


def _set_active(user_name: str, is_active: bool) -> None:
    access, by = session.opened_book().access, session.actor()
    attempt(
        lambda: access.change(user_name, is_active=is_active, actor=by),
        "enabled" if is_active else "disabled", user_name=user_name,
    )  # fmt: skip


def _reset(user_name: str) -> None:
    access, by = session.opened_book().access, session.actor()

    def act() -> None:
        st.session_state[_LINK] = access.reset(user_name, actor=by)

    attempt(act, "was_reset", user_name=user_name)


def _open_posts(page: Page) -> list[str]:
    return [each.name for each in page.book.access.posts() if each.is_open]


def _open_departments(page: Page) -> list[int]:
    return [each.department_id for each in page.book.access.departments() if each.is_open]


def _department(page: Page, department_id: int | None) -> str:
    if department_id is None:
        return page.say("users.no_department")
    paths = {each.department_id: each.path for each in page.book.access.departments()}
    return paths.get(department_id, "")

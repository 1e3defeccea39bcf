"""职务: the list of posts with how many hold each; adding, renaming and closing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.ui import feedback, people, session, tables

if TYPE_CHECKING:
    from pointbook.access.posts import Post
    from pointbook.ui.start import Page

_COLUMNS: Final = ("post", "user_count")


def show(page: Page) -> None:
    """The open posts; a chosen one can be renamed and closed, and new ones added."""
    known = [each for each in page.book.access.posts() if each.is_open]
    chosen = None
    if known:
        frame = pl.DataFrame(
            {
                "post": [each.name for each in known],
                "user_count": [each.user_count for each in known],
                "post_id": [each.post_id for each in known],
            }
        )
        row = tables.show(page, "posts", frame, _COLUMNS, downloadable=False, selectable=True)
        if row is not None:
            chosen = next(each for each in known if each.post_id == row["post_id"])
        else:
            feedback.note(page.say("users.post_pick"))
    else:
        feedback.nothing_here(page, "posts")
    if chosen is None:
        with st.form("post_add", border=False):
            st.text_input(page.say("users.post_name"), key="post_add_name")
            st.form_submit_button(page.say("users.post_add"), type="primary", on_click=_add)
    else:
        _show_one(page, chosen)


def _show_one(page: Page, each: Post) -> None:
    with st.form(f"post_{each.post_id}", border=False):
        st.text_input(page.say("users.post_name"), each.name, key=f"post_{each.post_id}_name")
        st.form_submit_button(
            page.say("users.post_save"), type="primary", on_click=_rename, args=(each,)
        )
    st.button(
        page.say("users.post_close"), key="post_close", icon=":material/block:", on_click=_close, args=(each,)
    )  # fmt: skip


def _add() -> None:
    access, by, state = session.opened_book().access, session.actor(), st.session_state
    name = state["post_add_name"]

    def act() -> None:
        access.add_post(name, actor=by)
        state["post_add_name"] = ""

    people.attempt(act, "post_added", post=name.strip())


def _rename(each: Post) -> None:
    access, by = session.opened_book().access, session.actor()
    name = st.session_state[f"post_{each.post_id}_name"]
    people.attempt(
        lambda: access.rename_post(each.post_id, name, actor=by), "post_saved", post=name.strip()
    )


def _close(each: Post) -> None:
    access, by = session.opened_book().access, session.actor()
    people.attempt(lambda: access.close_post(each.post_id, actor=by), "post_closed", post=each.name)

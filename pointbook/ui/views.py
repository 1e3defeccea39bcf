"""保存的视图: the filters in the address of a page, kept by name; one piece for every page that has them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.ui import feedback, navigation, pressed, session

if TYPE_CHECKING:
    from pointbook.analysis.views import View
    from pointbook.ui.start import Page

PAGES: Final = frozenset(
    (
        "lookup",
        "statement",
        "ranking",
        "growth",
        "health",
        "odd",
        "behaviour",
        "expiry",
        "report",
        "batches",
        "history",
        "audit",
    )
)
"""Pages whose filters are in their address."""
_PART: Final = "views"
_REQUEST: Final = "views_request"
_NOT_KEPT: Final = frozenset(("lang", "page"))
"""What an address says that is no filter: the reader's language, and how far they turned the pages."""
_AT_HOME: Final = 12


def offer(page: Page) -> None:
    """The views of this page, and keeping the filters that are set now."""
    pressed.show_outcome(page, _PART)
    found = page.book.views.list(page.name, actor=page.actor)
    label = page.say("views.title")
    with st.popover(
        f"{label} · {len(found)}" if found else label, icon=":material/bookmark:", key="views"
    ):
        if not found:
            feedback.note(page.say("views.none"))
        for view in found:
            _link(page, view)
        with st.form("views_save", border=False, clear_on_submit=True):
            st.session_state.setdefault(_REQUEST, secrets.token_hex(16))
            st.text_input(page.say("views.name"), key="views_name", max_chars=60)
            st.checkbox(page.say("views.share"), key="views_share")
            st.form_submit_button(page.say("views.save"), on_click=_save, args=(page.name,))
        own = [each for each in found if each.can_change(page.actor)]
        if own:
            with st.expander(page.say("views.change"), icon=":material/edit:"):
                _change(page, own)


def _link(page: Page, view: View) -> None:
    told = view.name
    if view.owner != page.actor.name:
        told = page.say("views.of", name=view.name, owner=view.owner)
    elif view.is_shared:
        told = page.say("views.shared", name=view.name)
    navigation.same_page(view.page, told, view.query)


def _change(page: Page, own: list[View]) -> None:
    by_id = {each.view_id: each for each in own}
    chosen = st.selectbox(
        page.say("views.which"),
        list(by_id),
        format_func=lambda each: by_id[each].name,
        key="views_which",
    )
    view = by_id[chosen]
    with st.form(f"views_change_{view.view_id}", border=False):
        st.text_input(
            page.say("views.name"), view.name, key=f"views_name_{view.view_id}", max_chars=60
        )
        st.checkbox(page.say("views.share"), view.is_shared, key=f"views_share_{view.view_id}")
        st.checkbox(page.say("views.replace"), key=f"views_replace_{view.view_id}")
        left, right = st.columns(2)
        left.form_submit_button(page.say("views.keep"), on_click=_keep, args=(view.view_id,))
        right.form_submit_button(
            page.say("views.remove"), on_click=_remove, args=(view.view_id, view.name)
        )


def _query() -> dict[str, str | tuple[str, ...]]:
    """The filters that the address holds now."""
    told = {
        name: tuple(st.query_params.get_all(name))
        for name in st.query_params
        if name not in _NOT_KEPT
    }
    return {name: each[0] if len(each) == 1 else each for name, each in told.items()}


def _save(page_name: str) -> None:
    state = st.session_state
    name, request_id, query = state["views_name"] or "", state[_REQUEST], _query()

    def act() -> None:
        session.opened_book().views.save(
            page_name, name, query, is_shared=bool(state["views_share"]), actor=session.actor(),
            request_id=request_id,
        )  # fmt: skip

    if pressed.attempt(_PART, act, "saved", name=name.strip()):
        state.pop(_REQUEST)


def _keep(view_id: int) -> None:
    state, query = st.session_state, _query()
    name = state[f"views_name_{view_id}"] or ""

    def act() -> None:
        session.opened_book().views.change(
            view_id, name=name, is_shared=bool(state[f"views_share_{view_id}"]),
            query=query if state[f"views_replace_{view_id}"] else None, actor=session.actor(),
        )  # fmt: skip

    pressed.attempt(_PART, act, "saved", name=name.strip())


def _remove(view_id: int, name: str) -> None:
    def act() -> None:
        session.opened_book().views.remove(view_id, actor=session.actor())

    pressed.attempt(_PART, act, "removed", name=name)


def show_at_home(page: Page) -> None:
    """The views of every page, one's own before those of others; nothing where there are none."""
    found = [
        each
        for each in page.book.views.list(actor=page.actor)
        if each.page in navigation.FILES and navigation.may_open(each.page, page.actor)
    ]
    if not found:
        return
    from pointbook.ui import tables  # which draws with pages that import this one

    tables.heading(page.say("views.title"))
    found.sort(key=lambda each: each.owner != page.actor.name)
    with st.container(horizontal=True, gap="small"):
        for view in found[:_AT_HOME]:
            told = page.say("views.at_home", page=page.say(f"pages.{view.page}"), name=view.name)
            navigation.link(view.page, told, icon=":material/filter_alt:", **dict(view.query))
    if len(found) > _AT_HOME:
        feedback.note(page.say("views.more", count=len(found) - _AT_HOME))

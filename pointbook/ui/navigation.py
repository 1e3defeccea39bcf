"""The pages, how they are grouped, and the way from one to another."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pointbook.texts import LANGUAGES, say
from pointbook.ui import session

_GROUPS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "customers": (("lookup", "customers/lookup.py", "person_search"),),
    "points": (
        ("statement", "points/statement.py", "receipt_long"),
        ("adjust", "points/adjust.py", "edit_note"),
    ),
    "analysis": (
        ("ranking", "analysis/ranking.py", "leaderboard"),
        ("growth", "analysis/growth.py", "trending_up"),
    ),
    "programme": (("rewards", "programme/rewards.py", "redeem"),),
    "imports": (
        ("upload", "imports/upload.py", "upload_file"),
        ("history", "imports/history.py", "history"),
    ),
    "manage": (("backup", "manage/backup.py", "inventory_2"),),
}
_HIDDEN: Final = (("profile", "customers/profile.py", "person"),)
_URLS: Final = {"upload": "import", "history": "imports", "profile": "customer"}
FILES: Final = {name: file for pages in (*_GROUPS.values(), _HIDDEN) for name, file, _ in pages}
HOME: Final = "lookup"


def draw() -> Any:
    """Draw the navigation and the language switch; the page that the visitor asked for."""
    lang = session.language()
    grouped = {
        say(f"groups.{group}", lang): [_page(lang, *each) for each in pages]
        for group, pages in _GROUPS.items()
    }
    first = next(iter(grouped.values()))
    first.extend(_page(lang, *each, visible=False) for each in _HIDDEN)
    current = st.navigation(grouped, expanded=True)
    other = LANGUAGES[1 - LANGUAGES.index(lang)]
    with st.sidebar:
        # A plain link: only a route can set the cookie, and it returns to this page and its filters.
        st.html(
            f'<p class="pb-language"><a href="/language/{other}" target="_self" hreflang="{other}">'
            f"{say('app.other_language', lang)}</a></p>"
        )
    return current


def _page(lang: str, name: str, file: str, icon: str, *, visible: bool = True) -> Any:
    return st.Page(
        file,
        title=say(f"pages.{name}", lang),
        icon=f":material/{icon}:",
        url_path=_URLS.get(name, name),
        default=name == HOME,
        visibility="visible" if visible else "hidden",
    )


def link(name: str, label: str, *, icon: str | None = None, **query: str | tuple[str, ...]) -> None:
    """A link to another page, with its filters."""
    st.page_link(FILES[name], label=label, icon=icon, query_params=query or None)


def go(name: str, **query: str | tuple[str, ...]) -> None:
    """Leave for another page, with its filters."""
    st.switch_page(FILES[name], query_params=query or None)

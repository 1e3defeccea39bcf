"""The pages, how they are grouped, and the way from one to another."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pointbook.access import Actor, Right
from pointbook.texts import LANGUAGES, say
from pointbook.ui import session, signed_in

_GROUPS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "customers": (("lookup", "customers/lookup.py", "person_search"),),
    "points": (
        ("statement", "points/statement.py", "receipt_long"),
        ("adjust", "points/adjust.py", "edit_note"),
    ),
    "analysis": (
        ("ranking", "analysis/ranking.py", "leaderboard"),
        ("growth", "analysis/growth.py", "trending_up"),
        ("report", "analysis/report.py", "summarize"),
    ),
    "programme": (("rewards", "programme/rewards.py", "redeem"),),
    "imports": (
        ("upload", "imports/upload.py", "upload_file"),
        ("history", "imports/history.py", "history"),
    ),
    "manage": (
        ("users", "manage/users.py", "group"),
        ("backup", "manage/backup.py", "inventory_2"),
        ("audit", "manage/audit.py", "fact_check"),
    ),
}
_HIDDEN: Final = (("profile", "customers/profile.py", "person"),)
_URLS: Final = {"upload": "import", "history": "imports", "profile": "customer"}
FILES: Final = {name: file for pages in (*_GROUPS.values(), _HIDDEN) for name, file, _ in pages}
HOME: Final = "lookup"
ASKS: Final = {
    "adjust": Right.ADJUST,
    "upload": Right.IMPORT,
    "users": Right.MANAGE_USERS,
    "backup": Right.BACKUP,
    "audit": Right.AUDIT,
}
"""The right without which a page has nothing to offer; the others only show."""


OF_ALL: Final = frozenset(("history",))
"""Pages that ask for no right and still tell of all customers at once."""


def may_open(name: str, actor: Actor) -> bool:
    """Whether a page has anything to offer to this actor."""
    return actor.may(ASKS.get(name)) and (actor.scope.is_everybody or name not in OF_ALL)


def asked_for(name: str) -> str:
    """The right, or the scope, that a page asks for."""
    return "scope:all" if name in OF_ALL else ASKS[name].value


def draw() -> Any:
    """Draw the navigation, the language switch and who is signed in; the page that the visitor asked for."""
    lang, actor = session.language(), signed_in.actor()
    grouped = {
        say(f"groups.{group}", lang): [
            # A forbidden page stays known, so that a link to it meets a sentence and not another page.
            _page(lang, *each, visible=may_open(each[0], actor))
            for each in pages
        ]
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
        signed_in.show(lang, actor)
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
    """A link to another page, with its filters; none to a page that has nothing to offer."""
    if not may_open(name, session.actor()):
        return
    st.page_link(FILES[name], label=label, icon=icon, query_params=query or None)


def go(name: str, **query: str | tuple[str, ...]) -> None:
    """Leave for another page, with its filters."""
    st.switch_page(FILES[name], query_params=query or None)

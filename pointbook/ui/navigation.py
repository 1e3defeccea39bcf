"""The pages, how they are grouped, and the way from one to another."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from pointbook.access import Actor, Right
from pointbook.texts import LANGUAGES, say
from pointbook.ui import session, signed_in

_GROUPS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "customers": (
        ("lookup", "customers/lookup.py", "person_search"),
        ("merge", "customers/merge.py", "merge"),
        ("segments", "customers/segments.py", "bookmarks"),
    ),
    "points": (
        ("statement", "points/statement.py", "receipt_long"),
        ("adjust", "points/adjust.py", "edit_note"),
        ("batches", "points/batches.py", "group_add"),
        ("clearing", "points/clearing.py", "event_repeat"),
        ("approvals", "points/approvals.py", "approval"),
        ("expiry", "points/expiry.py", "event_busy"),
        ("months", "points/months.py", "calendar_month"),
    ),
    "analysis": (
        ("ranking", "analysis/ranking.py", "leaderboard"),
        ("growth", "analysis/growth.py", "trending_up"),
        ("health", "analysis/health.py", "health_metrics"),
        ("behaviour", "analysis/behaviour.py", "groups"),
        ("odd", "analysis/odd.py", "troubleshoot"),
        ("report", "analysis/report.py", "summarize"),
    ),
    "programme": (("rewards", "programme/rewards.py", "redeem"),),
    "imports": (
        ("upload", "imports/upload.py", "upload_file"),
        ("history", "imports/history.py", "history"),
        ("reconcile", "imports/reconcile.py", "compare_arrows"),
    ),
    "manage": (
        ("users", "manage/users.py", "group"),
        ("backup", "manage/backup.py", "inventory_2"),
        ("audit", "manage/audit.py", "fact_check"),
        ("retention", "manage/retention.py", "auto_delete"),
    ),
}
_HERE: Final = "_page_drawn"
_FIRST: Final = ("overview", "overview.py", "space_dashboard")
_HIDDEN: Final = (
    ("add", "customers/add.py", "person_add"),
    ("profile", "customers/profile.py", "person"),
    ("why", "customers/why.py", "help"),
)
_URLS: Final = {
    "add": "new-customer",
    "upload": "import",
    "history": "imports",
    "profile": "customer",
}
FILES: Final = {
    name: file for pages in ((_FIRST,), *_GROUPS.values(), _HIDDEN) for name, file, _ in pages
}
HOME: Final = _FIRST[0]
ASKS: Final = {
    "adjust": Right.ADJUST,
    "add": Right.EDIT_CUSTOMER,
    "merge": Right.MERGE_CUSTOMER,
    "upload": Right.IMPORT,
    "users": Right.MANAGE_USERS,
    "backup": Right.BACKUP,
    "audit": Right.AUDIT,
    "retention": Right.ERASE,
    "odd": Right.AUDIT,
    "reconcile": Right.RECONCILE,
}
"""The right without which a page has nothing to offer; the others only show."""


ANY_OF: Final = {
    "batches": (Right.ADJUST, Right.CLEAR_BATCH, Right.EDIT_CUSTOMER),
    "approvals": (
        Right.APPROVE, Right.ADJUST, Right.CLEAR, Right.POST, Right.HOLD, Right.TRANSFER, Right.CLEAR_BATCH,
    ),
    "clearing": (Right.ADJUST, Right.EDIT_RULES, Right.CLEAR_BATCH),
}  # fmt: skip
"""Rights of which one is enough for a page: whoever decides and whoever may have asked; whoever changes many."""
OF_ALL: Final = frozenset(("history", "months", "clearing"))
"""Pages that tell of all customers at once, whatever right they ask for."""


def may_open(name: str, actor: Actor) -> bool:
    """Whether a page has anything to offer to this actor."""
    asked = ANY_OF.get(name, (ASKS.get(name),))
    return any(actor.may(right) for right in asked) and (
        actor.scope.is_everybody or name not in OF_ALL
    )


def asked_for(name: str) -> str:
    """The right, or the scope, that a page asks for."""
    if name in ANY_OF:
        return ANY_OF[name][0].value
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
    # A group without a name stands above the others.
    home = [_page(lang, *_FIRST), *(_page(lang, *each, visible=False) for each in _HIDDEN)]
    current = st.navigation({"": home, **grouped}, expanded=True)
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


def stand_on(name: str) -> None:
    """Note which page is being drawn."""
    st.session_state[_HERE] = name


def here() -> str | None:
    """Which page is being drawn."""
    name: str | None = st.session_state.get(_HERE)
    return name


def link(name: str, label: str, *, icon: str | None = None, **query: str | tuple[str, ...]) -> None:
    """A link to a page, with its filters; none to a page that has nothing to offer."""
    if not may_open(name, session.actor()):
        return
    if query and here() == name:
        same_page(name, label, query)
        return
    st.page_link(FILES[name], label=label, icon=icon, query_params=query or None)


def same_page(name: str, label: str, query: Mapping[str, str | tuple[str, ...]]) -> None:
    """A link of the browser: Streamlit's own takes no other filters to the page that it stands on."""
    told = html.escape(address(name, query), quote=True)
    st.html(f'<p class="pb-view"><a href="{told}" target="_self">{html.escape(label)}</a></p>')


def address(name: str, query: Mapping[str, str | tuple[str, ...]]) -> str:
    """The address of a page with its filters, from the root of the server."""
    return f"/{_URLS.get(name, name)}?{urlencode(query, doseq=True)}"


def go(name: str, **query: str | tuple[str, ...]) -> None:
    """Leave for another page, with its filters."""
    st.switch_page(FILES[name], query_params=query or None)

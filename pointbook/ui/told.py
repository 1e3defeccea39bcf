"""What the filters of a page say just now, in words: the second line of every picture and file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.texts import date_text

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_TOLD: Final = "_filters_told"
_RANGE: Final = "_range_asked"


def begin() -> None:
    """Forget what the page said when it was drawn before."""
    st.session_state[_TOLD], st.session_state[_RANGE] = {}, set()


def note(label: str, value: str) -> None:
    """A filter that is set, by its label; drawn again, the later word counts."""
    if value:
        st.session_state.setdefault(_TOLD, {})[label] = value


def asks_for_range(label: str) -> None:
    """That this filter narrows the customers: with none of its kind set, all of them are meant."""
    st.session_state.setdefault(_RANGE, set()).add(label)


def line(page: Page) -> str:
    """Every filter that is set: 期间：2026-05-01 – 2026-05-31 · 等级：金卡; 全部客户 where none narrows them."""
    told: dict[str, str] = st.session_state.get(_TOLD) or {}
    between = "：" if page.lang == "zh" else ": "
    parts = [f"{label}{between}{value}" for label, value in told.items()]
    asked: set[str] = st.session_state.get(_RANGE) or set()
    if not parts or (asked and not asked & told.keys()):
        parts.append(page.say("downloads.everything"))
    return " · ".join(parts)


def source(page: Page) -> str:
    """Where the numbers come from: the newest entry's day, when and by whom the file was made."""
    return page.say(
        "downloads.source",
        newest=date_text(page.newest) or page.say("bare.none"),
        made_at=f"{page.book.now():%Y-%m-%d %H:%M}",
        actor=page.actor.name,
    )

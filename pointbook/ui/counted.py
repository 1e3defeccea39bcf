"""统计口径 on screen: the choice held across pages, and the sentence under the figures that it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import polars as pl
import streamlit as st

from pointbook.analysis import COUNTED, Counted, left_out_statuses
from pointbook.texts import word
from pointbook.ui import feedback, session

if TYPE_CHECKING:
    from pointbook.ui.start import Page

NAME: Final = "counted"
_HELD: Final = "_held_counted"
_TOLD: Final = "_told_counted"


def held() -> Counted:
    """What was chosen last in this visit, on whatever page."""
    return cast(Counted, st.session_state.get(_HELD, COUNTED[0]))


def arrive(page: Page) -> None:
    """Let go of another page's widget, so that this page's begins with the address or with what is held."""
    if NAME not in _told(page):
        st.session_state.pop(NAME, None)


def hold(page: Page, chosen: Counted) -> None:
    """Keep a choice for the other pages of this visit."""
    st.session_state[_HELD] = chosen
    tell(page, NAME, sentence(page, chosen))


def sentence(page: Page, chosen: Counted) -> str:
    """What is counted, and how many accounts the actor sees that are counted or left out by it."""
    statuses = {each.lower() for each in left_out_statuses(page.book)}
    known = session.remembered(page.book, "customers/choices", page.actor).filter(
        pl.col("field") == "status", pl.col("value").str.to_lowercase().is_in(statuses)
    )
    count = int(known["customers"].sum())
    if not count:
        return page.say(f"counted.{chosen}_none")
    words = [word("statuses", each, page.lang) for each in known["value"]]
    return page.say(
        f"counted.{chosen}_told", statuses=page.say("counted.and").join(words), count=count
    )


def tell(page: Page, name: str, text: str | None) -> None:
    """Have the page say of a choice what it does to the figures; None says nothing."""
    kept = {each: known for each, known in _told(page).items() if each != name}
    st.session_state[_TOLD] = (page.name, kept if text is None else {**kept, name: text})


def told(page: Page) -> list[str]:
    """What the page says of its choices; nothing on a page without them."""
    return list(_told(page).values())


def _told(page: Page) -> dict[str, str]:
    name, texts = st.session_state.get(_TOLD, ("", {}))
    return dict(texts) if name == page.name else {}


def note(page: Page) -> None:
    """The sentences, under the figures that the choices change."""
    if texts := told(page):
        feedback.sentences(page, texts)

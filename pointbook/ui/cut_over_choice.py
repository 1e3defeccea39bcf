"""切换日: the day from which the book counts, when a programme moves here from another system."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.ui.start import Page


def choose(page: Page, kind: str, known: date | None = None) -> date | None:
    """The day, `known` until another is chosen, None where none was; how a cut-over is done is told in the fold."""
    if kind != "points":
        return None
    with st.expander(page.say("cut_over.title"), icon=":material/event_upcoming:"):
        feedback.note(page.say("cut_over.hint"))
        st.markdown(page.say("cut_over.steps"))
        chosen = st.date_input(
            page.say("cut_over.day"), value=known, max_value=page.book.now().date(),
            format="YYYY-MM-DD", key="upload_cut_over", help=page.say("cut_over.day_hint"),
        )  # fmt: skip
    return chosen if isinstance(chosen, date) else None

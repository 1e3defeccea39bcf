"""What came of a press: a callback does it, and the page that is drawn next says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.ui.start import Page


def attempt(part: str, act: Callable[[], Any], done: str | None = None, **values: object) -> bool:
    """Do something from a callback of a part of the texts; whether it was done.

    Its refusal, or the sentence `<part>.<done>` where there is one, stands on the page afterwards.
    """
    try:
        act()
    except PointbookError as refusal:
        st.session_state[f"{part}_refusal"] = refusal
        return False
    if done is not None:
        st.session_state[f"{part}_done"] = (done, values)
    return True


def show_outcome(page: Page, part: str) -> None:
    """What came of the last press."""
    refusal = st.session_state.pop(f"{part}_refusal", None)
    if refusal is not None:
        feedback.refused(refusal)
    done = st.session_state.pop(f"{part}_done", None)
    if done is not None:
        name, values = done
        st.success(page.say(f"{part}.{name}", **values), icon=":material/check_circle:")

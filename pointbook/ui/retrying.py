"""A page that cannot be shown for a reason that may end: a button to try again, and trying by itself."""

from __future__ import annotations

import html
from typing import Final

import streamlit as st

from pointbook.errors import (
    BookDamaged,
    BookLocked,
    BookMissing,
    BookReadOnly,
    DiskFull,
    PointbookError,
)
from pointbook.texts import say
from pointbook.ui import session

_MAY_END: Final = (BookDamaged, BookLocked, BookMissing, BookReadOnly, DiskFull)
EVERY: Final = 5
"""Seconds between two tries."""


def offer(refusal: PointbookError) -> None:
    """Nothing for a refusal that stays as it is; else a button, and a new run of the page every few seconds."""
    if not isinstance(refusal, _MAY_END):
        return
    lang = session.language()
    looks: list[bool] = []

    @st.fragment(run_every=EVERY)
    def try_again() -> None:
        if looks:  # the first look is the run that failed
            st.rerun()
        looks.append(True)
        st.button(say("trouble.again", lang), key="trouble_again", icon=":material/refresh:")
        told = html.escape(say("trouble.by_itself", lang, seconds=EVERY))
        st.html(f'<p class="pb-muted">{told}</p>')

    try_again()

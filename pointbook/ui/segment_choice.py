"""客户分群 in the filter bar: the segments that the visitor sees, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.errors import UnknownSegment
from pointbook.ui import counted, feedback, links, told

if TYPE_CHECKING:
    from pointbook.ui.start import Page

NAME: Final = "segment"


def names(page: Page) -> dict[int, str]:
    """The segments that the visitor sees, by number."""
    return {each.segment_id: each.name for each in page.book.segments.list(actor=page.actor)}


def choose(page: Page) -> int | None:
    """The number of the chosen segment, None for all customers; nothing is drawn where there is no segment.

    A link to a segment that the visitor does not see ends the page: all customers would be another answer.
    """
    known = names(page)
    named = st.query_params.get(NAME)
    if named is not None and named not in map(str, known):
        del st.query_params[NAME]
        feedback.refused(UnknownSegment(segment_id=named))
        st.stop()
    if not known:
        counted.tell(page, NAME, None)
        return None
    links.take(NAME, list(known), None)
    chosen: int | None = st.selectbox(
        page.say("filters.segment"),
        list(known),
        index=None,
        format_func=lambda each: known.get(each, str(each)),
        key=NAME,
        placeholder=page.say("filters.all"),
        filter_mode="contains" if len(known) > 8 else None,
        width=160,
    )
    links.give(NAME, chosen, None)
    sentence = None if chosen is None else page.say("counted.segment", name=known[chosen])
    counted.tell(page, NAME, sentence)
    told.note(page.say("filters.segment"), "" if chosen is None else known[chosen])
    return chosen

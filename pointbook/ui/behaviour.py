"""客户分析: its parts, and the customer range that all of them take."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

import streamlit as st

from pointbook.analysis import CustomerRange
from pointbook.ui import filters, links
from pointbook.ui.start import Page

Part: TypeAlias = Literal["rfm", "retention", "lifecycle", "tiers", "campaigns", "groups"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
_RARE: Final = ("segment", "region", "department", "tag", "status")


def part(page: Page) -> Part:
    """Draw the choice of the part."""
    links.take("part", PARTS, PARTS[0])
    chosen: Part = (
        st.segmented_control(
            page.say("health.part"), PARTS, required=True, key="part", label_visibility="collapsed",
            format_func=lambda each: page.say(f"behaviour.part_{each}"),
        )
        or PARTS[0]
    )  # fmt: skip
    links.give("part", chosen, PARTS[0])
    return chosen


def customers(page: Page) -> CustomerRange:
    """The customer range of the filter bar."""
    chosen = filters.customer_range(page, ("tier", "store", "counted"))
    with filters.more(page, *_RARE):
        chosen |= filters.customer_range(page, _RARE)
    return CustomerRange(**chosen)

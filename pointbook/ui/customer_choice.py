"""Choosing one customer: by the number in the URL, or by a search that finds exactly whom is meant."""

from __future__ import annotations

from typing import Final

import polars as pl
import streamlit as st

from pointbook.customers.find import find
from pointbook.ui import feedback, filters
from pointbook.ui.start import Page

_OFFERED: Final = 20


def choose(page: Page, *, width: int = 240, hint: str = "filters.customer_hint") -> str | None:
    """The number of the customer who is meant, None for nobody in particular.

    One hit is taken; of several, one is chosen from a list; of none, the page says so.
    """
    typed = filters.text(page, "customer", hint=page.say(hint), width=width)
    if not typed:
        return None
    found = find(page.book, typed, limit=_OFFERED)
    if found.is_empty():
        feedback.nothing_here(page, "lookup", word=typed)
        st.stop()
    exact = found.filter(pl.col("customer_no") == typed)
    if exact.height == 1 or found.height == 1:
        return str((exact if exact.height == 1 else found)["customer_no"][0])
    names = {
        row["customer_no"]: _described(page, row)
        for row in found.select("customer_no", "name", "phone").iter_rows(named=True)
    }
    return filters.choice(
        page,
        "which",
        list(names),
        shown=names,
        width=280,
        label=page.say("filters.pick_customer", count=len(names)),
        empty=page.say("filters.pick"),
    )


def _described(page: Page, row: dict[str, str | None]) -> str:
    parts = [row["name"] or "", row["customer_no"] or "", row["phone"] or ""]
    return " · ".join(part for part in parts if part)

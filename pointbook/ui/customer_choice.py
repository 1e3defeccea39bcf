"""Choosing one customer: by the number in the URL, or by a search that finds exactly whom is meant."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.customers.find import find
from pointbook.ui import feedback, filters
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer

_OFFERED: Final = 20


def choose(page: Page, *, width: int = 240, hint: str = "filters.customer_hint") -> str | None:
    """The number of the customer who is meant, None for nobody in particular.

    One hit is taken; of several, one is chosen from a list before the page goes on; of none, it says so.
    """
    typed = filters.text(page, "customer", hint=page.say(hint), width=width)
    if not typed:
        return None
    found = find(page.book, typed, limit=_OFFERED + 1, actor=page.reader)
    if found.is_empty():
        feedback.nothing_here(page, "lookup", word=typed)
        st.stop()
    exact = found.filter(pl.col("customer_no") == typed)
    if exact.height == 1 or found.height == 1:
        return str((exact if exact.height == 1 else found)["customer_no"][0])
    names: dict[str, str] = {
        row["customer_no"]: _described(page, row)
        for row in found.head(_OFFERED).select("customer_no", "name", "phone").iter_rows(named=True)
    }
    told = "filters.pick_customer_more" if found.height > _OFFERED else "filters.pick_customer"
    chosen = filters.choice(
        page,
        "which",
        list(names),
        shown=names,
        width=280,
        label=page.say(told, count=len(names)),
        empty=page.say("filters.pick"),
    )
    if chosen is None:  # everybody's points under a name would be taken for that customer's
        st.stop()
    return chosen


def heading(customer: Customer) -> None:
    """Whose page it is: the name and the number."""
    name, number = customer.name or customer.customer_no, customer.customer_no
    st.html(
        f'<h2 class="pb-heading">{html.escape(name)} '
        f'<span class="pb-muted pb-id">{html.escape(number)}</span></h2>'
    )


def _described(page: Page, row: dict[str, str | None]) -> str:
    parts = [row["name"] or "", row["customer_no"] or "", row["phone"] or ""]
    return " · ".join(part for part in parts if part)

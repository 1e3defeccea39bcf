"""客户查询: find customers by whatever is known of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import polars as pl
import streamlit as st

from pointbook.customers import find
from pointbook.ui import counted, feedback, filters, navigation, tables
from pointbook.ui.figures import Figure, row
from pointbook.ui.start import Page

PAGE_ROWS: Final = 50
_COLUMNS: Final = (
    "customer_no", "name", "phone", "tier", "store",
    "available", "pending", "expiring", "last_activity", "status",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    text: str
    customers: dict[str, Any]
    balance_from: Decimal | None
    balance_until: Decimal | None

    def parameters(self, page: Page) -> dict[str, object]:
        """All but the text, as parameters of a question."""
        return {
            "as_of": page.book.now(),
            "balance_from": self.balance_from,
            "balance_until": self.balance_until,
            **self.customers,
        }


@dataclass(frozen=True)
class Found:
    """One page of customers, and what all that were found hold together."""

    rows: pl.DataFrame
    figures: dict[str, object]
    pages: int


def offer_adding(page: Page) -> None:
    """The way to add a customer by hand, for those who may."""
    navigation.link("add", page.say("adding.add"), icon=":material/person_add:")


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        text = filters.text(page, "search", hint=page.say("filters.search_hint"), width=260)
        customers = filters.customer_range(page, ("tier", "store", "status", "counted"))
        with filters.more(
            page, "segment", "region", "department", "tag", "balance_from", "balance_to"
        ):
            customers |= filters.customer_range(page, ("segment", "region", "department", "tag"))
            least = _amount(filters.text(page, "balance_from"))
            most = _amount(filters.text(page, "balance_to"))
    return Wish(text, customers, least, most)


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def ask(page: Page, wish: Wish) -> Found:
    """The customers found, newest movement first."""
    figures = find.figures(page.book, wish.text, actor=page.reader, **wish.parameters(page)).row(
        0, named=True
    )
    pages = max(1, math.ceil(figures["customers"] / PAGE_ROWS))
    number = min(max(int(st.session_state.get("page") or 1), 1), pages)
    rows = find.find(
        page.book,
        wish.text,
        limit=PAGE_ROWS,
        actor=page.reader,
        row_offset=(number - 1) * PAGE_ROWS,
        **wish.parameters(page),
    )
    return Found(rows, figures, pages)


def show_nothing(page: Page, wish: Wish) -> None:
    """Why nobody was found and what to try next."""
    if wish.text:
        feedback.nothing_here(page, "lookup", word=wish.text)
        navigation.link("upload", page.say("empty.go_import"), icon=":material/upload_file:")
    else:
        feedback.nothing_here(page, "lookup_filters")
    counted.note(page)


def show(page: Page, found: Found) -> None:
    """Figures, the customers, the pages; a chosen row leads to the customer."""
    figures = found.figures
    row(
        page,
        (
            Figure("customers", _count(figures, "customers"), "count"),
            Figure("with_balance", _count(figures, "with_balance"), "count"),
            Figure("available", _points(figures, "available")),
            Figure("expiring", _points(figures, "expiring")),
            Figure("in_debt", _count(figures, "in_debt"), "count"),
        ),
    )
    counted.note(page)
    chosen = tables.show(page, "lookup", found.rows, _COLUMNS, selectable=True)
    if found.pages > 1:
        st.pagination(found.pages, key="page", bind="query-params")
    if chosen:
        navigation.go("profile", customer=str(chosen["customer_no"]))
    feedback.note(page.say("tables.select_customer"))


def _count(figures: dict[str, object], name: str) -> int:
    return int(str(figures[name] or 0))


def _points(figures: dict[str, object], name: str) -> Decimal:
    value = figures[name]
    return value if isinstance(value, Decimal) else Decimal(0)

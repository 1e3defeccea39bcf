"""One customer: who, how much, since when, until when, and what happened last."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.columns import column, label
from pointbook.errors import UnknownCustomer
from pointbook.texts import date_text, word
from pointbook.ui import (
    charts,
    feedback,
    figures,
    handing_out,
    navigation,
    privacy,
    session,
    signed_in,
    tables,
)
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Figure
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.customers.registry import Customer

_FACTS: Final = (
    "customer_no", "phone", "email", "gender", "birthday", "joined_on", "region", "city",
    "store", "department", "owner", "tier", "status", "tags", "source",
)  # fmt: skip
_RECENT: Final = 10
_REASONS: Final = 8
_EXPIRIES: Final = 12
RECENT_COLUMNS: Final = (
    "occurred_at", "kind", "reason", "points", "balance_after", "store", "ref", "expires_at", "actor",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Who is asked for, before the page begins: its title is the customer's name."""

    customer: Customer | None
    title: str | None


def asked() -> Asked:
    """The customer named in the URL, None where there is none or nobody has that number."""
    number = st.query_params.get("customer", "").strip()
    if not number:
        return Asked(None, None)
    try:
        customer = session.opened_book().customers.get(
            number, actor=privacy.reader(signed_in.actor(), "profile")
        )
    except UnknownCustomer as error:
        feedback.refused(error)
        return Asked(None, None)
    return Asked(customer, customer.name or customer.customer_no)


def show_nobody(page: Page) -> None:
    """Nobody was chosen: lead to the search, or to the import while there is nobody."""
    if page.is_empty:
        feedback.empty_book(page)
        return
    feedback.hint(page.say("profile.not_chosen"))
    navigation.link("lookup", page.say("profile.go_lookup"), icon=":material/person_search:")


def show_actions(page: Page, customer: Customer) -> None:
    """What can be done next with this customer."""
    number = customer.customer_no
    privacy.looked_at(page, number)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        navigation.link(
            "adjust", page.say("profile.adjust"), icon=":material/edit_note:", customer=number
        )
        navigation.link(
            "statement",
            page.say("profile.statement"),
            icon=":material/receipt_long:",
            customer=number,
        )
        navigation.link("why", page.say("profile.why"), icon=":material/help:", customer=number)
        navigation.link("lookup", page.say("profile.back"), icon=":material/arrow_back:")
        privacy.offer(page, number)
        handing_out.offer(page, number)


def show_figures(page: Page, customer: Customer) -> None:
    """The balance and what it is made of; parts that are zero are left out."""
    balance = page.book.ledger.balance(
        customer.customer_no, as_of=page.book.now(), actor=page.reader
    )
    parts = {name: getattr(balance, name) for name in ("pending", "held", "debt", "lapsed")}
    figures.row(
        page,
        (
            Figure("balance", balance.balance),
            Figure("available", balance.available),
            Figure("expiring", balance.expiring),
            *(Figure(name, value) for name, value in parts.items() if value),
        ),
    )


def show_facts(page: Page, customer: Customer) -> None:
    """Who the customer is, empty facts left out."""
    facts: list[tuple[str, str]] = []
    for name in _FACTS:
        value = getattr(customer, name)
        if value in (None, ""):
            continue
        if isinstance(value, date):
            shown = date_text(value)
        else:
            words = column(name).words
            shown = word(words, value, page.lang) if words else str(value)
        facts.append((label(name, page.lang), shown))
    facts += [
        (name, str(value)) for name, value in customer.fields.items() if value not in (None, "")
    ]
    tier = label("tier", page.lang)
    cells = "".join(
        f"<div><span>{html.escape(name)}</span><div>{html.escape(value)}"
        f"{_floor(page, customer) if name == tier else ''}</div></div>"
        for name, value in facts
    )
    st.html(f'<div class="pb-facts">{cells}</div>')


def _floor(page: Page, customer: Customer) -> str:
    """The tier that is kept as a tag with its end; once that is over, that it is."""
    floor, until = customer.tier_floor, customer.tier_floor_until
    if floor is None or until is None:
        return ""
    is_of_another = floor != customer.tier
    if customer.floor_on(page.today) is None:
        told, look = "tier_floor_over" if is_of_another else "tier_over", "pb-muted"
    else:
        told, look = "tier_floor" if is_of_another else "tier_until", "pb-tag"
    words = page.say(f"profile.{told}", floor=floor, until=date_text(until))
    return f' <span class="{look}">{html.escape(words)}</span>'


def show_charts(page: Page, customer: Customer) -> None:
    """The balance over time, and what brought it in and took it out."""
    number = customer.customer_no
    days = page.book.ask("customers/balance", customer_no=number, actor=page.reader)
    if days.is_empty():
        feedback.nothing_here(page, "statement_none")
        return
    reasons = page.book.ask("customers/by_reason", customer_no=number, actor=page.reader).head(
        _REASONS
    )
    course = [(day, float(balance)) for day, balance in days.select("day", "balance").iter_rows()]
    if course[-1][0] < page.reach[1]:  # what was left last still stands when the data end
        course.append((page.reach[1], course[-1][1]))
    left, right = charts.side_by_side()
    with left:
        charts.balance_line(
            page,
            "balance",
            [day for day, _ in course],
            [balance for _, balance in course],
            title=page.say("charts.balance_over_time"),
        )
    with right:
        charts.bars(
            page,
            "reasons",
            _reason_bars(page, reasons),
            title=page.say("charts.by_reason"),
            signed=True,
        )


def _reason_bars(page: Page, reasons: pl.DataFrame) -> list[Bar]:
    bars = []
    for reason, came, went in reasons.select("reason", "points_in", "points_out").iter_rows():
        name = word("reasons", reason, page.lang) or page.say("bare.none")
        if came:
            bars.append(Bar(name, float(came), COLOURS["earned"]))
        if went:
            bars.append(Bar(name, float(went), COLOURS["redeemed"]))
    return sorted(bars, key=lambda bar: -bar.value)


def show_expiries(page: Page, customer: Customer) -> None:
    """The next days on which points expire."""
    tables.heading(page.say("charts.expiries"))
    coming = page.book.ask(
        "customers/expiries",
        customer_no=customer.customer_no,
        as_of=page.book.now(),
        row_limit=_EXPIRIES,
        actor=page.reader,
    ).filter(pl.col("points") > 0)
    if coming.is_empty():
        feedback.note(page.say("empty.expiries"))
        return
    tables.show(
        page, "expiries", coming.rename({"expires_on": "expires_at", "points": "remaining"}),
        ("expires_at", "remaining"), downloadable=False,
    )  # fmt: skip


def show_recent(page: Page, customer: Customer) -> None:
    """The last entries, and the whole statement as a download."""
    tables.heading(page.say("profile.recent"))
    entries = page.book.ask("points/statement", customer_no=customer.customer_no, actor=page.reader)
    name = customer.name or customer.customer_no
    tables.show(
        page, "recent", entries, RECENT_COLUMNS, rows=_RECENT,
        title=f"{page.say('profile.export_title')} {name}",
    )  # fmt: skip

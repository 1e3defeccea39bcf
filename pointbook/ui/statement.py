"""积分明细: every movement, why it was made, and the balance that it left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import streamlit as st

from pointbook.analysis import CustomerRange, EntryFilter, Statement, statement
from pointbook.periods import Period, month_start
from pointbook.texts import date_text, section
from pointbook.ui import (
    charts,
    correcting,
    counted,
    customer_choice,
    feedback,
    filters,
    links,
    navigation,
    statement_files,
    tables,
)
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, row
from pointbook.ui.start import Page

PAGE_ROWS: Final = 100
_COLUMNS: Final = (
    "occurred_at", "business_at", "customer_no", "name", "kind", "reason", "points", "balance_after",
    "store", "channel", "campaign", "ref", "expires_at", "actor", "note", "customer_note",
)  # fmt: skip
_DETAIL: Final = ("entry_id", "recorded_at", "source", "batch_id", "short", "reverses_entry_id")


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    customer_no: str | None
    period: Period
    entries: EntryFilter
    """The filters on entries, which leave the proof alone."""
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it; one customer's statement begins with the first entry."""
    with filters.bar():
        customer = customer_choice.choose(page)
        period = filters.period(page, "everything" if customer else "last_month")
        kinds = filters.several(page, "kind", list(section("kinds", page.lang)), words="kinds")
        reason = filters.choice(
            page, "reason", page.choices("points/choices", "reason"), words="reasons"
        )
        customers = {} if customer else filters.customer_range(page, ("counted",))
        with filters.more(
            page,
            "entry_store",
            "channel",
            "campaign",
            "ref",
            "batch",
            "operator",
            *links.ENTRY_RANGE,
        ):
            store = _of_entries(page, "entry_store", "store")
            channel = _of_entries(page, "channel", "channel")
            campaign = _of_entries(page, "campaign", "campaign")
            ref = filters.text(page, "ref") or None
            batch = filters.text(page, "batch")
            operator = filters.text(page, "operator") or None
            batch_id = int(batch) if batch.isdecimal() and len(batch) < 10 else None
            if customer is None:
                customers |= filters.customer_range(
                    page, links.ENTRY_RANGE, labels={"store": page.say("filters.customer_store")}
                )
    entries = EntryFilter(kinds, reason, store, channel, campaign, ref, batch_id, operator)
    return Wish(customer, period, entries, CustomerRange(**customers))


def _of_entries(page: Page, name: str, field: str) -> str | None:
    """A filter on what entries carry, where any of them carries it."""
    options = page.choices("points/choices", field)
    if not options:
        return None
    return filters.choice(page, name, options, label=page.say(f"filters.{field}"))


def ask(page: Page, wish: Wish) -> Statement:
    """The entries of this page of the list, newest first, and the proof over all of them."""
    return statement(
        page.book,
        wish.period,
        customer_no=wish.customer_no,
        entries=wish.entries,
        customers=wish.customers,
        page=int(st.session_state.get("page") or 1),
        page_rows=PAGE_ROWS,
        actor=page.reader,
    )


def show_nothing(page: Page, wish: Wish, answer: Statement) -> None:
    """Why there is nothing: the filters, the dates, or a customer without entries."""
    if answer.entries:
        feedback.nothing_here(page, "statement_filters")
        return
    newest = answer.newest
    if newest is None:
        feedback.nothing_here(page, "statement_none")
        return
    feedback.nothing_here(page, "statement", date=newest)
    first, last = month_start(newest), min(month_start(newest, 1), page.reach[1])
    query = {"customer": wish.customer_no} if wish.customer_no else {}
    navigation.link(
        "statement",
        page.say("empty.go_there"),
        period="custom",
        dates=(date_text(first), date_text(last)),
        **query,
    )


def show_customer(page: Page, wish: Wish) -> None:
    """Whose statement it is, where it is one customer's."""
    if wish.customer_no is not None:
        customer_choice.heading(page.book.customers.get(wish.customer_no, actor=page.reader))


def show_figures(page: Page, wish: Wish, answer: Statement) -> None:
    """Opening, the movements, closing; what a programme issues, one customer earns."""
    totals = answer.totals
    labels = {"earned": page.say("figures.earned_one")} if wish.customer_no else {}
    row(
        page,
        (
            Figure("opening", totals.opening),
            *(
                Figure(name, value, "signed", label=labels.get(name))
                for name, value in totals.movements.items()
            ),
            Figure("closing", totals.closing),
        ),
    )
    if wish.customer_no is None:
        counted.note(page)


def show_chart(page: Page, answer: Statement) -> None:
    """In and out with the balance."""
    if answer.by_day.is_empty():
        return
    bucket, course = answer.course()
    starts = list(course["day"])
    ins, outs, balance = (
        course[name].cast(pl.Float64).to_list() for name in ("points_in", "points_out", "balance")
    )
    charts.movements(
        page,
        "days",
        [charts.period_name(each, bucket, page.lang) for each in starts],
        (
            Series(page.say("figures.filtered_in"), ins, "earned"),
            Series(page.say("figures.filtered_out"), outs, "redeemed"),
        ),
        balance,
        ticks=charts.period_ticks(starts, bucket, page.lang),
    )


def show_table(page: Page, wish: Wish, answer: Statement) -> None:
    """The entries; a chosen row opens its detail."""
    columns = [
        each for each in _COLUMNS if not (wish.customer_no and each in ("customer_no", "name"))
    ]
    chosen = tables.show(
        page, "statement", answer.rows, columns, selectable=True,
        all_rows=answer.every_row, count=answer.wanted_entries,
    )  # fmt: skip
    if answer.pages > 1:
        st.pagination(answer.pages, key="page", bind="query-params")
    if chosen:
        _show_detail(page, chosen)
    else:
        feedback.note(page.say("tables.select_hint"))


def _show_detail(page: Page, entry: dict[str, Any]) -> None:
    """What the row does not say: the order of posting, the lots it drew on."""
    tables.heading(page.say("tables.detail"))
    known = {name: entry.get(name) for name in _DETAIL}
    detail = pl.DataFrame([{**known, "short": entry.get("short") or None}])
    tables.show(page, "detail", detail, _DETAIL, downloadable=False)
    draws = page.book.ledger.draws(int(entry["entry_id"]), actor=page.reader)
    if draws.height:
        tables.heading(page.say("tables.draws"))
        tables.show(
            page, "draws", draws.rename({"points": "drawn"}), ("lot_entry_id", "ref", "drawn"),
            downloadable=False,
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        correcting.links(page, entry)
        navigation.link(
            "profile", page.say("tables.open_profile"), icon=":material/person:",
            customer=str(entry["customer_no"]),
        )  # fmt: skip


def show_proof(page: Page, wish: Wish, answer: Statement) -> None:
    """The proof over all entries of the period, beside it what the filters leave."""
    filtered = None
    if wish.entries.is_set:
        filtered = page.say(
            "proof.filtered",
            count=answer.wanted_entries,
            points_in=answer.wanted_in,
            points_out=-answer.wanted_out,
        )
    totals = answer.totals
    feedback.proof(page, totals.opening, totals.movements, totals.closing, filtered=filtered)


def show_files(page: Page, wish: Wish) -> None:
    """对账单 of one customer's period, and the way to why it ended as it did."""
    if wish.customer_no is None:
        return
    tables.heading(page.say("statement_file.title"))
    statement_files.offer(page, wish.customer_no, wish.period)
    navigation.link(
        "why", page.say("profile.why"), icon=":material/help:", customer=wish.customer_no,
        day=date_text(min(wish.period.until, page.today)),
    )  # fmt: skip

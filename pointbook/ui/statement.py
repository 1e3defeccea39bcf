"""积分明细: every movement, why it was made, and the balance that it left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl
import streamlit as st

from pointbook.texts import date_text, section
from pointbook.ui import charts, customer_choice, feedback, filters, navigation, tables
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, row
from pointbook.ui.spans import Span, month_start
from pointbook.ui.start import Page

PAGE_ROWS: Final = 100
_COLUMNS: Final = (
    "occurred_at", "customer_no", "name", "kind", "reason", "points", "balance_after",
    "store", "channel", "campaign", "ref", "expires_at", "actor", "note",
)  # fmt: skip
_MOVEMENTS: Final = ("earned", "redeemed", "expired", "other")
_DETAIL: Final = ("entry_id", "recorded_at", "source", "batch_id", "short", "reverses_entry_id")
_MOST_DAYS: Final = 62
_MOST_MONTH_DAYS: Final = 1830


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    customer_no: str | None
    span: Span
    entries: dict[str, object]
    """The filters on entries, which leave the proof alone."""
    customers: dict[str, str | None]

    @property
    def parameters(self) -> dict[str, object]:
        """As parameters of a question."""
        return {
            "customer_no": self.customer_no,
            "since": self.span.since,
            "until": self.span.until,
            **self.entries,
            **self.customers,
        }

    @property
    def is_filtered(self) -> bool:
        """Whether some entries of the period are left out."""
        return any(value is not None for value in self.entries.values())


@dataclass(frozen=True)
class Statement:
    """One page of entries, the proof over all of them, and the days."""

    rows: pl.DataFrame
    totals: dict[str, Any]
    days: pl.DataFrame
    pages: int


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it; one customer's statement begins with the first entry."""
    with filters.bar():
        customer = customer_choice.choose(page)
        span = filters.period(page, "everything" if customer else "last_month")
        kinds = filters.several(page, "kind", list(section("kinds", page.lang)), words="kinds")
        reason = filters.choice(
            page, "reason", page.choices("points/choices", "reason"), words="reasons"
        )
        entries: dict[str, object] = {"kinds": ",".join(kinds) or None, "reason": reason}
        with filters.more(
            page, "entry_store", "channel", "campaign", "ref", "batch", "tier", "region"
        ):
            for name, field in (
                ("entry_store", "store"),
                ("channel", "channel"),
                ("campaign", "campaign"),
            ):
                options = page.choices("points/choices", field)
                if options:
                    label = page.say(f"filters.{field}")
                    entries[name] = filters.choice(page, name, options, label=label)
            entries["ref"] = filters.text(page, "ref") or None
            batch = filters.text(page, "batch")
            entries["batch_id"] = int(batch) if batch.isdecimal() and len(batch) < 10 else None
            customers = (
                {} if customer else filters.customer_range(page, ("tier", "region", "status"))
            )
    return Wish(customer, span, entries, customers)


def ask(page: Page, wish: Wish) -> Statement:
    """The entries of this page of the list, newest first."""
    totals = page.book.ask("points/totals", **wish.parameters).row(0, named=True)
    pages = max(1, math.ceil(totals["wanted_entries"] / PAGE_ROWS))
    number = min(max(int(st.session_state.get("page") or 1), 1), pages)
    rows = page.book.ask(
        "points/statement",
        row_limit=PAGE_ROWS,
        row_offset=(number - 1) * PAGE_ROWS,
        **wish.parameters,
    )
    days = page.book.ask("points/by_day", **wish.parameters)
    return Statement(rows, totals, days, pages)


def show_nothing(page: Page, wish: Wish, answer: Statement) -> None:
    """Why there is nothing: the filters, the dates, or a customer without entries."""
    if answer.totals["entries"]:
        feedback.nothing_here(page, "statement_filters")
        return
    newest = page.book.ask("points/newest", customer_no=wish.customer_no)["newest"][0]
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


def show_figures(page: Page, answer: Statement) -> None:
    """Opening, the movements, closing."""
    totals = answer.totals
    row(
        page,
        (
            Figure("opening", totals["opening"]),
            *(Figure(name, totals[name], "signed") for name in _MOVEMENTS),
            Figure("closing", totals["closing"]),
        ),
    )


def show_chart(page: Page, wish: Wish, answer: Statement) -> None:
    """In and out with the balance: by day for two months, by month or year for longer."""
    if answer.days.is_empty():
        return
    first = max(wish.span.since, answer.days["day"][0])
    length = (wish.span.until - first).days
    bucket = "day" if length <= _MOST_DAYS else "month" if length <= _MOST_MONTH_DAYS else "year"
    opening = 0.0 if wish.span.since < first else float(answer.totals["opening"])
    periods = _without_gaps(answer.days, first, wish.span.until, bucket, opening)
    starts = list(periods["day"])
    charts.movements(
        page,
        "days",
        [charts.period_name(each, bucket, page.lang) for each in starts],
        (
            Series(page.say("figures.filtered_in"), list(periods["points_in"]), "earned"),
            Series(page.say("figures.filtered_out"), list(periods["points_out"]), "redeemed"),
        ),
        list(periods["balance"]),
        ticks=charts.period_ticks(starts, bucket, page.lang),
    )


def _without_gaps(
    days: pl.DataFrame, first: date, last: date, bucket: str, opening: float
) -> pl.DataFrame:
    """Every period from the first day to the last; in a quiet one the balance stays as it was."""
    every = {"day": "1d", "month": "1mo", "year": "1y"}[bucket]
    moved = (
        days.with_columns(
            pl.col("day").dt.truncate(every),
            pl.col("points_in", "points_out", "balance").cast(pl.Float64),
        )
        .group_by("day", maintain_order=True)
        .agg(pl.col("points_in", "points_out").sum(), pl.col("balance").last())
    )
    calendar = pl.DataFrame(
        {"day": pl.date_range(first, last, "1d", eager=True).dt.truncate(every).unique().sort()}
    )
    return calendar.join(moved, on="day", how="left", maintain_order="left").with_columns(
        pl.col("points_in", "points_out").fill_null(0.0),
        pl.col("balance").forward_fill().fill_null(opening),
    )


def show_table(page: Page, wish: Wish, answer: Statement) -> None:
    """The entries; a chosen row opens its detail."""
    columns = [
        each for each in _COLUMNS if not (wish.customer_no and each in ("customer_no", "name"))
    ]
    chosen = tables.show(
        page, "statement", answer.rows, columns, selectable=True,
        all_rows=lambda: page.book.ask("points/statement", **wish.parameters),
    )  # fmt: skip
    if answer.pages > 1:
        st.pagination(answer.pages, key="page", bind="query-params")
    if chosen:
        _show_detail(page, chosen)


def _show_detail(page: Page, entry: dict[str, Any]) -> None:
    """What the row does not say: the order of posting, the lots it drew on."""
    detail = pl.DataFrame([{name: entry.get(name) for name in _DETAIL}])
    tables.show(page, "detail", detail, _DETAIL, downloadable=False)
    draws = page.book.ledger.draws(int(entry["entry_id"]))
    if draws.height:
        tables.heading(page.say("tables.draws"))
        tables.show(page, "draws", draws, ("lot_entry_id", "ref", "points"), downloadable=False)
    navigation.link(
        "profile", page.say("tables.open_profile"), icon=":material/person:",
        customer=str(entry["customer_no"]),
    )  # fmt: skip


def show_proof(page: Page, wish: Wish, answer: Statement) -> None:
    """The proof over all entries of the period, beside it what the filters leave."""
    totals = answer.totals
    filtered = None
    if wish.is_filtered:
        filtered = page.say(
            "proof.filtered",
            count=totals["wanted_entries"],
            points_in=totals["wanted_in"],
            points_out=-totals["wanted_out"],
        )
    moved: dict[str, Decimal] = {name: totals[name] for name in _MOVEMENTS}
    feedback.proof(page, totals["opening"], moved, totals["closing"], filtered=filtered)

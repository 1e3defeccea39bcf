"""积分健康: the calendar of coming expiries, and whom to remind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import polars as pl
import streamlit as st

from pointbook.analysis.health import Reminders, days_from, expiries, reminders
from pointbook.periods import Period, month_start
from pointbook.texts import month_text, period_text
from pointbook.ui import (
    cells,
    charts,
    counted,
    feedback,
    filters,
    navigation,
    privacy,
    programme_form,
    sums,
    tables,
)
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, row
from pointbook.ui.health import Wish
from pointbook.ui.start import Page

_WITHIN: Final = ("7", "30", "60", "90", "180", "365")
_CHARTED: Final = 60
_LISTED: Final = 200
_CALENDAR: Final = ("day", "customers", "expiring_points", "held")
_COLUMNS: Final = (
    "customer_no", "name", "phone", "email", "expires_on", "expiring_points", "balance",
    "tier", "store", "owner", "status",
)  # fmt: skip


def show(page: Page, wish: Wish) -> None:
    """Every coming day, and the customers of the days that are looked at."""
    calendar = expiries(page.book, wish.customers, page.reader)
    if calendar.is_empty():
        feedback.nothing_here(page, "health_expiries")
        return
    days = _days(page, calendar)
    coming = calendar.filter(pl.col("expires_on").is_between(days.since, days.until))
    found = reminders(page.book, days, wish.customers, limit=_LISTED, actor=page.reader)
    row(
        page,
        (
            Figure("expiring_points", _sum(coming, "points")),
            Figure("to_remind", found.customers, "count"),
            Figure("opted_out", found.left_out, "count"),
            Figure("all_expiring", _sum(calendar, "points")),
        ),
    )
    counted.note(page)
    feedback.note(page.say("health.obeys_days", since=days.since, until=days.until))
    privacy.offer(page)
    _show_months(page, calendar)
    _show_calendar(page, calendar, coming)
    tables.heading(page.say("health.reminders"))
    _tell_opt_out(page)
    chosen = _show_list(page, wish, days, found)
    programme_form.show(page, "reminder_opt_out")
    terms = [(page.say("health.reminded_points"), found.points)]
    if found.left_out:
        terms.append((page.say("health.opted_out_points"), found.left_out_points))
    sums.proof(page, terms, (page.say("health.calendar_points"), _sum(coming, "points")))
    if chosen:
        navigation.go("profile", customer=str(chosen["customer_no"]))


def _show_list(page: Page, wish: Wish, days: Period, found: Reminders) -> dict[str, Any] | None:
    """The customers with the most points; the download has all of them."""
    if found.rows.is_empty():
        feedback.note(page.say("health.nobody"))
        return None
    chosen = tables.show(
        page, "reminders", found.rows, _COLUMNS, selectable=True,
        all_rows=lambda: reminders(page.book, days, wish.customers, actor=page.reader).rows,
        title=page.say("health.reminders"),
    )  # fmt: skip
    if found.customers > found.rows.height:
        feedback.note(page.say("health.rows_cut", shown=found.rows.height, count=found.customers))
    feedback.note(page.say("tables.select_customer"))
    return chosen


def _sum(rows: pl.DataFrame, name: str) -> Decimal:
    return sum(rows[name], Decimal(0))


def _days(page: Page, calendar: pl.DataFrame) -> Period:
    """A month of the calendar, or else so many days from today."""
    months = sorted({month_start(day) for day in calendar["expires_on"]})
    shown = {f"{each:%Y-%m}": month_text(each, page.lang) for each in months}
    with st.container(horizontal=True, gap="small"):
        within = filters.choice(
            page, "within", _WITHIN, words="withins", default="30", width=140,
            label=page.say("health.within"),
        )  # fmt: skip
        month = filters.choice(
            page, "month", list(shown), shown=shown, width=140, label=page.say("health.month"),
            empty=page.say("health.by_days"),
        )  # fmt: skip
    if month is None:
        return days_from(page.today, int(within or "30"))
    first = date.fromisoformat(f"{month}-01")
    return Period(first, month_start(first, 1) - timedelta(days=1))


def _show_months(page: Page, calendar: pl.DataFrame) -> None:
    """Points by the month in which they expire; a chosen bar narrows the lists to it."""
    moved = calendar.group_by(pl.col("expires_on").dt.truncate("1mo").alias("month")).agg(
        pl.col("points").sum()
    )
    first, last = month_start(page.today), month_start(calendar["expires_on"][-1])
    months = pl.date_range(first, last, "1mo", eager=True).alias("month").to_frame()
    by_month = months.join(moved, on="month", how="left", maintain_order="left").head(_CHARTED)
    starts = list(by_month["month"])
    chosen = charts.stacks(
        page, "expiries", [period_text(each, "month", page.lang) for each in starts],
        [Series(page.say("columns.expiring_points"), [float(p or 0) for p in by_month["points"]], "expired")],
        ticks=charts.period_ticks(starts, "month", page.lang), title=page.say("health.by_month"),
    )  # fmt: skip
    feedback.note(page.say("health.choose_expiry"))
    cells.press("month", "expiries", None if chosen is None else f"{starts[chosen]:%Y-%m}")


def _show_calendar(page: Page, calendar: pl.DataFrame, coming: pl.DataFrame) -> None:
    """Each day that is looked at with its customers and points; where there are none, the next."""
    tables.heading(page.say("health.calendar"))
    if coming.is_empty():
        feedback.note(page.say("empty.health_days", date=calendar["expires_on"][0]))
        return
    held = [] if (coming["held"] != 0).any() else ["held"]
    tables.show(
        page, "expiry_days", coming.rename({"expires_on": "day", "points": "expiring_points"}),
        [name for name in _CALENDAR if name not in held], title=page.say("health.calendar"),
    )  # fmt: skip


def _tell_opt_out(page: Page) -> None:
    """How a customer opts out."""
    tag = page.book.programme.reminder_opt_out
    feedback.note(page.say("health.opt_out", tag=tag) if tag else page.say("health.no_opt_out"))

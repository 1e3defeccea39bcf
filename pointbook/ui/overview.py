"""首页: today's state, the period against earlier ones, who rose most, and what waits."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.analysis import Comparing, CustomerRange, Growth, growth
from pointbook.customers import find
from pointbook.periods import Bucket, Period
from pointbook.texts import date_text, number_text
from pointbook.texts.dates import time_text
from pointbook.ui import charts, counted, feedback, filters, navigation, plots, tables
from pointbook.ui.figures import Figure, row
from pointbook.ui.growth import figures_of, movements

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_SCREEN: Final = "screen"
_FRESH: Final = timedelta(seconds=30)
_WINDOWS: Final = (30, 60, 90)
_NOTHING: Final = (0, 0)
_NEWEST: Final = 5
_RISERS: Final = 8
_MOST_DAYS: Final = 92
_OLD_BACKUP: Final = timedelta(days=2)


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for; on a large screen it is hidden, and the address says it."""

    period: Period
    customers: CustomerRange

    @property
    def bucket(self) -> Bucket:
        """Days, or weeks where there would be too many of them."""
        return "day" if self.period.days <= _MOST_DAYS else "week"


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it, with the way to the large screen and back."""
    on_screen = st.query_params.get(_SCREEN) == "1"
    if on_screen:
        st.html('<div class="pb-screen"></div>')  # the style sheet gives the page the whole screen
    with filters.bar():
        period = filters.period(page, "last_month")
        customers = filters.customer_range(page, ("tier", "counted"))
        with filters.more(page, "segment", "store", "region", "department", "tag", "status"):
            customers |= filters.customer_range(
                page, ("segment", "store", "region", "department", "tag", "status")
            )
        label = page.say("overview.leave_screen" if on_screen else "overview.large_screen")
        icon = ":material/fullscreen_exit:" if on_screen else ":material/fullscreen:"
        st.button(label, icon=icon, type="tertiary", on_click=_turn, args=(not on_screen,))
    return Wish(period, CustomerRange(**customers))


def _turn(is_on: bool) -> None:
    if is_on:
        st.query_params[_SCREEN] = "1"
    else:
        st.query_params.pop(_SCREEN, None)


def keep_fresh(page: Page) -> None:
    """On a large screen, draw the page again as soon as somebody has written, or a day has passed."""
    if st.query_params.get(_SCREEN) != "1":
        return
    shown = (page.book.data_version, page.today)

    @st.fragment(run_every=_FRESH)
    def watch() -> None:
        if (page.book.data_version, page.today) != shown:
            st.rerun()

    watch()


def ask(page: Page, wish: Wish) -> Growth:
    """The period in days or weeks, the two it is compared with, and who gained most."""
    return growth(
        page.book, wish.period, wish.bucket, customers=wish.customers, movers=_RISERS,
        comparing=Comparing(newest=page.reach[1]), actor=page.reader,
    )  # fmt: skip


def show_today(page: Page, wish: Wish) -> None:
    """What customers hold now, and what of it ends in 30, 60 and 90 days."""
    now = page.book.now()
    who: dict[str, Any] = {**wish.customers.parameters, "as_of": now, "actor": page.actor}
    held = find.figures(page.book, "", **who).row(0, named=True)
    ends = {row[0]: row[1:] for row in page.book.ask("analysis/expiring", **who).iter_rows()}
    tables.heading(page.say("overview.today", date=date_text(page.today)))
    stock = (
        Figure("customers", held["customers"], "count"),
        *(Figure(name, held[name]) for name in ("balance", "available", "debt", "lapsed")),
    )
    ending = [
        Figure(
            f"expiring_{days}", ends.get(days, _NOTHING)[0],
            label=page.say("overview.expiring", days=days),
            told=page.say("overview.of_customers", count=number_text(ends.get(days, _NOTHING)[1])),
        )
        for days in _WINDOWS
    ]  # fmt: skip
    row(page, [each for each in stock if each.value or each.name != "lapsed"] + ending)
    counted.note(page)


def show_period(page: Page, wish: Wish, answer: Growth) -> None:
    """The period's movements against those before and a year ago, day by day, and their proof."""
    period = wish.period
    tables.heading(
        page.say("overview.period", since=date_text(period.since), until=date_text(period.until))
    )
    row(page, figures_of(answer, ("earned", "redeemed", "expired", "redemption_rate", "net")))
    if answer.is_empty:
        feedback.nothing_here(page, "growth", since=page.reach[0], until=page.reach[1])
        return
    movements(page, wish.bucket, answer)
    totals = answer.totals
    feedback.proof(page, totals.opening, totals.movements, totals.closing)


def show_people(page: Page, wish: Wish, answer: Growth) -> None:
    """Who gained most of what was earned, and the newest imports beside them."""
    risers = plots.rising(answer.movers)
    left, right = charts.side_by_side(1, 1)
    with left:
        if risers:
            charts.bars(page, "movers", risers, title=page.say("overview.risers"), signed=True)
            navigation.link("ranking", page.say("overview.see_ranking"))
    with right:
        _show_imports(page)


def _show_imports(page: Page) -> None:
    if not navigation.may_open("history", page.actor):
        return
    found = page.book.ask("imports/history", row_limit=_NEWEST, actor=page.actor)
    if found.is_empty():
        return
    tables.heading(page.say("overview.imports"))
    columns = ("recorded_at", "title", "entries", "state")
    tables.show(page, "imports", found, columns, downloadable=False)
    navigation.link("history", page.say("overview.see_imports"))


def show_waiting(page: Page) -> None:
    """What somebody has to do next, each with the way there; that nothing waits is said too."""
    tables.heading(page.say("overview.waiting"))
    waiting = list(_waiting(page))
    if not waiting:
        feedback.note(page.say("overview.nothing_waits"))
    for told, target, label in waiting:
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<div class="pb-item">{html.escape(told)}</div>')
            navigation.link(target, label, icon=":material/arrow_forward:")


def _waiting(page: Page) -> Iterator[tuple[str, str, str]]:
    """Sentence, page and label of each thing that waits for this reader."""
    actor = page.actor
    asked = page.book.approvals.waiting(actor)
    if asked:
        told = page.say(
            "approvals.wait", count=len(asked), author=asked[0].author,
            date=date_text(page.book.calendar.local(asked[0].asked_at)),
        )  # fmt: skip
        yield told, "approvals", page.say("approvals.go")
    if navigation.may_open("upload", actor):
        begun = page.book.imports.records.pending()
        if begun:
            told = page.say(
                "overview.imports_wait", count=len(begun), name=begun[0].filename,
                date=time_text(begun[0].updated_at),
            )  # fmt: skip
            yield told, "upload", page.say("overview.go_upload")
    if navigation.may_open("backup", actor) and page.book.store.path is not None:
        copies = page.book.backups.on_shelf()
        if not copies:
            yield page.say("empty.backup"), "backup", page.say("overview.go_backup")
        elif page.book.now() - copies[0].made_at > _OLD_BACKUP:
            told = page.say("backup.old", date=date_text(copies[0].made_at))
            yield told, "backup", page.say("overview.go_backup")

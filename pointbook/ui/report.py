"""定期报告: what its files say, to read before it is handed out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from pointbook.access import Right
from pointbook.access.permit import permit
from pointbook.analysis import (
    REPORT_KINDS,
    CustomerRange,
    ReportKind,
    period_code,
    report,
    report_period,
    report_periods,
)
from pointbook.exports import MIME
from pointbook.exports.report import REPORT_FORMATS, ReportFile, ReportFormat, report_file, told
from pointbook.periods import Period
from pointbook.texts import period_text
from pointbook.ui import (
    charts,
    feedback,
    figures,
    filters,
    report_files,
    report_html,
    session,
    tables,
)
from pointbook.ui import told as filters_told
from pointbook.ui.figures import Figure, Shape

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_MOST_PERIODS = 60
_ICONS = {"xlsx": "table_view", "pdf": "picture_as_pdf", "html": "html"}


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    kind: ReportKind
    period: Period
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it; the newest period that is over comes first."""
    with filters.bar():
        kind = (
            filters.choice(
                page, "kind_of_report", REPORT_KINDS, words="report_kinds", default="month",
                label=page.say("report.kind"), width=112,
            )
            or "month"
        )  # fmt: skip
        oldest, newest = page.reach
        found = {
            period_code(kind, each.since): each for each in report_periods(kind, oldest, newest)
        }
        codes = list(found)[:_MOST_PERIODS]
        names = {code: period_text(found[code].since, kind, page.lang) for code in codes}
        chosen = filters.choice(
            page, f"of_{kind}", codes, default=codes[0], label=page.say("report.of"), shown=names,
            width=200,
        )  # fmt: skip
        customers = filters.customer_range(page, ("tier", "store"))
        with filters.more(page, "region", "department", "tag", "status"):
            customers |= filters.customer_range(page, ("region", "department", "tag", "status"))
    period = report_period(kind, chosen or codes[0])
    if page.newest is not None and period.until > page.reach[1]:
        feedback.note(
            page.say("report.unfinished", period=names[chosen or codes[0]], newest=page.newest)
        )
    return Wish(kind, period, CustomerRange(**customers))


def ask(page: Page, wish: Wish) -> ReportFile:
    """The report in the reader's language, as it would leave."""
    made = report(
        page.book, wish.kind, wish.period, newest=page.reach[1], customers=wish.customers, actor=page.reader
    )  # fmt: skip
    return told(
        made, page.lang, maker=page.actor.name, newest=page.newest, filters=filters_told.line(page)
    )


def show_downloads(page: Page, wish: Wish) -> None:
    """One click for each format, for those who may export."""
    if not page.actor.may(Right.EXPORT):
        feedback.note(page.say("report.no_right"))
        return
    reading, visitor, line = page.reader, session.visitor(), filters_told.line(page)

    def made(to: ReportFormat) -> bytes:
        # Asked again: a button outlives the right that it was drawn with.
        permit(page.book.store, "export", visitor(), Right.EXPORT)
        file = report_file(
            page.book, wish.kind, wish.period, to, actor=reading, customers=wish.customers,
            filters=line, lang=page.lang,
        )  # fmt: skip
        return report_files.written(file, to)

    title = f"{page.say('report.title')} {period_text(wish.period.since, wish.kind, page.lang)}"
    with st.container(horizontal=True, gap="small"):
        for to in REPORT_FORMATS:
            st.download_button(
                page.say(f"report.{to}"), partial(made, to), f"{title}.{to}", MIME[to],
                key=f"report_{to}", on_click="ignore", icon=f":material/{_ICONS[to]}:",
            )  # fmt: skip


def show_figures(page: Page, answer: ReportFile) -> None:
    """The period's figures, against the period before and the year before."""
    shapes: dict[str, Shape] = {
        "opening": "points", "closing": "points", "redemption_rate": "percent",
    }  # fmt: skip
    figures.row(
        page,
        [
            Figure(
                each.name, each.value, shapes.get(each.name, "signed"),
                (("against_previous", each.previous), ("against_year", each.year_before)),
            )
            for each in answer.figures
        ],
    )  # fmt: skip
    if answer.report.unfinished_at is not None:
        feedback.note(answer.compared)


def show_proof(page: Page, answer: ReportFile) -> None:
    """Opening, every movement, closing."""
    totals = answer.report.growth.totals
    feedback.proof(page, totals.opening, totals.movements, totals.closing)


def show_charts(page: Page, answer: ReportFile) -> None:
    """The charts that the files have."""
    charts.draw(
        page, "report_movements", lambda dark: report_html.movements(answer, dark=dark),
        page.say("charts.movements"),
    )  # fmt: skip
    left, right = charts.side_by_side()
    with left:
        tables.heading(page.say("report.reasons_net"))
        charts.draw(
            page,
            "report_reasons",
            lambda _: report_html.reasons(answer),
            page.say("report.reasons_net"),
        )
    if answer.report.growth.movers.height:
        with right:
            tables.heading(page.say("report.movers"))
            charts.draw(
                page,
                "report_movers",
                lambda _: report_html.movers(answer),
                page.say("report.movers"),
            )


def show_tables(page: Page, answer: ReportFile) -> None:
    """The tables that the files have."""
    made = answer.report
    frames = (made.growth.rows, made.reasons, made.growth.movers, made.top, made.expiring)
    names = ("buckets", "reasons", "movers", "top", "expiring")
    for name, frame, sheet in zip(names, frames, answer.tables, strict=True):
        tables.heading(sheet.title)
        tables.show(
            page, f"report_{name}", frame, [each.name for each in sheet.columns],
            bucket=made.bucket, title=f"{answer.title} {sheet.title}",
        )  # fmt: skip
    feedback.note(page.say("report.expiring_note"))
    if answer.report.unfinished_at is None:
        feedback.note(answer.compared)

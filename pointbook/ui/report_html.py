"""定期报告 as one HTML file that opens offline, with the charts of the pages."""

from __future__ import annotations

import html
from decimal import Decimal

from pointbook.exports.report import ReportFigure, ReportFile, cells
from pointbook.exports.sheet import Sheet
from pointbook.texts import say, word
from pointbook.ui import offline, period_axis, plots
from pointbook.ui.colours import COLOURS
from pointbook.ui.paper import Caption, on_paper
from pointbook.ui.plots import Bar, Plot, Series

_MOST_BARS = 10


def report_html(file: ReportFile) -> bytes:
    """The file."""
    lang = file.lang
    charts = {
        "movements": (say("charts.movements", lang), movements(file)),
        "reasons": (say("report.reasons_net", lang), reasons(file)),
        "movers": (say("report.movers", lang), movers(file)),
    }
    told = f"{file.period} · {file.filters}"
    papers = {
        name: on_paper(plot, Caption(f"{file.title} · {title}", told, file.source))
        for name, (title, plot) in charts.items()
        if plot["data"]
    }
    places = [offline.place(name, f"{file.title} {charts[name][0]}", lang) for name in papers]
    tables = [f"<h2>{html.escape(each.title)}</h2>{_table(file, each)}" for each in file.tables]
    broken = "" if file.report.growth.totals.is_proved else " broken"
    so_far = [] if file.report.unfinished_at is None else [f"<p>{html.escape(file.compared)}</p>"]
    body = "\n".join((
        f"<h1>{html.escape(file.title)}</h1>",
        f'<p class="quiet">{html.escape(told)}<br>{html.escape(file.source)}</p>',
        f'<div class="figures">{"".join(_figure(each, lang) for each in file.figures)}</div>',
        *so_far,
        f'<p class="proof{broken}">{html.escape(file.proof)}</p>',
        *places,
        *tables,
        f'<p class="quiet">{html.escape(say("report.expiring_note", lang))}<br>'
        f"{html.escape(file.compared)}</p>",
    ))  # fmt: skip
    return offline.page(file.title, body, papers, lang)


def movements(file: ReportFile, *, dark: bool = False) -> Plot:
    """Movements by bucket with the balance above."""
    rows = file.report.growth.rows
    series = [
        Series(say(f"movements.{name}", file.lang), [float(v) for v in rows[name]], name)
        for name in file.moved
    ]
    ticks = period_axis.period_ticks(list(rows["bucket_start"]), file.report.bucket, file.lang)
    balance = [float(each) for each in rows["closing"]]
    return plots.movements(
        file.names, series, balance, ticks=ticks, unfinished=False, lang=file.lang, dark=dark
    )


def reasons(file: ReportFile) -> Plot:
    """What every reason brought or took over the whole period."""
    items = [
        Bar(
            word("reasons", reason, file.lang) or say("bare.none", file.lang),
            float(net),
            COLOURS["earned" if net >= 0 else "redeemed"],
        )
        for reason, net in file.report.reasons.head(_MOST_BARS).select("reason", "net").iter_rows()
    ]
    return plots.bars(items, title="", signed=True, lang=file.lang)


def movers(file: ReportFile) -> Plot:
    """Who gained most against the period before."""
    items = plots.rising(file.report.growth.movers)
    return plots.bars(items, title="", signed=True, lang=file.lang)


def _figure(figure: ReportFigure, lang: str) -> str:
    def change(key: str, before: Decimal | None) -> str:
        told = f"{say(f'figures.{key}', lang)} {figure.change(before)}（{figure.text(before)}）"
        return f"<span>{html.escape(told)}</span>"

    value = html.escape(figure.text(figure.value))
    return (
        f"<div><span>{html.escape(figure.label)}</span><b>{value}</b>"
        f"{change('against_previous', figure.previous)}{change('against_year', figure.year_before)}</div>"
    )


def _table(file: ReportFile, table: Sheet) -> str:
    head, rows, numeric = cells(table)
    if not rows:
        return f'<p class="quiet">{html.escape(say("report.nothing", file.lang))}</p>'
    return offline.table(head, rows, numeric)

"""定期报告 as a PDF: a cover, figures with charts, tables; its font inside, its text searchable."""

from __future__ import annotations

from typing import Final

from pointbook.exports import pdf_charts
from pointbook.exports.pdf_charts import Layer, Place
from pointbook.exports.pdf_paper import ACCENT, INK, QUIET, SIDE, Paper, grid, table
from pointbook.exports.report import ReportFile
from pointbook.exports.report_xlsx import COLOURS
from pointbook.texts import say, word

_MOST_BARS: Final = 10


def report_pdf(file: ReportFile) -> bytes:
    """The PDF. FontMissing."""
    pdf = Paper(
        file.source, title=file.title, maker=file.maker, made_at=file.report.made_at, lang=file.lang,
        orientation="landscape", has_cover=True,
    )  # fmt: skip
    _cover(pdf, file)
    pdf.add_page()
    _figures(pdf, file)
    _charts(pdf, file)
    for each in file.tables:
        table(pdf, each, say("report.nothing", file.lang))
    pdf.note(say("report.expiring_note", file.lang))
    return bytes(pdf.output())


def _cover(pdf: Paper, file: ReportFile) -> None:
    lang = file.lang
    pdf.add_page()
    pdf.set_fill_color(*ACCENT)
    pdf.rect(0, 0, 8, pdf.h, style="F")
    pdf.set_y(56)
    pdf.set_text_color(*QUIET)
    pdf.set_font_size(14)
    pdf.cell(0, 10, say("app.name", lang), new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*INK)
    pdf.set_font_size(30)
    pdf.multi_cell(0, 15, file.title, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(6)
    pdf.set_font_size(12)
    lines = (
        (say("filters.period", lang), file.period),
        (say("downloads.filters", lang), file.filters),
        (say("report.compared", lang), file.compared),
    )
    for label, value in lines:
        pdf.set_text_color(*QUIET)
        pdf.cell(28, 9, label)
        pdf.set_text_color(*INK)
        pdf.multi_cell(0, 9, value, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.set_y(-30)
    pdf.note(file.source)


def _figures(pdf: Paper, file: ReportFile) -> None:
    pdf.heading(say("report.overview", file.lang))
    rows = [
        [
            each.label, each.text(each.value), each.text(each.previous), each.change(each.previous),
            each.text(each.year_before), each.change(each.year_before),
        ]
        for each in file.figures
    ]  # fmt: skip
    grid(pdf, file.heads, rows, [False, *[True] * 5])
    pdf.ln(2)
    if file.report.unfinished_at is not None:
        pdf.note(file.compared)
    pdf.note(file.proof)


def _charts(pdf: Paper, file: ReportFile) -> None:
    grown, lang = file.report.growth.rows, file.lang
    names = _short(file.names)
    layers = [
        Layer(say(f"movements.{name}", lang), COLOURS[name], [float(v) for v in grown[name]])
        for name in file.moved
    ]
    pdf.heading(say("charts.movements", lang), room=70)
    pdf_charts.movements(pdf, Place(SIDE, pdf.get_y(), pdf.epw, 68), names, layers, lang)
    pdf.set_y(pdf.get_y() + 8)
    if pdf.will_page_break(60):
        pdf.add_page()
    pdf.heading(say("charts.balance_line", lang), room=44)
    closing = [float(each) for each in grown["closing"]]
    pdf_charts.line(pdf, Place(SIDE, pdf.get_y(), pdf.epw, 44), names, closing, lang)
    pdf.set_y(pdf.get_y() + 8)
    items = [
        (word("reasons", reason, lang) or say("bare.none", lang), float(net),
         COLOURS["earned" if net >= 0 else "redeemed"])
        for reason, net in file.report.reasons.head(_MOST_BARS).select("reason", "net").iter_rows()
    ]  # fmt: skip
    if items:
        height = 6.0 * len(items)
        pdf.heading(say("report.reasons_net", lang), room=height)
        top = pdf.get_y()
        pdf_charts.bars(pdf, Place(SIDE, top, pdf.epw, height), items, lang, signed=True)
        pdf.set_y(top + height + 4)


def _short(names: list[str]) -> list[str]:
    """Names without the year where all begin with the same one."""
    head = names[0][:5] if names else ""
    return (
        [each[5:] for each in names] if head and all(n.startswith(head) for n in names) else names
    )

"""定期报告 as a PDF: a cover, figures with charts, tables; its font inside, its text searchable."""

from __future__ import annotations

from typing import Final

from fpdf import FPDF
from fpdf.fonts import FontFace

from pointbook.exports import pdf_charts
from pointbook.exports.fonts import Font, report_font
from pointbook.exports.pdf_charts import Layer, Place
from pointbook.exports.report import ReportFile, cells
from pointbook.exports.report_xlsx import COLOURS
from pointbook.exports.sheet import Sheet
from pointbook.texts import say, word

_FAMILY: Final = "report"
_INK: Final = (38, 39, 48)
_QUIET: Final = (95, 101, 112)
_ACCENT: Final = (31, 95, 168)
_HEAD: Final = (242, 242, 242)
_SIDE: Final = 16.0
_MOST_BARS: Final = 10


class _Paper(FPDF):
    """A4 across, with the source and the page's number at the foot of every page but the cover."""

    def __init__(self, font: Font, source: str) -> None:
        super().__init__(orientation="landscape", format="A4")
        self._source = source
        self.set_margins(_SIDE, 14, _SIDE)
        self.set_auto_page_break(True, 16)
        self.add_font(_FAMILY, fname=font.path, collection_font_number=font.face)
        self.set_font(_FAMILY, size=10)

    def footer(self) -> None:
        """The foot of a page."""
        if self.page_no() == 1:
            return
        self.set_y(-12)
        self.set_font_size(8)
        self.set_text_color(*_QUIET)
        self.cell(self.epw / 2, 6, self._source)
        self.cell(self.epw / 2, 6, f"{self.page_no()} / {{nb}}", align="R")

    def heading(self, text: str, *, room: float = 0) -> None:
        """The name of a part, on a new page where `room` millimetres would not follow."""
        if self.will_page_break(12 + room):
            self.add_page()
        self.set_font_size(13)
        self.set_text_color(*_INK)
        self.cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")

    def note(self, text: str) -> None:
        """A quiet line."""
        self.set_font_size(9)
        self.set_text_color(*_QUIET)
        self.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")


def report_pdf(file: ReportFile) -> bytes:
    """The PDF. FontMissing."""
    pdf = _Paper(report_font(), file.source)
    pdf.set_title(file.title)
    pdf.set_author(file.maker)
    pdf.set_creator(say("app.name", file.lang))
    pdf.set_lang("zh-CN" if file.lang == "zh" else "en")
    pdf.set_creation_date(file.report.made_at)
    _cover(pdf, file)
    pdf.add_page()
    _figures(pdf, file)
    _charts(pdf, file)
    for table in file.tables:
        _table(pdf, table, file.lang)
    pdf.note(say("report.expiring_note", file.lang))
    return bytes(pdf.output())


def _cover(pdf: _Paper, file: ReportFile) -> None:
    lang = file.lang
    pdf.add_page()
    pdf.set_fill_color(*_ACCENT)
    pdf.rect(0, 0, 8, pdf.h, style="F")
    pdf.set_y(56)
    pdf.set_text_color(*_QUIET)
    pdf.set_font_size(14)
    pdf.cell(0, 10, say("app.name", lang), new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*_INK)
    pdf.set_font_size(30)
    pdf.multi_cell(0, 15, file.title, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(6)
    pdf.set_font_size(12)
    lines = (
        (say("filters.period", lang), file.period),
        (say("downloads.filters", lang), file.filters),
        (say("report.compared", lang), say("report.compared_note", lang)),
    )
    for label, value in lines:
        pdf.set_text_color(*_QUIET)
        pdf.cell(28, 9, label)
        pdf.set_text_color(*_INK)
        pdf.multi_cell(0, 9, value, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.set_y(-30)
    pdf.note(file.source)


def _figures(pdf: _Paper, file: ReportFile) -> None:
    lang = file.lang
    pdf.heading(say("report.overview", lang))
    heads = ("figure", "this_period", "previous", "previous_change", "year_before", "year_change")
    rows = [
        [
            each.label, each.text(each.value), each.text(each.previous), each.change(each.previous),
            each.text(each.year_before), each.change(each.year_before),
        ]
        for each in file.figures
    ]  # fmt: skip
    _grid(pdf, [say(f"report.{each}", lang) for each in heads], rows, [False, *[True] * 5])
    pdf.ln(2)
    pdf.note(file.proof)


def _charts(pdf: _Paper, file: ReportFile) -> None:
    grown, lang = file.report.growth.rows, file.lang
    names = _short(file.names)
    layers = [
        Layer(say(f"movements.{name}", lang), COLOURS[name], [float(v) for v in grown[name]])
        for name in file.moved
    ]
    pdf.heading(say("charts.movements", lang), room=70)
    pdf_charts.movements(pdf, Place(_SIDE, pdf.get_y(), pdf.epw, 68), names, layers, lang)
    pdf.set_y(pdf.get_y() + 8)
    if pdf.will_page_break(60):
        pdf.add_page()
    pdf.heading(say("charts.balance_line", lang), room=44)
    closing = [float(each) for each in grown["closing"]]
    pdf_charts.line(pdf, Place(_SIDE, pdf.get_y(), pdf.epw, 44), names, closing, lang)
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
        pdf_charts.bars(pdf, Place(_SIDE, top, pdf.epw, height), items, lang, signed=True)
        pdf.set_y(top + height + 4)


def _short(names: list[str]) -> list[str]:
    """Names without the year where all begin with the same one."""
    head = names[0][:5] if names else ""
    return (
        [each[5:] for each in names] if head and all(n.startswith(head) for n in names) else names
    )


def _table(pdf: _Paper, table: Sheet, lang: str) -> None:
    pdf.heading(table.title, room=24)
    head, rows, numeric = cells(table)
    if rows:
        _grid(pdf, head, rows, numeric)
    else:
        pdf.note(say("report.nothing", lang))
    pdf.ln(4)


def _grid(pdf: _Paper, head: list[str], rows: list[list[str]], numeric: list[bool]) -> None:
    pdf.set_font_size(8.5)
    pdf.set_text_color(*_INK)
    pdf.set_draw_color(220, 224, 230)
    pdf.set_fill_color(255, 255, 255)
    pdf.set_line_width(0.15)
    widest = [
        max(pdf.get_string_width(t) for t in column) + 4 for column in zip(head, *rows, strict=True)
    ]
    with pdf.table(
        col_widths=tuple(widest), width=min(pdf.epw, max(sum(widest), pdf.epw * 0.6)), align="LEFT",
        text_align=tuple("RIGHT" if each else "LEFT" for each in numeric), line_height=5.2,
        borders_layout="HORIZONTAL_LINES", headings_style=FontFace(fill_color=_HEAD), padding=(0.4, 1.2),
    ) as grid:  # fmt: skip
        for cells_ in (head, *rows):
            row = grid.row()
            for each in cells_:
                row.cell(each)

"""Paper for a PDF: its font inside, its foot, headings, quiet lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from fpdf import FPDF
from fpdf.fonts import FontFace

from pointbook.exports.fonts import report_font
from pointbook.exports.report import cells
from pointbook.exports.sheet import Sheet
from pointbook.texts import say

INK: Final = (38, 39, 48)
QUIET: Final = (95, 101, 112)
ACCENT: Final = (31, 95, 168)
SIDE: Final = 16.0
"""Millimetres left and right of what is written."""
_FAMILY: Final = "report"
_HEAD: Final = (242, 242, 242)


class Paper(FPDF):
    """A4 with the source and the page's number at the foot of every page but a cover. FontMissing."""

    def __init__(
        self, source: str, *, title: str, maker: str, made_at: datetime, lang: str,
        orientation: Literal["landscape", "portrait"], has_cover: bool,
    ) -> None:  # fmt: skip
        super().__init__(orientation=orientation, format="A4")
        font = report_font()
        self._source, self._has_cover = source, has_cover
        self.set_margins(SIDE, 14, SIDE)
        self.set_auto_page_break(True, 16)
        self.add_font(_FAMILY, fname=font.path, collection_font_number=font.face)
        self.set_font(_FAMILY, size=10)
        self.set_title(title)
        self.set_author(maker)
        self.set_creator(say("app.name", lang))
        self.set_lang("zh-CN" if lang == "zh" else "en")
        self.set_creation_date(made_at)

    def footer(self) -> None:
        """The foot of a page."""
        if self._has_cover and self.page_no() == 1:
            return
        self.set_y(-12)
        self.set_font_size(8)
        self.set_text_color(*QUIET)
        self.cell(self.epw / 2, 6, self._source)
        self.cell(self.epw / 2, 6, f"{self.page_no()} / {{nb}}", align="R")

    def heading(self, text: str, *, room: float = 0) -> None:
        """The name of a part, on a new page where `room` millimetres would not follow."""
        if self.will_page_break(12 + room):
            self.add_page()
        self.set_font_size(13)
        self.set_text_color(*INK)
        self.cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")

    def note(self, text: str) -> None:
        """A quiet line."""
        self.set_font_size(9)
        self.set_text_color(*QUIET)
        self.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")


def grid(
    pdf: Paper, head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]
) -> None:
    """A table; its head stands again on every page it goes on to, and numbers stand at the right."""
    pdf.set_font_size(8.5)
    pdf.set_text_color(*INK)
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
    ) as table:  # fmt: skip
        for cells_ in (head, *rows):
            row = table.row()
            for each in cells_:
                row.cell(each)


def table(pdf: Paper, sheet: Sheet, nothing: str) -> None:
    """A sheet under its title; where it has no rows, a quiet line that says so."""
    pdf.heading(sheet.title, room=24)
    head, rows, numeric = cells(sheet)
    if rows:
        grid(pdf, head, rows, numeric)
    else:
        pdf.note(nothing)
    pdf.ln(4)

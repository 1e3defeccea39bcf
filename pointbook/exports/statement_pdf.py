"""对账单 as a PDF: whose, the figures, the proof, every entry, and the points that are left."""

from __future__ import annotations

from pointbook.exports.pdf_paper import ACCENT, INK, QUIET, SIDE, Paper, table
from pointbook.exports.statement import StatementFile
from pointbook.texts import say


def statement_pdf(file: StatementFile) -> bytes:
    """The PDF, its text searchable. FontMissing."""
    pdf = Paper(
        file.source, title=file.title, maker=file.maker, made_at=file.made_at, lang=file.lang,
        orientation="portrait", has_cover=False,
    )  # fmt: skip
    pdf.add_page()
    _head(pdf, file)
    _figures(pdf, file.figures)
    pdf.note(file.proof)
    pdf.ln(3)
    table(pdf, file.entries, say("statement_file.no_entries", file.lang))
    table(pdf, file.lots, say("statement_file.no_lots", file.lang))
    between = "：" if file.lang == "zh" else ": "
    pdf.note(" · ".join(f"{label}{between}{value}" for label, value in file.standing))
    return bytes(pdf.output())


def _head(pdf: Paper, file: StatementFile) -> None:
    pdf.set_fill_color(*ACCENT)
    pdf.rect(SIDE, pdf.get_y(), pdf.epw, 1.2, style="F")
    pdf.ln(4)
    pdf.set_font_size(20)
    pdf.set_text_color(*INK)
    pdf.cell(0, 12, file.title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(10)
    for label, value in file.whose:
        pdf.set_text_color(*QUIET)
        pdf.cell(30, 6, label)
        pdf.set_text_color(*INK)
        pdf.multi_cell(0, 6, value, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(4)


def _figures(pdf: Paper, figures: tuple[tuple[str, str], ...]) -> None:
    """Side by side: the label above its number."""
    width, top = pdf.epw / len(figures), pdf.get_y()
    for place, (label, value) in enumerate(figures):
        pdf.set_xy(SIDE + place * width, top)
        pdf.set_font_size(8.5)
        pdf.set_text_color(*QUIET)
        pdf.cell(width, 5, label)
        pdf.set_xy(SIDE + place * width, top + 5)
        pdf.set_font_size(13)
        pdf.set_text_color(*INK)
        pdf.cell(width, 8, value)
    pdf.set_xy(SIDE, top + 15)

"""定期报告 as a workbook: figures and native charts first, then every table with its filter, then what it is about."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import xlsxwriter

from pointbook.exports.report import ReportFile
from pointbook.exports.sheet import Sheet
from pointbook.exports.xlsx import Formats, Rows, fill_about, fill_page, sheet_name
from pointbook.texts import say

COLOURS: Final = {
    "earned": "#0f73b8", "redeemed": "#e08a1e", "expired": "#8a8f98", "cleared": "#7a5fa8",
    "adjusted": "#119a78", "reversed": "#c4679d", "transferred": "#5ab3e0", "brought_in": "#a99b6b",
}  # fmt: skip
"""The meanings as the pages colour them."""
BALANCE: Final = "#2f3a4a"
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_FIRST: Final = 5
"""The row of the overview on which its figures begin, counted from 0."""


def report_xlsx(file: ReportFile) -> bytes:
    """The workbook."""
    written = BytesIO()
    lang = file.lang
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        book.set_properties({"title": file.title, "author": file.maker})
        formats = Formats(book)
        taken: set[str] = set()
        overview = book.add_worksheet(sheet_name(say("report.overview", lang), taken))
        _fill_overview(overview, file, formats)
        pages: list[str] = []
        for table in file.tables:
            name = sheet_name(table.title, taken)
            pages.append(name)
            rows = Rows(table.frame.height, lambda _share: None)
            fill_page(book.add_worksheet(name), table, table.frame, formats, rows)
        _draw_charts(book, overview, file, pages)
        about = Sheet(file.title, file.buckets.frame, (), _about(file))
        fill_about(
            book.add_worksheet(sheet_name(say("tables.about", lang), taken)), about.title, about.about, formats
        )  # fmt: skip
    return written.getvalue()


def _about(file: ReportFile) -> tuple[tuple[str, str], ...]:
    lang = file.lang
    return (
        (say("filters.period", lang), file.period),
        (say("downloads.filters", lang), file.filters),
        (say("report.made", lang), file.source),
        (say("report.compared", lang), file.compared),
        (say("report.expiring", lang), say("report.expiring_note", lang)),
    )


def _fill_overview(page: Any, file: ReportFile, formats: Formats) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 16)
    page.set_column(1, 5, 17)
    page.write_string(0, 0, file.title, formats.title)
    page.write_string(1, 0, f"{file.period} · {file.filters}")
    page.write_string(2, 0, file.source)
    if file.report.unfinished_at is not None:
        page.write_string(_FIRST - 2, 0, file.compared)
    for place, name in enumerate(file.heads):
        page.write_string(_FIRST - 1, place, name, formats.header)
    plain, signed, share = (formats.of(each) for each in (
        "#,##0.##", "+#,##0.##;-#,##0.##;0", "0.0%",
    ))  # fmt: skip
    for row, figure in enumerate(file.figures, start=_FIRST):
        page.write_string(row, 0, figure.label, formats.label)
        look = (
            share if figure.is_share else plain if figure.name in ("opening", "closing") else signed
        )
        for place, value in ((1, figure.value), (2, figure.previous), (4, figure.year_before)):
            if value is not None:
                page.write_number(row, place, value, look)
        page.write_string(row, 3, figure.change(figure.previous))
        page.write_string(row, 5, figure.change(figure.year_before))
    page.write_string(_FIRST + len(file.figures) + 1, 0, file.proof)


def _draw_charts(book: Any, overview: Any, file: ReportFile, pages: list[str]) -> None:
    """Charts that Excel draws from the tables beside them."""
    row = _FIRST + len(file.figures) + 3
    buckets, last = file.buckets, file.buckets.frame.height
    places = {each.name: place for place, each in enumerate(buckets.columns)}

    def series(name: str, colour: str, **more: Any) -> dict[str, Any]:
        place = places[name]
        return {
            "name": [pages[0], 0, place],
            "categories": [pages[0], 1, 0, last, 0],
            "values": [pages[0], 1, place, last, place],
            "fill": {"color": colour},
            **more,
        }

    bars = book.add_chart({"type": "column", "subtype": "stacked"})
    for name in file.moved:
        bars.add_series(series(name, COLOURS[name], gap=40))
    line = book.add_chart({"type": "line"})
    drawn = {"color": BALANCE, "width": 2}
    line.add_series(series("closing", BALANCE, line=drawn, y2_axis=True))
    bars.combine(line)
    bars.set_title({"name": say("charts.movements", file.lang), "overlay": False})
    bars.set_x_axis({"label_position": "low"})
    bars.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#e6eaf1"}}}
    )
    line.set_y2_axis({"num_format": "#,##0", "name": say("charts.balance_line", file.lang)})
    bars.set_legend({"position": "bottom"})
    bars.set_size({"width": 860, "height": 340})
    overview.insert_chart(row, 0, bars)
    reasons = file.tables[1]
    if reasons.frame.height:
        by_reason = book.add_chart({"type": "bar", "subtype": "stacked"})
        columns = {each.name: place for place, each in enumerate(reasons.columns)}
        for name in (each for each in file.moved if each in columns):
            by_reason.add_series({
                "name": [pages[1], 0, columns[name]],
                "categories": [pages[1], 1, 0, reasons.frame.height, 0],
                "values": [pages[1], 1, columns[name], reasons.frame.height, columns[name]],
                "fill": {"color": COLOURS[name]}, "gap": 40,
            })  # fmt: skip
        by_reason.set_title({"name": reasons.title, "overlay": False})
        by_reason.set_y_axis({"reverse": True, "label_position": "low"})
        by_reason.set_x_axis(
            {
                "num_format": "#,##0",
                "major_gridlines": {"visible": True, "line": {"color": "#e6eaf1"}},
            }
        )
        by_reason.set_legend({"position": "bottom"})
        by_reason.set_size({"width": 860, "height": 120 + 26 * reasons.frame.height})
        overview.insert_chart(row + 18, 0, by_reason)

"""导出对账单: a customer's statement as a PDF to print or a workbook, for those who may export."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access import Right
from pointbook.exports.formats import MIME
from pointbook.exports.names import file_name
from pointbook.texts import date_text
from pointbook.ui import downloads, feedback, session

if TYPE_CHECKING:
    from pointbook.exports.statement import StatementFormat
    from pointbook.periods import Period
    from pointbook.ui.start import Page

_ICONS: Final[dict[StatementFormat, str]] = {"pdf": "picture_as_pdf", "xlsx": "table_view"}


def offer(page: Page, customer_no: str, period: Period) -> None:
    """A button for each format; the file is made, with its trace, when one is pressed."""
    if not page.actor.may(Right.EXPORT):
        feedback.note(page.say("report.no_right"))
        return
    days = f"{date_text(period.since)} – {date_text(period.until)}"
    feedback.note(page.say("statement_file.about", days=days))
    reading, visitor = page.reader, session.visitor()

    def made(to: StatementFormat) -> bytes:
        from pointbook.exports.statement import content, statement_file  # only when a file is made

        downloads.allow(page, reading, visitor)
        file = statement_file(page.book, customer_no, period, to, actor=reading, lang=page.lang)
        return content(file, to)

    title = f"{page.say('statement_file.title')} {customer_no} {days}"
    with st.container(horizontal=True, gap="small"):
        for to, icon in _ICONS.items():
            st.download_button(
                page.say(f"statement_file.{to}"), partial(made, to), file_name(title, to), MIME[to],
                key=f"statement_{to}", on_click="ignore", icon=f":material/{icon}:",
            )  # fmt: skip

"""Downloads of what a table shows: CSV that Excel opens, and XLSX, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.access import Right
from pointbook.access.permit import permit
from pointbook.texts import date_text
from pointbook.ui import counted, session

if TYPE_CHECKING:
    from pointbook.exports import Sheet
    from pointbook.ui.start import Page

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(
    page: Page,
    name: str,
    rows: Callable[[], pl.DataFrame],
    columns: Sequence[str],
    *,
    bucket: str | None = None,
    words: Mapping[str, str] | None = None,
    title: str | None = None,
) -> None:
    """Two quiet buttons under a table, for those who may export; the file is made when one is pressed."""
    if not page.actor.may(Right.EXPORT):
        return
    from pointbook.exports import (
        csv_file,
        file_name,
        sheet,
        xlsx_file,
    )  # only when a table is shown

    title = title or page.say(f"pages.{page.name}")
    stamped = f"{title} {date_text(page.newest)}".strip()
    about = [
        (page.say("tables.made_at"), f"{page.book.now():%Y-%m-%d %H:%M}"),
        (page.say("tables.filters"), st.context.url or ""),
        *((page.say("filters.counted"), text) for text in counted.told(page)),
        (page.say("app.data_up_to", date=""), date_text(page.newest)),
    ]

    reading = page.reader

    def made() -> Sheet:
        # Asked again: a button outlives the right that it was drawn with.
        permit(page.book.store, "export", session.actor(), Right.EXPORT)
        asked = rows()
        page.book.traces.exported(actor=reading, what=name, rows=asked.height)
        return sheet(title, asked, columns, page.lang, about=about, bucket=bucket, words=words)

    with st.container(horizontal=True, gap="small"):
        st.download_button(
            page.say("tables.download_csv"),
            lambda: csv_file(made()),
            file_name(stamped, "csv"),
            "text/csv",
            key=f"csv_{name}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
        st.download_button(
            page.say("tables.download_xlsx"),
            lambda: xlsx_file(made(), page.say("tables.about")),
            file_name(stamped, "xlsx"),
            _XLSX,
            key=f"xlsx_{name}",
            on_click="ignore",
            type="tertiary",
            icon=":material/table_view:",
        )

"""导入详情: the file a batch came from, what its columns meant, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.columns import label
from pointbook.texts import word
from pointbook.ui import feedback, tables

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_DIGEST: Final = 12
"""Characters of a file's digest that tell it from every other one people have."""


def show(page: Page, batch_id: int) -> None:
    """A fold with what is known of an import; nothing for a sweep, a merge or an undo."""
    record = page.book.imports.records.of_batch(batch_id)
    if record is None:
        return
    with st.expander(page.say("history.details", batch_id=batch_id), icon=":material/description:"):
        told = [
            page.say("history.file", filename=record.filename, digest=record.digest[:_DIGEST])
            + " · "
            + page.say("history.source", source=word("sources", record.source, page.lang)),
            page.say("history.rows", **record.counts),
        ]
        if record.counts["problems"]:
            told.append(page.say("history.problems", count=record.counts["problems"]))
        for line in told:
            feedback.note(line)
        columns = record.chosen.columns if record.chosen else {}
        if columns:
            shown = pl.DataFrame(
                {
                    "field": [label(field, page.lang) for field in columns],
                    "column": list(columns.values()),
                }
            )
            tables.show(page, "mapping", shown, ("field", "column"), downloadable=False)

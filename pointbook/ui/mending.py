"""Rows of a file that cannot be imported as they are: mended here in a grid, or taken away in a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.texts import section
from pointbook.ui import feedback, tables

if TYPE_CHECKING:
    from pointbook.imports.plan import Plan
    from pointbook.ui.start import Page

_PROBLEMS: Final = ("row", "column", "cell", "code", "advice")
_MOST_LISTED: Final = 200
_MOST_MENDED: Final = 200
_REASON: Final = "\ue000reason"
"""Stands beside the columns of a file, whose names it can never be."""
_CHOICES: Final = ("skip", "stop")


def show(page: Page, plan: Plan, key: str) -> Plan:
    """What is wrong row by row, and the ways to mend it; the plan anew once something was mended."""
    tables.heading(page.say("upload.problems"))
    feedback.note(page.say("upload.problems_hint"))
    told = plan.problems.rename({"value": "cell"}).with_columns(advice="code")
    tables.show(
        page, "problems", told, _PROBLEMS, rows=_MOST_LISTED, title=page.say("upload.problems")
    )
    with st.expander(page.say("mending.title"), icon=":material/edit:"):
        mended = _grid(page, plan, key)
        _workbook(page, plan, key)
    return mended


def choice(page: Page, plan: Plan, key: str) -> bool:
    """Whether the file may be posted although some rows have problems."""
    if not plan.problem_rows:
        return True
    chosen = st.segmented_control(
        page.say("mending.choice"), _CHOICES, default="skip", required=True,
        format_func=lambda each: page.say(f"mending.{each}", count=plan.problem_rows), key=f"mend_choice_{key}",
    )  # fmt: skip
    if chosen == "stop":
        feedback.note(page.say("mending.stopped", count=plan.problem_rows))
    return chosen != "stop"


def _grid(page: Page, plan: Plan, key: str) -> Plan:
    before = plan.bad_rows(_MOST_MENDED)
    if plan.problem_rows > before.height:
        feedback.note(page.say("mending.first_rows", count=before.height, total=plan.problem_rows))
    shown = _with_reasons(before, plan.problems, page.lang)
    names = {"row": page.say("columns.row"), _REASON: page.say("mending.reason")}
    with st.form(f"mend_{key}", border=False):
        after = st.data_editor(
            shown.select("row", _REASON, *before.columns[1:]),
            hide_index=True,
            num_rows="fixed",
            disabled=["row", _REASON],
            column_config={
                "row": st.column_config.NumberColumn(names["row"], pinned=True, width=64),
                _REASON: st.column_config.TextColumn(names[_REASON], pinned=True),
            },
            key=f"mend_grid_{key}",
        )
        applied = st.form_submit_button(page.say("mending.apply"), icon=":material/check:")
    if not applied:
        return plan
    with st.spinner(page.say("upload.previewing")):
        return plan.mended(before, after.drop(_REASON))


def _with_reasons(rows: pl.DataFrame, problems: pl.DataFrame, lang: str) -> pl.DataFrame:
    """The rows with a sentence each of what is wrong with them."""
    words = dict(section("problems", lang))
    told = (
        problems.with_columns(pl.col("code").replace(words))
        .with_columns(pl.concat_str("column", "code", separator=": ").alias("code"))
        .group_by("row", maintain_order=True)
        .agg(pl.col("code").str.join("; ").alias(_REASON))
    )
    return rows.join(told, on="row", how="left", maintain_order="left")


def _workbook(page: Page, plan: Plan, key: str) -> None:
    from pointbook.exports import Sheet, file_name, xlsx_file  # only when it is shown
    from pointbook.exports.sheet import SheetColumn

    title = page.say("upload.problems")

    def made() -> bytes:
        rows = _with_reasons(plan.bad_rows(), plan.problems, page.lang).drop("row")
        columns = tuple(
            SheetColumn(name, page.say("mending.reason") if name == _REASON else name, "id")
            for name in rows.columns
        )
        return xlsx_file(Sheet(title, rows, columns))

    st.download_button(
        page.say("mending.download", count=plan.problem_rows),
        made,
        file_name(f"{plan.filename} {title}", "xlsx"),
        key=f"mend_download_{key}",
        on_click="ignore",
        type="tertiary",
        icon=":material/table_view:",
    )
    feedback.note(page.say("mending.download_hint"))

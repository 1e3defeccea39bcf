"""重复的行: what a file repeats, counted, with a choice for each; and a period that the book has otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.columns import label
from pointbook.texts import date_text, word
from pointbook.ui import feedback, tables

if TYPE_CHECKING:
    from pointbook.imports.answers import Answers
    from pointbook.imports.plan import Plan
    from pointbook.imports.repeats import Repeats
    from pointbook.imports.replacing import Period
    from pointbook.ui.start import Page
    from pointbook.ui.uploading import Upload

_SHOWN: Final = 200
_MONTHS: Final = (
    "bucket_start", "book_rows", "book_points", "file_rows", "file_points", "same_rows",
    "only_book", "only_file",
)  # fmt: skip
_TIERS: Final = ("tier_before", "tier_after", "customers")
_PERIOD_ANSWERS: Final = ("add", "skip", "replace")


def show(page: Page, given: Upload) -> bool:
    """The counts and the choices; whether another answer was chosen, so that the preview changes."""
    plan = given.plan
    if plan is None:
        return False
    if plan.absent is not None and plan.absent.customers:
        missing = plan.absent
        feedback.note(page.say("repeats.absent", count=missing.customers, points=missing.points))
    found = plan.repeats
    period = plan.period if plan.period is not None and plan.period.is_other else None
    if found.is_none and period is None:
        return False
    tables.heading(page.say("repeats.title"))
    answers = _row_answers(page, plan, found)
    if period is not None:
        answers = replace(answers, period=_period_answer(page, given, plan, period))
    if answers == plan.answers:
        return False
    with st.spinner(page.say("upload.previewing")):
        is_period = replace(answers, period=plan.answers.period) == plan.answers
        given.preview(plan.answered(answers), given.effects if is_period else None)
    return True


def _row_answers(page: Page, plan: Plan, found: Repeats) -> Answers:
    from pointbook.imports.answers import CONFLICT_ANSWERS

    answers = plan.answers
    chosen: Any
    is_points = plan.kind == "points"
    if found.doubles.height:
        asked: tuple[str, ...] = ("skip", "refuse")
        asked = ("keep", *asked) if is_points else asked
        usual = answers.doubles if answers.doubles in asked else "skip"
        chosen = _question(page, plan, "doubles", found.doubles, asked, usual)
        # Rows of customers that say the same twice are one customer, whichever of the two is said.
        answers = replace(answers, doubles="keep" if not is_points and chosen == "skip" else chosen)
    is_entries = plan.kind in ("points", "customers")
    if found.known.height and is_entries:
        chosen = _question(page, plan, "known", found.known, ("skip", "refuse"), answers.known)
        answers = replace(answers, known=chosen)
    conflicts = found.changed if plan.kind == "customers" else found.conflicts
    if conflicts.height:
        name = "changed" if plan.kind == "customers" else "conflicts"
        about = answers.about_conflicts(plan.kind)
        chosen = _question(page, plan, name, conflicts, CONFLICT_ANSWERS[plan.kind], about)
        if chosen != about:
            answers = replace(answers, conflicts=chosen)
    if found.changed.height:
        _changes(page, found)
    return answers


def _question(
    page: Page, plan: Plan, name: str, rows: pl.DataFrame, asked: tuple[str, ...], usual: str
) -> Any:
    """One class of rows: how many, what is done about them, and the rows to look at."""
    chosen = st.segmented_control(
        page.say(f"repeats.{name}", count=rows.height), asked, default=usual, required=True,
        format_func=lambda each: page.say(f"repeats.{name}_{each}"),
        key=f"repeats_{name}_{plan.digest[:8]}",
    )  # fmt: skip
    with st.expander(page.say("repeats.look", count=rows.height), icon=":material/table_rows:"):
        shown = plan.rows_of(rows, _SHOWN)
        names = {"row": st.column_config.NumberColumn(label("row", page.lang), pinned=True)}
        st.dataframe(
            shown.to_arrow(), hide_index=True, placeholder="", column_config=names,
            key=f"repeats_rows_{name}_{plan.digest[:8]}",
        )  # fmt: skip
        if rows.height > shown.height:
            feedback.note(page.say("mending.first_rows", count=shown.height, total=rows.height))
        _workbook(page, plan, name, rows)
    return chosen


def _workbook(page: Page, plan: Plan, name: str, rows: pl.DataFrame) -> None:
    from pointbook.exports import Sheet, file_name, xlsx_file  # only when it is shown
    from pointbook.exports.sheet import SheetColumn

    title = page.say(f"repeats.{name}_title")

    def made() -> bytes:
        found = plan.rows_of(rows)
        columns = tuple(
            SheetColumn(each, label("row", page.lang) if each == "row" else each, "id")
            for each in found.columns
        )
        return xlsx_file(Sheet(title, found.with_columns(pl.col("row").cast(pl.String)), columns))

    st.download_button(
        page.say("repeats.download", count=rows.height), made,
        file_name(f"{plan.filename} {title}", "xlsx"), key=f"repeats_download_{name}_{plan.digest[:8]}",
        on_click="ignore", type="tertiary", icon=":material/table_view:",
    )  # fmt: skip


def _changes(page: Page, found: Repeats) -> None:
    """Which fields of customers would change, and which tiers would move."""
    told = page.say("repeats.between").join(
        page.say("repeats.field", field=label(field, page.lang), count=count)
        for field, count in found.fields.iter_rows()
    )
    feedback.note(page.say("repeats.fields", fields=told))
    if found.tiers.height:
        feedback.note(page.say("repeats.tiers"))
        tables.show(page, "tiers", found.tiers, _TIERS, downloadable=False)


def _period_answer(page: Page, given: Upload, plan: Plan, period: Period) -> Any:
    """The months beside each other, and what each answer would do in numbers."""
    last = period.until - timedelta(days=1)
    st.warning(
        page.say(
            "repeats.period", source=page.say("repeats.between").join(
                word("sources", each, page.lang) for each in period.sources["source"]
            ),
            first=date_text(period.since.date()), last=date_text(last.date()),
        ),
        icon=":material/date_range:",
    )  # fmt: skip
    months = period.months.rename({"month": "bucket_start"})
    tables.show(
        page, "period", months, _MONTHS, bucket="month", title=page.say("repeats.period_title")
    )
    if not given.effects:
        given.effects = {
            each: plan.answered(replace(plan.answers, period=each)).totals
            for each in _PERIOD_ANSWERS
        }
    chosen = st.radio(
        page.say("repeats.period_choice"), _PERIOD_ANSWERS, index=_PERIOD_ANSWERS.index(plan.answers.period),
        format_func=lambda each: page.say(f"repeats.period_{each}", **_effect(given.effects[each])),
        captions=[page.say(f"repeats.period_{each}_hint") for each in _PERIOD_ANSWERS],
        key=f"repeats_period_{plan.digest[:8]}",
    )  # fmt: skip
    if chosen == "replace" and plan.problem_rows:
        st.warning(
            page.say("repeats.period_problems", count=plan.problem_rows), icon=":material/warning:"
        )
    return chosen


def _effect(totals: dict[str, Any]) -> dict[str, Any]:
    net = totals["points_in"] - totals["points_out"]
    fresh = totals["entries"] - totals["replaced"]
    return {"fresh": fresh, "replaced": totals["replaced"], "net": net}

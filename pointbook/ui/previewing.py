"""导入预览: what an import would do, and the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.texts import date_text, period_text
from pointbook.ui import (
    feedback,
    figures,
    jobs,
    mending,
    profile_choice,
    purchases,
    repeats_choice,
    session,
    tables,
    uploading,
    waiting,
)
from pointbook.ui.figures import Figure
from pointbook.ui.start import Page
from pointbook.ui.uploading import Upload

if TYPE_CHECKING:
    from pointbook.imports.plan import Plan
    from pointbook.imports.posting import Run

JOB: Final = "import"
_BELOW_ZERO: Final = ("customer_no", "balance_before", "balance_after")
_KEPT_TIERS: Final = ("row", "customer_no", "tier_brought", "tier_floor", "tier_floor_until")
_BELOW_SHOWN: Final = 100


def show_plan(page: Page, given: Upload) -> None:
    """What the import would do, with its problems by row, and the button that does it."""
    plan = given.plan
    if plan is None:
        return
    tables.heading(page.say("upload.preview_title"))
    totals: dict[str, Any] = plan.totals
    is_points = plan.kind == "points"
    moves_points = is_points or plan.kind == "redemptions"
    shown = [
        Figure("rows", plan.rows, "count", exact=True),
        *((Figure("idle", plan.idle, "count", exact=True),) if is_points else ()),
        Figure("skipped", plan.duplicates, "count", exact=True),
        Figure("problems", plan.problem_rows, "count", exact=True),
        *(
            (Figure("new_customers", plan.new_customers.height, "count", exact=True),)
            if plan.kind != "rewards"
            else ()
        ),
        *(
            (Figure("kept_tiers", plan.kept_tiers.height, "count", exact=True),)
            if plan.kept_tiers.height
            else ()
        ),
        *purchases.planned(plan.kind, totals),
    ]
    if moves_points:
        shown += [
            Figure("entries", totals["entries"], "count", exact=True),
            Figure("points_in", totals["points_in"], exact=True),
            Figure("points_out", totals["points_out"], exact=True),
            *(
                Figure(name, totals[name], "count", exact=True)
                for name in ("replaced", "past")
                if totals[name]
            ),
        ]
    figures.row(page, shown)
    if totals["first_at"] is not None:
        covers = page.say(
            "upload.covers", first=date_text(totals["first_at"]), last=date_text(totals["last_at"])
        )
        feedback.note(covers)
    uploading.tell(page, plan.notices)
    _show_kept_tiers(page, plan)
    if repeats_choice.show(page, given):
        st.rerun()
    _show_outlook(page, given, plan)
    key = given.request_id[:8]
    if plan.problem_rows:
        mended = mending.show(page, plan, key)
        if mended is not plan:
            given.preview(mended)
            st.rerun()
    if not plan.has_news and (plan.duplicates or plan.idle):
        told = "all_known_but" if plan.problem_rows else "all_known"
        count = plan.duplicates + plan.idle
        feedback.hint(page.say(f"upload.{told}", count=count, problems=plan.problem_rows))
    may_post = mending.choice(page, plan, key)
    st.button(
        page.say("upload.post"), type="primary", on_click=_post, args=(given,), key="upload_post",
        disabled=not (plan.has_news and may_post), icon=":material/publish:",
    )  # fmt: skip


def _show_kept_tiers(page: Page, plan: Plan) -> None:
    """Who keeps a tier that the file would have lowered."""
    if plan.kept_tiers.is_empty():
        return
    told = page.say("upload.kept_tiers", count=plan.kept_tiers.height)
    with st.expander(told, icon=":material/workspace_premium:"):
        tables.show(
            page, "kept_tiers", plan.kept_tiers, _KEPT_TIERS, rows=_BELOW_SHOWN,
            title=page.say("upload.kept_tiers_title"),
        )  # fmt: skip


def _show_outlook(page: Page, given: Upload, plan: Plan) -> None:
    """Who would owe points, a last month that looks like an accident, and entries of closed months."""
    from pointbook.imports.outlook import outlook

    if given.outlook is None:
        given.outlook = outlook(plan)
    stray, below = given.outlook.stray, given.outlook.below_zero
    if stray is not None:
        month = period_text(stray.month, "month", page.lang)
        told = page.say("upload.stray_month", month=month, count=stray.entries)
        st.warning(told, icon=":material/event_busy:")
    if given.outlook.late:
        told = page.say("upload.late", count=given.outlook.late, date=given.outlook.open_from)
        st.info(told, icon=":material/lock_clock:")
    if below.is_empty():
        return
    with st.expander(
        page.say("upload.below_zero", count=below.height), icon=":material/trending_down:"
    ):
        feedback.note(page.say("upload.below_zero_hint"))
        shown = below.rename({"balance": "balance_before", "after": "balance_after"})
        tables.show(
            page,
            "below_zero",
            shown,
            _BELOW_ZERO,
            rows=_BELOW_SHOWN,
            title=page.say("upload.below_zero_title"),
        )


def _post(given: Upload) -> None:
    """Begin the import in a thread of its own; pressed twice it begins once."""
    plan, request_id = given.plan, given.request_id
    if plan is None:
        return
    actor, record = session.actor(), given.record
    name = profile_choice.default_name(plan, session.language())
    records = plan.book.imports.records

    def work(report: jobs.Report) -> Run:
        run = records.post(record, plan, actor=actor, progress=report, request_id=request_id)
        profile_choice.remember(plan, given.wished, name, actor)
        return run

    job = jobs.start(
        JOB,
        given.draft.filename,
        work,
        job_id=request_id,
        size=plan.rows,
    )
    waiting.remember(JOB, job)
    uploading.let_go()

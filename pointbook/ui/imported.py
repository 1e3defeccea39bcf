"""导入结果: what became of an import, with the way on and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pointbook.ui import (
    feedback,
    figures,
    navigation,
    pending,
    purchases,
    tables,
    undoing,
    waiting,
)
from pointbook.ui.figures import Figure
from pointbook.ui.previewing import JOB
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.imports.posting import Run
    from pointbook.ui.jobs import Job


def show_outcome(page: Page, job: Job) -> None:
    """What became of an import, with the way on and the way back."""
    if job.state != "done":
        waiting.failure(page, job)
        pending.offer_again(page, job)
    else:
        _show_run(page, job.title, job.result)
        feedback.note(page.say("profiles.remembered"))
    if job.state == "done" and undoing.is_asked(job.result.batch_id):
        undoing.offer(page, job.result.batch_id, "import")
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            page.say("upload.another"), on_click=waiting.forget, args=(JOB,), key="upload_another"
        )
        if job.state == "done" and _wrote(job.result):
            undoing.offer(page, job.result.batch_id, "import")


def _wrote(run: Run) -> bool:
    written = run.entries or run.new_customers or run.updated_customers or run.past
    return bool(written or purchases.kind_of(run))


def _show_run(page: Page, title: str, run: Run) -> None:
    tables.heading(f"{page.say('upload.done')} · {title}")
    if not _wrote(run):
        feedback.hint(page.say("upload.nothing_new"))
    elif kind := purchases.kind_of(run):
        purchases.show_done(page, kind, run)
    elif run.entries:
        st.success(
            page.say(
                "upload.done_line",
                entries=run.entries,
                customers=run.customers,
                new_customers=run.new_customers,
            ),
            icon=":material/check_circle:",
        )
    else:
        st.success(
            page.say(
                "upload.done_customers",
                customers=run.new_customers + run.updated_customers,
                new_customers=run.new_customers,
            ),
            icon=":material/check_circle:",
        )
    if run.skipped or run.idle:
        feedback.note(page.say("upload.done_skipped", skipped=run.skipped, idle=run.idle))
    if run.replaced:
        feedback.note(page.say("repeats.replaced", count=run.replaced))
    if run.kept_tiers:
        feedback.note(page.say("upload.kept_tiers_done", count=run.kept_tiers))
    if run.past:
        feedback.note(page.say("cut_over.kept", count=run.past))
    if run.shortfalls.height:
        feedback.note(page.say("repeats.short", count=run.shortfalls.height))
        tables.show(page, "shortfalls", run.shortfalls, ("customer_no", "short"))
    if run.overdrawn:
        feedback.note(page.say("upload.overdrawn_done", count=run.overdrawn))
    if run.entries:
        figures.row(
            page,
            (
                Figure("entries", run.entries, "count", exact=True),
                Figure("points_in", run.points_in, exact=True),
                Figure("points_out", run.points_out, exact=True),
                Figure("new_customers", run.new_customers, "count", exact=True),
                Figure("problems", run.problems, "count", exact=True),
            ),
        )
    with st.container(horizontal=True, gap="small"):
        if run.rewards or run.redemptions:
            navigation.link("rewards", page.say("upload.see_rewards"), icon=":material/redeem:")
        navigation.link("ranking", page.say("upload.see_ranking"), icon=":material/leaderboard:")
        navigation.link("growth", page.say("upload.see_growth"), icon=":material/trending_up:")
        navigation.link("history", page.say("upload.see_history"), icon=":material/history:")

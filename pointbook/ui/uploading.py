"""导入数据: a file, what its columns mean, what it would do, and doing it."""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import date_text, has_text, period_text
from pointbook.ui import (
    feedback,
    figures,
    jobs,
    mapping_choice,
    mending,
    navigation,
    reading_choice,
    session,
    tables,
    undoing,
    waiting,
)
from pointbook.ui.figures import Figure
from pointbook.ui.reading_choice import Wished
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.imports.draft import Draft
    from pointbook.imports.outlook import Outlook
    from pointbook.imports.plan import Plan
    from pointbook.imports.posting import Run
    from pointbook.imports.tables import Notice
    from pointbook.ui.jobs import Job

JOB: Final = "import"
_UPLOAD: Final = "upload"
_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "gz", "zip", "tab"]
_HEAD: Final = 5
_BELOW_ZERO: Final = ("customer_no", "balance_before", "balance_after")
_BELOW_SHOWN: Final = 100


@dataclass
class Upload:
    """A file on its way: what was read, and what it would do once somebody asked."""

    draft: Draft
    data: bytes
    """The file as it came, to be read in another way."""
    wished: Wished = field(default_factory=dict)
    """How it was read, as far as somebody said so."""
    plan: Plan | None = None
    request_id: str = ""
    outlook: Outlook | None = None
    """Of the plan, once it was shown."""

    def preview(self, plan: Plan) -> None:
        """Show this plan from now on; posting it is a request of its own."""
        self.plan, self.request_id, self.outlook = plan, secrets.token_hex(16), None


def upload(page: Page) -> Upload | None:
    """The file that was chosen, read into a draft; None while there is none."""
    file = st.file_uploader(
        page.say("upload.choose"),
        type=_TYPES,
        help=page.say("upload.choose_hint"),
        key="upload_file",
    )
    present: Upload | None = st.session_state.get(_UPLOAD)
    if file is None:
        if present is None:
            feedback.hint(page.say("empty.upload"))
        return present
    if st.session_state.get("upload_read") != file.file_id:
        with st.spinner(page.say("app.loading")):
            present = _read(page, file.getvalue(), file.name, {})
        if present is None:
            return None
        st.session_state["upload_read"] = file.file_id
        st.session_state[_UPLOAD] = present
    return present


def _read(page: Page, data: bytes, name: str, wished: Wished) -> Upload | None:
    try:
        return Upload(page.book.imports.read(data, filename=name, **wished), data, wished)
    except PointbookError as error:
        feedback.refused(error)
        if not wished and (by_hand := reading_choice.after_refusal(page, error, name)):
            return _read(page, data, name, by_hand)
        return None


def offer_templates(page: Page) -> None:
    """Empty files to fill in, for whoever has no export at hand."""
    from pointbook.imports import templates  # the writer of workbooks loads when one is wanted

    tables.heading(page.say("template.download"))
    feedback.note(page.say("template.hint"))
    with st.container(horizontal=True, gap="small"):
        for kind in templates.kinds():
            for form in templates.FORMS:
                st.download_button(
                    f"{page.say(f'template.{kind}')} {form.upper()}",
                    partial(templates.template, kind, page.lang, form),
                    f"{page.say(f'template.{kind}')}.{form}",
                    key=f"template_{kind}_{form}",
                    on_click="ignore",
                    type="tertiary",
                    icon=":material/download:",
                )


def show_file(page: Page, given: Upload) -> None:
    """What was found in the file: its shape, its oddities, its first rows; another sheet if wished."""
    draft = given.draft
    line = page.say(
        "upload.file_line",
        filename=draft.filename,
        rows=draft.rows,
        columns=len(draft.columns),
        encoding=(draft.encoding or "").upper().removesuffix("-SIG") or draft.sheet or "–",
    )
    st.html(f'<h2 class="pb-heading">{html.escape(line)}</h2>')
    key = f"{draft.digest[:8]}_{draft.sheet or draft.member or ''}"
    if part := reading_choice.other_part(page, draft, key):
        _read_again(page, given, part)
    _tell(page, draft.warnings)
    with st.expander(page.say("upload.first_rows")):
        st.dataframe(
            draft.head.head(_HEAD).to_arrow(), hide_index=True, placeholder="", key="upload_head"
        )
    said = reading_choice.by_hand(page, draft, key)
    if said is not None:
        _read_again(page, given, {**given.wished, **said})


def _tell(page: Page, notices: Iterable[Notice]) -> None:
    for notice in notices:
        if has_text(f"notices.{notice.code}"):
            told = page.say(f"notices.{notice.code}", count=notice.count, value=notice.value)
            st.warning(told, icon=":material/info:")


def _read_again(page: Page, given: Upload, wished: Wished) -> None:
    """Read the file as somebody said; what cannot be read so leaves the file as it was."""
    with st.spinner(page.say("app.loading")):
        other = _read(page, given.data, given.draft.filename, wished)
    if other is not None:
        st.session_state[_UPLOAD] = other
        st.rerun()


def choose_columns(page: Page, given: Upload) -> None:
    """Kind, source and the meaning of each column, as suggested; asking for the preview plans the import."""
    from pointbook.imports.checking import (
        DEFAULT_SOURCE,
    )  # the reader of files loads with the first file
    from pointbook.imports.mapping import KINDS

    draft = given.draft
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        kind = st.segmented_control(
            page.say("upload.kind"), KINDS, default=draft.kind or "points", required=True,
            format_func=lambda each: page.say(f"import_kinds.{each}"), key=f"upload_kind_{draft.digest[:8]}",
        ) or "points"  # fmt: skip
        source = st.text_input(
            page.say("upload.source"), key="upload_source", help=page.say("upload.source_hint"),
            placeholder=page.say("upload.source_example"), width=280,
        )  # fmt: skip
    with st.form("upload_mapping", border=False):
        tables.heading(page.say("upload.mapping"))
        feedback.note(page.say("upload.mapping_hint"))
        mapping = mapping_choice.choose(page, draft, kind)
        asked = st.form_submit_button(page.say("upload.preview"), type="primary")
    if asked:
        try:
            with st.spinner(page.say("upload.previewing")):
                given.preview(draft.plan(kind, mapping, source.strip() or DEFAULT_SOURCE))
        except PointbookError as error:
            given.plan = None
            feedback.refused(error)


def show_plan(page: Page, given: Upload) -> None:
    """What the import would do, with its problems by row, and the button that does it."""
    plan = given.plan
    if plan is None:
        return
    tables.heading(page.say("upload.preview_title"))
    totals: dict[str, Any] = plan.totals
    is_points = plan.kind == "points"
    shown = [
        Figure("rows", plan.rows, "count", exact=True),
        *((Figure("idle", plan.idle, "count", exact=True),) if is_points else ()),
        Figure("skipped", plan.duplicates, "count", exact=True),
        Figure("problems", plan.problem_rows, "count", exact=True),
        Figure("new_customers", plan.new_customers.height, "count", exact=True),
    ]
    if is_points:
        shown += [
            Figure("entries", totals["entries"], "count", exact=True),
            Figure("points_in", totals["points_in"], exact=True),
            Figure("points_out", totals["points_out"], exact=True),
        ]
    figures.row(page, shown)
    if totals["first_at"] is not None:
        covers = page.say(
            "upload.covers", first=date_text(totals["first_at"]), last=date_text(totals["last_at"])
        )
        feedback.note(covers)
    _tell(page, plan.notices)
    _show_outlook(page, given, plan)
    key = given.request_id[:8]
    if plan.problem_rows:
        mended = mending.show(page, plan, key)
        if mended is not plan:
            given.preview(mended)
            st.rerun()
    if plan.rows == plan.duplicates + plan.idle and plan.rows and not plan.problem_rows:
        feedback.hint(page.say("upload.all_known", count=plan.duplicates))
    may_post = mending.choice(page, plan, key)
    st.button(
        page.say("upload.post"), type="primary", on_click=_post, args=(given,), key="upload_post",
        disabled=plan.ok == 0 or not may_post, icon=":material/publish:",
    )  # fmt: skip


def _show_outlook(page: Page, given: Upload, plan: Plan) -> None:
    """Who would owe points, and a last month that looks like an accident."""
    from pointbook.imports.outlook import outlook

    if given.outlook is None:
        given.outlook = outlook(plan)
    stray, below = given.outlook.stray, given.outlook.below_zero
    if stray is not None:
        month = period_text(stray.month, "month", page.lang)
        told = page.say("upload.stray_month", month=month, count=stray.entries)
        st.warning(told, icon=":material/event_busy:")
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
    actor = session.LOCAL_ACTOR
    job = jobs.start(
        JOB,
        given.draft.filename,
        lambda report: plan.post(actor=actor, progress=report, request_id=request_id),
        job_id=request_id,
        size=plan.rows,
    )
    waiting.remember(JOB, job)
    for name in (_UPLOAD, "upload_read", "upload_file"):
        st.session_state.pop(name, None)


def show_outcome(page: Page, job: Job) -> None:
    """What became of an import, with the way on and the way back."""
    if job.state != "done":
        waiting.failure(page, job)
    else:
        _show_run(page, job.title, job.result)
    if job.state == "done" and undoing.is_asked(job.result.batch_id):
        undoing.offer(page, job.result.batch_id)
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            page.say("upload.another"), on_click=waiting.forget, args=(JOB,), key="upload_another"
        )
        if job.state == "done" and _wrote(job.result):
            undoing.offer(page, job.result.batch_id)


def _wrote(run: Run) -> bool:
    return bool(run.entries or run.new_customers or run.updated_customers)


def _show_run(page: Page, title: str, run: Run) -> None:
    tables.heading(f"{page.say('upload.done')} · {title}")
    if not _wrote(run):
        feedback.hint(page.say("upload.nothing_new"))
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
        navigation.link("ranking", page.say("upload.see_ranking"), icon=":material/leaderboard:")
        navigation.link("growth", page.say("upload.see_growth"), icon=":material/trending_up:")
        navigation.link("history", page.say("upload.see_history"), icon=":material/history:")

"""导入数据: a file, what its columns mean, what it would do, and doing it."""

from __future__ import annotations

import html
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.columns import label
from pointbook.errors import PointbookError
from pointbook.texts import date_text, has_text
from pointbook.ui import feedback, figures, jobs, navigation, session, tables, undoing, waiting
from pointbook.ui.figures import Figure
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.imports.draft import Draft
    from pointbook.imports.plan import Plan
    from pointbook.imports.posting import Run
    from pointbook.ui.jobs import Job

JOB: Final = "import"
_UPLOAD: Final = "upload"
_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "gz"]
_HEAD: Final = 5
_SAMPLES: Final = 3
_BESIDE: Final = 3
_PROBLEMS: Final = ("row", "column", "cell", "code")
_NEEDED: Final = {"customers": ("customer_no",), "points": ("customer_no",)}


@dataclass
class Upload:
    """A file on its way: what was read, and what it would do once somebody asked."""

    draft: Draft
    data: bytes | None
    """Kept only of workbooks with several sheets, to read another one."""
    plan: Plan | None = None
    request_id: str = ""


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
            present = _read(page, file.getvalue(), file.name, None)
        if present is None:
            return None
        st.session_state["upload_read"] = file.file_id
        st.session_state[_UPLOAD] = present
    return present


def _read(page: Page, data: bytes, name: str, sheet: str | None) -> Upload | None:
    try:
        draft = page.book.imports.read(data, filename=name, sheet=sheet)
    except PointbookError as error:
        feedback.refused(error)
        return None
    return Upload(draft, data if len(draft.sheets) > 1 else None)


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
    if given.data is not None:
        sheet = st.selectbox(
            page.say("upload.sheet"), draft.sheets, index=draft.sheets.index(draft.sheet or draft.sheets[0]),
            key="upload_sheet", width=280,
        )  # fmt: skip
        if sheet != draft.sheet and (other := _read(page, given.data, draft.filename, sheet)):
            st.session_state[_UPLOAD] = other
            st.rerun()
    for notice in draft.warnings:
        if has_text(f"notices.{notice.code}"):
            told = page.say(f"notices.{notice.code}", count=notice.count, value=notice.value)
            st.warning(told, icon=":material/info:")
    with st.expander(page.say("upload.first_rows")):
        st.dataframe(
            draft.head.head(_HEAD).to_arrow(), hide_index=True, placeholder="", key="upload_head"
        )


def choose_columns(page: Page, given: Upload) -> None:
    """Kind, source and the meaning of each column, as suggested; asking for the preview plans the import."""
    from pointbook.imports.checking import (
        DEFAULT_SOURCE,
    )  # the reader of files loads with the first file
    from pointbook.imports.headers import fields_of
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
    suggested = draft.mapping_for(kind)
    with st.form("upload_mapping", border=False):
        tables.heading(page.say("upload.mapping"))
        feedback.note(page.say("upload.mapping_hint"))
        mapping = _choose_mapping(page, draft, kind, suggested, list(fields_of(kind)))
        asked = st.form_submit_button(page.say("upload.preview"), type="primary")
    if asked:
        try:
            with st.spinner(page.say("upload.previewing")):
                given.plan = draft.plan(kind, mapping, source.strip() or DEFAULT_SOURCE)
            given.request_id = secrets.token_hex(16)
        except PointbookError as error:
            given.plan = None
            feedback.refused(error)


def _choose_mapping(
    page: Page, draft: Draft, kind: str, suggested: dict[str, str], known: list[str]
) -> dict[str, str | None]:
    """One select box per field: the suggested ones in sight, the others behind a fold."""
    head = draft.head
    chosen: dict[str, str | None] = {}

    def boxes(names: list[str]) -> None:
        for place, name in enumerate(names):
            if place % _BESIDE == 0:  # a row of its own, so that long samples push nothing askew
                places = st.columns(_BESIDE, gap="medium")
            with places[place % _BESIDE]:
                chosen[name] = st.selectbox(
                    label(name, page.lang),
                    draft.columns,
                    index=draft.columns.index(suggested[name]) if name in suggested else None,
                    placeholder=page.say("upload.not_used"),
                    key=f"map_{kind}_{name}_{draft.digest[:8]}_{draft.sheet}",
                )
                if name in suggested:
                    feedback.note(page.say("upload.sample", values=_samples(head, suggested[name])))

    boxes([name for name in known if name in suggested or name in _NEEDED.get(kind, ())])
    rest = [name for name in known if name not in chosen]
    with st.expander(page.say("upload.other_fields", count=len(rest))):
        boxes(rest)
    return chosen


def _samples(head: pl.DataFrame, name: str) -> str:
    values = (str(value).strip() for value in head[name].drop_nulls().unique(maintain_order=True))
    return " · ".join([value[:24] for value in values if value][:_SAMPLES]) or "–"


def show_plan(page: Page, given: Upload) -> None:
    """What the import would do, with its problems by row, and the button that does it."""
    plan = given.plan
    if plan is None:
        return
    tables.heading(page.say("upload.preview_title"))
    totals: dict[str, Any] = plan.totals
    problem_rows = plan.problems["row"].n_unique()
    is_points = plan.kind == "points"
    shown = [
        Figure("rows", plan.rows, "count", exact=True),
        *((Figure("idle", plan.idle, "count", exact=True),) if is_points else ()),
        Figure("skipped", plan.duplicates, "count", exact=True),
        Figure("problems", problem_rows, "count", exact=True),
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
    if problem_rows:
        tables.heading(page.say("upload.problems"))
        feedback.note(page.say("upload.problems_hint"))
        tables.show(
            page, "problems", plan.problems.rename({"value": "cell"}), _PROBLEMS, rows=200,
            title=page.say("upload.problems"),
        )  # fmt: skip
    if plan.rows == plan.duplicates + plan.idle and plan.rows and not problem_rows:
        feedback.hint(page.say("upload.all_known", count=plan.duplicates))
    st.button(
        page.say("upload.post"), type="primary", on_click=_post, args=(given,), key="upload_post",
        disabled=plan.ok == 0, icon=":material/publish:",
    )  # fmt: skip


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
    )
    waiting.remember(JOB, job)
    for name in (_UPLOAD, "upload_read", "upload_file"):
        st.session_state.pop(name, None)


def show_outcome(page: Page, job: Job) -> None:
    """What became of an import, with the way on and the way back."""
    if job.state == "failed":
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

"""导入数据: a file, how it is read and what its columns mean."""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import has_text
from pointbook.ui import (
    cut_over_choice,
    feedback,
    mapping_choice,
    meaning_choice,
    profile_choice,
    reading_choice,
    tables,
)
from pointbook.ui.reading_choice import Wished
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.imports.draft import Draft
    from pointbook.imports.mapping import Mapping
    from pointbook.imports.outlook import Outlook
    from pointbook.imports.plan import Plan
    from pointbook.imports.profiles import Profile
    from pointbook.imports.record import Record
    from pointbook.imports.tables import Notice

UPLOAD: Final = "upload"
"""Where the visit keeps the file on its way."""
ADDRESS: Final = "import"
"""What the address calls it."""
_GIVEN_UP: Final = "upload_given_up"

_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "gz", "zip", "tab"]
_HEAD: Final = 5


@dataclass
class Upload:
    """A file on its way: what was read, and what it would do once somebody asked."""

    draft: Draft
    record: Record
    """What is kept of it beside the book, the file included."""
    wished: Wished = field(default_factory=dict)
    """How it was read, as far as somebody said so."""
    profile: str | None = None
    """The profile that somebody asked for."""
    resumed: Mapping | None = None
    """How it was mapped when it was left, for a file that was opened again."""
    plan: Plan | None = None
    request_id: str = ""
    outlook: Outlook | None = None
    """Of the plan, once it was shown."""
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each answer about a period would do, once they were shown."""

    def preview(self, plan: Plan, effects: dict[str, dict[str, Any]] | None = None) -> None:
        """Show this plan from now on; posting it is a request of its own."""
        request_id = secrets.token_hex(16)
        self.record = plan.book.imports.records.checked(self.record, plan, request_id)
        self.plan, self.request_id, self.outlook = plan, request_id, None
        self.effects = effects or {}


def upload(page: Page) -> Upload | None:
    """The file that was chosen, read into a draft; None while there is none."""
    file = st.file_uploader(
        page.say("upload.choose"),
        type=_TYPES,
        help=page.say("upload.choose_hint"),
        key=f"upload_file{st.session_state.get(_GIVEN_UP, '')}",
    )
    present: Upload | None = st.session_state.get(UPLOAD)
    if file is None:
        if present is None:
            feedback.hint(page.say("empty.upload"))
        return present
    if st.session_state.get("upload_read") != file.file_id:
        with st.spinner(page.say("app.loading")):
            present = _begin(page, file.getvalue(), file.name)
        if present is None:
            return None
        st.session_state["upload_read"] = file.file_id
        take_up(present)
    return present


def take_up(given: Upload) -> None:
    """Go on with this file; the address says which, so that it can be opened again."""
    st.session_state[UPLOAD] = given
    st.query_params[ADDRESS] = given.record.import_id


def let_go() -> None:
    """Have no file on the page any more, neither here nor in the address."""
    for name in (UPLOAD, "upload_read"):
        st.session_state.pop(name, None)
    # A chooser keeps its file for as long as it is the same chooser.
    st.session_state[_GIVEN_UP] = secrets.token_hex(4)
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]


def _begin(page: Page, data: bytes, name: str, wished: Wished | None = None) -> Upload | None:
    """Read a file that has just come, and keep it."""
    said = wished or {}
    try:
        draft = page.book.imports.read(data, filename=name, **said)
        record = page.book.imports.records.start(data, name, page.actor, said)
    except PointbookError as error:
        feedback.refused(error)
        if not said and (by_hand := reading_choice.after_refusal(page, error, name)):
            return _begin(page, data, name, by_hand)
        return None
    return Upload(draft, record, said)


def offer_templates(page: Page) -> None:
    """Empty files to fill in, for whoever has no export at hand."""
    from pointbook.exports import file_name
    from pointbook.imports import templates  # the writer of workbooks loads when one is wanted

    tables.heading(page.say("template.download"))
    feedback.note(page.say("template.hint"))
    with st.container(horizontal=True, gap="small"):
        for kind in templates.kinds():
            for form in templates.FORMS:
                st.download_button(
                    f"{page.say(f'template.{kind}')} {form.upper()}",
                    partial(templates.template, kind, page.lang, form),
                    file_name(page.say(f"template.{kind}"), form),
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
    tell(page, draft.warnings)
    with st.expander(page.say("upload.first_rows")):
        st.dataframe(
            draft.head.head(_HEAD).to_arrow(), hide_index=True, placeholder="", key="upload_head"
        )
    said = reading_choice.by_hand(page, draft, key)
    if said is not None:
        _read_again(page, given, {**given.wished, **said})


def tell(page: Page, notices: Iterable[Notice]) -> None:
    """What is odd about a file, as far as there is a sentence for it."""
    for notice in notices:
        if has_text(f"notices.{notice.code}"):
            told = page.say(f"notices.{notice.code}", count=notice.count, value=notice.value)
            st.warning(told, icon=":material/info:")


def _read_again(page: Page, given: Upload, wished: Wished, profile: Profile | None = None) -> None:
    """Read the file as somebody said; what cannot be read or does not fit leaves the file as it was."""
    records = page.book.imports.records
    try:
        with st.spinner(page.say("app.loading")):
            draft = records.open(replace(given.record, wishes=wished))
            if profile is not None:
                profile.mapping_for(draft.columns)
            record = records.read_again(given.record, wished)
    except PointbookError as error:
        feedback.refused(error)
        return
    name = profile.name if profile else None
    st.session_state[UPLOAD] = Upload(draft, record, wished, profile=name)
    st.rerun()


def read_by(page: Page, given: Upload, profile: Profile) -> None:
    """Read the file anew as a profile says and map it so."""
    _read_again(page, given, profile.reading, profile)


def choose_columns(page: Page, given: Upload) -> None:
    """Kind, source and the meaning of columns and cells, as before or as suggested; then the preview."""
    from pointbook.imports.checking import (
        DEFAULT_SOURCE,
    )  # the reader of files loads with the first file
    from pointbook.imports.mapping import KINDS
    from pointbook.imports.profiles import Profile

    draft = given.draft
    key = f"{draft.digest[:8]}_{draft.sheet}"
    base = profile_choice.offer(page, draft, given.profile, given.resumed, key)
    profile = base if isinstance(base, Profile) else None
    key = f"{key}_{profile.name if profile else '' if base is None else 'resumed'}"
    likeliest = base.kind if base else draft.kind or "points"
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        kind = st.segmented_control(
            page.say("upload.kind"), KINDS, default=likeliest, required=True,
            format_func=lambda each: page.say(f"import_kinds.{each}"), key=f"upload_kind_{key}",
        ) or likeliest  # fmt: skip
        source = st.text_input(
            page.say("upload.source"), value=(profile.source if profile else None) or "",
            key=f"upload_source_{profile.name}" if profile else "upload_source",
            help=page.say("upload.source_hint"), placeholder=page.say("upload.source_example"), width=280,
        )  # fmt: skip
    known = draft.suggested(kind)
    if base is not None and base.kind == kind:
        known = base.mapping_for(draft.columns) if isinstance(base, Profile) else base
    key = f"{kind}_{key}"
    with st.form("upload_mapping", border=False):
        tables.heading(page.say("upload.mapping"))
        feedback.note(page.say("upload.mapping_hint"))
        columns = mapping_choice.choose(page, draft, kind, known, key)
        said = meaning_choice.choose(page, draft, kind, known, columns, key)
        cut_over = cut_over_choice.choose(page, kind, given.record.cut_over)
        asked = st.form_submit_button(page.say("upload.preview"), type="primary")
    if asked:
        try:
            with st.spinner(page.say("upload.previewing")):
                mapping, left = said.about(draft.mapped(kind, columns)), given.record
                records = page.book.imports.records
                given.record = records.mapped(left, mapping, source.strip())
                given.preview(
                    draft.plan(
                        mapping=mapping,
                        source=source.strip() or DEFAULT_SOURCE,
                        corrections=left.mended,
                        answers=left.answered(kind),
                        cut_over=cut_over,
                    )
                )
        except PointbookError as error:
            given.plan = None
            feedback.refused(error)

"""导入数据: a file, how it is read and what its columns mean."""

from __future__ import annotations

import html
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.texts import has_text
from pointbook.ui import cut_over_choice, feedback, mapping_choice, reading_choice, tables
from pointbook.ui.reading_choice import Wished
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from pointbook.imports.draft import Draft
    from pointbook.imports.outlook import Outlook
    from pointbook.imports.plan import Plan
    from pointbook.imports.tables import Notice

UPLOAD: Final = "upload"
"""Where the visit keeps the file on its way."""

_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "gz", "zip", "tab"]
_HEAD: Final = 5


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
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each answer about a period would do, once they were shown."""

    def preview(self, plan: Plan, effects: dict[str, dict[str, Any]] | None = None) -> None:
        """Show this plan from now on; posting it is a request of its own."""
        self.plan, self.request_id, self.outlook = plan, secrets.token_hex(16), None
        self.effects = effects or {}


def upload(page: Page) -> Upload | None:
    """The file that was chosen, read into a draft; None while there is none."""
    file = st.file_uploader(
        page.say("upload.choose"),
        type=_TYPES,
        help=page.say("upload.choose_hint"),
        key="upload_file",
    )
    present: Upload | None = st.session_state.get(UPLOAD)
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
        st.session_state[UPLOAD] = present
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


def _read_again(page: Page, given: Upload, wished: Wished) -> None:
    """Read the file as somebody said; what cannot be read so leaves the file as it was."""
    with st.spinner(page.say("app.loading")):
        other = _read(page, given.data, given.draft.filename, wished)
    if other is not None:
        st.session_state[UPLOAD] = other
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
        cut_over = cut_over_choice.choose(page, kind)
        asked = st.form_submit_button(page.say("upload.preview"), type="primary")
    if asked:
        try:
            with st.spinner(page.say("upload.previewing")):
                system = source.strip() or DEFAULT_SOURCE
                given.preview(draft.plan(kind, mapping, system, cut_over=cut_over))
        except PointbookError as error:
            given.plan = None
            feedback.refused(error)

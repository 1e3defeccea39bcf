"""How a file is read: what was found out, and saying it by hand where that was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

if TYPE_CHECKING:
    from pointbook.errors import PointbookError
    from pointbook.imports.draft import Draft
    from pointbook.ui.start import Page

_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MOST_HEADER_LINES: Final = 3
_LAST_HEADER_ROW: Final = 200

Wished = dict[str, Any]
"""What imports.read is told, by its own words."""


def other_part(page: Page, draft: Draft, key: str) -> Wished:
    """Another sheet of the workbook, or another file of the archive; empty where none was chosen."""
    for what, parts, present in (
        ("sheet", draft.sheets, draft.sheet),
        ("member", draft.members, draft.member),
    ):
        if len(parts) < 2 or present is None:
            continue
        chosen = st.selectbox(
            page.say(f"reading.{what}"), parts, index=parts.index(present), key=f"{what}_{key}", width=280,
            format_func=lambda each: page.say("reading.hidden", name=each) if each in draft.hidden_sheets else each,
        )  # fmt: skip
        if chosen != present:
            return {what: chosen}
    return {}


def by_hand(page: Page, draft: Draft, key: str) -> Wished | None:
    """The other ways to read the file, behind a fold; what was said once somebody asked for it."""
    is_text = not draft.sheets
    with (
        st.expander(page.say("reading.title"), icon=":material/tune:"),
        st.form(f"reading_{key}", border=False),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            header = st.number_input(
                page.say("reading.header_row"), 0, _LAST_HEADER_ROW, _header_row(draft),
                help=page.say("reading.header_row_hint"), width=150, key=f"header_row_{key}",
            )  # fmt: skip
            lines = st.segmented_control(
                page.say("reading.header_lines"), range(1, _MOST_HEADER_LINES + 1),
                default=min(max(draft.header_lines, 1), _MOST_HEADER_LINES), required=True, key=f"header_lines_{key}",
            )  # fmt: skip
            encoding = _encoding(page, key) if is_text else None
            delimiter = _delimiter(page, key) if is_text else None
        asked = st.form_submit_button(page.say("reading.again"))
    if not asked:
        return None
    wished: Wished = {"header_row": int(header) - 1}
    if header:
        wished["header_lines"] = lines
    return {**wished, "encoding": encoding, "delimiter": delimiter}


def after_refusal(page: Page, error: PointbookError, key: str) -> Wished:
    """The encoding by hand, where a file could not be read because none was certain."""
    if error.values.get("detail") != "encoding":
        return {}
    encoding = _encoding(page, key)
    return {} if encoding is None else {"encoding": encoding}


def _header_row(draft: Draft) -> int:
    return 0 if draft.header_row is None else min(draft.header_row + 1, _LAST_HEADER_ROW)


def _encoding(page: Page, key: str) -> str | None:
    from pointbook.imports.encodings import CHOICES  # the reader of files loads with the first file

    return st.selectbox(
        page.say("reading.encoding"), CHOICES, index=None, placeholder=page.say("reading.found_out"),
        format_func=lambda each: page.say(f"encodings.{each}"), key=f"encoding_{key}", width=220,
    )  # fmt: skip


def _delimiter(page: Page, key: str) -> str | None:
    return st.selectbox(
        page.say("reading.delimiter"), list(_DELIMITERS), index=None, placeholder=page.say("reading.found_out"),
        format_func=lambda each: page.say(f"reading.{_DELIMITERS[each]}"), key=f"delimiter_{key}", width=160,
    )  # fmt: skip

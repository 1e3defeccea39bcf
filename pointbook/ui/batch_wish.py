"""批量任务的表单: whom, what, how much and why, read into one wish."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.analysis.customer_range import CustomerRange
from pointbook.batches.wish import WAYS, Chosen, Named, Way, Wish, right_of
from pointbook.errors import PointbookError
from pointbook.texts import section, word
from pointbook.ui import batch_edit, batch_preview, feedback, filters, tables

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from pointbook.ui.start import Page

RANGE: Final = ("segment", "tier", "store", "region", "department", "status", "tag")
_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xls", "ods"]
_FILE: Final = "batch_file_read"
_LONGEST: Final = 100


class _NotANumber(Exception):
    """What somebody typed where a number belongs."""


def show_form(page: Page) -> None:
    """The form; once it is filled in, its preview takes its place."""
    tables.heading(page.say("batches.new"))
    ways = tuple(each for each in WAYS if page.actor.may(right_of(each)))
    with st.container(horizontal=True, gap="large"):
        by = st.segmented_control(
            page.say("batches.whom"), ("chosen", "named"), default="chosen", required=True,
            format_func=lambda each: page.say(f"batches.{each}"), key="batch_by",
        )  # fmt: skip
        if by == "chosen":  # conditions name nobody who could have points of their own
            ways = tuple(each for each in ways if each != "each")
        way = st.segmented_control(
            page.say("batches.way"), ways, default=ways[0], required=True,
            format_func=section("batch_ways", page.lang).__getitem__, key="batch_way",
        )  # fmt: skip
    try:
        whom = _named(page) if by == "named" else _chosen(page)
        wish = _wish(page, whom, way)
        if wish is not None:
            batch_preview.begin(wish.checked(page.book.decimals))
    except _NotANumber as typed:
        st.error(page.say("batches.bad_number", value=str(typed)), icon=":material/block:")
    except batch_edit.NotFilled as part:
        st.error(page.say("batches.not_filled", field=str(part)), icon=":material/block:")
    except PointbookError as refusal:
        feedback.refused(refusal)


def _wish(page: Page, whom: Named | Chosen, way: Way) -> Wish | None:
    if way == "edit":
        return _edit(page, whom)
    if way == "extend":
        return _extend(page, whom)
    return _rest(page, whom, way)


def _chosen(page: Page) -> Chosen:
    with filters.bar():
        found = filters.customer_range(page, RANGE)
        least = st.text_input(page.say("filters.balance_from"), key="batch_from", width=128)
        most = st.text_input(page.say("filters.balance_to"), key="batch_until", width=128)
        before = st.date_input(
            page.say("batches.moved_before"), None, max_value=page.today, min_value=filters.EARLIEST,
            format="YYYY-MM-DD", key="batch_before", width=240,
        )  # fmt: skip
    return Chosen(CustomerRange(**found), _number(least), _number(most), before)


def _named(page: Page) -> Named:
    left, right = st.columns(2, gap="medium")
    text = left.text_area(
        page.say("batches.list"), key="batch_list", height=120, help=page.say("batches.list_hint"),
        placeholder="M100018\nM100019",
    )  # fmt: skip
    file = right.file_uploader(page.say("batches.file"), type=_TYPES, key="batch_file")
    if file is None:
        return page.book.batches.pasted(text or "")
    named = _read(page, file)
    right.caption(page.say("batches.file_read", filename=file.name, count=len(named.numbers)))
    return named


def _read(page: Page, file: UploadedFile) -> Named:
    """The list in a file, read once for as long as it is that file."""
    content = file.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    kept: tuple[str, Named] | None = st.session_state.get(_FILE)
    if kept is None or kept[0] != digest:
        kept = st.session_state[_FILE] = digest, page.book.batches.listed(content, file.name)
    return kept[1]


def _rest(page: Page, whom: Named | Chosen, way: Way) -> Wish | None:
    """How much, why and until when; None until the form is sent."""
    # Each by their own amount may give and take.
    ways = ("up", "down") if way == "each" else (way,)
    listed = page.book.corrections.reasons
    reasons = list(dict.fromkeys(each for one in ways for each in listed.offered(one)))
    with st.form("batch", border=False):
        upper, lower = st.columns(2, gap="medium"), st.columns(2, gap="medium")
        points = percent = ""
        if way in ("up", "down"):
            points = upper[0].text_input(
                page.say("batches.points"), key="batch_points",
                placeholder=page.say("adjust.points_hint", decimals=page.book.decimals),
            )  # fmt: skip
            percent = upper[1].text_input(
                page.say("batches.percent"), key="batch_percent",
                placeholder=page.say("batches.percent_hint"),
            )  # fmt: skip
        if way == "each":
            feedback.note(page.say("batches.each_hint"))
        with lower[0]:
            reason = _reason(page, reasons)
        with lower[1]:
            title = _title(page)
        expires_at = None
        if way in ("up", "each"):
            expires_at = st.date_input(
                page.say("batches.expires_at"), None, min_value=page.today, format="YYYY-MM-DD",
                key="batch_expires", width=240,
            )  # fmt: skip
        is_whole, is_sent = _send(page)
    if not is_sent:
        return None
    if way in ("up", "down") and bool(points.strip()) == bool(percent.strip()):
        st.error(page.say("batches.one_amount"), icon=":material/block:")
        return None
    return Wish(
        way, whom, reason, title, _number(points), _number(percent.removesuffix("%")),
        expires_at, is_whole,
    )  # fmt: skip


def _edit(page: Page, whom: Named | Chosen) -> Wish | None:
    """Which fields, what they become and why; None until the form is sent."""
    parts = batch_edit.parts(page)
    with st.form("batch", border=False):
        filled = batch_edit.draw(page, parts)
        left, right = st.columns(2, gap="medium")
        reason = left.text_input(
            page.say("batches.reason"), key="batch_why", max_chars=_LONGEST,
            placeholder=page.say("batches.why_hint"),
        )  # fmt: skip
        with right:
            title = _title(page)
        is_whole, is_sent = _send(page)
    if not is_sent:
        return None
    edit = batch_edit.read(page, filled)
    return Wish("edit", whom, reason or "", title, all_or_nothing=is_whole, edit=edit)


def _extend(page: Page, whom: Named | Chosen) -> Wish | None:
    """Which points, and until when or how much longer; None until the form is sent."""
    with st.form("batch", border=False):
        upper, lower = st.columns(3, gap="medium"), st.columns(2, gap="medium")
        ends_by = upper[0].date_input(
            page.say("batches.ends_by"), None, min_value=page.today, format="YYYY-MM-DD", key="batch_ends_by"
        )  # fmt: skip
        expires_at = upper[1].date_input(
            page.say("batches.new_end"), None, min_value=page.today, format="YYYY-MM-DD", key="batch_new_end"
        )  # fmt: skip
        days = upper[2].text_input(page.say("batches.days"), key="batch_days")
        with lower[0]:
            reason = _reason(page, page.book.corrections.reasons.offered("extend"))
        with lower[1]:
            title = _title(page)
        is_whole, is_sent = _send(page)
    if not is_sent:
        return None
    later = _number(days)
    if later is not None and later != int(later):
        raise _NotANumber(days)
    if ends_by is None or (expires_at is None) == (later is None):
        st.error(page.say("batches.one_end"), icon=":material/block:")
        return None
    return Wish(
        "extend", whom, reason, title, expires_at=expires_at, all_or_nothing=is_whole, ends_by=ends_by,
        days=None if later is None else int(later),
    )  # fmt: skip


def _reason(page: Page, reasons: Sequence[str]) -> str:
    chosen = st.selectbox(
        page.say("batches.reason"), reasons, index=None,
        accept_new_options=page.book.corrections.reasons.is_free,
        format_func=lambda each: word("reasons", each, page.lang), placeholder=page.say("filters.pick"),
        key="batch_reason",
    )  # fmt: skip
    return chosen or ""


def _title(page: Page) -> str:
    told = st.text_input(
        page.say("batches.name"), key="batch_title", max_chars=_LONGEST,
        placeholder=page.say("batches.name_hint"),
    )  # fmt: skip
    return told or ""


def _send(page: Page) -> tuple[bool, bool]:
    """Whether all or nothing is wished, and whether the form was sent."""
    is_whole = st.checkbox(
        page.say("batches.all_or_nothing"), key="batch_whole",
        help=page.say("batches.all_or_nothing_hint"),
    )  # fmt: skip
    is_sent = st.form_submit_button(
        page.say("batches.preview"), type="primary", icon=":material/visibility:"
    )
    return is_whole, is_sent


def _number(text: str | None) -> Decimal | None:
    """What was typed, thousands separators allowed; nothing is nothing."""
    bare = (text or "").replace(",", "").replace("，", "").strip()
    if not bare:
        return None
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise _NotANumber(text) from None
    if not number.is_finite():
        raise _NotANumber(text)
    return number

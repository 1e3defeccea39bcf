"""导入方案: saving how a file is mapped under a name, and the profiles that are kept."""

from __future__ import annotations

import secrets
from datetime import UTC
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from pointbook.errors import InvalidProfile, PointbookError
from pointbook.texts import time_text
from pointbook.ui import feedback, profile_choice, uploading

if TYPE_CHECKING:
    from pointbook.ui.start import Page
    from pointbook.ui.uploading import Upload

_SAID = "profiles_said"


def show(page: Page, given: Upload | None) -> None:
    """The fold of profiles: save this one, use, take along or remove a kept one, bring one in."""
    kept = page.book.imports.profiles.list()
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check_circle:")
    with st.expander(page.say("profiles.title", count=kept.height), icon=":material/bookmark:"):
        if given is not None:
            _save(page, given)
        if kept.height:
            _keep(page, given, kept)
        _bring(page)


def _done(page: Page, key: str, name: str) -> None:
    """Say so at the next run, in which the list has changed."""
    st.session_state[_SAID] = page.say(key, name=name)
    st.rerun()


def _save(page: Page, given: Upload) -> None:
    from pointbook.imports.profiles import Profile  # loads with the first file

    plan = given.plan
    if plan is None:
        feedback.note(page.say("profiles.after_preview"))
        return
    feedback.note(page.say("profiles.save_hint"))
    with st.form("profile_save", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            name = st.text_input(
                page.say("profiles.name"), key="profile_name", placeholder=page.say("profiles.name_example"),
                width=280, max_chars=100,
            )  # fmt: skip
            is_whole = st.checkbox(page.say("profiles.all_or_nothing"), key="profile_whole")
        asked = st.form_submit_button(page.say("profiles.save"), icon=":material/bookmark_add:")
    if not asked:
        return
    name = name.strip() or profile_choice.default_name(plan, page.lang)
    try:
        profile = Profile.of_plan(name, plan, given.wished, all_or_nothing=is_whole)
        page.book.imports.profiles.save(profile, actor=page.actor)
    except PointbookError as error:
        feedback.refused(error)
        return
    _done(page, "profiles.saved", name)


def _keep(page: Page, given: Upload | None, kept: pl.DataFrame) -> None:
    name = st.selectbox(
        page.say("profiles.kept"), kept["name"].to_list(), key="profile_kept", width=320
    )
    row = kept.row(by_predicate=pl.col("name") == name, named=True)
    used_at = page.book.calendar.starts(row["used_at"].replace(tzinfo=UTC))
    told = [
        page.say(f"import_kinds.{row['kind']}"),
        page.say("profiles.used", time=time_text(used_at)),
    ]
    if row["is_remembered"]:
        told.append(page.say("profiles.by_itself"))
    feedback.note(" · ".join(told))
    from pointbook.exports import file_name  # the writer of files loads when there is one

    profiles = page.book.imports.profiles
    with st.container(horizontal=True, gap="small"):
        if given is not None and st.button(page.say("profiles.use"), key="profile_use"):
            _use(page, given, name)
        st.download_button(
            page.say("profiles.export"), lambda: profiles.export_json(name), file_name(name, "json"),
            "application/json", key="profile_export", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        with st.popover(page.say("profiles.remove"), icon=":material/delete:"):
            st.write(page.say("profiles.remove_ask", name=name))
            if st.button(page.say("profiles.remove_confirm"), type="primary", key="profile_remove"):
                profiles.remove(name, actor=page.actor)
                _done(page, "profiles.removed", name)


def _use(page: Page, given: Upload, name: str) -> None:
    try:
        uploading.read_by(page, given, page.book.imports.profiles.get(name))
    except PointbookError as error:
        feedback.refused(error)


def _bring(page: Page) -> None:
    turn = st.session_state.setdefault("profile_turn", secrets.token_hex(4))
    with st.popover(page.say("profiles.bring"), icon=":material/upload_file:"):
        file = st.file_uploader(
            page.say("profiles.file"), type=["json"], key=f"profile_file_{turn}", max_upload_size=1
        )
    if file is None:
        return
    try:
        text = file.getvalue().decode("utf-8-sig")
        kept = page.book.imports.profiles.import_json(text, actor=page.actor)
    except UnicodeDecodeError:
        feedback.refused(InvalidProfile(detail="json"))
        return
    except PointbookError as error:
        feedback.refused(error)
        return
    del st.session_state["profile_turn"]  # the next file is another one
    _done(page, "profiles.brought", kept.name)

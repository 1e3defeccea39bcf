"""自动导入: which folders the server imports from, and whether a file there waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pointbook.errors import PointbookError
from pointbook.settings import watched_folders
from pointbook.ui import feedback

if TYPE_CHECKING:
    from pointbook.ui.start import Page


def tell(page: Page) -> None:
    """A line for each watched folder; nothing where none is."""
    try:
        folders = watched_folders()
    except PointbookError as error:
        feedback.refused(error)
        return
    if not folders:
        return
    from pointbook.imports.watching import FAILED, failed_files  # only where folders are watched

    for folder, profile in folders:
        feedback.note(page.say("watch.folder", folder=str(folder), profile=profile))
        if failed := failed_files(folder):
            told = page.say(
                "watch.failed", count=len(failed), files=page.say("words.and").join(failed[:3]), place=FAILED
            )  # fmt: skip
            st.warning(told, icon=":material/folder_off:")

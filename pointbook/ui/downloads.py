"""Downloads of what a table shows: CSV that Excel opens, and XLSX, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

if TYPE_CHECKING:
    from pointbook.ui.start import Page


def buttons(
    page: Page,
    name: str,
    rows: Callable[[], pl.DataFrame],
    columns: Sequence[str],
    *,
    bucket: str | None = None,
    words: Mapping[str, str] | None = None,
    label: str | None = None,
) -> None:
    """Two quiet buttons under a table."""
    del page, name, rows, columns, bucket, words, label

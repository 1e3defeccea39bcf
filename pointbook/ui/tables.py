"""Tables: columns by their registry, codes as words, nothing where there is nothing, downloads beneath."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl
import streamlit as st
from polars import selectors as cs

from pointbook.columns import NUMERIC, Column, column, label
from pointbook.periods import with_last_days
from pointbook.texts import period_text, section
from pointbook.texts.numbers import MINUS
from pointbook.ui import downloads, privacy

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_WIDEST: Final = 260
_EM: Final = 14.0
_NARROW: Final = 0.58
_THIN: Final = 0.36
_FIRST_WIDE: Final = 0x2E7F
_NARROWEST: Final = 56
_PADDING: Final = 10
_ROW: Final = 35
_MOST_ROWS_SHOWN: Final = 14
_FEW_COLUMNS: Final = 4
_IN_UTC: Final = (
    "recorded_at",
    "created_at",
    "updated_at",
    "signed_in_at",
    "undone_at",
    "asked_at",
    "decided_at",
    "closed_at",
    "reopened_at",
    "kept_at",
    "noted_at",
    "phone_changed_at",
    "ran_at",
)


def show(
    page: Page,
    name: str,
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    pinned: int = 1,
    keep: Sequence[str] = (),
    bucket: str | None = None,
    selectable: bool = False,
    downloadable: bool = True,
    words: Mapping[str, str] | None = None,
    rows: int | None = None,
    title: str | None = None,
    all_rows: Callable[[], pl.DataFrame] | None = None,
    count: int | None = None,
) -> dict[str, Any] | None:
    """Draw a table of these columns; the selected row, as it is stored, if rows can be selected.

    A column without a single value is left out unless it is in `keep`; `bucket` names the periods,
    `words` the sections that have the words of columns which hold codes only in this table. The screen shows
    the first `rows`; downloads hold them all, asked of `all_rows`, `count` in number, where the frame is one
    page of many.
    """
    privacy.count(frame.select(each for each in columns if each in frame.columns))
    stored, frame = frame, _as_read(frame, page)
    shown = [each for each in columns if each in frame.columns]
    filled = [each for each in shown if each in keep or frame[each].null_count() < frame.height]
    on_screen = frame if rows is None else frame.head(rows)
    table = readable(on_screen.select(filled), page.lang, bucket=bucket, words=words)
    config = {
        each: _config(column(each), frame[each], page.lang, pinned=place < pinned)
        for place, each in enumerate(filled)
    }
    options: dict[str, Any] = {}
    picking = downloadable and downloads.is_picking(page, name)
    if picking:
        options = {"on_select": "rerun", "selection_mode": "multi-row"}
    elif selectable:
        options = {"on_select": "rerun", "selection_mode": "single-row"}
    event = st.dataframe(
        table.to_arrow(),
        "content" if len(filled) < _FEW_COLUMNS else "stretch",
        column_config=config,
        hide_index=True,
        placeholder="",
        height=_ROW * (min(on_screen.height, _MOST_ROWS_SHOWN) + 1) + 3,
        row_height=_ROW,
        key=f"{'picked' if picking else 'table'}_{name}",
        alt=page.say(f"pages.{page.name}"),
        **options,
    )
    # Streamlit types it as a placeholder too, which it is only where nothing can be selected.
    selected = cast("dict[str, Any]", event)["selection"]["rows"] if options else []
    if downloadable:
        downloads.menu(
            page, name,
            # Rows are ticked among those on the screen.
            (lambda: frame) if picking or all_rows is None else lambda: _as_read(all_rows(), page),
            shown, count=frame.height if all_rows is None or count is None else count,
            picked=selected if picking else None, bucket=bucket, words=words, title=title,
        )  # fmt: skip
    if picking or not selected or selected[0] >= stored.height:
        return None
    return stored.row(selected[0], named=True)


def _as_read(frame: pl.DataFrame, page: Page) -> pl.DataFrame:
    """What is stored for the programme, as people read it: local instants and last days."""
    zone = page.book.programme.timezone
    stored = [each for each in _IN_UTC if frame.schema.get(each) == pl.Datetime]
    local = (
        pl.col(each)
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(zone)
        .dt.replace_time_zone(None)
        for each in stored
    )
    return with_last_days(frame.with_columns(local))


def readable(
    frame: pl.DataFrame,
    lang: str,
    *,
    bucket: str | None = None,
    words: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Codes as words, decimals as numbers that the browser can sort, periods by their names."""
    steps = []
    for name in frame.columns:
        described = column(name)
        coded = (words or {}).get(name, described.words)
        if coded:
            steps.append(pl.col(name).cast(pl.String).replace(dict(section(coded, lang))))
        elif name == "bucket_start" and bucket:
            names = {each: period_text(each, bucket, lang) for each in frame[name].unique()}
            steps.append(pl.col(name).replace_strict(names, return_dtype=pl.String))
        elif described.type == "id":
            steps.append(pl.col(name).cast(pl.String))
        elif described.type == "percent":
            steps.append(pl.col(name).cast(pl.Float64) * 100)
    # A table of numbers as text would sort 10 before 9; figures that must be exact are not read here.
    return frame.with_columns(steps).with_columns(cs.decimal().cast(pl.Float64))


def _config(described: Column, values: pl.Series, lang: str, *, pinned: bool) -> Any:
    name = label(described.name, lang)
    written = number_format(described, values) if values.dtype.is_numeric() else ""
    head: dict[str, Any] = {
        "label": name,
        "pinned": pinned,
        "width": _width(described, values, name, lang, written),
    }
    if described.type in NUMERIC and written:
        return st.column_config.NumberColumn(**head, format=written)
    if values.dtype == pl.Datetime:
        return st.column_config.DatetimeColumn(**head, format=_time_format(values))
    if values.dtype == pl.Date and described.name != "bucket_start":
        return st.column_config.DateColumn(**head, format="YYYY-MM-DD")
    if described.type == "move":
        return st.column_config.TextColumn(**head, alignment="center")
    return st.column_config.TextColumn(**head)


def _width(described: Column, values: pl.Series, head: str, lang: str, written: str) -> int:
    """Pixels that the longest value and the header need, within reason."""
    known = values.drop_nulls()
    texts = [head]
    if described.type == "percent":
        texts.append(f"{MINUS}100.00%")
    elif values.dtype.is_numeric() and known.len():
        digits = 0 if written.endswith(("0f", "d")) else 2
        widest = max(abs(Decimal(str(each))) for each in (known.max(), known.min()))
        texts.append(f"{MINUS}{widest:,.{digits}f}")
    elif values.dtype == pl.Datetime:
        texts.append("2026-03-05 00:00" if _time_format(values).endswith("mm") else "2026-03-05")
    elif described.words:
        words = section(described.words, lang)
        texts += [words.get(str(each), str(each)) for each in known.unique()]
    elif values.dtype == pl.String:
        texts += known.unique().to_list()
    else:
        texts.append("2026-03-05")
    longest = max(_text_size(each) for each in texts)
    return max(_NARROWEST, min(int(longest) + 2 * _PADDING, _WIDEST))


def _text_size(text: str) -> float:
    return sum(
        _EM if ord(each) > _FIRST_WIDE else _EM * (_THIN if each in " ,.:-" else _NARROW)
        for each in text
    )


def number_format(described: Column, values: pl.Series) -> str:
    """Two decimals for the whole column when one value has a fraction; signs where they mean something."""
    if described.type == "percent":
        return "%.2f%%"
    if described.type == "count" or not values.dtype.is_decimal():
        return "%,d"
    numbers = values.drop_nulls().cast(pl.Float64)
    digits = 0 if (numbers % 1 == 0).all() else 2
    # The one format of a column would also write "+0"; face.js takes that sign away again.
    plus = "+" if described.type == "signed" else ""
    return f"%{plus},.{digits}f"


def _time_format(values: pl.Series) -> str:
    """Days where no value has a time of day, as in files that know only days."""
    has_times = (values.drop_nulls().dt.time() != time(0)).any()
    return "YYYY-MM-DD HH:mm" if has_times else "YYYY-MM-DD"


def without_zeros(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Nothing where there was nothing: clearer than zeros in columns that few rows have anything in."""
    return frame.with_columns(
        pl.when(pl.col(each) != 0).then(pl.col(each)).alias(each) for each in columns
    )


def heading(text: str) -> None:
    """The name of a part of the page."""
    st.html(f'<h2 class="pb-heading">{html.escape(text)}</h2>')

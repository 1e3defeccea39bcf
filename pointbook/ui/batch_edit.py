"""批量修改资料: which fields of many customers are edited, what each of them becomes, and how that is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from pointbook.batches.edit import FIELDS, Edit
from pointbook.columns import column, label
from pointbook.customers.registry import REGISTER_SCHEMA
from pointbook.texts import word
from pointbook.ui import customer_form, feedback, filters, tables

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_TAG_PARTS: Final = ("add_tags", "remove_tags")
_PARTS: Final = (*(each for each in FIELDS if each != "tags"), *_TAG_PARTS, "tags")
_EMPTY: Final = "\u2205"
"""Stands among the values for having none."""
_BESIDE: Final = 2
_CHANGES: Final = ("customer_no", "changed_field", "edited_from", "edited_to", "edited_now")
_SHOWN: Final = 200


class NotFilled(Exception):
    """A field that was chosen and has nothing to become; its label."""


def parts(page: Page) -> list[str]:
    """What is to be edited, before the form that asks for the values."""
    return st.multiselect(
        page.say("batches.fields"), _PARTS, format_func=lambda each: _said(page, each),
        placeholder=page.say("filters.pick"), key="batch_fields",
    )  # fmt: skip


def draw(page: Page, chosen: list[str]) -> dict[str, Any]:
    """Ask what each part becomes; what was filled in, by part."""
    filled: dict[str, Any] = {}
    for place, part in enumerate(chosen):
        if place % _BESIDE == 0:  # a row of its own keeps the order on a narrow screen
            places = st.columns(_BESIDE, gap="medium")
        with places[place % _BESIDE]:
            filled[part] = _asked(page, part)
    if not chosen:
        feedback.note(page.say("batches.fields_pick"))
    return filled


def _asked(page: Page, part: str) -> str | list[str] | None:
    if REGISTER_SCHEMA.get(part) == pl.Date:
        day = st.date_input(
            _said(page, part), None, min_value=page.today, max_value=filters.latest(page.today), format="YYYY-MM-DD",
            key=f"batch_set_{part}",
        )  # fmt: skip
        return day.isoformat() if isinstance(day, date) else None
    is_tags = part in _TAG_PARTS or part == "tags"
    options = customer_form.in_use(page, "tags" if is_tags else part)
    if part not in _TAG_PARTS:
        options = [_EMPTY, *options]
    words = None if is_tags else column(part).words

    def shown(value: str) -> str:
        if value == _EMPTY:
            return page.say("batches.set_empty")
        return word(words, value, page.lang) if words else value

    is_free = part != "remove_tags"
    key, hint = f"batch_set_{part}", page.say("customer_form.pick" if is_free else "filters.pick")
    if is_tags:
        return st.multiselect(
            _said(page, part), options, key=key, accept_new_options=is_free,
            format_func=shown, placeholder=hint,
        )  # fmt: skip
    return st.selectbox(
        _said(page, part), options, index=None, key=key, accept_new_options=True, format_func=shown,
        filter_mode="contains", placeholder=hint,
    )  # fmt: skip


def read(page: Page, filled: dict[str, Any]) -> Edit:
    """The edit that was filled in. NotFilled."""
    for part, value in filled.items():
        if value is None or value == []:
            raise NotFilled(_said(page, part))
    tags = {part: tuple(filled.pop(part, ())) for part in _TAG_PARTS}
    return Edit({part: _meant(value) for part, value in filled.items()}, **tags)


def _meant(value: str | list[str]) -> str | None:
    # Among several tags the option that empties has nothing to say.
    chosen = [value] if isinstance(value, str) else value
    return ",".join(each for each in chosen if each != _EMPTY) or None


def _said(page: Page, part: str) -> str:
    if part in _TAG_PARTS or part == "tags":
        return page.say(f"batches.part_{part}")
    return label(part, page.lang)


def in_words(page: Page, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a preview with what was and what will be as texts, `edited_from` and `edited_to`."""
    return rows.with_columns(
        pl.Series(f"edited_{name}", [_told(page, each) for each in rows[fields]], pl.String)
        for name, fields in (("from", "before"), ("to", "after"))
    )


def _told(page: Page, fields: dict[str, str | None] | None) -> str | None:
    """Fields with their labels; of a single one the value alone."""
    if fields is None:
        return None
    told = {name: _value(page, name, value) for name, value in fields.items()}
    if len(told) == 1:
        return next(iter(told.values()))
    between = ("；", "：") if page.lang == "zh" else ("; ", ": ")
    return between[0].join(
        f"{label(name, page.lang)}{between[1]}{value}" for name, value in told.items()
    )


def _value(page: Page, field: str, value: str | None) -> str:
    words = column(field).words
    if value is None:
        return page.say("batches.no_value")
    return word(words, value, page.lang) if words else value


def show_changes(page: Page, name: str, changes: pl.DataFrame, title: str) -> None:
    """Fields of customers with what was, what an edit made of them and, where that is told, what is now."""
    values = [each for each in _CHANGES[2:] if each in changes.columns]
    told = changes.with_columns(
        pl.Series("changed_field", [label(each, page.lang) for each in changes["changed_field"]]),
        *(pl.Series(each, _values(page, changes, each), pl.String) for each in values),
    )
    tables.show(page, name, told, _CHANGES, rows=_SHOWN, title=title)


def _values(page: Page, changes: pl.DataFrame, column_name: str) -> list[str]:
    pairs = changes.select("changed_field", column_name).iter_rows()
    return [_value(page, field, value) for field, value in pairs]

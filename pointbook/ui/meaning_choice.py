"""What the cells of a file mean where its headers do not say it; only what the file at hand gives reason to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from pointbook.columns import column, label
from pointbook.errors import PointbookError
from pointbook.texts import number_text
from pointbook.ui import word_table

if TYPE_CHECKING:
    from pointbook.imports import mapping as mappings
    from pointbook.imports.date_orders import DateOrder
    from pointbook.imports.draft import Draft
    from pointbook.ui.start import Page

_DATES: Final = ("date", "time")
_AMOUNTS: Final = ("points", "signed", "money")
_WORDS: Final[tuple[str, ...]] = ("kind", "expires_at")
_ORDERS: Final[tuple[DateOrder | Literal[""], ...]] = ("", "day_first", "month_first")


@dataclass
class Said:
    """What was said about the cells."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    at: datetime | None = None

    def about(self, mapping: mappings.Mapping) -> mappings.Mapping:
        """A mapping under which the cells mean this."""
        kept = {name: words for name, words in self.values.items() if name in mapping.columns}
        return replace(
            mapping, values=kept, units=self.units, date_order=self.date_order, at=self.at
        )


def choose(
    page: Page,
    draft: Draft,
    kind: str,
    base: mappings.Mapping | None,
    chosen: Mapping[str, str | None],
    key: str,
) -> Said:
    """Ask what there is to ask about the columns that were chosen; `base` is what was known before."""
    columns = {name: each for name, each in chosen.items() if each}
    said = Said()
    if base is not None:
        said.values = {name: dict(words) for name, words in base.values.items()}
        said.date_order = base.date_order
    said.at = _time(page, draft, kind, chosen, key)
    amounts = [name for name in columns if column(name).type in _AMOUNTS]
    with st.spinner(page.say("app.loading")):  # a large file is looked through once
        turning = [
            each
            for name, each in columns.items()
            if column(name).type in _DATES and draft.meanings.is_turning(each)
        ]
        words = {
            name: found
            for name in _WORDS
            if name in columns and (found := draft.meanings.words(name, columns[name]))
        }
    if not (turning or amounts or words):
        return said
    unknown = {
        (name, place)
        for name, found in words.items()
        for place, each in enumerate(found)
        if each.meaning is None and each.word not in said.values.get(name, {})
    }
    answered = {
        (name, place) for name in words for place in word_table.answered(name, columns[name], key)
    }
    count = len(unknown - answered)
    title = page.say("meaning.unknown_words", count=count) if count else page.say("meaning.title")
    with st.expander(title, expanded=bool(unknown), icon=":material/translate:"):
        for name, found in words.items():
            said.values[name] = word_table.choose(
                page, name, columns[name], found, said.values.get(name, {}), key
            )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            if turning:
                said.date_order = _date_order(page, turning, said.date_order, key)
            for name in amounts:
                said.units |= _unit(page, name, columns[name], base, key)
    said.values = {name: each for name, each in said.values.items() if each}
    return said


def _time(
    page: Page, draft: Draft, kind: str, chosen: Mapping[str, str | None], key: str
) -> datetime | None:
    """The day of a file that has no dates, which nobody but a person can know."""
    try:
        missing = draft.mapped(kind, dict(chosen)).missing
    except PointbookError:  # told at the preview
        return None
    if "occurred_at" not in missing:
        return None
    st.warning(page.say("meaning.no_dates"), icon=":material/event:")
    day = st.date_input(
        page.say("meaning.at"), value=None, max_value=page.today, format="YYYY-MM-DD",
        key=f"meaning_at_{key}", width=200,
    )  # fmt: skip
    return datetime.combine(day, time()) if day else None


def _date_order(
    page: Page, columns: Sequence[str], known: DateOrder | None, key: str
) -> DateOrder | None:
    order = st.selectbox(
        page.say("meaning.date_order", columns=page.say("words.and").join(columns)), _ORDERS,
        index=_ORDERS.index(known or ""), key=f"date_order_{key}", width=280,
        format_func=lambda each: page.say(f"date_orders.{each}" if each else "meaning.as_shown"),
    )  # fmt: skip
    return order or None


def _unit(
    page: Page, name: str, header: str, base: mappings.Mapping | None, key: str
) -> dict[str, str]:
    """The unit of a field where it is another than its header says."""
    from pointbook.imports.headers import exponents, unit_of

    powers = exponents(name)
    units = [
        unit
        for unit in powers
        if list(powers.values()).index(powers[unit]) == [*powers].index(unit)
    ]
    told = unit_of(header, name)
    known = base.units.get(name, told) if base is not None else told
    present = [powers[unit] for unit in units].index(powers.get(known, 0))
    unit = st.selectbox(
        page.say("meaning.unit", field=label(name, page.lang)), units, index=present, width=180,
        format_func=lambda each: _unit_text(page, each, powers[each]), key=f"unit_{name}_{header}_{key}",
    )  # fmt: skip
    return {} if powers[unit] == powers[told] else {name: unit}


def _unit_text(page: Page, unit: str, power: int) -> str:
    if not power:
        return page.say("meaning.no_unit")
    sign = "×" if power > 0 else "÷"
    return f"{unit} ({sign}{number_text(10 ** abs(power))})"

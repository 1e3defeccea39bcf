"""The row of figures under the filters: value, change, definition, the full number on hover."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

import streamlit as st

from pointbook.analysis.totals import gap_of
from pointbook.texts import (
    figure_text,
    has_text,
    number_text,
    percent_text,
    signed_figure_text,
    signed_text,
)

if TYPE_CHECKING:
    from pointbook.ui.start import Page

Amount: TypeAlias = Decimal | int
Shape: TypeAlias = Literal["points", "signed", "count", "percent", "ratio"]


@dataclass(frozen=True)
class Figure:
    """One figure; `against` holds earlier values by the name of the comparison.

    What goes out is negative; its change is that of its size, so that spending more reads as more.
    """

    name: str
    value: Amount | None
    shape: Shape = "points"
    against: tuple[tuple[str, Amount | None], ...] = ()
    label: str | None = None
    exact: bool = False
    """Written in full where somebody compares it with a file."""
    told: str | None = None
    """What is said beneath it."""


def row(page: Page, figures: Sequence[Figure]) -> None:
    """Draw figures side by side; on a narrow screen two in a row."""
    cells = "".join(_cell(page, figure) for figure in figures)
    st.html(f'<div class="pb-figures">{cells}</div>')


def _cell(page: Page, figure: Figure) -> str:
    short, full = _value(figure, page.lang)
    label = html.escape(figure.label or page.say(f"figures.{figure.name}"))
    definition = f"definitions.{figure.name}"
    hint = ""
    if has_text(definition, page.lang):
        told = html.escape(page.say(definition), quote=True)
        hint = f' title="{told}" tabindex="0" aria-label="{label}: {told}"'
    number, _, unit = short.partition(" ")
    unit = f"<small>{unit}</small>" if unit else ""
    changes = "".join(_change(page, figure, *each) for each in figure.against)
    if figure.told:
        changes += f'<span class="pb-change">{html.escape(figure.told)}</span>'
    return (
        f'<div class="pb-figure"><div class="pb-label"{hint}>{label}</div>'
        f'<div class="pb-value" title="{full}">{number}{unit}</div>{changes}</div>'
    )


def _value(figure: Figure, lang: str) -> tuple[str, str]:
    if figure.shape == "percent":
        text = percent_text(figure.value)
        return text, text
    if figure.shape == "ratio":
        text = number_text(figure.value, 3)
        return text, text
    if figure.shape == "signed":
        return signed_figure_text(figure.value, lang), signed_text(figure.value)
    full = number_text(figure.value)
    return (full if figure.exact else figure_text(figure.value, lang)), full


def _change(page: Page, figure: Figure, name: str, before: Amount | None) -> str:
    """By how much a figure differs from an earlier one: in per cent, or in points of a percentage."""
    if figure.value is None or before is None:
        return ""
    label = html.escape(page.say(f"figures.{name}"))
    gap = gap_of(Decimal(figure.value), Decimal(before))
    if figure.shape == "percent":
        text, full = f"{signed_text(gap * 100, 1)} pp", percent_text(before)
    elif figure.shape == "ratio":
        text, full = signed_text(gap, 3), number_text(before, 3)
    elif before:
        text, full = percent_text(gap / abs(Decimal(before)), signed=True), number_text(before)
    else:
        text, full = signed_figure_text(gap, page.lang), number_text(before)
    arrow = "▲" if gap > 0 else "▼" if gap < 0 else "•"
    return f'<span class="pb-change" title="{full}">{label} {arrow} {text}</span>'

"""Charts drawn straight onto a PDF's page: sharp, small, with text that can be searched, and without a browser."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pointbook.texts import figure_text, signed_figure_text

if TYPE_CHECKING:
    from fpdf import FPDF

_INK: Final = (47, 58, 74)
_GRID: Final = (230, 234, 241)
_QUIET: Final = (95, 101, 112)
_LABELS: Final = 18.0
"""Millimetres at the left for the labels of the axis."""
_MOST_NAMES: Final = 13


@dataclass(frozen=True)
class Place:
    """A rectangle of the page, in millimetres."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layer:
    """One kind of movement over the buckets."""

    label: str
    colour: str
    values: Sequence[float]


def movements(
    pdf: FPDF, place: Place, names: Sequence[str], layers: Sequence[Layer], lang: str
) -> None:
    """Stacked bars in and out of zero, with their legend above."""
    _legend(pdf, place, layers)
    ups = [sum(max(each.values[n], 0) for each in layers) for n in range(len(names))]
    downs = [sum(min(each.values[n], 0) for each in layers) for n in range(len(names))]
    frame = Place(place.x + _LABELS, place.y + 8, place.width - _LABELS, place.height - 16)
    low, high, step = _axis(min(downs, default=0), max(ups, default=0), 5)
    _grid(pdf, frame, low, high, step, lang)
    slot = frame.width / max(len(names), 1)
    for n in range(len(names)):
        up = down = 0.0
        for layer in layers:
            value = layer.values[n]
            base = up if value >= 0 else down
            top, bottom = sorted((_y(frame, base, low, high), _y(frame, base + value, low, high)))
            pdf.set_fill_color(*_rgb(layer.colour))
            pdf.rect(frame.x + slot * (n + 0.16), top, slot * 0.68, bottom - top, style="F")
            up, down = (up + value, down) if value >= 0 else (up, down + value)
    _names(pdf, frame, names, slot)


def line(pdf: FPDF, place: Place, names: Sequence[str], values: Sequence[float], lang: str) -> None:
    """A balance over the buckets, on an axis that need not begin at zero."""
    frame = Place(place.x + _LABELS, place.y + 2, place.width - _LABELS, place.height - 10)
    low, high, step = _axis(min(values, default=0), max(values, default=1), 3)
    _grid(pdf, frame, low, high, step, lang)
    slot = frame.width / max(len(names), 1)
    points = [
        (frame.x + slot * (n + 0.5), _y(frame, value, low, high)) for n, value in enumerate(values)
    ]
    pdf.set_draw_color(*_INK)
    pdf.set_line_width(0.5)
    for before, after in pairwise(points):
        pdf.line(*before, *after)
    pdf.set_fill_color(*_INK)
    for x, y in points:
        pdf.circle(x, y, 0.7, style="F")
    _names(pdf, frame, names, slot)


def bars(
    pdf: FPDF, place: Place, items: Sequence[tuple[str, float, str]], lang: str, *, signed: bool
) -> None:
    """Horizontal bars (label, value, colour), their values at their ends."""
    labels, ends = place.width * 0.3, place.width * 0.2
    most = max((abs(value) for _, value, _ in items), default=0) or 1
    room = place.width - labels - ends
    height = place.height / max(len(items), 1)
    write = signed_figure_text if signed else figure_text
    pdf.set_font_size(8)
    for n, (label, value, colour) in enumerate(items):
        y = place.y + n * height
        pdf.set_text_color(*_INK)
        pdf.set_xy(place.x, y)
        pdf.cell(labels - 2, height, _fitting(pdf, label, labels - 2), align="R")
        pdf.set_fill_color(*_rgb(colour))
        size = room * abs(value) / most
        pdf.rect(place.x + labels, y + height * 0.18, size, height * 0.64, style="F")
        pdf.set_xy(place.x + labels + size + 0.5, y)
        pdf.cell(ends, height, write(round(value, 2), lang), align="L")


def _legend(pdf: FPDF, place: Place, layers: Sequence[Layer]) -> None:
    pdf.set_font_size(8)
    pdf.set_text_color(*_QUIET)
    x = place.x + _LABELS
    for layer in layers:
        pdf.set_fill_color(*_rgb(layer.colour))
        pdf.rect(x, place.y + 1, 3, 3, style="F")
        pdf.set_xy(x + 3.5, place.y)
        width = pdf.get_string_width(layer.label) + 3
        pdf.cell(width, 5, layer.label)
        x += width + 5


def _grid(pdf: FPDF, frame: Place, low: float, high: float, step: float, lang: str) -> None:
    pdf.set_font_size(7.5)
    pdf.set_text_color(*_QUIET)
    pdf.set_line_width(0.15)
    for n in range(round((high - low) / step) + 1):
        value = low + n * step
        y = _y(frame, value, low, high)
        pdf.set_draw_color(*(_QUIET if abs(value) < step / 1e6 and low < 0 else _GRID))
        pdf.line(frame.x, y, frame.x + frame.width, y)
        pdf.set_xy(frame.x - _LABELS, y - 2)
        pdf.cell(_LABELS - 1.5, 4, figure_text(round(value, 2), lang), align="R")


def _names(pdf: FPDF, frame: Place, names: Sequence[str], slot: float) -> None:
    pdf.set_font_size(7.5)
    pdf.set_text_color(*_QUIET)
    every = math.ceil(len(names) / _MOST_NAMES)
    for n in range(0, len(names), every):
        pdf.set_xy(frame.x + slot * n - slot, frame.y + frame.height + 1)
        pdf.cell(slot * 3, 4, names[n], align="C")


def _axis(low: float, high: float, count: int) -> tuple[float, float, float]:
    """A round axis over a span: its ends and its step."""
    if high - low < max(abs(high), abs(low), 1) / 100:
        low, high = low - 1, high + 1
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough * 0.999)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def _y(frame: Place, value: float, low: float, high: float) -> float:
    return frame.y + frame.height * (high - value) / (high - low)


def _fitting(pdf: FPDF, text: str, width: float) -> str:
    while pdf.get_string_width(text) > width and len(text) > 2:
        text = text[:-2] + "…"
    return text


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue

"""Axes that read as the language counts: round steps, 万 and 亿 in Chinese."""

from __future__ import annotations

import math
from typing import Any

from pointbook.texts import figure_text

_STEPS = (1, 2, 2.5, 5, 10)


def round_step(span: float, count: int = 5) -> float:
    """A round distance between about `count` ticks over a span."""
    if span <= 0:
        return 1.0
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * 0.999)


def points_axis(
    low: float, high: float, lang: str, *, from_zero: bool = True, count: int = 5
) -> dict[str, Any]:
    """Range and ticks of an axis of points; from zero for bars."""
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = low + 1
    step = round_step(high - low, count)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [place * step for place in range(first, last + 1)]
    return {
        "tickvals": ticks,
        "ticktext": [tick_text(tick, lang) for tick in ticks],
        "range": [ticks[0], ticks[-1]],
    }


def tick_text(tick: float, lang: str) -> str:
    """A tick without needless decimals: 1.5万, 200万."""
    text = figure_text(round(tick, 6), lang)
    number, space, unit = text.partition(" ")
    if unit == "" and lang == "en" and number[-1:].isalpha():
        number, unit = number[:-1], number[-1]
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{number}{unit}" if space or unit else number

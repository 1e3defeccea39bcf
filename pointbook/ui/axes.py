"""Axes that read as the language counts: round steps, 万 and 亿 in Chinese."""

from __future__ import annotations

import math
from typing import Any, Final

from pointbook.texts import number_text

_STEPS: Final = (1, 2, 2.5, 5, 10)
_UNITS: Final = {
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "K")),
}
_MOST_DIGITS: Final = 2


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
    # A line that hardly moves is drawn flat instead of in a range that makes a wave of it.
    least = max(abs(high), abs(low), 1.0) / 100
    if high - low < least:
        low, high = low - least / 2, high + least / 2
    step = round_step(high - low, count)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [place * step for place in range(first, last + 1)]
    return {
        "tickvals": ticks,
        "ticktext": tick_texts(ticks, step, lang),
        "range": [ticks[0], ticks[-1]],
    }


def tick_texts(ticks: list[float], step: float, lang: str) -> list[str]:
    """Ticks in one unit, with as many decimals as tell them apart: 1.5万, 200万."""
    largest = max(abs(tick) for tick in ticks)
    for unit, name in _UNITS.get(lang, _UNITS["zh"]):
        digits = _digits(step / unit)
        # 2,000 to 10,000 reads better than 0.2万 to 1万.
        if (step >= unit / 2 or largest >= 2 * unit) and digits <= _MOST_DIGITS:
            return [
                f"{_plain(tick / unit, digits)}{name}" if round(tick / unit, digits) else "0"
                for tick in ticks
            ]
    return [_plain(tick, min(_digits(step), _MOST_DIGITS)) for tick in ticks]


def _digits(step: float) -> int:
    """How many decimals a multiple of the step needs."""
    return next((n for n in range(9) if abs(round(step, n) - step) < step * 1e-9), 9)


def _plain(value: float, digits: int) -> str:
    text = number_text(round(value, digits), digits)
    return text.rstrip("0").rstrip(".") if "." in text else text

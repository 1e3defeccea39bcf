"""How numbers read: thousands separators, real plus and minus signs, 万 and 亿 for figures."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeAlias

Number: TypeAlias = Decimal | int | float

MINUS: Final = "\N{MINUS SIGN}"
NOTHING: Final = "\N{EN DASH}"

_STEPS: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "zh": ((100_000_000, "亿"), (10_000, "万")),
    "en": ((1_000_000_000, "B"), (1_000_000, "M"), (10_000, "K")),
}


def _exact(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number_text(value: Number | None, decimals: int | None = None) -> str:
    """A number in full with thousands separators; as many decimals as asked, else none or two."""
    if value is None:
        return NOTHING
    exact = _exact(value)
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else 2
    shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if shown < 0 else ""
    return f"{sign}{abs(shown):,.{decimals}f}"


def signed_text(value: Number | None, decimals: int | None = None) -> str:
    """A movement: always with its sign, zero without one."""
    text = number_text(value, decimals)
    return f"+{text}" if value is not None and value > 0 else text


def figure_text(value: Number | None, lang: str, *, brief: bool = False) -> str:
    """A number short enough for a figure: 12.3万, 1.05亿, 12.3K; below 10,000 in full.

    Brief ones, written over bars, have at most one decimal, and that only below ten.
    """
    if value is None:
        return NOTHING
    exact = _exact(value)
    for step, unit in _STEPS.get(lang, _STEPS["zh"]):
        if abs(exact) >= step:
            scaled = exact / step
            size = abs(scaled)
            digits = 2 if size < 100 else 1 if size < 1000 else 0
            if brief:
                digits = 1 if size < 10 else 0
            return f"{number_text(scaled, digits)}{'' if lang == 'en' else ' '}{unit}"
    return number_text(exact, 0 if brief else None)


def signed_figure_text(value: Number | None, lang: str, *, brief: bool = False) -> str:
    """A short movement, always with its sign."""
    text = figure_text(value, lang, brief=brief)
    return f"+{text}" if value is not None and value > 0 else text


def percent_text(value: Number | None, *, signed: bool = False) -> str:
    """A share or a change: 0.1234 reads 12.3%."""
    if value is None:
        return NOTHING
    text = f"{number_text(_exact(value) * 100, 1)}%"
    return f"+{text}" if signed and value > 0 else text

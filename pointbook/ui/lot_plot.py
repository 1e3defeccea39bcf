"""积分批次: each lot as a bar over time, with a mark wherever something took from it or gave back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pointbook.texts import number_text, say, signed_text
from pointbook.ui.colours import COLOURS
from pointbook.ui.plots import LEGEND, Plot, laid_out, titled

_ROW: Final = 26
_ROOM: Final = 0.16
"""Of the time shown, kept free at its end for what is written there."""
_MARK: Final = 9


@dataclass(frozen=True)
class Use:
    """One mark: when, what kind of movement, how much."""

    at: datetime
    meaning: str
    word: str
    points: float


@dataclass(frozen=True)
class LotBar:
    """One lot from the day it came to the day it was used up, expired or looked at; `told` stands at its end."""

    label: str
    since: datetime
    until: datetime
    told: str
    hover: str
    is_open: bool
    uses: Sequence[Use]


def lot_plot(lots: Sequence[LotBar], *, title: str, lang: str) -> Plot:
    """The lots from top to bottom as they are given; every kind of use has one colour and one entry of the legend."""
    places = list(range(len(lots)))
    first, last = min(each.since for each in lots), max(each.until for each in lots)
    room = max((last - first) * _ROOM, (last - first) / 100)
    layout = {
        "title": titled(title),
        "xaxis": {
            "type": "date", "range": [first - room / 8, last + room], "showgrid": True, "nticks": 6,
            "tickformat": "%Y-%m-%d" if (last - first).days < 120 else "%Y-%m" if lang == "en" else "%Y年%-m月",
        },
        "yaxis": {
            "autorange": "reversed", "tickvals": places, "ticktext": [each.label for each in lots], "showgrid": False,
        },
        "bargap": 0.5,
        "legend": {**LEGEND, "y": -0.06, "yanchor": "top"},
        "hovermode": "closest",
    }  # fmt: skip
    data = [_bars(lots, places, is_open, lang) for is_open in (True, False)]
    data = [each for each in data if each["y"]] + _marks(lots)
    return laid_out(data, layout, height=max(180, _ROW * len(lots) + 110))


def _bars(
    lots: Sequence[LotBar], places: list[int], is_open: bool, lang: str
) -> dict[str, Any]:  # fmt: skip
    meant = [
        (place, each) for place, each in zip(places, lots, strict=True) if each.is_open == is_open
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [place for place, _ in meant],
        "base": [each.since for _, each in meant],
        "x": [max((each.until - each.since).total_seconds(), 1) * 1000 for _, each in meant],
        "name": say("why.open" if is_open else "why.over", lang),
        "marker": {"color": COLOURS["earned" if is_open else "expired"], "opacity": 0.45, "line": {"width": 0}},
        "text": [f"  {each.told}" for _, each in meant],
        "textfont": {"size": 11},
        "constraintext": "none",
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [each.hover for _, each in meant],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _marks(lots: Sequence[LotBar]) -> list[dict[str, Any]]:
    by_word: dict[str, list[tuple[int, Use]]] = {}
    for place, lot in enumerate(lots):
        for use in lot.uses:
            by_word.setdefault(use.word, []).append((place, use))
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [use.at for _, use in marks],
            "y": [place for place, _ in marks],
            "name": name,
            "marker": {
                "color": COLOURS[marks[0][1].meaning], "size": _MARK,
                "symbol": "diamond" if marks[0][1].points > 0 else "circle", "line": {"width": 0},
            },
            "customdata": [f"{use.at:%Y-%m-%d}  {name} {signed_text(use.points)}" for _, use in marks],
            "hovertemplate": "%{customdata}<extra></extra>",
        }
        for name, marks in by_word.items()
    ]  # fmt: skip


def left_over(points: float, remaining: float, *, is_expired: bool, lang: str) -> str:
    """What is written at the end of a bar: how much came and what is left of it."""
    state = "left" if remaining else "expired" if is_expired else "used_up"
    return say(f"why.bar_{state}", lang, points=number_text(points), left=number_text(remaining))

"""Plots of a ranking: how the points are spread, and who rose and fell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pointbook.texts import number_text, say
from pointbook.ui.colours import COLOURS
from pointbook.ui.plots import Plot, laid_out, titled

_LONGEST: Final = 14
_APART: Final = 0.75


def concentration(
    curve: Sequence[tuple[float, float]], top_share: float | None, *, lang: str
) -> Plot:
    """How much of the points the first customers hold, beside the line of equal shares."""
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": [0, 1],
            "y": [0, 1],
            "mode": "lines",
            "line": {"color": COLOURS["expired"], "dash": "dot", "width": 1},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "x": [x for x, _ in curve],
            "y": [y for _, y in curve],
            "mode": "lines",
            "line": {"color": COLOURS["earned"], "width": 2},
            "hovertemplate": "%{x:.0%} → %{y:.1%}<extra></extra>",
        },
    ]
    notes: list[dict[str, Any]] = [
        {
            "x": 0.6,
            "y": 0.55,
            "xanchor": "left",
            "text": say("charts.equal_line", lang),
            "showarrow": False,
            "font": {"size": 12, "color": COLOURS["expired"]},
        }
    ]
    if top_share is not None:
        told = say("charts.top_10_share", lang, share=f"{top_share:.1%}")
        dot = {
            "type": "scatter",
            "x": [0.1],
            "y": [top_share],
            "mode": "markers",
            "marker": {"color": COLOURS["redeemed"], "size": 9},
            "hoverinfo": "skip",
        }
        # The corner under the diagonal is the only one that no curve ever crosses.
        note = {
            "x": 1,
            "y": 0.07,
            "text": f'<span style="color:{COLOURS["redeemed"]}">●</span> {told}',
            "xanchor": "right",
            "showarrow": False,
        }
        data.append(dot)
        notes.append(note)
    axis = {"range": [0, 1.02], "tickformat": ".0%", "nticks": 6}
    about = {"text": say("charts.concentration_axis", lang), "font": {"size": 12}}
    layout = {
        "title": titled(say("charts.concentration", lang)),
        "annotations": notes,
        "xaxis": {**axis, "title": about},
        "yaxis": axis,
        "showlegend": False,
    }
    return laid_out(data, layout, height=360)


@dataclass(frozen=True)
class Slope:
    """One line from where somebody stood to where they stand; None where they had no rank then."""

    label: str
    before: int | None
    now: int


def slopes(items: Sequence[Slope], ends: tuple[str, str], *, title: str, lang: str) -> Plot:
    """Lines from the ranks of then to those of now, so that a line that rises is somebody who rose.

    Ranks then beyond those shown now stand below them in their order, those without one at the foot with broken lines.
    """
    last = max((each.now for each in items), default=1)
    beyond = sorted(
        {each.before or math.inf for each in items if each.before is None or each.before > last}
    )
    begun = _apart(
        each.before
        if each.before is not None and each.before <= last
        else last + 1 + beyond.index(each.before or math.inf)
        for each in items
    )
    ended = _apart(each.now for each in items)
    data = [
        _slope(each, start, end, lang) for each, start, end in zip(items, begun, ended, strict=True)
    ]
    foot = max([*begun, *ended], default=1)
    layout = {
        "title": titled(title),
        "xaxis": {
            "range": [-0.35, 1.9],
            "tickvals": [0, 1],
            "ticktext": list(ends),
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {"range": [foot + 0.6, 0.4], "visible": False},
        "showlegend": False,
        "hovermode": "closest",
    }
    return laid_out(data, layout, height=int(max(160, 18 * foot + 72)))


def _apart(ranks: Iterable[int]) -> list[float]:
    """Places of ranks, those who share one a little apart."""
    places: list[float] = []
    for rank in ranks:
        place = float(rank)
        while place in places:
            place += _APART
        places.append(place)
    return places


def _slope(item: Slope, start: float, end: float, lang: str) -> dict[str, Any]:
    is_new = item.before is None
    risen = 1 if is_new else (item.before or 0) - item.now
    colour = COLOURS["earned" if risen > 0 else "redeemed" if risen < 0 else "other"]
    then = say("ranking.new", lang) if is_new else number_text(item.before)
    told = f"{item.label}  {then} → {item.now}"
    return {
        "type": "scatter",
        "x": [0, 1],
        "y": [start, end],
        "mode": "lines+markers+text",
        "line": {"color": colour, "width": 2, "dash": "dot" if is_new else "solid"},
        "marker": {"size": 6, "color": colour},
        "text": [then, f"{item.now}  {_one_line(item.label)}"],
        "textposition": ["middle left", "middle right"],
        "textfont": {"size": 12},
        "cliponaxis": False,
        "customdata": [told, told],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _one_line(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"

"""Plots of a ranking: how the points are spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pointbook.texts import say
from pointbook.ui.colours import COLOURS
from pointbook.ui.plots import Plot, laid_out, titled


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

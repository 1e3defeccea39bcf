"""Plots on paper: white in every theme, with title, filters and source inside the picture."""

from __future__ import annotations

import copy
import html
from dataclasses import dataclass
from typing import Any, Final

from pointbook.ui.plots import Plot

WIDTH: Final = 1000
_FONTS: Final = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_INK: Final = "#262730"
_QUIET: Final = "#5f6570"
_GRID: Final = "#e6eaf1"
_SIDE: Final = 24
_TITLE: Final = 44
_LINE: Final = 18
_LEGEND: Final = 44
_FOOT: Final = 96
_LONGEST_LINE: Final = 130
"""Widths of a Latin letter that a line of the picture has room for."""


@dataclass(frozen=True)
class Caption:
    """What a picture says about itself: its title, the filters and where the numbers come from."""

    title: str
    filters: str
    source: str


def on_paper(plot: Plot, caption: Caption) -> Plot:
    """The plot as a picture of its own, WIDTH pixels wide; the plot stays as it is."""
    layout: dict[str, Any] = copy.deepcopy(plot["layout"])
    told = _wrapped(caption.filters)
    top = _TITLE + _LINE * len(told) + _LEGEND
    own = layout.pop("margin", {})
    height = layout["height"] - own.get("t", 0) - own.get("b", 0) + top + _FOOT
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            axis.update(gridcolor=_GRID, zerolinecolor="#9aa1ab", tickcolor=_GRID)
            if axis.get("showgrid") is False:  # of names, not of numbers: nothing to be zero
                axis["zeroline"] = False
    layout.update(
        title={
            "text": f"<b>{html.escape(caption.title, quote=False)}</b>",
            "font": {"size": 18, "color": _INK},
            "subtitle": {"text": "<br>".join(told), "font": {"size": 12, "color": _QUIET}},
            "x": 0, "xref": "container", "xanchor": "left",
            "y": 1, "yref": "container", "yanchor": "top",
            "pad": {"l": _SIDE, "t": 20},
        },
        annotations=[*layout.get("annotations", ()), _foot(caption.source)],
        width=WIDTH,
        height=height,
        margin={"l": _SIDE, "r": _SIDE, "t": top, "b": _FOOT},
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        font={"family": _FONTS, "size": 12, "color": _INK},
    )  # fmt: skip
    return {"data": copy.deepcopy(plot["data"]), "layout": layout}


def _foot(source: str) -> dict[str, Any]:
    """Counted from the plot and not from the edge, below two lines of labels."""
    return {
        "text": html.escape(source, quote=False),
        "x": 1, "xref": "paper", "xanchor": "right",
        "y": 0, "yref": "paper", "yanchor": "top", "yshift": -66,
        "showarrow": False,
        "font": {"size": 11, "color": _QUIET},
    }  # fmt: skip


def _wrapped(text: str) -> list[str]:
    """Lines that fit the width; they break between two filters, and else where they must."""
    lines = [""]
    for part in text.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines[-1] else part
        if _size(joined) <= _LONGEST_LINE or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(part)
    return [html.escape(_shortened(each), quote=False) for each in lines]


def _shortened(line: str) -> str:
    while _size(line) > _LONGEST_LINE:
        line = line[:-2] + "…"
    return line


def _size(text: str) -> int:
    return sum(1 if each.isascii() else 2 for each in text)

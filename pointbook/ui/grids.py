"""Grids: one field for each row and column, the deeper the more, and flows from one state to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from pointbook.ui import charts
from pointbook.ui.colours import SERIES
from pointbook.ui.plots import Plot, laid_out, titled

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_ACCENT: Final = "15,115,184"
_FAINTEST: Final = 0.07
_ROW: Final = 34
_MOST_ON_A_PHONE: Final = 6
"""Columns that a phone shows side by side; more of them keep their width, and scroll."""
_WHITE_FROM: Final = 0.55
_INK: Final = {False: "#262730", True: "#e6eaf1"}
_QUIET: Final = "rgba(127,132,140,0.10)"


@dataclass(frozen=True)
class Field:
    """One field: how deep it is (0 to 1, None where there is nothing), what stands in it and on hover."""

    depth: float | None
    text: str = ""
    hover: str = ""
    is_unfinished: bool = False


def show(
    page: Page, name: str, rows: Sequence[str], columns: Sequence[str],
    fields: Sequence[Sequence[Field]], *, title: str, row_title: str = "", column_title: str = "",
) -> tuple[int, int] | None:  # fmt: skip
    """Draw a grid, the first row on top; the row and the column of the field that was pressed just now."""

    def plot(dark: bool) -> Plot:
        return grid(
            rows, columns, fields, title=title, row_title=row_title, column_title=column_title,
            dark=dark,
        )  # fmt: skip

    # The style sheet widens it on a phone, and face.js has the names of the rows stand still.
    frame = "wide_grid" if len(columns) > _MOST_ON_A_PHONE else "grid"
    with st.container(key=f"{frame}_{name}"):
        chosen = charts.chosen_of(charts.draw(page, name, plot, title, is_chosen_from=True))
    # The rows are stacked from below.
    return None if chosen is None else (len(rows) - 1 - chosen[0], chosen[1])


def grid(
    rows: Sequence[str], columns: Sequence[str], fields: Sequence[Sequence[Field]], *, title: str,
    row_title: str, column_title: str, dark: bool,
) -> Plot:  # fmt: skip
    """The plot of a grid: bars of equal height one on the other, since only bars and points can be pressed."""
    data = [_row(columns, fields[place], dark=dark) for place in reversed(range(len(rows)))]
    layout: dict[str, Any] = {
        "title": titled(title),
        "barmode": "stack",
        "bargap": 0.04,
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": {
            "type": "category", "showgrid": False, "tickangle": 0,
            "title": {"text": column_title, "font": {"size": 12}},
        },
        "yaxis": {
            "tickvals": [place + 0.5 for place in range(len(rows))],
            "ticktext": list(reversed(rows)), "range": [0, len(rows)], "showgrid": False,
            "zeroline": False,
            "title": {"text": row_title, "font": {"size": 12}},
        },
    }  # fmt: skip
    return laid_out(data, layout, height=_ROW * len(rows) + 110)


def _row(columns: Sequence[str], fields: Sequence[Field], *, dark: bool) -> dict[str, Any]:
    depths = [0.0 if each.depth is None else each.depth for each in fields]
    return {
        "type": "bar",
        "x": list(columns),
        "y": [1] * len(columns),
        "text": [each.text for each in fields],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {
            "color": ["#ffffff" if each > _WHITE_FROM else _INK[dark] for each in depths], "size": 11,
        },
        "marker": {
            "color": [
                _QUIET if each.depth is None else _colour(each.depth) for each in fields
            ],
            "line": {"width": 1, "color": "rgba(255,255,255,0.6)" if not dark else "rgba(0,0,0,0.35)"},
            "pattern": {
                "shape": ["/" if each.is_unfinished else "" for each in fields],
                "fillmode": "overlay", "size": 6, "solidity": 0.2,
            },
        },
        "customdata": [each.hover for each in fields],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _colour(depth: float) -> str:
    return f"rgba({_ACCENT},{max(_FAINTEST, min(1.0, depth)):.3f})"


def depths(values: Sequence[Sequence[float | None]]) -> list[list[float | None]]:
    """Each value as a share of the largest one."""
    most = max((each or 0 for row in values for each in row), default=0) or 1
    return [[None if each is None else each / most for each in row] for row in values]


def flow(
    page: Page, name: str, before: Sequence[str], after: Sequence[str],
    moved: Sequence[tuple[int, int, int]], *, title: str,
) -> None:  # fmt: skip
    """Bands from states before to states after, as broad as they are customers: (place before, place after, count)."""
    charts.draw(page, name, lambda _: flows(before, after, moved, title=title), title)


def flows(
    before: Sequence[str],
    after: Sequence[str],
    moved: Sequence[tuple[int, int, int]],
    *,
    title: str,
) -> Plot:
    """The plot of flows."""
    colours = [SERIES[place % len(SERIES)] for place in range(max(len(before), len(after), 1))]
    trace = {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": [*before, *after],
            "color": [*colours[: len(before)], *colours[: len(after)]],
            "pad": 14, "thickness": 16, "line": {"width": 0},
            "hovertemplate": "%{label} %{value:,}<extra></extra>",
        },
        "link": {
            "source": [first for first, _, _ in moved],
            "target": [len(before) + second for _, second, _ in moved],
            "value": [count for _, _, count in moved],
            "color": "rgba(127,132,140,0.28)",
            "hovertemplate": "%{source.label} → %{target.label} %{value:,}<extra></extra>",
        },
    }  # fmt: skip
    return laid_out([trace], {"title": titled(title)}, height=360)

"""Charts: movements as bars from zero, balances as a line above them, rankings as bars with direct labels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go
import streamlit as st

from pointbook.texts import figure_text, number_text, period_text, signed_figure_text, signed_text
from pointbook.ui import session
from pointbook.ui.axes import points_axis
from pointbook.ui.colours import COLOURS, SERIES, balance_colour

if TYPE_CHECKING:
    from pointbook.ui.start import Page

_MARGIN: Final = {"l": 8, "r": 12, "t": 32, "b": 8}
_BAR_HEIGHT: Final = 24
_MOST_TICKS: Final = 12
_FEWER_TICKS: Final = 8
_SHORT_NAMES: Final = ("month", "quarter", "year")
_LONG_NAME: Final = 12
_LEGEND: Final = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "xanchor": "left"}


@dataclass(frozen=True)
class Series:
    """One kind of movement over the periods; `colour` names a meaning, else the place decides."""

    label: str
    values: Sequence[float]
    colour: str | None = None


@dataclass(frozen=True)
class Bar:
    """One bar of a list, labelled directly; `text` stands at its end."""

    label: str
    value: float
    colour: str = COLOURS["earned"]


def side_by_side(first: int = 1, second: int = 1) -> tuple[Any, Any]:
    """Two places for charts, one below the other on a narrow screen."""
    left, right = st.columns([first, second], gap="medium")
    return left, right


def period_name(start: date, bucket: str, lang: str) -> str:
    """The full name of a period, as the reader sees it on hover."""
    return period_text(start, bucket, lang)


def period_ticks(starts: Sequence[date], bucket: str, lang: str) -> dict[int, str]:
    """Short names under a chart, the year only where it begins; as many as a telephone has room for."""
    most = _FEWER_TICKS if bucket in _SHORT_NAMES else _MOST_TICKS // 2
    fits = bucket in _SHORT_NAMES and len(starts) <= _MOST_TICKS
    every = 1 if fits else math.ceil(len(starts) / most)
    ticks: dict[int, str] = {}
    shown_year = 0
    for place in range(0, len(starts), every):
        start = starts[place]
        year = f"{start.year}年" if lang == "zh" else str(start.year)
        names = {
            "month": f"{start.month}月" if lang == "zh" else f"{start:%b}",
            "quarter": f"{(start.month - 1) // 3 + 1}季度"
            if lang == "zh"
            else f"Q{(start.month + 2) // 3}",
            "year": year,
        }
        name = names.get(bucket, f"{start:%m-%d}")
        after = starts[place + every] if place + every < len(starts) else start
        # Two years side by side would run into each other.
        crowded = not shown_year and after.year != start.year
        if start.year != shown_year and bucket != "year" and not crowded:
            name += f"<br>{year}"
        shown_year = start.year
        ticks[place] = name
    return ticks


def movements(
    page: Page,
    name: str,
    periods: Sequence[str],
    series: Sequence[Series],
    balance: Sequence[float] | None,
    *,
    ticks: Mapping[int, str],
    unfinished: str | None = None,
) -> None:
    """Stacked bars in and out of zero, the balance line above them on an axis of its own.

    `unfinished` names the last period when it is not over: its bars are hatched.
    """
    figure = go.Figure()
    hatch = [
        "/" if unfinished and place == len(periods) - 1 else "" for place in range(len(periods))
    ]
    for place, each in enumerate(series):
        if not any(each.values):
            continue
        colour = COLOURS.get(each.colour or "", SERIES[place % len(SERIES)])
        figure.add_bar(
            x=list(periods),
            y=list(each.values),
            name=each.label,
            marker={
                "color": colour,
                "line": {"width": 0},
                "pattern": {"shape": hatch, "fillmode": "replace", "size": 6, "solidity": 0.45},
            },
            customdata=[signed_text(value) for value in each.values],
            hovertemplate="%{customdata}",
        )
    ins = [sum(v for s in series if (v := s.values[i]) > 0) for i in range(len(periods))]
    outs = [sum(v for s in series if (v := s.values[i]) < 0) for i in range(len(periods))]
    bars = points_axis(min(outs, default=0), max(ins, default=0), page.lang)
    split = 0.58 if balance is not None else 1.0
    figure.update_layout(
        barmode="relative",
        bargap=0.3,
        yaxis={**bars, "domain": [0, split], "title": None, "zeroline": True, "zerolinewidth": 1},
        legend=_LEGEND,
        hovermode="x unified",
    )
    if balance is not None:
        figure.add_scatter(
            x=list(periods),
            y=list(balance),
            name=page.say("charts.balance_line"),
            mode="lines+markers" if len(periods) < 40 else "lines",
            line={"color": balance_colour(dark=session.is_dark()), "width": 2, "shape": "linear"},
            marker={"size": 5},
            yaxis="y2",
            customdata=[number_text(round(value, 2)) for value in balance],
            hovertemplate="%{customdata}",
        )
        lines = points_axis(min(balance), max(balance), page.lang, from_zero=False, count=3)
        figure.update_layout(yaxis2={**lines, "domain": [split + 0.08, 1], "anchor": "x"})
    figure.update_xaxes(
        type="category",
        tickvals=[periods[place] for place in ticks],
        ticktext=list(ticks.values()),
        tickangle=0,
        showgrid=False,
    )
    _draw(page, name, figure, height=400 if balance is not None else 300)
    if unfinished:
        st.caption(f"▨ {page.say('charts.unfinished', period=unfinished)}")


def bars(page: Page, name: str, items: Sequence[Bar], *, title: str, signed: bool = False) -> None:
    """A list of horizontal bars, the largest first, with their values written at their ends."""
    texts = [
        signed_figure_text(round(each.value, 2), page.lang)
        if signed
        else figure_text(round(each.value, 2), page.lang)
        for each in items
    ]
    places = list(range(len(items)))
    figure = go.Figure(
        go.Bar(
            x=[each.value for each in items],
            y=places,
            orientation="h",
            marker={"color": [each.colour for each in items], "line": {"width": 0}},
            text=texts,
            textposition="outside",
            cliponaxis=False,
            customdata=[[each.label, number_text(round(each.value, 2))] for each in items],
            hovertemplate="%{customdata[0]}  %{customdata[1]}<extra></extra>",
        )
    )
    top = max((each.value for each in items), default=1) or 1
    low = min((each.value for each in items), default=0)
    figure.update_layout(
        title=_title(title),
        xaxis={
            "range": [
                min(low - 0.22 * (top - low), 0) if low < 0 else 0,
                max(top + 0.2 * (top - min(low, 0)), 0),
            ],
            "visible": False,
        },
        yaxis={
            "autorange": "reversed",
            "tickvals": places,
            "ticktext": [_short(each.label) for each in items],
            "showgrid": False,
        },
        bargap=0.35,
        showlegend=False,
    )
    _draw(page, name, figure, height=max(140, _BAR_HEIGHT * len(items) + 56))


def concentration(
    page: Page, name: str, curve: Sequence[tuple[float, float]], top_share: float | None
) -> None:
    """How much of the points the first customers hold, beside the line of equal shares."""
    axis = {"range": [0, 1.02], "tickformat": ".0%", "nticks": 6}
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": COLOURS["expired"], "dash": "dot", "width": 1},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[x for x, _ in curve],
        y=[y for _, y in curve],
        mode="lines",
        line={"color": COLOURS["earned"], "width": 2},
        hovertemplate="%{x:.0%} → %{y:.1%}<extra></extra>",
    )
    figure.add_annotation(
        x=0.6,
        y=0.55,
        xanchor="left",
        text=page.say("charts.equal_line"),
        showarrow=False,
        font={"size": 12, "color": COLOURS["expired"]},
    )
    if top_share is not None:
        told = page.say("charts.top_10_share", share=f"{top_share:.1%}")
        figure.add_scatter(
            x=[0.1],
            y=[top_share],
            mode="markers",
            marker={"color": COLOURS["redeemed"], "size": 9},
            hoverinfo="skip",
        )
        # The corner under the diagonal is the only one that no curve ever crosses.
        figure.add_annotation(
            x=1,
            y=0.07,
            text=f'<span style="color:{COLOURS["redeemed"]}">●</span> {told}',
            xanchor="right",
            showarrow=False,
        )
    figure.update_layout(
        title=_title(page.say("charts.concentration")),
        xaxis={
            **axis,
            "title": {"text": page.say("charts.concentration_axis"), "font": {"size": 12}},
        },
        yaxis={**axis, "title": None},
        showlegend=False,
    )
    _draw(page, name, figure, height=360)


def waterfall(
    page: Page, name: str, opening: float, steps: Mapping[str, float], closing: float
) -> None:
    """From opening to closing, one step for each movement; a zero step is left out."""
    moved = {key: value for key, value in steps.items() if value}
    labels = [
        page.say("figures.opening"),
        *(_in_two_lines(page.say(f"movements.{key}")) for key in moved),
        page.say("figures.closing"),
    ]
    ink = balance_colour(dark=session.is_dark())
    figure = go.Figure()
    floor, bottoms, heights, colours = opening, [0.0], [opening], [ink]
    for key, value in moved.items():
        bottoms.append(min(floor, floor + value))
        heights.append(abs(value))
        colours.append(COLOURS[key])
        floor += value
    bottoms.append(0.0)
    heights.append(closing)
    colours.append(ink)
    texts = [
        figure_text(round(opening, 2), page.lang, brief=True),
        *(signed_figure_text(round(value, 2), page.lang, brief=True) for value in moved.values()),
        figure_text(round(closing, 2), page.lang, brief=True),
    ]
    full = [number_text(round(value, 2)) for value in (opening, *moved.values(), closing)]
    figure.add_bar(
        x=labels, y=heights, base=bottoms, marker={"color": colours}, text=[each.replace(" ", "") for each in texts],
        textposition="outside", textfont={"size": 10}, constraintext="none", cliponaxis=False,
        customdata=full, hovertemplate="%{x} %{customdata}<extra></extra>",
    )  # fmt: skip
    top = max(b + max(h, 0) for b, h in zip(bottoms, heights, strict=True))
    axis = points_axis(min(0, *bottoms), top * 1.08, page.lang)
    figure.update_layout(
        title=_title(page.say("charts.waterfall")), yaxis=axis, showlegend=False, bargap=0.35
    )
    figure.update_xaxes(tickangle=0, showgrid=False)
    _draw(page, name, figure, height=360)


def balance_line(
    page: Page, name: str, days: Sequence[Any], balance: Sequence[float], *, title: str
) -> None:
    """One customer's balance over time, level between two entries."""
    figure = go.Figure(
        go.Scatter(
            x=list(days),
            y=list(balance),
            mode="lines",
            line={"color": COLOURS["earned"], "width": 2, "shape": "hv"},
            customdata=[number_text(round(value, 2)) for value in balance],
            hovertemplate="%{x|%Y-%m-%d}  %{customdata}<extra></extra>",
        )
    )
    axis = points_axis(min(balance, default=0), max(balance, default=1), page.lang)
    figure.update_layout(title=_title(title), yaxis=axis, showlegend=False)
    figure.update_xaxes(
        tickformat="%Y-%m" if page.lang == "en" else "%Y年%-m月", nticks=6, showgrid=False
    )
    _draw(page, name, figure, height=280)


def _short(name: str) -> str:
    """A name that would push the bars off a narrow screen breaks into two lines."""
    if len(name) <= _LONG_NAME:
        return name
    middle = name.rfind(" ", 0, _LONG_NAME + 4)
    cut = middle if middle > 3 else _LONG_NAME
    rest = name[cut:].strip()
    return f"{name[:cut]}<br>{rest if len(rest) <= _LONG_NAME else rest[: _LONG_NAME - 1] + '…'}"


def _in_two_lines(word: str) -> str:
    """扣回/退还 and 初始导入 would run into their neighbours under a bar."""
    if "/" in word:
        return word.replace("/", "/<br>")
    return f"{word[:2]}<br>{word[2:]}" if len(word) == 4 and not word.isascii() else word


def _title(text: str) -> dict[str, Any]:
    return {
        "text": text,
        "font": {"size": 14},
        "x": 0,
        "xanchor": "left",
        "y": 0.99,
        "yanchor": "top",
    }


def _draw(page: Page, name: str, figure: go.Figure, *, height: int) -> None:
    figure.update_layout(height=height, margin=_MARGIN, dragmode=False, separators=".,")
    figure.update_yaxes(automargin=True, fixedrange=True)
    figure.update_xaxes(automargin=True, fixedrange=True)
    st.plotly_chart(
        figure,
        key=f"chart_{name}",
        config={
            "displaylogo": False,
            "locale": "zh-CN" if page.lang == "zh" else "en-US",
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {
                "format": "png",
                "scale": 2,
                "filename": f"{page.name}-{name}",
            },
        },
        alt=name,
    )

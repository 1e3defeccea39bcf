"""Plots: the plain dicts that Plotly draws, collected at once, for every update of a figure checks all of it.

Nobody checks them again before they are drawn: each has its test, where Plotly does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

import polars as pl

from pointbook.texts import figure_text, number_text, say, signed_figure_text, signed_text
from pointbook.ui.axes import points_axis
from pointbook.ui.colours import COLOURS, SERIES, balance_colour

Plot: TypeAlias = dict[str, Any]
"""What Plotly reads: `data`, a list of traces, and `layout`."""

_MARGIN: Final = {"l": 8, "r": 12, "t": 32, "b": 8}
_STILL: Final = {"automargin": True, "fixedrange": True}
LEGEND: Final = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "xanchor": "left"}
_BAR_HEIGHT: Final = 24
_MOST_MARKERS: Final = 40
_SPLIT: Final = 0.58
"""Where the bars end and the line begins, as a share of the height."""
_LONG_NAME: Final = 12
_WIDEST_UPRIGHT: Final = 11
"""In half-widths, of which a Chinese character takes two."""


@dataclass(frozen=True)
class Series:
    """One kind of movement over the periods; `colour` names a meaning, else the place decides."""

    label: str
    values: Sequence[Any]
    colour: str | None = None


@dataclass(frozen=True)
class Bar:
    """One bar of a list, labelled directly; `text` stands at its end."""

    label: str
    value: float
    colour: str = COLOURS["earned"]


def rising(movers: pl.DataFrame) -> list[Bar]:
    """The customers of analysis/movers who gained, by their names."""
    gained = movers.filter(pl.col("change") > 0).select("customer_no", "name", "change")
    return [Bar(name or number, float(change)) for number, name, change in gained.iter_rows()]


def steps(moved: Mapping[str, Decimal], lang: str) -> list[Bar]:
    """A bar for each movement, in its colour."""
    return [
        Bar(say(f"movements.{name}", lang), float(points), COLOURS[name])
        for name, points in moved.items()
    ]


def movements(
    periods: Sequence[str],
    series: Sequence[Series],
    balance: Sequence[float],
    *,
    ticks: Mapping[int, str],
    unfinished: bool,
    lang: str,
    dark: bool,
    average: Series | None = None,
    is_chosen_from: bool = False,
) -> Plot:
    """Stacked bars in and out of zero, the balance line above them on an axis of its own.

    The last bar is hatched and named while it is `unfinished`; a line of `average` lies over the bars. Where bars are
    chosen, each tells its own name on hover: together they would not say which one was meant.
    """
    names = list(periods)
    hatch = [""] * len(names)
    if unfinished:
        hatch[-1] = "/"
    layout = {
        "barmode": "relative",
        "bargap": 0.3,
        "xaxis": _period_axis(names, ticks),
        "yaxis": {
            **_stacked_axis(series, len(names), lang),
            "domain": [0, _SPLIT],
            "zeroline": True,
            "zerolinewidth": 1,
        },
        "yaxis2": {
            **points_axis(min(balance), max(balance), lang, from_zero=False, count=3),
            "domain": [_SPLIT + 0.08, 1],
            "anchor": "x",
        },
        "legend": LEGEND,
        "hovermode": "closest" if is_chosen_from else "x unified",
        **({"annotations": [_not_over(names[-1], lang)]} if unfinished else {}),
    }
    data = [
        *(_bars_of(place, series[place], names, hatch) for place in moved(series)),
        *([] if average is None else [_average_over(names, average, dark=dark)]),
        _balance_above(names, balance, lang, dark=dark),
    ]
    if is_chosen_from:
        for trace in data:
            trace["hovertemplate"] = "%{x}<br>%{fullData.name} %{customdata}<extra></extra>"
    return laid_out(data, layout, height=400)


def moved(series: Sequence[Series]) -> list[int]:
    """The places of the series that are drawn: one without a value is left out."""
    return [place for place, each in enumerate(series) if any(each.values)]


def _not_over(period: str, lang: str) -> dict[str, Any]:
    """未完 over the bars of a period that is not over."""
    return {
        "x": period,
        "y": _SPLIT,
        "yref": "paper",
        "yanchor": "bottom",
        "text": say("charts.not_over", lang),
        "showarrow": False,
        "font": {"size": 11, "color": COLOURS["other"]},
    }


def _average_over(periods: list[str], average: Series, *, dark: bool) -> dict[str, Any]:
    known = [each for each in average.values if each is not None]
    return {
        "type": "scatter",
        "x": periods,
        "y": list(average.values),
        "name": average.label,
        "mode": "lines+markers" if len(known) < 2 else "lines",
        "line": {"color": balance_colour(dark=dark), "width": 2, "dash": "dot"},
        "customdata": ["" if v is None else signed_text(round(v, 2)) for v in average.values],
        "hovertemplate": "%{customdata}",
    }


def _period_axis(names: list[str], ticks: Mapping[int, str]) -> dict[str, Any]:
    return {
        "type": "category",
        "tickvals": [names[place] for place in ticks],
        "ticktext": list(ticks.values()),
        "tickangle": 0,
        "showgrid": False,
    }


def _bars_of(place: int, series: Series, periods: list[str], hatch: list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": periods,
        "y": list(series.values),
        "name": series.label,
        "marker": {
            "color": COLOURS.get(series.colour or "", SERIES[place % len(SERIES)]),
            "line": {"width": 0},
            "pattern": {"shape": hatch, "fillmode": "replace", "size": 6, "solidity": 0.45},
        },
        "customdata": [signed_text(value) for value in series.values],
        "hovertemplate": "%{customdata}",
    }


def _stacked_axis(series: Sequence[Series], periods: int, lang: str) -> dict[str, Any]:
    """An axis for the highest and the lowest stack of any period."""
    stacks = [[each.values[place] for each in series] for place in range(periods)]
    highest = max((sum(value for value in stack if value > 0) for stack in stacks), default=0)
    lowest = min((sum(value for value in stack if value < 0) for stack in stacks), default=0)
    return points_axis(lowest, highest, lang)


def _balance_above(
    periods: list[str], balance: Sequence[float], lang: str, *, dark: bool
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": periods,
        "y": list(balance),
        "name": say("charts.balance_line", lang),
        "mode": "lines+markers" if len(periods) < _MOST_MARKERS else "lines",
        "line": {"color": balance_colour(dark=dark), "width": 2, "shape": "linear"},
        "marker": {"size": 5},
        "yaxis": "y2",
        "customdata": _in_full(balance),
        "hovertemplate": "%{customdata}",
    }


def stacks(
    periods: Sequence[str],
    series: Sequence[Series],
    *,
    ticks: Mapping[int, str],
    title: str,
    lang: str,
    unfinished: bool = False,
) -> Plot:
    """Vertical bars from zero, one on the other; a series without a value is left out."""
    names = list(periods)
    hatch = [""] * len(names)
    if unfinished:
        hatch[-1] = "/"
    data = [_bars_of(place, series[place], names, hatch) for place in moved(series)]
    layout = {
        "title": titled(title),
        "barmode": "relative",
        "bargap": 0.3,
        "xaxis": _period_axis(names, ticks),
        "yaxis": _stacked_axis(series, len(names), lang),
        "legend": {**LEGEND, "y": -0.18, "yanchor": "top"},
        "showlegend": len(data) > 1,
        "hovermode": "x unified" if len(data) > 1 else "closest",
    }
    return laid_out(data, layout, height=320)


def bars(items: Sequence[Bar], *, title: str, signed: bool, lang: str) -> Plot:
    """A list of horizontal bars with their values written at their ends."""
    write = signed_figure_text if signed else figure_text
    places = list(range(len(items)))
    values = [each.value for each in items]
    full = [[each.label, text] for each, text in zip(items, _in_full(values), strict=True)]
    top = max(values, default=1) or 1
    low = min(values, default=0)
    start = min(low - 0.22 * (top - low), 0) if low < 0 else 0
    trace = {
        "type": "bar",
        "x": values,
        "y": places,
        "orientation": "h",
        "marker": {"color": [each.colour for each in items], "line": {"width": 0}},
        "text": [write(round(value, 2), lang) for value in values],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": full,
        "hovertemplate": "%{customdata[0]}  %{customdata[1]}<extra></extra>",
    }
    layout = {
        "title": titled(title),
        "xaxis": {"range": [start, max(top + 0.2 * (top - min(low, 0)), 0)], "visible": False},
        "yaxis": {
            "autorange": "reversed",
            "tickvals": places,
            "ticktext": [_short(each.label) for each in items],
            "showgrid": False,
        },
        "bargap": 0.35,
        "showlegend": False,
    }
    return laid_out([trace], layout, height=max(140, _BAR_HEIGHT * len(items) + 56))


def waterfall(
    opening: float, steps: Sequence[Bar], closing: float, *, lang: str, dark: bool
) -> Plot:
    """From opening to closing, one bar for each step between them."""
    bottoms, floor = [], opening
    for each in steps:
        bottoms.append(min(floor, floor + each.value))
        floor += each.value
    values = [each.value for each in steps]
    ends = [figure_text(round(each, 2), lang, brief=True) for each in (opening, closing)]
    written = [signed_figure_text(round(each, 2), lang, brief=True) for each in values]
    heights = [opening, *(abs(each) for each in values), closing]
    bases = [0.0, *bottoms, 0.0]
    ink = balance_colour(dark=dark)
    names = [
        say("figures.opening", lang),
        *(each.label for each in steps),
        say("figures.closing", lang),
    ]
    full = [
        number_text(round(opening, 2)),
        *map(signed_text, values),
        number_text(round(closing, 2)),
    ]
    places = list(range(len(heights)))
    # Names of groups are longer than those of movements: upright, they would run into each other.
    slanted = any(_half_widths(each) > _WIDEST_UPRIGHT for each in names)
    trace = {
        "type": "bar",
        "x": places,
        "y": heights,
        "base": bases,
        "marker": {"color": [ink, *(each.colour for each in steps), ink]},
        "text": [each.replace(" ", "") for each in (ends[0], *written, ends[1])],
        "textposition": "outside",
        "textfont": {"size": 10},
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [list(each) for each in zip(names, full, strict=True)],
        "hovertemplate": "%{customdata[0]} %{customdata[1]}<extra></extra>",
    }
    top = max(base + max(height, 0) for base, height in zip(bases, heights, strict=True))
    layout = {
        "title": titled(say("charts.waterfall", lang)),
        "xaxis": {
            "tickvals": places,
            "ticktext": [_one_line(each) if slanted else _in_two_lines(each) for each in names],
            "tickangle": -40 if slanted else 0,
            "showgrid": False,
        },
        "yaxis": points_axis(min(bases), top * 1.08, lang),
        "showlegend": False,
        "bargap": 0.35,
    }
    return laid_out([trace], layout, height=360)


def balance_line(days: Sequence[date], balance: Sequence[float], *, title: str, lang: str) -> Plot:
    """One customer's balance over time, level between two entries."""
    trace = {
        "type": "scatter",
        "x": list(days),
        "y": list(balance),
        "mode": "lines",
        "line": {"color": COLOURS["earned"], "width": 2, "shape": "hv"},
        "cliponaxis": False,
        "customdata": _in_full(balance),
        "hovertemplate": "%{x|%Y-%m-%d}  %{customdata}<extra></extra>",
    }
    months = "%Y-%m" if lang == "en" else "%Y年%-m月"
    layout = {
        "title": titled(title),
        "xaxis": {"tickformat": months, "nticks": 6, "showgrid": False},
        "yaxis": points_axis(min(balance, default=0), max(balance, default=1), lang),
        "showlegend": False,
    }
    return laid_out([trace], layout, height=280)


def laid_out(data: list[dict[str, Any]], layout: dict[str, Any], *, height: int) -> Plot:
    """What every plot has in common: its margins, and axes that nobody drags."""
    axes = {name: {**axis, **_STILL} for name, axis in layout.items() if "axis" in name}
    common = {"height": height, "margin": _MARGIN, "dragmode": False, "separators": ".,"}
    return {"data": data, "layout": {**layout, **axes, **common}}


def _in_full(values: Sequence[float]) -> list[str]:
    return [number_text(round(value, 2)) for value in values]


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


def _half_widths(word: str) -> int:
    return sum(1 if each.isascii() else 2 for each in word)


def _one_line(word: str) -> str:
    return word if len(word) <= _LONG_NAME else f"{word[: _LONG_NAME - 1]}…"


def titled(text: str) -> dict[str, Any]:
    """A title as every plot has it."""
    return {
        "text": text,
        "font": {"size": 14},
        "x": 0,
        "xanchor": "left",
        "y": 0.99,
        "yanchor": "top",
    }

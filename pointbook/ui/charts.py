"""Charts: movements as bars from zero, balances as a line above them, rankings as bars with direct labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go
import streamlit as st

from pointbook.texts import period_text
from pointbook.ui import chart_files, plots, session
from pointbook.ui.plots import Bar, Plot, Series

if TYPE_CHECKING:
    from pointbook.ui.start import Page

__all__ = ["Bar", "Series"]

_MOST_TICKS: Final = 12
_FEWER_TICKS: Final = 8
_SHORT_NAMES: Final = ("month", "quarter", "year")


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
    balance: Sequence[float],
    *,
    ticks: Mapping[int, str],
    unfinished: str | None = None,
) -> None:
    """Stacked bars in and out of zero, the balance line above them on an axis of its own.

    `unfinished` names the last period when it is not over: its bars are hatched.
    """

    def plot(dark: bool) -> Plot:
        return plots.movements(
            periods, series, balance, ticks=ticks, unfinished=unfinished is not None,
            lang=page.lang, dark=dark,
        )  # fmt: skip

    _draw(page, name, plot, page.say("charts.movements"))
    if unfinished:
        st.caption(f"▨ {page.say('charts.unfinished', period=unfinished)}")


def bars(page: Page, name: str, items: Sequence[Bar], *, title: str, signed: bool = False) -> None:
    """A list of horizontal bars, the largest first, with their values written at their ends."""
    _draw(
        page, name, lambda _: plots.bars(items, title=title, signed=signed, lang=page.lang), title
    )


def stacks(
    page: Page,
    name: str,
    periods: Sequence[str],
    series: Sequence[Series],
    *,
    ticks: Mapping[int, str],
    title: str,
) -> int | None:
    """Vertical bars, one on the other; the place of the bar that the visitor chose just now."""
    event = _draw(
        page, name, lambda _: plots.stacks(periods, series, ticks=ticks, title=title, lang=page.lang),
        title, is_chosen_from=True,
    )  # fmt: skip
    points = event["selection"]["points"] if event else []
    return int(points[0]["point_index"]) if points else None


def concentration(
    page: Page, name: str, curve: Sequence[tuple[float, float]], top_share: float | None
) -> None:
    """How much of the points the first customers hold, beside the line of equal shares."""
    title = page.say("charts.concentration")
    _draw(page, name, lambda _: plots.concentration(curve, top_share, lang=page.lang), title)


def waterfall(
    page: Page, name: str, opening: float, steps: Mapping[str, float], closing: float
) -> None:
    """From opening to closing, one step for each movement; a zero step is left out."""

    def plot(dark: bool) -> Plot:
        return plots.waterfall(opening, steps, closing, lang=page.lang, dark=dark)

    _draw(page, name, plot, page.say("charts.waterfall"))


def balance_line(
    page: Page, name: str, days: Sequence[date], balance: Sequence[float], *, title: str
) -> None:
    """One customer's balance over time, level between two entries."""
    _draw(
        page, name, lambda _: plots.balance_line(days, balance, title=title, lang=page.lang), title
    )


def _draw(
    page: Page, name: str, plot: Callable[[bool], Plot], title: str, *, is_chosen_from: bool = False
) -> Any:
    """The chart in the reader's theme, and below it the menu to take it along; `plot` is told whether it is dark.

    What the visitor chose in it, where it can be chosen from.
    """
    # A test holds every plot valid; to check each one again costs more than all the rest of it.
    figure = go.Figure(plot(session.is_dark()), _validate=False)
    locale = "zh-CN" if page.lang == "zh" else "en-US"
    event = st.plotly_chart(
        figure, key=f"chart_{name}", config={"displayModeBar": False, "locale": locale}, alt=name,
        on_select="rerun" if is_chosen_from else "ignore", selection_mode="points",
    )  # fmt: skip
    chart_files.menu(page, name, title, lambda: plot(False))
    return event

"""Charts: movements as bars from zero, balances as a line above them, rankings as bars with direct labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from pointbook.ui import chart_files, plots, plots_spread, session
from pointbook.ui.period_axis import period_name, period_ticks
from pointbook.ui.plots import Bar, Plot, Series
from pointbook.ui.plots_spread import Slope

if TYPE_CHECKING:
    from pointbook.ui.start import Page

__all__ = ["Bar", "Series", "Slope", "period_name", "period_ticks"]


def side_by_side(first: int = 1, second: int = 1) -> tuple[Any, Any]:
    """Two places for charts, one below the other on a narrow screen."""
    left, right = st.columns([first, second], gap="medium")
    return left, right


def movements(
    page: Page,
    name: str,
    periods: Sequence[str],
    series: Sequence[Series],
    balance: Sequence[float],
    *,
    ticks: Mapping[int, str],
    unfinished: str | None = None,
    average: Series | None = None,
    is_chosen_from: bool = False,
) -> tuple[int, int] | None:
    """Stacked bars in and out of zero, the balance line above them on an axis of its own.

    `unfinished` names the last period when it is not over: its bars are hatched. The places of the series and of the
    period that the visitor chose just now, where `is_chosen_from`.
    """

    def plot(dark: bool) -> Plot:
        return plots.movements(
            periods, series, balance, ticks=ticks, unfinished=unfinished is not None,
            lang=page.lang, dark=dark, average=average, is_chosen_from=is_chosen_from,
        )  # fmt: skip

    event = draw(page, name, plot, page.say("charts.movements"), is_chosen_from=is_chosen_from)
    if unfinished:
        st.caption(f"▨ {page.say('charts.unfinished', period=unfinished)}")
    drawn = plots.moved(series)
    chosen = chosen_of(event)
    # The lines come after the bars, and open nothing.
    return (drawn[chosen[0]], chosen[1]) if chosen and chosen[0] < len(drawn) else None


def chosen_of(event: Any) -> tuple[int, int] | None:
    """The trace and the place in it that the visitor chose just now."""
    points = event["selection"]["points"] if event else []
    return (int(points[0]["curve_number"]), int(points[0]["point_index"])) if points else None


def bars(
    page: Page, name: str, items: Sequence[Bar], *, title: str, signed: bool = False,
    is_chosen_from: bool = False,
) -> int | None:  # fmt: skip
    """A list of horizontal bars, the largest first, with their values at their ends; the place of the chosen one."""
    event = draw(
        page, name, lambda _: plots.bars(items, title=title, signed=signed, lang=page.lang), title,
        is_chosen_from=is_chosen_from,
    )  # fmt: skip
    chosen = chosen_of(event)
    return None if chosen is None else chosen[1]


def stacks(
    page: Page,
    name: str,
    periods: Sequence[str],
    series: Sequence[Series],
    *,
    ticks: Mapping[int, str],
    title: str,
    unfinished: str | None = None,
) -> int | None:
    """Vertical bars, one on the other; the place of the bar that the visitor chose just now.

    `unfinished` names the last period when it is not over: its bars are hatched.
    """

    def plot(_: bool) -> Plot:
        return plots.stacks(
            periods, series, ticks=ticks, title=title, lang=page.lang,
            unfinished=unfinished is not None,
        )  # fmt: skip

    event = draw(page, name, plot, title, is_chosen_from=True)
    if unfinished:
        st.caption(f"▨ {page.say('charts.unfinished', period=unfinished)}")
    chosen = chosen_of(event)
    return None if chosen is None else chosen[1]


def concentration(
    page: Page, name: str, curve: Sequence[tuple[float, float]], top_share: float | None
) -> None:
    """How much of the points the first customers hold, beside the line of equal shares."""
    title = page.say("charts.concentration")
    draw(page, name, lambda _: plots_spread.concentration(curve, top_share, lang=page.lang), title)


def slopes(
    page: Page, name: str, items: Sequence[Slope], ends: tuple[str, str], *, title: str
) -> None:
    """Lines from the ranks of one period to those of another."""
    draw(page, name, lambda _: plots_spread.slopes(items, ends, title=title, lang=page.lang), title)


def waterfall(
    page: Page, name: str, opening: float, steps: Sequence[Bar], closing: float
) -> int | None:
    """From opening to closing, one bar for each step; the place of the step that the visitor chose just now."""

    def plot(dark: bool) -> Plot:
        return plots.waterfall(opening, steps, closing, lang=page.lang, dark=dark)

    chosen = chosen_of(draw(page, name, plot, page.say("charts.waterfall"), is_chosen_from=True))
    return chosen[1] - 1 if chosen and 0 < chosen[1] <= len(steps) else None


def balance_line(
    page: Page, name: str, days: Sequence[date], balance: Sequence[float], *, title: str
) -> None:
    """One customer's balance over time, level between two entries."""
    draw(
        page, name, lambda _: plots.balance_line(days, balance, title=title, lang=page.lang), title
    )


def draw(
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
    return event if is_chosen_from else None

"""Plots are plain dicts: each is a figure that Plotly accepts, and says what the charts promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import plotly.graph_objects as go
import pytest

from pointbook.ui import plots, plots_spread
from pointbook.ui.colours import BALANCE, COLOURS
from pointbook.ui.lot_plot import LotBar, Use, lot_plot
from pointbook.ui.plots import Bar, Plot, Series
from pointbook.ui.plots_spread import Slope

PERIODS = ("2026年1月", "2026年2月", "2026年3月")
SERIES = (
    Series("发放", (120.0, 80.0, 10.5), "earned"),
    Series("消耗", (-20.0, -30.0, 0.0), "redeemed"),
    Series("清零", (0.0, 0.0, 0.0), "cleared"),
    Series("其他门店", (5.0, 0.0, -5.0)),
)


def movements(*, unfinished: bool = False, dark: bool = False, average: bool = False) -> Plot:
    return plots.movements(
        PERIODS, SERIES, (105.0, 155.0, 160.5), ticks={0: "1月", 2: "3月"}, unfinished=unfinished,
        lang="zh", dark=dark, is_chosen_from=average,
        average=Series("移动平均", (None, 52.5, None)) if average else None,
    )  # fmt: skip


def bars(*items: Bar) -> Plot:
    return plots.bars(items, title="前 2 名", signed=True, lang="zh")


def waterfall() -> Plot:
    steps = (Bar("发放", 90.0), Bar("扣回/退还", -40.0, COLOURS["reversed"]))
    return plots.waterfall(100.0, steps, 150.0, lang="zh", dark=False)


DAY = datetime(2026, 1, 5, 10)
LOTS = (
    LotBar("2026-01-05", DAY, DAY + timedelta(days=90), "500，剩 300", "购物", True,
           (Use(DAY + timedelta(days=9), "redeemed", "消耗", -200.0), Use(DAY, "reversed", "退还", 0.5))),
    LotBar("2026-01-05", DAY, DAY, "5，用完", "签到", False, ()),
)  # fmt: skip


def slopes() -> Plot:
    items = (Slope("曾小贤", 3, 1), Slope("胡一菲", None, 2), Slope("单雄信", 1, 2))
    return plots_spread.slopes(items, ("对比期", "本期"), title="名次变化", lang="zh")


PLOTS: dict[str, Callable[[], Plot]] = {
    "movements": lambda: movements(unfinished=True),
    "averaged": lambda: movements(average=True),
    "bars": lambda: bars(Bar("曾小贤", 12_345.0), Bar("胡一菲", -5.5, COLOURS["redeemed"])),
    "no bars": bars,
    "concentration": lambda: plots_spread.concentration([(0.0, 0.0), (1.0, 1.0)], 0.4, lang="zh"),
    "no share": lambda: plots_spread.concentration([(0.0, 0.0), (1.0, 1.0)], None, lang="en"),
    "waterfall": waterfall,
    "lots": lambda: lot_plot(LOTS, title="每一批积分的去向", lang="zh"),
    "one lot of a moment": lambda: lot_plot([LOTS[1]], title="批次", lang="en"),
    "slopes": slopes,
    "balance": lambda: plots.balance_line(
        [date(2026, 1, 1), date(2026, 2, 3)], [10.0, 0.25], title="积分余额", lang="en"
    ),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_valid_figure_with_nothing_lost(name: str) -> None:
    plot = PLOTS[name]()
    accepted = go.Figure(plot).to_dict()
    assert accepted["data"] == plot["data"]
    assert {key: accepted["layout"][key] for key in plot["layout"]} == plot["layout"]


@pytest.mark.parametrize("name", PLOTS)
def test_nobody_drags_an_axis_and_every_label_has_room(name: str) -> None:
    layout = PLOTS[name]()["layout"]
    axes = [layout[each] for each in layout if "axis" in each]
    assert len(axes) >= 2
    assert all(axis["fixedrange"] and axis["automargin"] for axis in axes)


def test_only_the_last_period_is_hatched_and_only_while_it_lasts() -> None:
    def hatches(plot: Plot) -> set[tuple[str, ...]]:
        return {
            tuple(trace["marker"]["pattern"]["shape"])
            for trace in plot["data"]
            if trace["type"] == "bar"
        }

    assert hatches(movements(unfinished=True)) == {("", "", "/")}
    assert hatches(movements()) == {("", "", "")}
    (note,) = movements(unfinished=True)["layout"]["annotations"]
    assert (note["x"], note["text"]) == (PERIODS[-1], "未完")
    assert "annotations" not in movements()["layout"]


def test_what_never_moved_is_not_drawn_and_a_meaning_keeps_its_colour() -> None:
    drawn = {each["name"]: each for each in movements()["data"] if each["type"] == "bar"}
    assert list(drawn) == ["发放", "消耗", "其他门店"]
    assert drawn["消耗"]["marker"]["color"] == COLOURS["redeemed"]
    assert drawn["消耗"]["customdata"] == ["−20", "−30", "0"]


def test_the_balance_line_is_ink_on_paper_and_chalk_on_slate() -> None:
    for dark, colour in ((False, BALANCE["light"]), (True, BALANCE["dark"])):
        assert movements(dark=dark)["data"][-1]["line"]["color"] == colour


def test_the_stacks_fit_their_axis() -> None:
    low, high = movements()["layout"]["yaxis"]["range"]
    assert low <= -30
    assert high >= 125


def test_a_waterfall_walks_from_opening_to_closing() -> None:
    (trace,) = waterfall()["data"]
    assert trace["base"] == [0.0, 100.0, 150.0, 0.0]
    assert trace["y"] == [100.0, 90.0, 40.0, 150.0]
    assert trace["text"] == ["100", "+90", "−40", "150"]
    assert trace["customdata"][2] == ["扣回/退还", "−40"]
    assert waterfall()["layout"]["xaxis"]["ticktext"] == ["期初", "发放", "扣回/<br>退还", "期末"]


def test_a_moving_average_is_a_line_over_the_bars_without_what_is_unknown() -> None:
    *bars, average, _ = movements(average=True)["data"]
    assert {each["type"] for each in bars} == {"bar"}
    assert (average["type"], average["y"]) == ("scatter", [None, 52.5, None])
    assert average["customdata"] == ["", "+52.50", ""]


def test_where_bars_are_chosen_each_says_its_own_name() -> None:
    assert movements(average=True)["layout"]["hovermode"] == "closest"
    assert movements()["layout"]["hovermode"] == "x unified"


def test_slopes_lead_from_rank_to_rank_and_rise_where_somebody_rose() -> None:
    lines = slopes()["data"]
    # A rank beyond those shown and none at all stand below, those who share a rank a little apart.
    assert [each["y"] for each in lines] == [[3, 1], [4, 2], [1, 2.75]]
    assert [each["text"] for each in lines] == [
        ["3", "1  曾小贤"], ["新", "2  胡一菲"], ["1", "2  单雄信"],
    ]  # fmt: skip
    assert [each["line"]["dash"] for each in lines] == ["solid", "dot", "solid"]
    assert lines[2]["line"]["color"] == COLOURS["redeemed"]


def test_long_names_of_groups_stand_slanted_under_a_waterfall() -> None:
    assert waterfall()["layout"]["xaxis"]["tickangle"] == 0
    steps = (Bar("上海南京西路步行街旗舰店", 5.0), Bar("Transferred", 2.0))
    axis = plots.waterfall(1.0, steps, 8.0, lang="zh", dark=False)["layout"]["xaxis"]
    assert axis["tickangle"] == -40
    assert axis["ticktext"][1:3] == ["上海南京西路步行街旗舰店", "Transferred"]

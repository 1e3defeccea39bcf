"""积分增长 by groups: the series of a chart, where points came from and went, who contributed how much."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.analysis import Comparison, CustomerRange, Growth, Split
from pointbook.ledger.entries import CREDITS, DEBITS
from pointbook.texts import word
from pointbook.ui import charts, feedback, growth_rows, sums, tables
from pointbook.ui.charts import Bar, Series
from pointbook.ui.colours import COLOURS, KIND_MEANING, SERIES
from pointbook.ui.start import Page

_MOST_GROUPS: Final = 7
_MOST_BARS: Final = 12
_WORDS: Final = {"reason": "reasons", "kind": "kinds", "arrival": "arrivals"}
_COLUMNS: Final = (
    "group", "points_in", "points_out", "net", "net_share", "compare_net", "change",
)  # fmt: skip


def words(by: Split) -> dict[str, str]:
    """The section of texts with the words of the groups, where they are codes."""
    return {"group": _WORDS[by]} if by in _WORDS else {}


def label(page: Page, by: Split | None, group: str | None) -> str:
    """A group as it reads; entries and customers may lack what is split by."""
    return word(_WORDS.get(by or "", "none"), group or "", page.lang) or page.say("bare.none")


def without_blanks(page: Page, groups: pl.DataFrame) -> pl.DataFrame:
    """Groups as a table reads them: those that lack what is split by are called as in the charts."""
    return groups.with_columns(pl.col("group").fill_null(page.say("bare.none")))


def named(page: Page, by: Split | None, groups: pl.DataFrame) -> list[str | None]:
    """The groups that moved most, which have series of their own."""
    size = (
        groups.group_by("group")
        .agg(pl.col("net").abs().sum())
        .sort("net", "group", descending=[True, False], nulls_last=True)
    )
    return list(size["group"].head(_MOST_GROUPS))


def series(
    page: Page, by: Split | None, groups: pl.DataFrame, chosen: list[str | None]
) -> list[Series]:
    """The net change of each chosen group by bucket, that of the others together."""
    is_chosen = pl.col("group").is_in(chosen, nulls_equal=True)

    def values(which: pl.Expr) -> list[float]:
        moved = groups.group_by("bucket_start").agg(pl.col("net").filter(which).sum())
        return [float(each) for each in moved.sort("bucket_start")["net"]]

    found = [
        Series(
            label(page, by, each),
            values(pl.col("group").eq_missing(pl.lit(each, pl.String))),
            KIND_MEANING.get(each or "") if by == "kind" else None,
        )
        for each in chosen
    ]
    rest = groups["group"].n_unique() - len(chosen)
    if rest:
        found.append(Series(page.say("charts.others", count=rest), values(~is_chosen), "other"))
    return found


def show_way(
    page: Page, by: Split | None, customers: CustomerRange, answer: Growth,
    ends: tuple[float, float],
) -> None:  # fmt: skip
    """From opening to closing by the groups that moved most; a step opens its entries."""
    assert answer.contributions is not None
    moved = answer.contributions.filter(pl.col("net") != 0)
    order = moved.sort(pl.col("net").abs(), descending=True).head(_MOST_GROUPS)
    shown = order.sort("net", descending=True)
    rest = sum(moved["net"], Decimal(0)) - sum(shown["net"], Decimal(0))
    steps = [
        Bar(label(page, by, group), float(net), _colour(by, group, place))
        for place, (group, net) in enumerate(shown.select("group", "net").iter_rows())
    ]
    if moved.height > shown.height:
        others = page.say("charts.others", count=moved.height - shown.height)
        steps.append(Bar(others, float(rest), COLOURS["other"]))
    chosen = charts.waterfall(page, "waterfall", ends[0], steps, ends[1])
    if chosen is not None:
        group = shown["group"][chosen] if chosen < shown.height else None
        growth_rows.open_rows(page, customers, answer.period, by=by, group=group)


def _colour(by: Split | None, group: str | None, place: int) -> str:
    meaning = KIND_MEANING.get(group or "") if by == "kind" else None
    return COLOURS[meaning] if meaning else SERIES[place % len(SERIES)]


def show_sources(page: Page, by: Split | None, customers: CustomerRange, answer: Growth) -> None:
    """Where the points came from, and where they went, by the groups of a split."""
    if answer.contributions is None:
        return
    left, right = charts.side_by_side()
    ways = (
        (left, "points_in", "earned", CREDITS),
        (right, "points_out", "redeemed", DEBITS),
    )
    for place, name, colour, kinds in ways:
        size = pl.col(name).abs()
        shown = answer.contributions.filter(size != 0).sort(size, descending=True).head(_MOST_BARS)
        if shown.is_empty():
            continue
        items = [
            Bar(label(page, by, group), abs(float(points)), COLOURS[colour])
            for group, points in shown.select("group", name).iter_rows()
        ]
        with place:
            chosen = charts.bars(
                page, name, items, title=page.say(f"charts.{name}"), is_chosen_from=True
            )
        if chosen is not None:
            growth_rows.open_rows(
                page, customers, answer.period, kinds=kinds, by=by, group=shown["group"][chosen]
            )


def show_contributions(page: Page, by: Split, compare: Comparison, answer: Growth) -> None:
    """Who contributed how much of the growth, against the compared period; the groups add up to the whole."""
    assert answer.contributions is not None
    rows = answer.contributions.rename({"share": "net_share", "compare_value": "compare_net"})
    tables.heading(page.say("growth.contributions", what=page.say(f"splits.{by}")))
    tables.show(
        page, "growth_contributions", without_blanks(page, rows), _COLUMNS, words=words(by),
        title=page.say("growth.contributions", what=page.say(f"splits.{by}")),
    )  # fmt: skip
    days = answer.against[0 if compare == "previous" else 1]
    feedback.note(page.say("growth.contributions_told", since=days.since, until=days.until))
    sums.proof(
        page,
        (
            (page.say("figures.points_in"), sum(rows["points_in"], Decimal(0))),
            (page.say("charts.points_out"), sum(rows["points_out"], Decimal(0))),
        ),
        (page.say("movements.net"), answer.totals.net),
    )

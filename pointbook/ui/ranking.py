"""积分排名: who stands where by a measure, and how that compares with the period before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pointbook.analysis import MEASURES, CustomerRange, Measure, Ranking, ranking
from pointbook.periods import Period
from pointbook.texts import number_text
from pointbook.ui import charts, counted, feedback, filters, navigation, tables
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Amount, Figure, Shape, row
from pointbook.ui.start import Page

TOPS: Final = (20, 50, 100, 200, 500, 1000)
_CHARTED: Final = 20
_COLUMNS: Final = (
    "rank", "rank_change", "customer_no", "name", "tier", "store",
    "value", "share", "previous_value", "change",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    measure: Measure
    period: Period
    top: int
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        measure = (
            filters.choice(page, "measure", MEASURES, words="measures", default="earned", width=112)
            or "earned"
        )
        period = filters.period(page, "last_month")
        customers = filters.customer_range(page, ("tier", "store", "counted"))
        top = filters.top(page, TOPS, 100)
        with filters.more(page, "segment", "region", "department", "tag", "status"):
            customers |= filters.customer_range(
                page, ("segment", "region", "department", "tag", "status")
            )
    return Wish(measure, period, top, CustomerRange(**customers))


def ask(page: Page, wish: Wish) -> Ranking:
    """The first of the ranking, with how the points are spread, now and in the period before."""
    return ranking(
        page.book,
        wish.measure,
        wish.period,
        limit=wish.top,
        customers=wish.customers,
        actor=page.reader,
    )


def show_nothing(page: Page) -> None:
    """Nobody takes part; what is counted may be why."""
    feedback.nothing_here(page, "ranking")
    counted.note(page)


def show_figures(page: Page, answer: Ranking) -> None:
    """Who takes part, how much it is, and how it is spread."""
    now, before = answer.spread, answer.previous
    row(
        page,
        (
            _compared("taking_part", now.participants, before.participants, "count"),
            _compared("total", now.total, before.total, "points"),
            _compared("median", now.median, before.median, "points"),
            _compared("top_share", now.top_share, before.top_share, "percent"),
            Figure("new_in_list", answer.newcomers, "count"),
        ),
    )
    counted.note(page)


def _compared(name: str, now: Amount | None, before: Amount | None, shape: Shape) -> Figure:
    return Figure(name, now, shape, (("against_previous", before),))


def show_charts(page: Page, wish: Wish, answer: Ranking) -> None:
    """The first of them as bars, and how concentrated the points are."""
    first = answer.rows.head(_CHARTED)
    colour = COLOURS["redeemed" if wish.measure == "redeemed" else "earned"]
    items = [
        Bar(name or number, float(value), colour)
        for number, name, value in first.select("customer_no", "name", "value").iter_rows()
    ]
    left, right = charts.side_by_side()
    with left:
        charts.bars(page, "top", items, title=page.say("charts.top", n=len(items)))
    total = answer.spread.total
    if total > 0:
        # The place of a step is that of its last customer: with few of them per cents are uneven.
        points = answer.curve.unique("customers", maintain_order=True).select(
            pl.col("customers") / pl.col("participants"),
            pl.col("held").cast(pl.Float64) / float(total),
        )
        curve = [(0.0, 0.0), *points.iter_rows()]
        share = answer.spread.top_share
        with right:
            charts.concentration(
                page, "concentration", curve, None if share is None else float(share)
            )


def show_table(page: Page, answer: Ranking) -> None:
    """The list itself; a chosen row leads to the customer."""
    rows = answer.rows.with_columns(rank_change=_movement(page))
    chosen = tables.show(page, "ranking", rows, _COLUMNS, pinned=1, selectable=True)
    if chosen:
        navigation.go("profile", customer=str(chosen["customer_no"]))
    feedback.note(page.say("tables.select_customer"))


def _movement(page: Page) -> pl.Expr:
    """The places won or lost, as they stand in the table."""
    won = pl.col("rank_change")
    return (
        pl.when(won.is_null())
        .then(pl.lit(page.say("tables.new")))
        .when(won > 0)
        .then(pl.format("▲ {}", won))
        .when(won < 0)
        .then(pl.format("▼ {}", -won))
        .otherwise(pl.lit("–"))
    )


def proof(page: Page, answer: Ranking) -> str:
    """How much of the total the list shows."""
    return page.say(
        "proof.ranking",
        shown=number_text(answer.shown),
        rest=number_text(answer.rest),
        total=number_text(answer.spread.total),
    )

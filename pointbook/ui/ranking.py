"""积分排名: who stands where by a measure, and how that compares with the period before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pointbook.analysis import (
    BASES,
    COMPARISONS,
    MEASURES,
    Comparing,
    CustomerRange,
    Measure,
    Ranking,
    Split,
    ranking,
)
from pointbook.periods import Period
from pointbook.texts import number_text
from pointbook.ui import (
    charts,
    counted,
    feedback,
    filters,
    growth_rows,
    listed,
    navigation,
    tables,
)
from pointbook.ui.charts import Bar, Slope
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Amount, Figure, Shape, row
from pointbook.ui.start import Page

TOPS: Final = (20, 50, 100, 200, 500, 1000)
_CHARTED: Final = 20
_SLOPES: Final = 12
GROUPS: Final[tuple[Split, ...]] = (
    "tier", "store", "region", "department", "entry_store", "channel", "campaign", "reason",
)  # fmt: skip
_MORE: Final = ("segment", "region", "department", "tag", "status")
_COLUMNS: Final = (
    "rank", "rank_change", "customer_no", "name", "tier", "store",
    "value", "share", "previous_value", "change",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    measure: Measure
    period: Period
    compared: Period
    by: Split | None
    """Whose groups are ranked, None for customers."""
    top: int
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        measure = (
            filters.choice(page, "measure", MEASURES, words="measures", default="earned", width=112)
            or "earned"
        )
        by = filters.choice(
            page,
            "rank_by",
            GROUPS,
            words="rank_bys",
            empty=page.say("rank_bys.customers"),
            width=128,
            hint=page.say("splits_told.stores"),
        )
        period = filters.period(page, "last_month")
        compare = filters.choice(
            page, "compare", COMPARISONS, words="compares", default="previous", width=112
        )
        customers = filters.customer_range(page, ("tier", "store", "counted"))
        top = filters.top(page, TOPS, 100)
        with filters.more(page, "basis", *listed.JOINED, listed.LIST, *_MORE):
            basis = filters.choice(page, "basis", BASES, words="bases", default=BASES[0])
            customers |= filters.customer_range(page, _MORE)
            customers |= listed.choose(page)
    comparing = Comparing(basis or BASES[0], page.reach[1])
    of = comparing.year_before if compare == "year_ago" else comparing.previous
    return Wish(measure, period, of(period), by, top, CustomerRange(**customers))


def ask(page: Page, wish: Wish) -> Ranking:
    """The first of the ranking, with how the points are spread, now and in the period before."""
    return ranking(
        page.book,
        wish.measure,
        wish.period,
        limit=wish.top,
        compared=wish.compared,
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
            Figure("gini", now.gini, "ratio", (("against_previous", before.gini),)),
            Figure("new_in_list", answer.newcomers, "count"),
        ),
    )
    counted.note(page)
    then = answer.compared
    feedback.note(page.say("ranking.compared", since=then.since, until=then.until))


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
        title = page.say("charts.top", n=len(items))
        chosen = charts.bars(page, "top", items, title=title, is_chosen_from=True)
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

    feedback.note(page.say("ranking.curve_told"))
    _show_slopes(page, answer)
    if chosen is not None and chosen < first.height:
        open_rows(page, wish, customer_no=first["customer_no"][chosen])


def open_rows(
    page: Page, wish: Wish, *, group: str | None = None, customer_no: str | None = None
) -> None:
    """Leave for the entries that a value is the sum of: a balance is that of all entries up to its day."""
    kinds = growth_rows.kinds_of(_KINDS.get(wish.measure, "none"))
    days = wish.period
    if wish.measure in ("balance", "lifetime_earned"):
        days = Period(min(page.reach[0], days.until), days.until)
    growth_rows.open_rows(
        page, wish.customers, days, kinds=kinds, by=wish.by, group=group, customer_no=customer_no
    )


_KINDS: Final[dict[Measure, str]] = {
    "earned": "earned", "lifetime_earned": "earned", "redeemed": "redeemed",
}  # fmt: skip


def _show_slopes(page: Page, answer: Ranking) -> None:
    """The first of them, from where they stood to where they stand."""
    shown = answer.rows.head(_SLOPES)
    items = [
        Slope(name or number, before, rank)
        for number, name, before, rank in shown.select(
            "customer_no", "name", "previous_rank", "rank"
        ).iter_rows()
    ]
    show_slopes(page, items, answer.period, answer.compared)


def show_slopes(page: Page, items: list[Slope], now: Period, then: Period) -> None:
    """Ranks of two periods side by side."""
    if len(items) > 1 and any(each.before for each in items):
        ends = (_days(then), _days(now))
        charts.slopes(page, "slopes", items, ends, title=page.say("ranking.slope"))


def _days(period: Period) -> str:
    """Its days in two lines, as the end of a slope has room for them."""
    return f"{period.since:%Y-%m-%d}<br>– {period.until:%Y-%m-%d}"


def show_spread(page: Page, answer: Ranking) -> None:
    """Percentiles, and what the first so many per cent have."""
    left, right = charts.side_by_side()
    with left:
        tables.heading(page.say("ranking.percentiles"))
        rows = answer.percentiles().with_columns(percentile=pl.format("P{}", "percent"))
        tables.show(page, "percentiles", rows, ("percentile", "value", "previous_value", "change"))
        feedback.note(page.say("ranking.percentiles_told"))
    with right:
        tables.heading(page.say("ranking.tops"))
        rows = answer.tops().select(
            "customers", "share", "previous_share",
            top_customers=pl.format("{}%", "percent"), value="held",
        )  # fmt: skip
        columns = ("top_customers", "customers", "value", "share", "previous_share")
        tables.show(page, "tops", rows, columns)


def show_table(page: Page, answer: Ranking) -> None:
    """The list itself; a chosen row leads to the customer."""
    rows = answer.rows.with_columns(rank_change=movement(page))
    chosen = tables.show(page, "ranking", rows, _COLUMNS, pinned=1, selectable=True)
    if chosen:
        navigation.go("profile", customer=str(chosen["customer_no"]))
    feedback.note(page.say("ranking.ties"))
    feedback.note(page.say("tables.select_customer"))


def movement(page: Page) -> pl.Expr:
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

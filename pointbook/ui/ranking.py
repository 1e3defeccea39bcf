"""积分排名: who stands where by a measure, and how that compares with the period before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.texts import number_text
from pointbook.ui import charts, filters, navigation, tables
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Figure, row
from pointbook.ui.spans import Span
from pointbook.ui.start import Page

MEASURES: Final = ("earned", "redeemed", "net", "balance", "lifetime_earned")
STOCKS: Final = ("balance", "lifetime_earned")
TOPS: Final = (20, 50, 100, 200, 500, 1000)
_CHARTED: Final = 20
_COLUMNS: Final = (
    "rank", "rank_change", "customer_no", "name", "tier", "store",
    "value", "share", "previous_value", "change",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    measure: str
    span: Span
    top: int
    customers: dict[str, str | None]

    def parameters(self, span: Span | None = None) -> dict[str, object]:
        """As parameters of a question, for this period or for another."""
        span = span or self.span
        return {"measure": self.measure, "since": span.since, "until": span.until, **self.customers}


@dataclass(frozen=True)
class Standing:
    """The ranking with what stands around it; `before` is the same of the period before."""

    rows: pl.DataFrame
    curve: pl.DataFrame
    before: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nobody takes part."""
        return self.rows.is_empty()


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        measure = (
            filters.choice(page, "measure", MEASURES, words="measures", default="earned")
            or "earned"
        )
        span = filters.period(page, "last_month")
        customers = filters.customer_range(page, ("tier", "store"))
        top = filters.top(page, TOPS, 100)
        with filters.more(page, "region", "department", "tag", "status"):
            customers |= filters.customer_range(page, ("region", "department", "tag", "status"))
    return Wish(measure, span, top, customers)


def ask(page: Page, wish: Wish) -> Standing:
    """The ranking, its concentration, and that of the period before."""
    rows = page.book.ask("analysis/ranking", row_limit=wish.top, **wish.parameters())
    if rows.is_empty():
        return Standing(rows, rows, rows)
    curve = page.book.ask("analysis/concentration", **wish.parameters())
    before = page.book.ask("analysis/concentration", **wish.parameters(wish.span.before()))
    total = rows["total"][0]
    movement = pl.col("previous_rank") - pl.col("rank")
    ranked = rows.with_columns(
        share=pl.col("value").cast(pl.Float64) / float(total)
        if total
        else pl.lit(None, pl.Float64),
        change=pl.col("value") - pl.col("previous_value").fill_null(0),
        rank_change=pl.when(pl.col("previous_rank").is_null())
        .then(pl.lit(page.say("tables.new")))
        .when(movement > 0)
        .then(pl.format("▲ {}", movement))
        .when(movement < 0)
        .then(pl.format("▼ {}", -movement))
        .otherwise(pl.lit("–")),
    )
    return Standing(ranked, curve, before)


def show_figures(page: Page, answer: Standing) -> None:
    """Who takes part, how much it is, and how it is spread."""
    now, before = _summary(answer.curve), _summary(answer.before)
    newcomers = answer.rows.filter(pl.col("previous_rank").is_null()).height

    def against(name: str) -> tuple[tuple[str, Decimal | int | None], ...]:
        return (("against_previous", before.get(name)),)

    row(
        page,
        (
            Figure("taking_part", now["participants"], "count", against("participants")),
            Figure("total", now["total"], "points", against("total")),
            Figure("median", now["median"], "points", against("median")),
            Figure("top_share", now["top_share"], "percent", against("top_share")),
            Figure("new_in_list", newcomers, "count"),
        ),
    )


def _summary(curve: pl.DataFrame) -> dict[str, Decimal | int | None]:
    if curve.is_empty():
        return {"participants": 0, "total": Decimal(0), "median": None, "top_share": None}
    first = curve.row(0, named=True)
    tenth = curve.row(min(9, curve.height - 1), named=True)
    share = tenth["held"] / first["total"] if first["total"] > 0 else None
    return {
        "participants": first["participants"],
        "total": first["total"],
        "median": first["median"],
        "top_share": share,
    }


def show_charts(page: Page, wish: Wish, answer: Standing) -> None:
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
    total = answer.curve["total"][0]
    if total > 0:
        # The place of a step is that of its last customer: with few of them per cents are uneven.
        points = answer.curve.unique("customers", maintain_order=True).select(
            pl.col("customers") / pl.col("participants"),
            pl.col("held").cast(pl.Float64) / float(total),
        )
        curve = [(0.0, 0.0), *points.iter_rows()]
        share = _summary(answer.curve)["top_share"]
        with right:
            charts.concentration(
                page, "concentration", curve, None if share is None else float(share)
            )


def show_table(page: Page, answer: Standing) -> None:
    """The list itself; a chosen row leads to the customer."""
    chosen = tables.show(page, "ranking", answer.rows, _COLUMNS, pinned=1, selectable=True)
    if chosen:
        navigation.go("profile", customer=str(chosen["customer_no"]))


def proof(page: Page, answer: Standing) -> str:
    """How much of the total the list shows."""
    total = answer.rows["total"][0]
    shown = sum(answer.rows["value"], Decimal(0))
    return page.say(
        "proof.ranking",
        shown=number_text(shown),
        rest=number_text(total - shown),
        total=number_text(total),
    )

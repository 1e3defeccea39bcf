"""积分排名 of groups: stores, regions, departments, channels, campaigns, by the same measure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.analysis import rank_groups
from pointbook.ui import (
    charts,
    counted,
    feedback,
    growth_groups,
    growth_rows,
    ranking,
    sums,
    tables,
)
from pointbook.ui.charts import Bar, Slope
from pointbook.ui.colours import COLOURS
from pointbook.ui.ranking import Wish
from pointbook.ui.start import Page

_CHARTED: Final = 20
_SLOPES: Final = 12
_COLUMNS: Final = (
    "rank", "rank_change", "group", "value", "share", "previous_rank", "previous_value", "change",
)  # fmt: skip


def show(page: Page, wish: Wish, total: Decimal) -> None:
    """The groups as bars, slopes and a table that adds up to the total of the customers."""
    assert wish.by is not None
    rows = rank_groups(
        page.book, wish.measure, wish.period, wish.by, compared=wish.compared,
        customers=wish.customers, actor=page.reader,
    )  # fmt: skip
    what = page.say(f"splits.{wish.by}")
    counted.note(page)
    feedback.note(
        page.say("ranking.compared", since=wish.compared.since, until=wish.compared.until)
    )
    ranked = rows.filter(pl.col("rank").is_not_null())
    first = ranked.head(_CHARTED)
    names = [growth_groups.label(page, wish.by, each) for each in first["group"]]
    colour = COLOURS["redeemed" if wish.measure == "redeemed" else "earned"]
    left, right = charts.side_by_side()
    with left:
        chosen = charts.bars(
            page, "groups",
            [Bar(name, float(value), colour) for name, value in zip(names, first["value"], strict=True)],
            title=page.say("ranking.groups", what=what), is_chosen_from=True,
        )  # fmt: skip
    with right:
        items = [
            Slope(name, before, rank)
            for name, (before, rank) in zip(
                names, first.select("previous_rank", "rank").iter_rows(), strict=True
            )
        ]
        ranking.show_slopes(page, items[:_SLOPES], wish.period, wish.compared)
    if growth_rows.can_be_shown(wish.customers):
        feedback.note(page.say("charts.choose_bar"))
    tables.show(
        page, "ranking_groups",
        growth_groups.without_blanks(page, rows).with_columns(rank_change=ranking.movement(page)), _COLUMNS,
        words=growth_groups.words(wish.by), title=page.say("ranking.groups", what=what),
    )  # fmt: skip
    feedback.note(page.say("ranking.ties_groups"))
    feedback.note(page.say("ranking.groups_told"))
    if wish.by in growth_rows.OF_CUSTOMERS:
        feedback.note(page.say("proof.of_today", what=what))
    if wish.by == "entry_store":
        feedback.note(page.say("splits_told.entry_store"))
    sums.proof(
        page, ((page.say("ranking.groups_of"), sum(ranked["value"], Decimal(0))),),
        (page.say("figures.total"), total),
    )  # fmt: skip
    if chosen is not None and chosen < first.height:
        ranking.open_rows(page, wish, group=first["group"][chosen])

"""礼品: the list of rewards, and how often each was redeemed."""

from __future__ import annotations

from typing import Final

import polars as pl

from pointbook.ui import feedback, figures, navigation, tables
from pointbook.ui.figures import Figure
from pointbook.ui.start import Page

_COLUMNS: Final = (
    "reward_no", "reward_name", "points_price", "stock", "reward_state", "category", "money_value", "valid_from",
    "valid_until", "reward_status", "redemptions", "customers", "redeemed_points", "last_redeemed_at",
)  # fmt: skip


def ask(page: Page) -> pl.DataFrame:
    """Every reward, also those that only redemptions name."""
    return page.book.ask("programme/rewards", as_of=page.today, actor=page.actor)


def show_nothing(page: Page) -> None:
    """No reward yet: lead to the templates and the import."""
    feedback.nothing_here(page, "rewards")
    navigation.link("upload", page.say("empty.go_import"), icon=":material/upload_file:")


def show_figures(page: Page, listed: pl.DataFrame) -> None:
    """How many can be had today, and what redemptions took."""
    current = listed.filter(pl.col("reward_state") == "current").height
    points = listed.select(pl.col("redeemed_points").sum())["redeemed_points"].item()
    figures.row(
        page,
        (
            Figure("rewards", listed.height, "count"),
            Figure("rewards_current", current, "count"),
            Figure("times_redeemed", int(listed["redemptions"].sum()), "count"),
            Figure("redeemed_points", points),
        ),
    )


def show_list(page: Page, listed: pl.DataFrame) -> None:
    """The list, with its downloads."""
    tables.show(page, "rewards", listed, _COLUMNS, pinned=2)

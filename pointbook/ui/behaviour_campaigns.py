"""客户分析, 活动效果: what campaigns issued, used and cost, and one of them against the others and before."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, get_args

import polars as pl

from pointbook.analysis import CustomerRange
from pointbook.analysis.campaigns import (
    QUESTION,
    Campaigns,
    Effect,
    PerCustomer,
    campaigns,
    effect,
    parameters,
)
from pointbook.ui import (
    behaviour,
    cells,
    counted,
    feedback,
    filters,
    programme_form,
    sums,
    tables,
)
from pointbook.ui.cells import Cell, Cells
from pointbook.ui.figures import Figure, row
from pointbook.ui.start import Page

_CHOSEN: Final = "reached"
_CENT: Final = Decimal("0.01")
_LISTED: Final = (
    "campaign", "first_on", "last_on", "customers", "issued", "used", "issue_cost", "use_cost", "orders", "amount",
)  # fmt: skip
_COMPARED: Final = (
    "effect_group", "effect_part", "customers", "active_share", "earned_each", "else_earned_each", "used_each",
    "orders_each", "amount_each",
)  # fmt: skip
_MEMBER: Final = ("issued", "earned", "used", "orders", "amount")
_EACH: Final[tuple[PerCustomer, ...]] = get_args(PerCustomer)
_PARTS: Final[tuple[Literal["before", "during"], ...]] = ("before", "during")


def show(page: Page) -> None:
    """The whole part, from its filters to its proof."""
    with filters.bar():
        period = filters.period(page, "last_12_months")
        customers = behaviour.customers(page)
    found = campaigns(page.book, period, customers, page.reader)
    if found.named.is_empty():
        feedback.nothing_here(page, "behaviour_campaigns")
        counted.note(page)
        return
    issued, used = found.total("issued"), found.total("used")
    row(
        page,
        (
            Figure("campaigns", found.named.height, "count"),
            Figure("campaign_issued", issued),
            Figure("campaign_used", used),
            Figure("issue_cost", found.cost(issued)),
            *((Figure("campaign_amount", found.total("amount")),) if found.has_orders else ()),
        ),
    )
    counted.note(page)
    feedback.note(page.say("behaviour.campaigns_are"))
    _show_list(page, found)
    if found.point_value is None:
        programme_form.show(page, "point_value")
    sums.proof(
        page,
        [
            (page.say("figures.campaign_issued"), issued),
            (page.say("behaviour.without_campaign"), found.total("issued", is_named=False)),
        ],
        (page.say("behaviour.period_earned"), issued + found.total("issued", is_named=False)),
    )
    _show_effect(page, found, customers)


def _show_list(page: Page, found: Campaigns) -> None:
    def costs(name: str) -> pl.Series:
        return pl.Series([found.cost(each) for each in found.named[name]], dtype=pl.Decimal(18, 2))

    frame = found.named.with_columns(issue_cost=costs("issued"), use_cost=costs("used"))
    left_out = () if found.has_orders else ("orders", "amount")
    shown = [name for name in _LISTED if name not in left_out]
    tables.show(page, "campaigns", frame, shown, title=page.say("behaviour.part_campaigns"))


def _show_effect(page: Page, found: Campaigns, customers: CustomerRange) -> None:
    """One campaign: those it reached and the others, before and during."""
    tables.heading(page.say("behaviour.effect"))
    names: list[str] = found.named["campaign"].to_list()
    chosen = filters.choice(
        page, "effect", names, width=320, label=page.say("filters.campaign"),
        empty=page.say("filters.pick"),
    )  # fmt: skip
    if chosen is None:
        feedback.note(page.say("behaviour.effect_hint"))
        return
    days = found.days(chosen)
    answer = effect(page.book, chosen, days, customers, page.reader)
    reached = answer.group(is_reached=True, part="during")
    row(
        page,
        (
            Figure("reached", reached.customers, "count"),
            Figure("reached_risen", answer.risen(is_reached=True), "percent"),
            Figure("others_risen", answer.risen(is_reached=False), "percent"),
            Figure("risen_gap", answer.gap, "percent"),
        ),
    )
    feedback.note(
        page.say(
            "behaviour.effect_days", since=days.since, until=days.until,
            before=days.previous().since, last=days.previous().until,
        )
    )  # fmt: skip
    _show_groups(page, answer, has_orders=found.has_orders)
    feedback.note(page.say("behaviour.effect_honest"))
    others = answer.group(is_reached=False, part="during")
    choices = [
        Cell("yes", page.say("behaviour.reached", campaign=chosen), reached.customers, {"is_reached": True}),
        Cell("no", page.say("behaviour.not_reached", campaign=chosen), others.customers, {"is_reached": False}),
    ]  # fmt: skip
    asked = {**parameters(chosen, days), **customers.parameters}
    cells.show(page, Cells(_CHOSEN, QUESTION, asked, choices, _MEMBER))


def _show_groups(page: Page, answer: Effect, *, has_orders: bool) -> None:
    """The four groups, figures per customer, so that a large and a small group compare."""
    rows = []
    for is_reached in (True, False):
        for part in _PARTS:
            group = answer.group(is_reached=is_reached, part=part)
            each = {name: group.each(name) for name in _EACH}
            rows.append(
                {
                    "effect_group": page.say(
                        f"effect_groups.{'reached' if is_reached else 'others'}"
                    ),
                    "effect_part": page.say(f"effect_parts.{part}"),
                    "customers": group.customers,
                    "active_share": None
                    if group.active_share is None
                    else float(group.active_share),
                    **{
                        f"{name}_each": None if value is None else value.quantize(_CENT)
                        for name, value in each.items()
                    },
                }
            )
    types = {f"{name}_each": pl.Decimal(18, 2) for name in _EACH}
    frame = pl.DataFrame(rows, schema_overrides={"active_share": pl.Float64, **types})
    left_out = () if has_orders else ("orders_each", "amount_each")
    shown = [name for name in _COMPARED if name not in left_out]
    tables.show(page, "campaign_effect", frame, shown, pinned=2, title=page.say("behaviour.effect"))

"""影响: what a change would do, shown before anybody confirms it."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.periods import last_day
from pointbook.texts import date_text, number_text
from pointbook.ui import feedback, tables
from pointbook.ui.start import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pointbook.corrections import Effects, Standing
    from pointbook.customers.floors import Floor

_ASIDE: Final = re.compile(r"[(\uff08][^)\uff09]*[)\uff09]")
_ALWAYS: Final = ("balance", "available")
_SOMETIMES: Final = ("pending", "held", "debt", "lapsed", "expiring_30", "expiring_90")
_TABLES: Final = {
    "lots": ("lot_entry_id", "kind", "reason", "campaign", "expires_at", "remaining_before", "remaining_after",
             "held_before", "held_after"),
    "campaigns": ("campaign", "reason", "drawn"),
    "taken_back": ("occurred_at", "kind", "points", "reason", "ref", "campaign", "entry_id"),
    "orders": ("ordered_at", "order_no", "amount", "product", "store"),
    "rewards": ("reward_no", "reward_name", "points_price"),
    "holds": ("occurred_at", "held", "reason", "ref", "actor"),
    "redemptions": ("redeemed_at", "redemption_no", "reward_name", "redeemed_points"),
}  # fmt: skip


def show(page: Page, told: Effects, below: Callable[[], None] | None = None) -> None:
    """The customer before and after, the other one too, and what else is touched.

    `below` draws what can still be chosen beneath the customer's tier, the last line of theirs.
    """
    tiers = (tier_text(page, told.tier, told.floor), tier_text(page, told.tier, told.floor_after))
    _compare(page, told.customer_no, told.before, told.after, tiers if told.tier else None)
    if below is not None:
        below()
    if told.other_no and told.other_before and told.other_after:
        _compare(page, told.other_no, told.other_before, told.other_after, None)
    if told.short:
        st.warning(page.say("effects.short", points=told.short), icon=":material/trending_down:")
    if told.rewards.height:
        st.warning(
            page.say("effects.rewards_lost", count=told.rewards.height), icon=":material/redeem:"
        )
    feedback.sentences(page, _lines(page, told))
    with st.expander(page.say("effects.more"), icon=":material/list:"):
        for name, columns in _TABLES.items():
            _table(page, name, getattr(told, name), columns)


def _lines(page: Page, told: Effects) -> list[str]:
    said = [page.say("effects.entries", count=len(told.postings))] if told.postings else []
    said.append(page.say("effects.lots", count=told.lots.height))
    if told.holds.height:
        said.append(page.say("effects.holds", count=told.holds.height))
    if told.orders.height:
        said.append(page.say("effects.orders", count=told.orders.height))
    floor = told.floor_after
    if told.tier is None:
        said.append(page.say("effects.no_tier"))
    elif floor is None:
        said.append(page.say("effects.tier_stays"))
    else:
        said.append(page.say("effects.tier_kept", tier=floor.tier, until=date_text(floor.until)))
    return said


def tier_text(page: Page, tier: str | None, floor: Floor | None) -> str:
    """A tier with what is kept of it and until when."""
    if floor is None:
        return tier or ""
    of_another = "tier_floor" if floor.tier != tier else "tier_until"
    return page.say(
        f"effects.{of_another}", tier=tier, floor=floor.tier, until=date_text(floor.until)
    )


def _table(page: Page, name: str, frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    if frame.is_empty():
        return
    tables.heading(page.say(f"effects.{name}_title"))
    tables.show(page, f"effects_{name}", frame, columns, downloadable=False)


def _compare(
    page: Page, customer_no: str, before: Standing, after: Standing, tiers: tuple[str, str] | None
) -> None:
    rows: list[tuple[str, str, str]] = []
    for name in (*_ALWAYS, *_SOMETIMES):
        then, now = getattr(before, name), getattr(after, name)
        if name in _ALWAYS or then or now:
            rows.append((page.say(f"effects.{name}"), number_text(then), number_text(now)))
    rows.append(
        (
            page.say("effects.next_expiry"),
            _next(page, before.next_expiry, before.next_expiring),
            _next(page, after.next_expiry, after.next_expiring),
        )
    )
    if tiers:
        rows.append((page.say("filters.tier"), *tiers))
    cells = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{cell(then)}</td>"
        f'<td class="{"pb-moved" if then != now else ""}">{cell(now)}</td></tr>'
        for name, then, now in rows
    )
    st.html(
        f'<table class="pb-compare"><thead><tr><th class="pb-id">{html.escape(customer_no)}</th>'
        f"<th>{page.say('adjust.before')}</th><th>{page.say('adjust.after')}</th></tr></thead>"
        f"<tbody>{cells}</tbody></table>"
    )


def cell(value: str) -> str:
    """A value that breaks on a narrow screen before what stands in parentheses, and not within."""
    return _ASIDE.sub(r'<wbr><span class="pb-id">\g<0></span>', html.escape(value))


def _next(page: Page, at: datetime | None, points: Decimal) -> str:
    if at is None:
        return page.say("bare.none")
    # Points are gone from an instant on, mostly the midnight after their last day.
    day = date_text(last_day(at))
    return page.say("effects.next_value", day=day, points=points)

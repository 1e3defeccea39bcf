"""积分健康: its parts, its filters, and how much of what is issued is used and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

import polars as pl
import streamlit as st

from pointbook.analysis import CustomerRange
from pointbook.analysis.health import BANDS, Usage, usage
from pointbook.periods import Period
from pointbook.ui import charts, counted, feedback, filters, links, navigation, sums, tables
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Figure, row
from pointbook.ui.start import Page

Part: TypeAlias = Literal["usage", "cohorts", "expiries"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for; `period` is that of the first part alone."""

    part: Part
    period: Period | None
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the parts and the filter bar, and read them."""
    links.take("part", PARTS, PARTS[0])
    part: Part = (
        st.segmented_control(
            page.say("health.part"), PARTS, required=True, key="part", label_visibility="collapsed",
            format_func=lambda each: page.say(f"health.part_{each}"),
        )
        or PARTS[0]
    )  # fmt: skip
    links.give("part", part, PARTS[0])
    with filters.bar():
        period = filters.period(page, "last_12_months") if part == "usage" else None
        customers = filters.customer_range(page, ("tier", "store", "counted"))
        with filters.more(page, "segment", "region", "department", "tag", "status"):
            customers |= filters.customer_range(
                page, ("segment", "region", "department", "tag", "status")
            )
    return Wish(part, period, CustomerRange(**customers))


def show_usage(page: Page, wish: Wish) -> None:
    """Issued against used, in the period and ever, and how old points are when they are used."""
    assert wish.period is not None
    answer = usage(page.book, wish.period, wish.customers, page.reader)
    totals = answer.totals
    row(
        page,
        (
            Figure("earned", totals.movements["earned"], "signed"),
            Figure("redeemed", totals.movements["redeemed"], "signed"),
            Figure("redemption_rate", totals.redemption_rate, "percent"),
            Figure("burn_ratio", answer.burn_ratio, "percent"),
            Figure("median_days", answer.median_days, "count"),
            Figure("mean_days", _rounded(answer.mean_days), "count"),
        ),
    )
    counted.note(page)
    feedback.note(page.say("health.obeys_period"))
    if answer.median_days is None and not answer.before_issue:
        feedback.nothing_here(page, "health_usage")
        return
    _show_bands(page, answer)
    told = links.customers_told(wish.customers)
    if totals.movements["redeemed"] and told is not None:
        navigation.link(
            "statement", page.say("health.open_redeemed"), icon=":material/receipt_long:",
            kind="redeem", **links.days_told(wish.period.since, wish.period.until), **told,
        )  # fmt: skip
    terms = [(name, points) for name, points in _bands(page, answer) if points]
    sums.proof(
        page, terms or [(page.say("health.band_0"), Decimal(0))],
        (page.say("health.redeemed_in_ledger"), -totals.movements["redeemed"]),
    )  # fmt: skip
    feedback.note(page.say("health.two_rates", earned=answer.lifetime.movements["earned"],
                           redeemed=-answer.lifetime.movements["redeemed"]))  # fmt: skip


def _rounded(days: Decimal | None) -> Decimal | None:
    return None if days is None else days.quantize(Decimal(1))


def _bands(page: Page, answer: Usage) -> list[tuple[str, Decimal]]:
    named = [
        (page.say("health.band", first=first, last=last)
         if last is not None else page.say("health.band_last", first=first), points)
        for (first, last), points in zip(BANDS, answer.bands, strict=True)
    ]  # fmt: skip
    return [*named, (page.say("health.band_debt"), answer.before_issue)]


def _show_bands(page: Page, answer: Usage) -> None:
    """Points used by their age, as bars and as a table with shares."""
    named = [(name, points) for name, points in _bands(page, answer)]
    shown = [each for place, each in enumerate(named) if place < len(BANDS) or each[1]]
    total = sum((points for _, points in shown), Decimal(0))
    left, right = charts.side_by_side(3, 2)
    with left:
        charts.bars(
            page, "use_days",
            [Bar(name, float(points), COLOURS["redeemed"]) for name, points in shown],
            title=page.say("health.bands"),
        )  # fmt: skip
    with right:
        frame = pl.DataFrame(
            {
                "age": [name for name, _ in shown],
                "used": [points for _, points in shown],
                "share": [points / total if total else None for _, points in shown],
            },
            schema={"age": pl.String, "used": pl.Decimal(18, 2), "share": pl.Float64},
        )
        tables.show(page, "use_days", frame, ("age", "used", "share"))

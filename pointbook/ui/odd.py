"""异常变动: one rule at a time, its thresholds beside it, each line on its way to what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from pointbook.analysis import CustomerRange
from pointbook.analysis.odd import (
    LISTED,
    RULES,
    THRESHOLDS,
    TIMELESS,
    Rule,
    Threshold,
    odd,
    usual_limit,
)
from pointbook.periods import Period
from pointbook.ui import charts, counted, feedback, filters, links, navigation, privacy, tables
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Figure, row
from pointbook.ui.start import Page

_CHARTED: Final = 10
_COLUMNS: Final[dict[Rule, tuple[str, ...]]] = {
    "operators": ("actor", "adjustments", "customers", "points_in", "points_out", "top_share"),
    "near_limit": ("actor", "near_limit", "adjustments", "customers", "points_in", "points_out"),
    "refunds": ("customer_no", "name", "tier", "times", "requested", "missing", "last_entry_at"),
    "cycles": ("way", "customer_no", "name", "other_no", "times", "moved_points", "last_entry_at"),
    "phones": (
        "sharing", "phone", "customer_no", "name", "balance", "tier", "store", "joined_on", "status",
    ),
    "days": ("day", "store", "kind", "day_points", "day_median", "factor", "compared_days"),
}  # fmt: skip
_BARS: Final[dict[Rule, tuple[str, str]]] = {
    "operators": ("actor", "adjustments"),
    "near_limit": ("actor", "near_limit"),
    "refunds": ("customer_no", "missing"),
}
_NAMED: Final = {"value": "day_points", "median": "day_median", "days": "compared_days"}
_KINDS: Final = {
    "operators": ("adjust_up", "adjust_down"),
    "near_limit": ("adjust_up", "adjust_down"),
    "refunds": ("claw_back",),
    "issued_taken_back": ("earn", "claw_back"),
    "used_given_back": ("redeem", "restore"),
    "sent_returned": ("transfer_out", "transfer_in"),
}
"""What 积分明细 is asked to show of a line."""


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    rule: Rule
    period: Period
    thresholds: dict[str, int]
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the rules, the filter bar and the thresholds of the rule, and read them."""
    with filters.bar():
        rule = (
            filters.choice(page, "rule", RULES, words="odd_rules", default=RULES[0], width=240)
            or RULES[0]
        )
        period = filters.period(page, "last_3_months")
        thresholds = {each.name: _threshold(page, each) for each in THRESHOLDS[rule]}
        customers = filters.customer_range(page, ("counted",))
        with filters.more(
            page, "segment", "tier", "store", "region", "department", "tag", "status"
        ):
            customers |= filters.customer_range(
                page, ("segment", "tier", "store", "region", "department", "tag", "status")
            )
    return Wish(rule, period, thresholds, CustomerRange(**customers))


def _threshold(page: Page, threshold: Threshold) -> int:
    """A number that stays in the URL while it is not the usual one."""
    usual = usual_limit(page.book) if threshold.name == "limit" else threshold.usual
    return filters.number(page, threshold.name, usual, least=threshold.least)


def show(page: Page, wish: Wish) -> None:
    """What the rule says, what it finds, and the way from a line to its entries or its customer."""
    feedback.note(page.say(f"odd.about_{wish.rule}"))
    found = odd(
        page.book, wish.rule, wish.period, wish.thresholds, wish.customers, actor=page.reader
    )
    dates = page.say("odd.dates", since=wish.period.since, until=wish.period.until)
    obeys = page.say("odd.today") if wish.rule in TIMELESS else dates
    row(page, _figures(page, wish, found))
    counted.note(page)
    feedback.note(obeys)
    if found.is_empty():
        feedback.nothing_here(page, "odd")
        return
    privacy.offer(page)
    _show_bars(page, wish, found)
    chosen = tables.show(
        page, f"odd_{wish.rule}", found.rename(_NAMED, strict=False), _COLUMNS[wish.rule],
        selectable=True, title=page.say(f"odd_rules.{wish.rule}"), words={"way": "odd_ways"},
        keep=("store",) if wish.rule == "days" else (),
        all_rows=lambda: odd(
            page.book, wish.rule, wish.period, wish.thresholds, wish.customers, limit=None,
            actor=page.reader,
        ).rename(_NAMED, strict=False),
    )  # fmt: skip
    if found.height >= LISTED:
        feedback.note(page.say("odd.rows_cut", shown=LISTED))
    feedback.note(page.say("odd.choose_customer" if wish.rule == "phones" else "odd.choose"))
    if chosen:
        _open(wish, chosen)


def _figures(page: Page, wish: Wish, found: pl.DataFrame) -> list[Figure]:
    """How many lines, and for the sums of a rule what they add up to."""
    figures = [Figure("odd_lines", found.height, "count")]
    if wish.rule in ("operators", "near_limit"):
        figures.append(Figure("odd_adjustments", int(found["adjustments"].sum()), "count"))
    elif wish.rule == "refunds":
        figures.append(Figure("odd_missing", sum(found["missing"])))
    return figures


def _show_bars(page: Page, wish: Wish, found: pl.DataFrame) -> None:
    if wish.rule not in _BARS:
        return
    name, value = _BARS[wish.rule]
    first = found.sort(value, descending=True).head(_CHARTED)
    bars = [
        Bar(str(label), float(size), COLOURS["adjusted"])
        for label, size in first.select(name, value).iter_rows()
    ]
    charts.bars(page, f"odd_{wish.rule}", bars, title=page.say(f"columns.{value}"))


def _open(wish: Wish, line: dict[str, Any]) -> None:
    """Go where a line leads: the entries it counts, or the customer."""
    if wish.rule == "phones":
        navigation.go("profile", customer=str(line["customer_no"]))
    if wish.rule == "days":
        days = links.days_told(line["day"], line["day"])
        store = {"entry_store": str(line["store"])} if line["store"] else {}
        navigation.go("statement", kind=str(line["kind"]), **days, **store)
    kinds = _KINDS.get(str(line.get("way")), _KINDS.get(wish.rule, ()))
    about = (
        {"operator": str(line["actor"])}
        if "actor" in line
        else {"customer": str(line["customer_no"])}
    )
    navigation.go(
        "statement", kind=",".join(kinds),
        **links.days_told(wish.period.since, wish.period.until), **about,
    )  # fmt: skip

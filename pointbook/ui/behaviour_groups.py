"""客户分析, 高低积分: who holds most and least, and what they earn and use."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.analysis import CustomerRange
from pointbook.analysis.balance_groups import (
    BALANCE_GROUPS,
    QUESTION,
    BalanceGroup,
    BalanceGroups,
    balance_groups,
    parameters,
)
from pointbook.customers.segments import Rule
from pointbook.texts import number_text
from pointbook.ui import behaviour, cells, charts, counted, feedback, filters, sums, tables
from pointbook.ui.cells import Cell, Cells
from pointbook.ui.charts import Bar
from pointbook.ui.colours import COLOURS
from pointbook.ui.figures import Figure, row
from pointbook.ui.start import Page

_CHOSEN: Final = "holders"
_SHARES: Final = ("5", "10", "20", "30")
_CENT: Final = Decimal("0.01")
_COLUMNS: Final = (
    "balance_group", "value_range", "customers", "share", "balance", "balance_share", "mean_balance",
    "earned_each", "used_each",
)  # fmt: skip
_MEMBER: Final = ("earned", "used")


def show(page: Page) -> None:
    """The whole part, from its filters to its proof."""
    with filters.bar():
        period = filters.period(page, "last_12_months")
        chosen = filters.choice(
            page, "share", _SHARES, default="20", width=130, label=page.say("behaviour.share"),
            shown={each: f"{each}%" for each in _SHARES},
        )  # fmt: skip
        customers = behaviour.customers(page)
    share = int(chosen or "20")
    found = balance_groups(page.book, period, share, customers, page.reader)
    if found.thresholds is None:
        feedback.nothing_here(page, "behaviour_groups")
        counted.note(page)
        return
    top = found.held("top")
    row(
        page,
        (
            Figure("customers", found.customers, "count"),
            Figure("balance", found.balance),
            Figure("top_holders", top.customers, "count"),
            Figure(
                "top_held", top.balance / found.balance if found.balance > 0 else None, "percent"
            ),
            Figure("holders_of_none", found.held("none").customers, "count"),
        ),
    )
    counted.note(page)
    feedback.note(
        page.say("behaviour.groups_are", share=share, since=period.since, until=period.until)
    )
    charts.bars(
        page, "balance_groups",
        [
            Bar(page.say(f"balance_groups.{each}"), float(found.held(each).balance), COLOURS["earned"])
            for each in BALANCE_GROUPS
        ],
        title=page.say("behaviour.balance_groups"), signed=found.held("debt").customers > 0,
    )  # fmt: skip
    _show_table(page, found)
    asked = {**parameters(period, share), **customers.parameters}
    asked |= dict(zip(("top_from", "bottom_until"), found.thresholds, strict=True))
    cells.show(page, Cells(_CHOSEN, QUESTION, asked, _choices(page, found, customers), _MEMBER))
    terms = [
        (page.say(f"balance_groups.{each}"), found.held(each).balance) for each in BALANCE_GROUPS
    ]
    sums.proof(
        page, [each for each in terms if each[1]] or terms[:1],
        (page.say("figures.balance"), found.balance),
    )  # fmt: skip


def _show_table(page: Page, found: BalanceGroups) -> None:
    """Each group with its limits and its figures per customer."""
    rows = []
    for each in BALANCE_GROUPS:
        held = found.held(each)
        count = held.customers
        rows.append(
            {
                "balance_group": page.say(f"balance_groups.{each}"),
                "value_range": _range(found, each),
                "customers": count,
                "share": count / found.customers,
                "balance": held.balance,
                "balance_share": float(held.balance / found.balance) if found.balance > 0 else None,
                "mean_balance": (held.balance / count).quantize(_CENT) if count else None,
                "earned_each": (held.earned / count).quantize(_CENT) if count else None,
                "used_each": (held.used / count).quantize(_CENT) if count else None,
            }
        )
    points = pl.Decimal(18, 2)
    types = dict.fromkeys(("balance", "mean_balance", "earned_each", "used_each"), points)
    frame = pl.DataFrame(rows, schema_overrides={**types, "balance_share": pl.Float64})
    tables.show(page, "balance_groups", frame, _COLUMNS, title=page.say("behaviour.balance_groups"))


def _range(found: BalanceGroups, group: BalanceGroup) -> str:
    least, most = found.limits(group)
    if least is None:
        return "< 0"
    if most is None:
        return f"≥ {number_text(least)}"
    if least > most:
        return "–"
    return number_text(least) if least == most else f"{number_text(least)} – {number_text(most)}"


def _choices(page: Page, found: BalanceGroups, customers: CustomerRange) -> list[Cell]:
    return [
        Cell(
            each, page.say(f"balance_groups.{each}"), found.held(each).customers, {"group": each},
            rule=_rule(found, each, customers),
        )
        for each in BALANCE_GROUPS
    ]  # fmt: skip


def _rule(found: BalanceGroups, group: BalanceGroup, customers: CustomerRange) -> Rule | None:
    """The limits as a rule within the range; none within a segment, which a rule does not know."""
    if customers.segment is not None:
        return None
    least, most = found.limits(group)
    about = {name: value for name, value in customers.parameters.items() if name != "segment"}
    return Rule(**about, balance_from=least, balance_until=most)  # type: ignore[arg-type]

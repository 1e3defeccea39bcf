"""客户分析, 等级变化: from which tier into which between two days, as far as the book knows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import polars as pl
import streamlit as st

from pointbook.analysis.tier_moves import (
    QUESTION,
    Standing,
    TierMoves,
    field,
    kept_since,
    parameters,
    tier_moves,
)
from pointbook.texts import date_text, number_text, percent_text
from pointbook.ui import (
    behaviour,
    cells,
    counted,
    feedback,
    filters,
    grids,
    programme_form,
    sums,
    tables,
    told,
)
from pointbook.ui.cells import Cell, Cells
from pointbook.ui.figures import Figure, row
from pointbook.ui.grids import Field
from pointbook.ui.start import Page

_CHOSEN: Final = "move"
_COLUMNS: Final = ("tier_before", "tier_after", "customers", "share")
_BACK: Final = timedelta(days=90)


def show(page: Page) -> None:
    """The whole part, from its filters to its proof."""
    since = kept_since(page.book, page.reader)
    if since is None:
        feedback.nothing_here(page, "behaviour_range")
        return
    with filters.bar():
        first, second = _days(page, since)
        customers = behaviour.customers(page)
    found = tier_moves(page.book, first, second, customers, page.reader)
    feedback.note(page.say("behaviour.tiers_known", since=since))
    if not found.customers:
        feedback.nothing_here(page, "behaviour_range")
        counted.note(page)
        return
    row(
        page,
        (
            Figure("customers", found.customers, "count"),
            Figure("tier_changed", found.changed, "count"),
            Figure("tier_added", found.added, "count"),
        ),
    )
    counted.note(page)
    feedback.note(page.say("behaviour.tiers_are", first=first, second=second))
    _show_matrix(page, found, first, second)
    moved = [
        (found.before.index(a), found.after.index(b), count) for (a, b), count in found.went.items()
    ]
    grids.flow(
        page, "tier_flow", [_name(page, each) for each in found.before],
        [_name(page, each) for each in found.after], moved, title=page.say("behaviour.tier_flow"),
    )  # fmt: skip
    asked = {**parameters(page.book, first, second), **customers.parameters}
    cells.show(page, Cells(_CHOSEN, QUESTION, asked, _choices(page, found)))
    _show_table(page, found)
    _show_order(page)
    terms = [(_name(page, each), Decimal(found.at_second(each))) for each in found.after]
    result = page.say("behaviour.customers_on", day=second)
    sums.proof(page, terms, (result, Decimal(found.customers)))


def _show_order(page: Page) -> None:
    """Which tier is higher than which, for tiers that are kept, and the way to say it."""
    tables.heading(page.say("behaviour.tier_order"))
    order = page.book.programme.tier_order
    between = "、" if page.lang == "zh" else ", "
    if order:
        feedback.note(page.say("behaviour.tier_order_is", tiers=" < ".join(order)))
        rest = [each for each in page.choices("customers/choices", "tier") if each not in order]
        if rest:
            feedback.note(page.say("behaviour.tier_order_rest", tiers=between.join(rest)))
    else:
        feedback.note(page.say("behaviour.tier_order_none"))
    programme_form.show(page, "tier_order")


def _days(page: Page, since: date) -> tuple[date, date]:
    """Two days, neither before the book knows of tiers."""
    last = max(page.today, since)
    days = []
    for name, usual in (("tier_first", max(since, last - _BACK)), ("tier_second", last)):
        day = st.date_input(
            page.say(f"filters.{name}"), usual, min_value=since, max_value=last, format="YYYY-MM-DD",
            key=name, bind="query-params", width=150,
        )  # fmt: skip
        told.note(page.say(f"filters.{name}"), date_text(day))
        days.append(day)
    return min(days), max(days)


def _show_matrix(page: Page, found: TierMoves, first: date, second: date) -> None:
    """Each field with its customers; deeper, the more of its row; a pressed one is chosen."""
    fields = []
    for a in found.before:
        size = found.at_first(a)
        line = []
        for b in found.after:
            count = found.went.get((a, b), 0)
            hover = page.say(
                "behaviour.transition", before=_name(page, a), after=_name(page, b), count=count,
                share=percent_text(Decimal(count) / size),
            )  # fmt: skip
            shown = number_text(count) if count else ""
            line.append(Field(count / size if count else None, shown, hover))
        fields.append(line)
    pressed = grids.show(
        page, "tiers",
        [f"{_name(page, each)} · {found.at_first(each):,}" for each in found.before],
        [_name(page, each) for each in found.after], fields, title=page.say("behaviour.tier_matrix"),
        row_title=date_text(first), column_title=date_text(second),
    )  # fmt: skip
    feedback.note(page.say("behaviour.press_field"))
    chosen = None
    if pressed is not None:
        pair = found.before[pressed[0]], found.after[pressed[1]]
        chosen = _code(*pair) if pair in found.went else None
    cells.press(_CHOSEN, "tiers", chosen)


def _show_table(page: Page, found: TierMoves) -> None:
    rows = [
        {
            "tier_before": _name(page, a),
            "tier_after": _name(page, b),
            "customers": count,
            "share": count / found.at_first(a),
        }
        for (a, b), count in found.went.items()
    ]
    title = page.say("behaviour.tier_matrix")
    tables.show(page, "tier_moves", pl.DataFrame(rows), _COLUMNS, title=title)


def _choices(page: Page, found: TierMoves) -> list[Cell]:
    return [
        Cell(_code(a, b), f"{_name(page, a)} → {_name(page, b)}", count, field(a, b))
        for (a, b), count in found.went.items()
    ]


def _code(first: Standing, second: Standing) -> str:
    return f"{first.code}>{second.code}"


def _name(page: Page, standing: Standing) -> str:
    return standing.tier or page.say(f"tier_standings.{standing.known}")

"""客户分析, 生命周期: the states of the customers month by month, and who went from one into another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import polars as pl
import streamlit as st

from pointbook.analysis import CustomerRange
from pointbook.analysis.lifecycle import (
    MONTHS,
    MOST_ACTIVE,
    MOST_LOST,
    QUESTION,
    STATES,
    Lifecycle,
    State,
    Wish,
    lifecycle,
    standing,
)
from pointbook.periods import month_start
from pointbook.texts import number_text, percent_text, period_text
from pointbook.ui import behaviour, cells, charts, counted, feedback, filters, grids, sums, tables
from pointbook.ui.cells import Cell, Cells
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, row
from pointbook.ui.grids import Field
from pointbook.ui.start import Page

_CHOSEN: Final = "state"
_COLOURS: Final[dict[State, str]] = {
    "new": "adjusted", "active": "earned", "back": "transferred", "sleeping": "redeemed", "lost": "expired",
}  # fmt: skip


def show(page: Page) -> None:
    """The whole part, from its filters to its proof."""
    wish, customers = _wish(page)
    found = lifecycle(page.book, wish, customers, page.reader)
    months = found.months
    if not months:
        feedback.nothing_here(page, "behaviour_range")
        counted.note(page)
        return
    last = months[-1]
    row(
        page,
        tuple(
            Figure(
                f"state_{state}", found.count(last, state), "count",
                (("against_month", found.count(months[-2], state)),) if len(months) > 1 else (),
            )
            for state in STATES
        ),
    )  # fmt: skip
    counted.note(page)
    feedback.note(
        page.say(
            "behaviour.lifecycle_is", active=wish.active, lost=wish.lost,
            month=period_text(last, "month", page.lang), newest=wish.until,
        )
    )  # fmt: skip
    _show_months(page, wish, found)
    month = _month(page, found)
    _show_transitions(page, found, month)
    asked = {**wish.parameters, **customers.parameters}
    cells.show(
        page, Cells(_CHOSEN, QUESTION, asked, _choices(page, found, month), ("last_activity",))
    )
    _show_table(page, found)
    _show_proof(page, found, month)


def _wish(page: Page) -> tuple[Wish, CustomerRange]:
    """The filter bar with the thresholds in months."""
    assert page.newest is not None
    with filters.bar():
        shown = filters.choice(
            page, "months", tuple(str(each) for each in MONTHS), default=str(MONTHS[0]), width=140,
            shown={str(each): page.say("behaviour.last_months", count=each) for each in MONTHS},
            label=page.say("behaviour.months"),
        )  # fmt: skip
        active = min(filters.number(page, "active_months", 3, least=1), MOST_ACTIVE)
        lost = min(filters.number(page, "lost_months", 12, least=2), MOST_LOST)
        customers = behaviour.customers(page)
    if lost <= active:
        st.warning(page.say("behaviour.lost_before_active", active=active))
        lost = active + 1
    return Wish(page.newest, int(shown or MONTHS[0]), active, lost), customers


def _show_months(page: Page, wish: Wish, found: Lifecycle) -> None:
    """Every month as a stacked bar; a pressed one is chosen for the transitions."""
    months = found.months
    names = [period_text(each, "month", page.lang) for each in months]
    series = [
        Series(page.say(f"lifecycle_states.{state}"), [float(found.count(each, state)) for each in months], colour)
        for state, colour in _COLOURS.items()
    ]  # fmt: skip
    is_over = wish.until + timedelta(days=1) == month_start(wish.until, 1)
    pressed = charts.stacks(
        page, "lifecycle", names, series, ticks=charts.period_ticks(months, "month", page.lang),
        title=page.say("behaviour.lifecycle_months"), unfinished=None if is_over else names[-1],
    )  # fmt: skip
    feedback.note(page.say("behaviour.press_month"))
    cells.press("state_month", "lifecycle", None if pressed is None else f"{months[pressed]:%Y-%m}")


def _month(page: Page, found: Lifecycle) -> date:
    """The month whose transitions are shown."""
    known = {f"{each:%Y-%m}": each for each in reversed(found.months)}
    chosen = filters.choice(
        page, "state_month", list(known), default=next(iter(known)), width=160,
        label=page.say("behaviour.month"),
        shown={code: period_text(each, "month", page.lang) for code, each in known.items()},
    )  # fmt: skip
    return known.get(chosen or "", found.months[-1])


def _show_transitions(page: Page, found: Lifecycle, month: date) -> None:
    """From which state into which during one month; a pressed field is chosen."""
    states = found.possible(month)
    names = [page.say(f"lifecycle_states.{each}") for each in states]
    went = [[found.went(month, before, after) for after in states] for before in states]
    whole = [sum(line) for line in went]
    fields = [
        [
            Field(
                count / size if count else None,
                number_text(count) if count else "",
                page.say(
                    "behaviour.transition", before=names[place], after=names[column], count=count,
                    share=percent_text(Decimal(count) / size if size else None),
                ),
            )
            for column, count in enumerate(line)
        ]
        for place, (line, size) in enumerate(zip(went, whole, strict=True))
    ]  # fmt: skip
    title = page.say("behaviour.transitions", month=period_text(month, "month", page.lang))
    pressed = grids.show(
        page, "transitions", names, names, fields, title=title,
        row_title=page.say("behaviour.month_before"), column_title=page.say("behaviour.month_end"),
    )  # fmt: skip
    feedback.note(page.say("behaviour.press_field"))
    chosen = None
    if pressed is not None and went[pressed[0]][pressed[1]]:
        chosen = f"{states[pressed[0]]}-{states[pressed[1]]}"
    cells.press(_CHOSEN, "transitions", chosen)


def _choices(page: Page, found: Lifecycle, month: date) -> list[Cell]:
    """The states at the end of the month, then who came from one into another."""
    states = found.possible(month)
    names = {each: page.say(f"lifecycle_states.{each}") for each in states}
    when = period_text(month, "month", page.lang)
    ends = [
        Cell(each, page.say("behaviour.state_in", state=names[each], month=when), found.count(month, each),
             standing(month, each))
        for each in states
    ]  # fmt: skip
    moves = [
        Cell(
            f"{before}-{after}",
            page.say("behaviour.transition_in", before=names[before], after=names[after], month=when),
            found.went(month, before, after), standing(month, after, before),
        )
        for before in states
        for after in states
    ]  # fmt: skip
    return ends + moves


def _show_table(page: Page, found: Lifecycle) -> None:
    """Every month, the newest first."""
    rows = [
        {
            "bucket_start": month,
            **{f"state_{state}": found.count(month, state) for state in STATES},
            "customers": found.customers(month),
        }
        for month in reversed(found.months)
    ]
    columns = ("bucket_start", *(f"state_{each}" for each in STATES), "customers")
    tables.show(
        page, "lifecycle", pl.DataFrame(rows), columns, bucket="month",
        title=page.say("behaviour.lifecycle_months"),
    )  # fmt: skip


def _show_proof(page: Page, found: Lifecycle, month: date) -> None:
    terms = [
        (page.say(f"lifecycle_states.{each}"), Decimal(found.count(month, each)))
        for each in found.possible(month)
    ]
    result = page.say("behaviour.customers_in", month=period_text(month, "month", page.lang))
    sums.proof(page, [each for each in terms if each[1]], (result, Decimal(found.customers(month))))

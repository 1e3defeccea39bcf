"""客户分析, 留存: of those who began in a month, how many moved points in the months after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.analysis.retention import (
    MOST_COHORTS,
    QUESTION,
    STARTS,
    Retention,
    field,
    parameters,
    retention,
)
from pointbook.periods import month_start
from pointbook.texts import percent_text, period_text
from pointbook.ui import behaviour, cells, counted, feedback, filters, grids, sums, tables
from pointbook.ui.cells import Cell, Cells
from pointbook.ui.figures import Figure, row
from pointbook.ui.grids import Field
from pointbook.ui.start import Page

_CHOSEN: Final = "cohort"
_COLUMNS: Final = (
    "bucket_start",
    "cohort_size",
    "months_since",
    "moved_customers",
    "share",
    "is_partial",
)
_TOLD: Final = (1, 3, 6, 12)


def show(page: Page) -> None:
    """The whole part, from its filters to its proof."""
    assert page.newest is not None
    with filters.bar():
        period = filters.period(page, "last_12_months")
        starts = (
            filters.choice(
                page, "starts", STARTS, words="retention_starts", default="joined", width=150,
                label=page.say("behaviour.starts"),
            )
            or "joined"
        )  # fmt: skip
        customers = behaviour.customers(page)
    found = retention(page.book, period, starts, page.newest, customers, page.reader)
    if not found.cohorts:
        feedback.nothing_here(page, f"behaviour_retention_{starts}")
        counted.note(page)
        return
    row(
        page,
        (
            Figure("begun", found.begun, "count"),
            *(
                Figure(f"kept_{months}", found.mean_share(months), "percent")
                for months in _TOLD
                if months <= found.months_since
            ),
        ),
    )
    counted.note(page)
    feedback.note(page.say(f"behaviour.retention_is_{starts}", newest=page.newest))
    if month_start(period.since) < month_start(min(period.until, page.newest), 1 - MOST_COHORTS):
        feedback.note(page.say("behaviour.cohorts_cut", count=MOST_COHORTS))
    _show_grid(page, found)
    asked = {**parameters(period, starts, page.newest), **customers.parameters}
    cells.show(page, Cells(_CHOSEN, QUESTION, asked, _choices(page, found)))
    _show_table(page, found)
    terms = [
        (page.say("figures.begun"), Decimal(found.begun)),
        (page.say("behaviour.elsewhere"), Decimal(found.elsewhere)),
        (page.say(f"behaviour.unknown_{starts}"), Decimal(found.unknown)),
    ]
    whole = found.begun + found.elsewhere + found.unknown
    sums.proof(
        page, [each for each in terms if each[1]], (page.say("figures.customers"), Decimal(whole))
    )


def _show_grid(page: Page, found: Retention) -> None:
    """Cohorts by months since; pressed, a field is chosen."""
    months = range(found.months_since + 1)
    fields = [[_field(page, found, cohort, each) for each in months] for cohort in found.cohorts]
    pressed = grids.show(
        page, "retention",
        [f"{period_text(each, 'month', page.lang)} · {found.size(each):,}" for each in found.cohorts],
        [str(each) for each in months], fields, title=page.say("behaviour.retention_grid"),
        column_title=page.say("behaviour.retention_columns"),
    )  # fmt: skip
    if any(found.is_partial(each, since) for each in found.cohorts for since in months):
        newest = period_text(month_start(found.newest), "month", page.lang)
        feedback.note(f"▨ {page.say('charts.unfinished', period=newest)}")
    feedback.note(page.say("behaviour.press_field"))
    chosen = None
    if pressed is not None:
        cohort, since = found.cohorts[pressed[0]], pressed[1]
        chosen = _code(cohort, since) if found.kept(cohort, since) else None
    cells.press(_CHOSEN, "retention", chosen)


def _field(page: Page, found: Retention, cohort: date, months_since: int) -> Field:
    share = found.share(cohort, months_since)
    if share is None:
        return Field(None)
    told = page.say(
        "behaviour.retention_field", month=period_text(cohort, "month", page.lang),
        since=months_since, count=found.kept(cohort, months_since), size=found.size(cohort),
        share=percent_text(share),
    )  # fmt: skip
    return Field(
        float(share),
        f"{share * 100:.0f}",
        told,
        is_unfinished=found.is_partial(cohort, months_since),
    )


def _show_table(page: Page, found: Retention) -> None:
    rows = [
        {
            "bucket_start": cohort,
            "cohort_size": found.size(cohort),
            "months_since": since,
            "moved_customers": found.kept(cohort, since),
            "share": found.share(cohort, since),
            "is_partial": "yes" if found.is_partial(cohort, since) else "no",
        }
        for cohort in reversed(found.cohorts)
        for since in range(found.months_since + 1)
        if found.kept(cohort, since) is not None
    ]
    frame = pl.DataFrame(rows, schema_overrides={"share": pl.Float64})
    title = page.say("behaviour.retention_grid")
    tables.show(page, "retention", frame, _COLUMNS, bucket="month", title=title)


def _choices(page: Page, found: Retention) -> list[Cell]:
    """Each cohort as a whole, then its fields."""
    choices = []
    for cohort in reversed(found.cohorts):
        name = page.say("behaviour.cohort", month=period_text(cohort, "month", page.lang))
        choices.append(Cell(f"{cohort:%Y-%m}", name, found.size(cohort), field(cohort, None)))
        choices += [
            Cell(
                _code(cohort, since), page.say("behaviour.cohort_month", cohort=name, since=since),
                found.kept(cohort, since) or 0, field(cohort, since),
            )
            for since in range(found.months_since + 1)
        ]  # fmt: skip
    return choices


def _code(cohort: date, months_since: int) -> str:
    return f"{cohort:%Y-%m}+{months_since}"

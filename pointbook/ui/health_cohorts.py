"""积分健康: what became of the points of every month of issue, and what is still owed for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from pointbook.analysis.health import MATURE, Cohorts, Liability, cohorts, liability
from pointbook.periods import month_start
from pointbook.texts import number_text, percent_text, period_text
from pointbook.ui import charts, counted, feedback, links, navigation, programme_form, sums, tables
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, row
from pointbook.ui.health import Wish
from pointbook.ui.start import Page
from pointbook.ui.sums import Step

_CHARTED: Final = 36
_STACKED: Final = (
    ("used", "redeemed"), ("expired_points", "expired"), ("lapsed", "cleared"), ("taken_back", "reversed"),
    ("written_off", "other"), ("moved", "transferred"), ("open", "earned"),
)  # fmt: skip
_COLUMNS: Final = (
    "bucket_start", "issued", "restored", "used", "expired_points", "lapsed", "taken_back", "written_off",
    "moved", "open", "used_share", "expired_share", "is_matured",
)  # fmt: skip
_RARE: Final = ("restored", "lapsed", "taken_back", "written_off", "moved")


def show(page: Page, wish: Wish) -> None:
    """The months of issue, the breakage they teach, and the liability that follows."""
    found = cohorts(page.book, wish.customers, page.reader)
    if found.rows.is_empty():
        feedback.nothing_here(page, "health_cohorts")
        return
    owed = liability(page.book, found, wish.customers, page.reader)
    row(
        page,
        (
            Figure("outstanding", owed.outstanding),
            Figure("breakage", found.breakage, "percent"),
            Figure("expected_use", owed.expected),
            Figure("liability", owed.amount),
            Figure("matured_months", found.matured.rows.height, "count"),
        ),
    )
    counted.note(page)
    feedback.note(page.say("health.obeys_range"))
    _show_chart(page, wish, found)
    _show_table(page, found)
    _show_breakage(page, found)
    _show_liability(page, owed)
    programme_form.show(page, "point_value")
    _show_proofs(page, found, owed)


def _show_chart(page: Page, wish: Wish, found: Cohorts) -> None:
    """The last months as stacked bars; a chosen one opens what was issued in it."""
    last = found.rows.tail(_CHARTED)
    starts = list(last["month"])
    series = [
        Series(page.say(f"columns.{name}"), [float(value) for value in last[name]], colour)
        for name, colour in _STACKED
    ]
    chosen = charts.stacks(
        page, "cohorts", [period_text(each, "month", page.lang) for each in starts], series,
        ticks=charts.period_ticks(starts, "month", page.lang), title=page.say("health.cohorts"),
    )  # fmt: skip
    if found.rows.height > last.height:
        feedback.note(page.say("health.charted", shown=last.height, count=found.rows.height))
    told = links.customers_told(wish.customers)
    if told is None:
        return
    feedback.note(page.say("health.choose_month"))
    if chosen is not None:
        month = starts[chosen]
        navigation.go(
            "statement", kind="earn",
            **links.days_told(month, month_start(month, 1) - timedelta(days=1)), **told,
        )  # fmt: skip


def _show_table(page: Page, found: Cohorts) -> None:
    """Every month, the newest first."""
    whole = pl.col("issued").cast(pl.Float64)
    frame = found.rows.reverse().with_columns(
        bucket_start=pl.col("month"),
        used_share=pl.when(whole > 0).then(
            (pl.col("used") - pl.col("restored")).cast(pl.Float64) / whole
        ),
        expired_share=pl.when(whole > 0).then(
            (pl.col("expired_points") + pl.col("lapsed")).cast(pl.Float64) / whole
        ),
        is_matured=pl.when("is_matured").then(pl.lit("yes")).otherwise(pl.lit("no")),
    )
    quiet = [name for name in _RARE if not (frame[name] != 0).any()]
    tables.show(
        page, "cohorts", frame, [name for name in _COLUMNS if name not in quiet], bucket="month"
    )


def _show_breakage(page: Page, found: Cohorts) -> None:
    """How the expected breakage comes about, line by line."""
    matured = found.matured
    tables.heading(page.say("health.breakage"))
    if found.breakage is None:
        feedback.note(page.say("health.no_matured", share=percent_text(MATURE)))
        return
    say = page.say
    sums.steps(
        (
            Step("", say("health.matured_gone"), number_text(matured.gone)),
            Step("+", say("health.matured_used"), number_text(matured.used)),
            Step("=", say("health.matured_decided"), number_text(matured.gone + matured.used)),
            Step(
                "÷", say("columns.breakage"), percent_text(found.breakage), is_result=True,
                note=say("health.breakage_note", count=matured.rows.height, share=percent_text(MATURE)),
            ),
        )
    )  # fmt: skip


def _show_liability(page: Page, owed: Liability) -> None:
    """How the liability comes about, line by line."""
    say = page.say
    tables.heading(say("health.liability"))
    lines = [Step("", say("figures.balance"), number_text(owed.balance))]
    if owed.debt:
        lines.append(Step("+", say("figures.debt"), number_text(owed.debt)))
    if owed.lapsed:
        lines.append(Step("−", say("figures.lapsed"), number_text(owed.lapsed)))
    share = say("health.used_share", share=percent_text(owed.breakage))
    lines += [
        Step("=", say("figures.outstanding"), number_text(owed.outstanding), is_result=True),
        Step(
            "×", share, percent_text(1 - owed.breakage),
            note="" if owed.is_measured else say("health.none_expected"),
        ),
        Step("=", say("figures.expected_use"), number_text(owed.expected), is_result=True),
        Step(
            "×", say("columns.point_value"),
            say("health.not_said") if owed.point_value is None
            else say("health.money", value=format(owed.point_value, "f")),
        ),
        Step(
            "=", say("figures.liability"),
            say("health.not_said") if owed.amount is None
            else say("health.money", value=number_text(owed.amount, 2)),
            is_result=True,
        ),
    ]  # fmt: skip
    sums.steps(lines)


def _show_proofs(page: Page, found: Cohorts, owed: Liability) -> None:
    """Every month adds up, and all of them are what the ledger holds."""
    say = page.say
    terms = [
        (say("columns.issued"), found.total("issued")),
        (say("columns.restored"), found.total("restored")),
    ]
    terms += [(say(f"columns.{name}"), -found.total(name)) for name, _ in _STACKED[:-1]]
    written = [(name, value) for name, value in terms if value]
    sums.proof(page, written, (say("columns.open"), found.total("open")))
    ledger = [
        (say("columns.open"), found.total("open")),
        (say("columns.lapsed"), found.total("lapsed")),
    ]
    if owed.debt:
        ledger.append((say("figures.debt"), -owed.debt))
    sums.proof(
        page,
        [each for each in ledger if each[1]] or ledger[:1],
        (say("health.ledger_balance"), owed.balance),
    )
    holds = say("health.months_hold") if found.is_proved else say("health.months_broken")
    feedback.note(holds)

"""积分增长: what came in, what went out, and what was left at the end of every period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.analysis import (
    COMPARISONS,
    MOVEMENTS,
    SPLITS,
    Comparison,
    CustomerRange,
    Growth,
    Split,
    Totals,
    growth,
)
from pointbook.periods import BUCKETS, Bucket, Period
from pointbook.texts import period_text, word
from pointbook.ui import charts, counted, feedback, filters, navigation, plots, tables
from pointbook.ui.charts import Series
from pointbook.ui.colours import KIND_MEANING
from pointbook.ui.figures import Figure, Shape, row
from pointbook.ui.start import Page

_COLUMNS: Final = (
    "bucket_start", "opening", *MOVEMENTS, "closing", "active_customers", "new_customers",
)  # fmt: skip
_SPLIT_COLUMNS: Final = ("bucket_start", "group", "opening", *MOVEMENTS, "net", "closing")
_MOST_GROUPS: Final = 7
_GROUP_WORDS: Final = {"reason": "reasons", "kind": "kinds"}


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    period: Period
    bucket: Bucket
    by: Split | None
    compare: Comparison
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        period = filters.period(page, "last_12_months")
        bucket = filters.choice(
            page, "bucket", BUCKETS, words="buckets", default="month", width=112
        )
        by = filters.choice(
            page, "by", SPLITS, words="splits", empty=page.say("splits.none"), width=112
        )
        compare = filters.choice(
            page, "compare", COMPARISONS, words="compares", default="previous", width=112
        )
        customers = filters.customer_range(page, ("tier", "counted"))
        with filters.more(page, "segment", "store", "region", "department", "tag", "status"):
            customers |= filters.customer_range(
                page, ("segment", "store", "region", "department", "tag", "status")
            )
    return Wish(period, bucket or "month", by, compare or "previous", CustomerRange(**customers))


def ask(page: Page, wish: Wish) -> Growth:
    """The growth of the period, its groups, the period before and the year before."""
    return growth(
        page.book,
        wish.period,
        wish.bucket,
        by=wish.by,
        compare=wish.compare,
        customers=wish.customers,
        actor=page.reader,
    )


_FIGURES: Final[dict[str, tuple[Shape, Callable[[Totals], Decimal | None]]]] = {
    "closing": ("points", lambda totals: totals.closing),
    "net": ("signed", lambda totals: totals.net),
    "earned": ("signed", lambda totals: totals.movements["earned"]),
    "redeemed": ("signed", lambda totals: totals.movements["redeemed"]),
    "expired": ("signed", lambda totals: totals.movements["expired"]),
    "redemption_rate": ("percent", lambda totals: totals.redemption_rate),
}


def figures_of(answer: Growth, names: Sequence[str]) -> list[Figure]:
    """Figures of the whole period, against the one before and a year ago."""
    period = answer.period
    earlier = [("against_previous", answer.previous)]
    if period.previous() != period.year_before():
        earlier.append(("against_year", answer.year_before))
    known = [(label, then) for label, then in earlier if then is not None]
    return [
        Figure(name, of(answer.totals), shape, tuple((label, of(then)) for label, then in known))
        for name, (shape, of) in ((name, _FIGURES[name]) for name in names)
    ]


def show_figures(page: Page, answer: Growth) -> None:
    """The ends and the movements of the whole period."""
    row(page, figures_of(answer, tuple(_FIGURES)))
    counted.note(page)


def movements(
    page: Page, bucket: Bucket, answer: Growth, series: Sequence[Series] | None = None
) -> None:
    """Movements by period with the balance above; what each meant unless `series` says otherwise."""
    starts = list(answer.rows["bucket_start"])
    names = [period_text(each, bucket, page.lang) for each in starts]
    charts.movements(
        page, "movements", names, series or _meanings(page, answer.rows),
        [float(value) for value in answer.rows["closing"]],
        ticks=charts.period_ticks(starts, bucket, page.lang),
        unfinished=names[-1] if answer.period.is_cut(bucket, page.reach[1]) else None,
    )  # fmt: skip


def show_charts(page: Page, wish: Wish, answer: Growth) -> None:
    """Movements by period with the balance above, the way from opening to closing, the fastest growing."""
    movements(
        page, wish.bucket, answer, None if answer.groups is None else _groups(page, wish, answer)
    )
    totals = answer.totals
    left, right = charts.side_by_side(3, 2)
    with left:
        steps = {name: float(value) for name, value in totals.movements.items()}
        charts.waterfall(page, "waterfall", float(totals.opening), steps, float(totals.closing))
    if answer.movers.height:
        with right:
            items = plots.rising(answer.movers)
            charts.bars(page, "movers", items, title=page.say("charts.movers"), signed=True)


def _meanings(page: Page, periods: pl.DataFrame) -> list[Series]:
    return [
        Series(page.say(f"movements.{name}"), [float(v) for v in periods[name]], name)
        for name in MOVEMENTS
    ]


def _groups(page: Page, wish: Wish, answer: Growth) -> list[Series]:
    """The groups that moved most, the others together."""
    assert answer.groups is not None
    wide = answer.groups.select(
        "bucket_start", pl.col("group").fill_null(""), pl.col("net").cast(pl.Float64)
    )
    size = (
        wide.group_by("group")
        .agg(pl.col("net").abs().sum())
        .sort("net", "group", descending=[True, False])
    )
    order = list(size["group"])
    named, rest = order[:_MOST_GROUPS], order[_MOST_GROUPS:]
    words = _GROUP_WORDS.get(wish.by or "", "none")

    def values(groups: list[str]) -> list[float]:
        picked = (
            wide.filter(pl.col("group").is_in(groups))
            .group_by("bucket_start")
            .agg(pl.col("net").sum())
        )
        return list(picked.sort("bucket_start")["net"])

    series = [
        Series(
            word(words, each, page.lang) or page.say("bare.none"),
            values([each]),
            KIND_MEANING.get(each) if wish.by == "kind" else None,
        )
        for each in named
    ]
    if rest:
        series.append(Series(page.say("charts.others", count=len(rest)), values(rest), "other"))
    return series


def show_table(page: Page, wish: Wish, answer: Growth) -> None:
    """Every period, and below it every group of every period where it is split."""
    tables.show(page, "growth", answer.rows, _used(_COLUMNS, answer.rows), bucket=wish.bucket)
    if answer.groups is not None:
        tables.heading(page.say(f"splits.{wish.by}"))
        words = {"group": _GROUP_WORDS[wish.by]} if wish.by in _GROUP_WORDS else {}
        tables.show(
            page, "growth_groups", answer.groups, _used(_SPLIT_COLUMNS, answer.groups),
            bucket=wish.bucket, pinned=2, words=words,
        )  # fmt: skip
        if wish.by in ("tier", "store", "region"):
            feedback.note(page.say("proof.of_today", what=page.say(f"splits.{wish.by}")))


def _used(columns: Sequence[str], periods: pl.DataFrame) -> list[str]:
    """Without the rarer movements that never happened."""
    rare = [name for name in MOVEMENTS[3:] if not (periods[name] != 0).any()]
    return [name for name in columns if name not in rare]


def show_proof(page: Page, answer: Growth) -> None:
    """Opening, every movement, closing."""
    totals = answer.totals
    feedback.proof(page, totals.opening, totals.movements, totals.closing)


def show_nothing(page: Page) -> None:
    """The empty state, with the days there are data for and the way there."""
    since, until = page.reach
    feedback.nothing_here(page, "growth", since=since, until=until)
    counted.note(page)
    navigation.link("growth", page.say("presets.everything"), period="everything")

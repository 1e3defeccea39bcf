"""积分增长: what came in, what went out, and what was left at the end of every period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.analysis import (
    AVERAGES,
    BASES,
    COMPARISONS,
    MOVEMENTS,
    SPLITS,
    Basis,
    Comparing,
    Comparison,
    CustomerRange,
    Growth,
    Split,
    Totals,
    festivals,
    growth,
)
from pointbook.periods import BUCKETS, Bucket, Period
from pointbook.texts import period_text
from pointbook.ui import (
    charts,
    counted,
    feedback,
    filters,
    growth_groups,
    growth_rows,
    listed,
    navigation,
    plots,
    tables,
)
from pointbook.ui.charts import Series
from pointbook.ui.figures import Figure, Shape, row
from pointbook.ui.start import Page

_COLUMNS: Final = (
    "bucket_start", "opening", *MOVEMENTS, "closing", "active_customers", "new_customers",
)  # fmt: skip
_SPLIT_COLUMNS: Final = ("bucket_start", "group", "opening", *MOVEMENTS, "net", "closing")
_MORE: Final = ("segment", "store", "region", "department", "tag", "status")
_COMPARED_COLUMNS: Final = (
    "bucket_start", "period_state",
    "earned", "earned_previous", "earned_year",
    "redeemed", "redeemed_previous", "redeemed_year",
    "net", "net_previous", "net_year",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    period: Period
    bucket: Bucket
    by: Split | None
    compare: Comparison
    basis: Basis
    average: int | None
    customers: CustomerRange


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        period = filters.period(page, "last_12_months")
        bucket = filters.choice(
            page, "bucket", BUCKETS, words="buckets", default="month", width=112
        )
        by = filters.choice(
            page, "by", SPLITS, words="splits", empty=page.say("splits.none"), width=128,
            hint=page.say("splits_told.stores"),
        )  # fmt: skip
        compare = filters.choice(
            page, "compare", COMPARISONS, words="compares", default="previous", width=112
        )
        customers = filters.customer_range(page, ("tier", "counted"))
        with filters.more(page, "basis", "average", *listed.JOINED, listed.LIST, *_MORE):
            basis = filters.choice(page, "basis", BASES, words="bases", default=BASES[0])
            average = filters.choice(
                page, "average", tuple(map(str, AVERAGES)), empty=page.say("averages.none"),
                shown={str(each): page.say("averages.of", n=each) for each in AVERAGES},
            )  # fmt: skip
            customers |= filters.customer_range(page, _MORE)
            customers |= listed.choose(page)
    return Wish(
        period, bucket or "month", by, compare or "previous", basis or BASES[0],
        int(average) if average else None, CustomerRange(**customers),
    )  # fmt: skip


def ask(page: Page, wish: Wish) -> Growth:
    """The growth of the period, its groups, the period before and the year before."""
    return growth(
        page.book,
        wish.period,
        wish.bucket,
        by=wish.by,
        compare=wish.compare,
        comparing=Comparing(wish.basis, page.reach[1]),
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
    earlier = [("against_previous", answer.previous)]
    if answer.against[0] != answer.against[1]:
        earlier.append(("against_year", answer.year_before))
    known = [(label, then) for label, then in earlier if then is not None]
    return [
        Figure(name, of(answer.totals), shape, tuple((label, of(then)) for label, then in known))
        for name, (shape, of) in ((name, _FIGURES[name]) for name in names)
    ]


def show_figures(page: Page, answer: Growth) -> None:
    """The ends and the movements of the whole period, and with which days they are compared."""
    row(page, figures_of(answer, tuple(_FIGURES)))
    counted.note(page)
    said = [
        page.say(f"growth.{name}", since=days.since, until=days.until)
        for name, days, then in zip(
            ("previous", "year"), answer.against, (answer.previous, answer.year_before), strict=True
        )
        if then is not None and (name == "previous" or days != answer.against[0])
    ]
    if answer.comparing.basis == "spring" and (found := festivals(answer.period)):
        said.append(page.say("growth.festivals", now=found[0], before=found[1]))
    if is_unfinished(page, answer):
        said.append(page.say(f"growth.unfinished_{answer.comparing.basis}"))
    feedback.sentences(page, said)


def is_unfinished(page: Page, answer: Growth) -> bool:
    """Whether the data end within the last bucket, or the dates do."""
    return answer.period.is_cut(answer.bucket, page.reach[1])


def movements(
    page: Page, bucket: Bucket, answer: Growth, series: Sequence[Series] | None = None,
    *, average: int | None = None, is_chosen_from: bool = False,
) -> tuple[int, int] | None:  # fmt: skip
    """Movements by period with the balance above; what each meant unless `series` says otherwise.

    The places of the series and of the bucket that the visitor chose just now, where `is_chosen_from`.
    """
    starts = list(answer.rows["bucket_start"])
    names = [period_text(each, bucket, page.lang) for each in starts]
    line = None
    if average is not None:
        line = Series(page.say("averages.line", n=average), answer.average(average))
    return charts.movements(
        page, "movements", names, series or _meanings(page, answer.rows),
        [float(value) for value in answer.rows["closing"]],
        ticks=charts.period_ticks(starts, bucket, page.lang),
        unfinished=names[-1] if is_unfinished(page, answer) else None,
        average=line, is_chosen_from=is_chosen_from,
    )  # fmt: skip


def show_charts(page: Page, wish: Wish, answer: Growth) -> None:
    """Movements by period, the way from opening to closing, the fastest growing; every bar opens its entries."""
    if answer.groups is None:
        chosen = movements(page, wish.bucket, answer, average=wish.average, is_chosen_from=True)
        if chosen is not None:
            days = list(answer.period.buckets(answer.bucket))[chosen[1]]
            kinds = growth_rows.kinds_of(MOVEMENTS[chosen[0]])
            growth_rows.open_rows(page, wish.customers, days, kinds=kinds)
    else:
        named = growth_groups.named(page, wish.by, answer.groups)
        chosen = movements(
            page, wish.bucket, answer, growth_groups.series(page, wish.by, answer.groups, named),
            average=wish.average, is_chosen_from=True,
        )  # fmt: skip
        if chosen is not None:
            days = list(answer.period.buckets(answer.bucket))[chosen[1]]
            group = named[chosen[0]] if chosen[0] < len(named) else None
            growth_rows.open_rows(page, wish.customers, days, by=wish.by, group=group)
    left, right = charts.side_by_side(3, 2)
    with left:
        _show_way(page, wish, answer)
    if answer.movers.height:
        with right:
            _show_movers(page, wish, answer)
    growth_groups.show_sources(page, wish.by, wish.customers, answer)
    if growth_rows.can_be_shown(wish.customers):
        feedback.note(page.say("charts.choose_bar"))


def _show_way(page: Page, wish: Wish, answer: Growth) -> None:
    """The waterfall: one step for each movement, or for each group where it is split."""
    totals = answer.totals
    ends = float(totals.opening), float(totals.closing)
    if answer.contributions is not None:
        growth_groups.show_way(page, wish.by, wish.customers, answer, ends)
        return
    moved = {name: value for name, value in totals.movements.items() if value}
    chosen = charts.waterfall(page, "waterfall", ends[0], plots.steps(moved, page.lang), ends[1])
    if chosen is not None:
        kinds = growth_rows.kinds_of(list(moved)[chosen])
        growth_rows.open_rows(page, wish.customers, answer.period, kinds=kinds)


def _show_movers(page: Page, wish: Wish, answer: Growth) -> None:
    """Who gained most; a bar opens what that customer earned in the period."""
    items = plots.rising(answer.movers)
    chosen = charts.bars(
        page, "movers", items, title=page.say("charts.movers"), signed=True, is_chosen_from=True
    )
    if chosen is not None and chosen < answer.movers.height:
        growth_rows.open_rows(
            page, wish.customers, answer.period, kinds=("earn",),
            customer_no=answer.movers["customer_no"][chosen],
        )  # fmt: skip


def _meanings(page: Page, periods: pl.DataFrame) -> list[Series]:
    return [
        Series(page.say(f"movements.{name}"), [float(v) for v in periods[name]], name)
        for name in MOVEMENTS
    ]


def show_table(page: Page, wish: Wish, answer: Growth) -> None:
    """Every period, how each compares, and every group where it is split."""
    tables.show(page, "growth", answer.rows, _used(_COLUMNS, answer.rows), bucket=wish.bucket)
    tables.heading(page.say("growth.by_bucket"))
    tables.show(
        page, "growth_compared", _with_state(page, answer), _COMPARED_COLUMNS, bucket=wish.bucket,
        title=page.say("growth.by_bucket"),
    )  # fmt: skip
    feedback.note(page.say(f"growth.by_bucket_{wish.basis}"))
    if answer.groups is None or answer.contributions is None or wish.by is None:
        return
    words = growth_groups.words(wish.by)
    growth_groups.show_contributions(page, wish.by, wish.compare, answer)
    tables.heading(page.say(f"splits.{wish.by}"))
    tables.show(
        page, "growth_groups", growth_groups.without_blanks(page, answer.groups),
        _used(_SPLIT_COLUMNS, answer.groups), bucket=wish.bucket, pinned=2, words=words,
    )  # fmt: skip
    if wish.by in growth_rows.OF_CUSTOMERS:
        feedback.note(page.say("proof.of_today", what=page.say(f"splits.{wish.by}")))
    if wish.by == "entry_store":
        feedback.note(page.say("splits_told.entry_store"))
    if wish.by == "arrival":
        feedback.note(page.say("growth.arrival", date=answer.period.since))


def _with_state(page: Page, answer: Growth) -> pl.DataFrame:
    """The comparison of every bucket, the last one marked while it is not over."""
    rows = answer.by_bucket()
    if not is_unfinished(page, answer):
        return rows
    last = pl.int_range(pl.len()) == pl.len() - 1
    return rows.with_columns(
        period_state=pl.when(last).then(pl.lit("unfinished")).otherwise(pl.lit("over"))
    )


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

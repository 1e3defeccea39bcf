"""积分增长: what came in, what went out, and what was left at the end of every period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import polars as pl

from pointbook.texts import period_text, word
from pointbook.ui import charts, feedback, filters, navigation, tables
from pointbook.ui.charts import Bar, Series
from pointbook.ui.colours import COLOURS, KIND_MEANING
from pointbook.ui.figures import Figure, row
from pointbook.ui.spans import Span, month_start
from pointbook.ui.start import Page

BUCKETS: Final = ("day", "week", "month", "quarter", "year")
SPLITS: Final = ("reason", "kind", "tier", "store", "channel", "campaign", "region")
COMPARES: Final = ("previous", "year_ago")
MOVEMENTS: Final = (
    "earned", "redeemed", "expired", "cleared", "adjusted", "reversed", "transferred", "brought_in",
)  # fmt: skip
_COLUMNS: Final = (
    "bucket_start", "opening", *MOVEMENTS, "closing", "active_customers", "new_customers",
)  # fmt: skip
_SPLIT_COLUMNS: Final = ("bucket_start", "group", "opening", *MOVEMENTS, "net", "closing")
_MOST_GROUPS: Final = 7
_MOVERS: Final = 10
_GROUP_WORDS: Final = {"reason": "reasons", "kind": "kinds"}


@dataclass(frozen=True)
class Wish:
    """What the filter bar asks for."""

    span: Span
    bucket: str
    by: str | None
    compare: str
    customers: dict[str, str | None]

    @property
    def compared(self) -> Span:
        """The period that movers are compared with."""
        return self.span.before() if self.compare == "previous" else self.span.year_before()


@dataclass(frozen=True)
class Growth:
    """The periods as a whole, split into groups if wished, and two earlier stretches of time."""

    periods: pl.DataFrame
    groups: pl.DataFrame | None
    before: pl.DataFrame
    year_before: pl.DataFrame
    movers: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing moved and nothing was there."""
        return not _has_content(self.periods)


def wish(page: Page) -> Wish:
    """Draw the filter bar and read it."""
    with filters.bar():
        span = filters.period(page, "last_12_months")
        bucket = filters.choice(
            page, "bucket", BUCKETS, words="buckets", default="month", width=112
        )
        by = filters.choice(page, "by", SPLITS, words="splits", empty=page.say("splits.none"))
        compare = filters.choice(page, "compare", COMPARES, words="compares", default="previous")
        customers = filters.customer_range(page, ("tier",))
        with filters.more(page, "store", "region", "department", "tag", "status"):
            customers |= filters.customer_range(
                page, ("store", "region", "department", "tag", "status")
            )
    return Wish(span, bucket or "month", by, compare or "previous", customers)


def ask(page: Page, wish: Wish) -> Growth:
    """The growth of the period, its groups, the period before and the year before."""
    span, wanted = wish.span, wish.customers

    def growth(days: Span, bucket: str, by: str | None = None) -> pl.DataFrame:
        return page.book.ask(
            "analysis/growth", since=days.since, until=days.until, bucket=bucket, by=by, **wanted
        )

    periods = growth(span, wish.bucket).join(
        page.book.ask(
            "analysis/activity", since=span.since, until=span.until, bucket=wish.bucket, **wanted
        ),
        on="bucket_start",
        how="left",
        maintain_order="left",
    )
    movers = page.book.ask(
        "analysis/movers",
        measure="earned",
        since=span.since,
        until=span.until,
        compare_since=wish.compared.since,
        compare_until=wish.compared.until,
        row_limit=_MOVERS,
        **wanted,
    )
    groups = growth(span, wish.bucket, wish.by) if wish.by else None
    return Growth(
        periods, groups, growth(span.before(), "year"), growth(span.year_before(), "year"), movers
    )


def _has_content(periods: pl.DataFrame) -> bool:
    """Whether anything was there at the start or moved since."""
    return any(bool((periods[name] != 0).any()) for name in ("opening", *MOVEMENTS))


def _totals(periods: pl.DataFrame) -> dict[str, Decimal]:
    """Sums of the movements, the first opening and the last closing."""
    sums = {name: sum(periods[name], Decimal(0)) for name in (*MOVEMENTS, "net")}
    opening = periods["opening"][0] if periods.height else Decimal(0)
    closing = periods["closing"][-1] if periods.height else Decimal(0)
    return sums | {"opening": opening, "closing": closing}


def _rate(totals: dict[str, Decimal]) -> Decimal | None:
    return -totals["redeemed"] / totals["earned"] if totals["earned"] else None


def show_figures(page: Page, wish: Wish, answer: Growth) -> None:
    """The ends and the movements of the whole period, against the one before and a year ago."""
    now, before, year = map(_totals, (answer.periods, answer.before, answer.year_before))
    has_before, has_year = map(_has_content, (answer.before, answer.year_before))

    def against(name: str) -> tuple[tuple[str, Decimal | None], ...]:
        pairs = [("against_previous", before, has_before)]
        if wish.span.before() != wish.span.year_before():
            pairs.append(("against_year", year, has_year))
        return tuple(
            (label, _rate(then) if name == "redemption_rate" else then[name])
            for label, then, known in pairs
            if known
        )

    row(
        page,
        (
            Figure("closing", now["closing"], "points", against("closing")),
            Figure("net", now["net"], "signed", against("net")),
            Figure("earned", now["earned"], "signed", against("earned")),
            Figure("redeemed", now["redeemed"], "signed", against("redeemed")),
            Figure("expired", now["expired"], "signed", against("expired")),
            Figure("redemption_rate", _rate(now), "percent", against("redemption_rate")),
        ),
    )


def show_charts(page: Page, wish: Wish, answer: Growth) -> None:
    """Movements by period with the balance above, the way from opening to closing, the fastest growing."""
    starts = list(answer.periods["bucket_start"])
    names = [period_text(each, wish.bucket, page.lang) for each in starts]
    ticks = charts.period_ticks(starts, wish.bucket, page.lang)
    unfinished = names[-1] if _is_unfinished(page, wish, starts[-1]) else None
    series = (
        _meanings(page, answer.periods) if answer.groups is None else _groups(page, wish, answer)
    )
    balance = [float(value) for value in answer.periods["closing"]]
    charts.movements(page, "movements", names, series, balance, ticks=ticks, unfinished=unfinished)
    totals = _totals(answer.periods)
    left, right = charts.side_by_side(3, 2)
    with left:
        steps = {name: float(totals[name]) for name in MOVEMENTS}
        charts.waterfall(
            page, "waterfall", float(totals["opening"]), steps, float(totals["closing"])
        )
    if answer.movers.height:
        with right:
            items = [
                Bar(name or number, float(change), COLOURS["earned"])
                for number, name, change in answer.movers.select(
                    "customer_no", "name", "change"
                ).iter_rows()
                if change > 0
            ]
            charts.bars(page, "movers", items, title=page.say("charts.movers"), signed=True)


def _is_unfinished(page: Page, wish: Wish, start: date) -> bool:
    """Whether the last period goes on after the data, or after the dates asked for."""
    days = {"day": 1, "week": 7}
    months = {"month": 1, "quarter": 3, "year": 12}
    length = timedelta(days=days.get(wish.bucket, 0))
    end = start + length if length else month_start(start, months[wish.bucket])
    return min(wish.span.until, page.reach[1]) < end - timedelta(days=1)


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
    tables.show(page, "growth", answer.periods, _used(_COLUMNS, answer.periods), bucket=wish.bucket)
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
    totals = _totals(answer.periods)
    moved = {name: totals[name] for name in MOVEMENTS}
    feedback.proof(page, totals["opening"], moved, totals["closing"])


def show_nothing(page: Page) -> None:
    """The empty state, with the days there are data for and the way there."""
    since, until = page.reach
    feedback.nothing_here(page, "growth", since=since, until=until)
    navigation.link("growth", page.say("presets.everything"), period="everything")

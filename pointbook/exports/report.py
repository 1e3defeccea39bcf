"""定期报告 as words, figures and tables: what its workbook, its PDF and its HTML say alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis import MOVEMENTS, CustomerRange, Report, ReportKind, Totals, report
from pointbook.analysis.customer_range import EVERYBODY
from pointbook.analysis.totals import gap_of
from pointbook.columns import NUMERIC, ColumnType
from pointbook.exports.fonts import report_font
from pointbook.exports.sheet import Sheet, sheet
from pointbook.periods import covered
from pointbook.texts import (
    date_text,
    number_text,
    percent_text,
    period_text,
    say,
    signed_text,
    time_text,
)

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.periods import Period

ReportFormat: TypeAlias = Literal["xlsx", "pdf", "html"]
REPORT_FORMATS: Final[tuple[ReportFormat, ...]] = get_args(ReportFormat)
_BUCKETS: Final = (
    "bucket_start", "opening", *MOVEMENTS, "closing", "active_customers", "new_customers",
)  # fmt: skip
_REASONS: Final = ("reason", *MOVEMENTS, "net")
_MOVERS: Final = (
    "rank", "customer_no", "name", "tier", "value", "compare_value", "change",
)  # fmt: skip
_TOP: Final = (
    "rank", "customer_no", "name", "tier", "store", "value", "share", "previous_value", "change",
)  # fmt: skip


@dataclass(frozen=True)
class ReportFigure:
    """One figure of the period, that of the period before and that of a year ago; None where there was none."""

    name: str
    label: str
    value: Decimal | None
    previous: Decimal | None
    year_before: Decimal | None

    @property
    def is_share(self) -> bool:
        """Whether it is a fraction and not points."""
        return self.name == "redemption_rate"

    def text(self, value: Decimal | None) -> str:
        """A value of this figure in full; movements with their sign."""
        if self.is_share:
            return percent_text(value)
        return number_text(value) if self.name in ("opening", "closing") else signed_text(value)

    def change(self, before: Decimal | None) -> str:
        """By how much it differs from an earlier one, spending more being more; – where nothing can be said."""
        if self.value is None or before is None:
            return percent_text(None)
        if self.is_share:
            return f"{signed_text((self.value - before) * 100, 1)} pp"
        share = gap_of(self.value, before) / abs(before) if before else None
        return percent_text(share, signed=True)


@dataclass(frozen=True)
class ReportFile:
    """A report in one language, ready to be written."""

    report: Report
    lang: str
    title: str
    period: str
    filters: str
    source: str
    maker: str
    figures: tuple[ReportFigure, ...]
    proof: str
    compared: str
    """With which days the period is compared."""
    tables: tuple[Sheet, ...]

    @property
    def heads(self) -> list[str]:
        """The head of the table of figures; a period that is not over meets the same days of the one before."""
        before = "previous" if self.report.unfinished_at is None else "previous_so_far"
        names = ("figure", "this_period", before, f"{before}_change", "year_before", "year_change")
        return [say(f"report.{name}", self.lang) for name in names]

    @property
    def buckets(self) -> Sheet:
        """The table behind the chart of movements."""
        return self.tables[0]

    @property
    def names(self) -> list[str]:
        """The buckets by their names."""
        return [
            period_text(each, self.report.bucket, self.lang)
            for each in self.report.growth.rows["bucket_start"]
        ]

    @property
    def moved(self) -> list[str]:
        """The movements that there were."""
        return _moved(self.report)


def report_file(
    book: Book,
    kind: ReportKind,
    period: Period,
    to: ReportFormat,
    *,
    actor: Actor,
    customers: CustomerRange = EVERYBODY,
    filters: str | None = None,
    lang: str = "zh",
) -> ReportFile:
    """A report that leaves as a file, with its trace. NotPermitted, FontMissing."""
    if to == "pdf":
        report_font()  # before anything is said to have left
    oldest, newest = book.ask("points/newest", actor=actor).select("oldest", "newest").row(0)
    last = covered(oldest, newest)[1] if newest is not None else None
    made = report(book, kind, period, newest=last, customers=customers, actor=actor)
    book.traces.exported(actor=actor, what=f"report {made.code} {to}", rows=made.rows)
    return told(made, lang, maker=actor.name, newest=newest, filters=filters)


def told(
    made: Report, lang: str, *, maker: str, newest: date | None, filters: str | None = None
) -> ReportFile:
    """A report in the words of a language; without `filters` it is about all customers."""
    period = f"{date_text(made.period.since)} – {date_text(made.period.until)}"
    return ReportFile(
        made,
        lang,
        f"{say('report.title', lang)} · {_name(made, lang)}",
        period,
        filters or say("downloads.everything", lang),
        say(
            "report.source", lang, newest=date_text(newest), actor=maker,
            made_at=f"{made.made_at:%Y-%m-%d %H:%M}",
        ),
        maker,
        _figures(made, lang),
        proof_text(made.growth.totals, lang),
        _compared(made, lang),
        _tables(made, lang),
    )  # fmt: skip


def proof_text(totals: Totals, lang: str) -> str:
    """The proof line: opening and every movement add up to closing, or by how much they do not."""
    steps = "".join(
        f" {'−' if value < 0 else '+'} {say(f'movements.{name}', lang)} {number_text(abs(value))}"
        for name, value in totals.movements.items()
        if value
    )
    line = say("proof.line", lang).format(
        opening=number_text(totals.opening), movements=steps, closing=number_text(totals.closing)
    )
    gap = totals.opening + sum(totals.movements.values(), Decimal(0)) - totals.closing
    verdict = say("proof.broken", lang, gap=gap) if gap else say("proof.holds", lang)
    return f"{line}　{'✗' if gap else '✓'} {verdict}"


def cells(table: Sheet) -> tuple[list[str], list[list[str]], list[bool]]:
    """A table as texts: head, rows, and which columns are numbers."""
    types = [each.type for each in table.columns]
    rows = [
        [_cell(value, type_) for value, type_ in zip(row, types, strict=True)]
        for row in table.frame.iter_rows()
    ]
    return [each.label for each in table.columns], rows, [each in NUMERIC for each in types]


def _cell(value: object, type_: ColumnType) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return date_text(value)
    if type_ == "percent" and isinstance(value, Decimal | float):
        return percent_text(value)
    if isinstance(value, Decimal | float | int):
        return signed_text(value) if type_ == "signed" else number_text(value)
    return str(value)


def _compared(made: Report, lang: str) -> str:
    """With which days it is compared, named where it is not over."""
    if made.unfinished_at is None:
        return say("report.compared_note", lang)
    before, year = made.growth.against
    return say(
        "report.compared_so_far", lang, newest=made.unfinished_at, since=before.since, until=before.until,
        year_since=year.since, year_until=year.until,
    )  # fmt: skip


def _name(made: Report, lang: str) -> str:
    return period_text(made.period.since, made.kind, lang)


def _figures(made: Report, lang: str) -> tuple[ReportFigure, ...]:
    grown = made.growth

    def value(totals: Totals | None, name: str) -> Decimal | None:
        if totals is None:
            return None
        found: Decimal | None = (
            totals.movements[name] if name in MOVEMENTS else getattr(totals, name)
        )
        return found

    names = ("opening", "earned", "redeemed", "expired", "net", "closing", "redemption_rate")
    return tuple(
        ReportFigure(
            name,
            say(f"figures.{name}", lang),
            value(grown.totals, name),
            value(grown.previous, name),
            value(grown.year_before, name),
        )
        for name in names
    )


def _moved(made: Report) -> list[str]:
    return [name for name in MOVEMENTS if (made.growth.rows[name] != 0).any()]


def _tables(made: Report, lang: str) -> tuple[Sheet, ...]:
    rare = set(MOVEMENTS[3:]) - set(_moved(made))

    def table(name: str, frame: pl.DataFrame, columns: Sequence[str]) -> Sheet:
        shown = [each for each in columns if each not in rare]
        return sheet(say(f"report.{name}", lang), frame, shown, lang, bucket=made.bucket)

    return (
        table("buckets", made.growth.rows, _BUCKETS),
        table("reasons", made.reasons, _REASONS),
        table("movers", made.growth.movers, _MOVERS),
        table("top", made.top, _TOP),
        table("expiring", made.expiring, ("within_days", "expiring_points", "customers")),
    )

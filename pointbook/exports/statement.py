"""对账单: one customer's points of a period, for that customer to keep; what its workbook and its PDF say alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import polars as pl

from pointbook.analysis.explaining import Explanation, explain
from pointbook.analysis.statement import Statement, statement
from pointbook.errors import TooManyRows
from pointbook.exports.fonts import report_font
from pointbook.exports.formats import MOST_ROWS
from pointbook.exports.report import proof_text
from pointbook.exports.sheet import Sheet, sheet
from pointbook.exports.xlsx import xlsx_book
from pointbook.periods import Period, with_last_days
from pointbook.texts import date_text, number_text, say, signed_text

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

StatementFormat: TypeAlias = Literal["pdf", "xlsx"]
STATEMENT_FORMATS: Final[tuple[StatementFormat, ...]] = get_args(StatementFormat)
MOST_PRINTED: Final = 2_000
"""Entries of a PDF, some fifty pages; a workbook takes them all."""
_ENTRIES: Final = (
    "occurred_at", "kind", "reason", "store", "ref", "points", "balance_after", "expires_at", "customer_note",
)  # fmt: skip
_ALWAYS: Final = ("occurred_at", "kind", "points", "balance_after")
_LOTS: Final = (
    "occurred_at", "kind", "reason", "ref", "points", "remaining", "held", "expires_at",
)  # fmt: skip
_PARTS: Final = ("available", "pending", "held", "lapsed", "debt")


@dataclass(frozen=True)
class StatementFile:
    """A statement in one language, ready to be written; pairs are a label and its value."""

    lang: str
    title: str
    name: str
    """What the file is called, without its suffix."""
    whose: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    standing: tuple[tuple[str, str], ...]
    """What the closing balance is made of."""
    proof: str
    entries: Sheet
    lots: Sheet
    source: str
    maker: str
    made_at: datetime


def statement_file(
    book: Book,
    customer_no: str,
    period: Period,
    to: StatementFormat,
    *,
    actor: Actor,
    lang: str = "zh",
) -> StatementFile:
    """A customer's statement that leaves as a file, with its trace; one that ends later than today ends today.

    UnknownCustomer, NotPermitted, TooManyRows, FontMissing.
    """
    if to == "pdf":
        report_font()  # before anything is said to have left
    today = book.now().date()
    days = Period(min(period.since, today), min(period.until, today))
    moved = statement(book, days, customer_no=customer_no, page_rows=1, actor=actor)
    limit = MOST_PRINTED if to == "pdf" else MOST_ROWS
    if moved.entries > limit:
        raise TooManyRows(rows=moved.entries, limit=limit)
    told = explain(book, customer_no, days.until, told=0, actor=actor)
    book.traces.exported(actor=actor, what=f"statement {customer_no} {to}", rows=moved.entries)
    return _written(moved, told, lang, maker=actor.name, made_at=book.now())


def content(file: StatementFile, to: StatementFormat) -> bytes:
    """The file's bytes. FontMissing."""
    if to == "xlsx":
        return _workbook(file)
    from pointbook.exports.statement_pdf import (
        statement_pdf,
    )  # it brings a library of its own along

    return statement_pdf(file)


def _written(
    moved: Statement, told: Explanation, lang: str, *, maker: str, made_at: datetime
) -> StatementFile:
    customer, totals = told.customer, moved.totals
    days = f"{date_text(moved.period.since)} – {date_text(moved.period.until)}"
    title = say("statement_file.title", lang)
    lots = told.lots.filter(pl.col("remaining") > 0)
    balance = told.balance
    return StatementFile(
        lang,
        title,
        f"{title} {customer.customer_no} {days}",
        (
            (say("columns.name", lang), customer.name or say("bare.none", lang)),
            (say("columns.customer_no", lang), customer.customer_no),
            (say("filters.period", lang), days),
        ),
        (
            (say("figures.opening", lang), number_text(totals.opening)),
            *(
                (say("figures.earned_one" if name == "earned" else f"figures.{name}", lang), signed_text(value))
                for name, value in totals.movements.items() if value or name != "other"
            ),
            (say("figures.closing", lang), number_text(totals.closing)),
        ),
        tuple(
            (say(f"figures.{name}", lang), number_text(getattr(balance, name)))
            for name in _PARTS if getattr(balance, name) or name == "available"
        ),
        proof_text(totals, lang),
        _table("statement_file.entries", moved.every_row().reverse(), _ENTRIES, lang, keep=_ALWAYS),
        _table("statement_file.lots", lots, _LOTS, lang, keep=_LOTS, day=told.day),
        say("statement_file.source", lang, made_at=f"{made_at:%Y-%m-%d %H:%M}", actor=maker),
        maker,
        made_at,
    )  # fmt: skip


def _table(
    title: str, frame: pl.DataFrame, columns: Sequence[str], lang: str, *, keep: Sequence[str],
    **values: date,
) -> Sheet:  # fmt: skip
    """A table without the columns that say nothing."""
    frame = with_last_days(frame)
    shown = [each for each in columns if each in keep or frame[each].null_count() < frame.height]
    return sheet(say(title, lang, **values), frame, shown, lang)


def _workbook(file: StatementFile) -> bytes:
    about = (
        *file.whose,
        *file.figures,
        *file.standing,
        (say("statement_file.proof", file.lang), file.proof),
        (say("tables.made_at", file.lang), file.source),
    )
    return xlsx_book(
        [file.entries, file.lots], file.title, about, say("statement_file.overview", file.lang)
    )

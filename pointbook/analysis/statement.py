"""积分明细: movements with the balance each left, and the proof over all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.analysis.customer_range import EVERYBODY, CustomerRange
from pointbook.analysis.totals import NOTHING, Totals
from pointbook.periods import Bucket, Period

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book

MOVEMENTS = ("earned", "redeemed", "expired", "other")
"""What a statement tells apart; signed, so that they add up."""
_MOST_DAYS: Final = 62
_MOST_MONTH_DAYS: Final = 1830
_EVERY: Final = {"day": "1d", "month": "1mo", "year": "1y"}


@dataclass(frozen=True)
class EntryFilter:
    """Which entries are wanted; None means all. What it leaves out still counts in the balance."""

    kinds: Sequence[str] | None = None
    reason: str | None = None
    store: str | None = None
    channel: str | None = None
    campaign: str | None = None
    ref: str | None = None
    batch_id: int | None = None
    operator: str | None = None

    @property
    def is_set(self) -> bool:
        """Whether some entries may be left out."""
        return any(value is not None for value in self.parameters.values())

    @property
    def parameters(self) -> dict[str, object]:
        """As parameters of a question."""
        return {
            "kinds": ",".join(self.kinds) if self.kinds else None,
            "reason": self.reason,
            "entry_store": self.store,
            "channel": self.channel,
            "campaign": self.campaign,
            "ref": self.ref,
            "batch_id": self.batch_id,
            "entry_actor": self.operator,
        }


EVERYTHING = EntryFilter()


@dataclass(frozen=True)
class Statement:
    """One page of entries, newest first; the proof is over all entries, `wanted_*` over the filtered ones."""

    period: Period
    rows: pl.DataFrame
    pages: int
    totals: Totals
    entries: int
    wanted_entries: int
    wanted_in: Decimal
    wanted_out: Decimal
    by_day: pl.DataFrame
    newest: date | None
    """The last day with an entry, whatever the period; told only where the period has none."""
    every_row: Callable[[], pl.DataFrame]
    """Asks for the rows of all pages."""

    @property
    def is_empty(self) -> bool:
        """Whether no entry of the period is wanted."""
        return self.wanted_entries == 0

    def course(self) -> tuple[Bucket, pl.DataFrame]:
        """In, out and balance by day for two months, by month or year for longer, as by_day without gaps.

        It begins with the first entry, and in a quiet bucket the balance stays as it was.
        """
        first = max(self.period.since, self.by_day["day"][0])
        length = (self.period.until - first).days
        bucket: Bucket = (
            "day" if length <= _MOST_DAYS else "month" if length <= _MOST_MONTH_DAYS else "year"
        )
        opening = NOTHING if self.period.since < first else self.totals.opening
        every = _EVERY[bucket]
        moved = (
            self.by_day.with_columns(pl.col("day").dt.truncate(every))
            .group_by("day", maintain_order=True)
            .agg(pl.col("points_in", "points_out").sum(), pl.col("balance").last())
        )
        days = pl.date_range(first, self.period.until, "1d", eager=True)
        calendar = pl.DataFrame({"day": days.dt.truncate(every).unique().sort()})
        return bucket, calendar.join(
            moved, on="day", how="left", maintain_order="left"
        ).with_columns(
            pl.col("points_in", "points_out").fill_null(NOTHING),
            pl.col("balance").forward_fill().fill_null(opening),
        )


def statement(
    book: Book,
    period: Period,
    *,
    customer_no: str | None = None,
    entries: EntryFilter = EVERYTHING,
    customers: CustomerRange = EVERYBODY,
    page: int = 1,
    page_rows: int | None = None,
    actor: Actor | str | None = None,
) -> Statement:
    """The entries of one customer, or of everybody, in a period; of the pages the one nearest to `page`."""
    asked: dict[str, Any] = {
        "customer_no": customer_no, "since": period.since, "until": period.until,
        **entries.parameters, **customers.parameters, "actor": actor,
    }  # fmt: skip
    summed = book.ask("points/totals", **asked).row(0, named=True)
    pages = max(1, math.ceil(summed["wanted_entries"] / page_rows)) if page_rows else 1
    before = (min(max(page, 1), pages) - 1) * (page_rows or 0)
    every_row = partial(book.ask, "points/statement", **asked)
    newest = None
    if not summed["entries"]:
        newest = book.ask("points/newest", customer_no=customer_no, actor=actor)["newest"].item()
    return Statement(
        period,
        every_row(row_limit=page_rows, row_offset=before),
        pages,
        Totals(summed["opening"], {name: summed[name] for name in MOVEMENTS}, summed["closing"]),
        summed["entries"],
        summed["wanted_entries"],
        summed["wanted_in"],
        summed["wanted_out"],
        book.ask("points/by_day", **asked),
        newest,
        every_row,
    )

"""积分明细: movements with the balance each left, and the proof over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from pointbook.analysis.asking import EVERYBODY, Asking, CustomerRange
from pointbook.analysis.totals import Totals
from pointbook.periods import Period

MOVEMENTS = ("earned", "redeemed", "expired", "other")
"""What a statement tells apart; signed, so that they add up."""


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
        }


EVERYTHING = EntryFilter()


@dataclass(frozen=True)
class Statement:
    """One page of entries, newest first; the proof is over all entries, `wanted_*` over the filtered ones."""

    rows: pl.DataFrame
    totals: Totals
    entries: int
    wanted_entries: int
    wanted_in: Decimal
    wanted_out: Decimal
    by_day: pl.DataFrame
    newest: date | None
    """The last day with an entry that the filters leave, whatever the period."""

    @property
    def is_empty(self) -> bool:
        """Whether no entry of the period is wanted."""
        return self.wanted_entries == 0


def statement(
    book: Asking,
    period: Period | None = None,
    *,
    customer_no: str | None = None,
    entries: EntryFilter = EVERYTHING,
    customers: CustomerRange = EVERYBODY,
    limit: int | None = None,
    offset: int = 0,
) -> Statement:
    """The entries of one customer, or of everybody, in a period or of all time."""
    who: dict[str, object] = {
        "customer_no": customer_no, **entries.parameters, **customers.parameters,
    }  # fmt: skip
    when: dict[str, object] = {
        "since": period.since if period else None, "until": period.until if period else None,
    }  # fmt: skip
    rows = book.ask("points/statement", row_limit=limit, row_offset=offset or None, **when, **who)
    summed = book.ask("points/totals", **when, **who).row(0, named=True)
    return Statement(
        rows,
        Totals(summed["opening"], {name: summed[name] for name in MOVEMENTS}, summed["closing"]),
        summed["entries"],
        summed["wanted_entries"],
        summed["wanted_in"],
        summed["wanted_out"],
        book.ask("points/by_day", **when, **who),
        book.ask("points/newest", **who)["newest"].item(),
    )

"""What checking a file yields: rows fit to post and problems by row, before the book is asked anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from pointbook.imports.tables import Notice

PROBLEMS = pl.Schema({"row": pl.Int64, "column": pl.String, "value": pl.String, "code": pl.String})
ENTRIES = pl.Schema({
    "row": pl.Int64(), "part": pl.Int8(), "customer_no": pl.String(), "kind": pl.String(),
    "points": pl.Int64(), "occurred_at": pl.Datetime("us"), "available_from": pl.Datetime("us"),
    "expires_at": pl.Datetime("us"), "reason": pl.String(), "ref": pl.String(), "note": pl.String(),
    "store": pl.String(), "channel": pl.String(), "campaign": pl.String(), "amount": pl.Int64(),
    "source": pl.String(),
})  # fmt: skip
CUSTOMERS = pl.Schema({
    "row": pl.Int64, "customer_no": pl.String, "name": pl.String, "phone": pl.String,
    "email": pl.String, "gender": pl.String, "birthday": pl.Date, "joined_on": pl.Date,
    "region": pl.String, "city": pl.String, "store": pl.String, "department": pl.String,
    "owner": pl.String, "tier": pl.String, "status": pl.String, "source": pl.String,
    "tags": pl.String, "fields": pl.String,
})  # fmt: skip
BALANCES = pl.Schema({
    "row": pl.Int64(), "customer_no": pl.String(), "occurred_at": pl.Datetime("us"), "balance": pl.Int64(),
})  # fmt: skip


def no_problems() -> pl.DataFrame:
    """An empty frame of problems."""
    return pl.DataFrame(schema=PROBLEMS)


def no_entries() -> pl.DataFrame:
    """An empty frame of entries."""
    return pl.DataFrame(schema=ENTRIES)


def no_customers() -> pl.DataFrame:
    """An empty frame of customers."""
    return pl.DataFrame(schema=CUSTOMERS)


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows of a file judged one by one. Points are signed whole hundredths; times are local.

    `entries` has a line per entry to post, by row and part (0 the credit, 1 the debit of the row),
    `customers` a line per customer, `problems` a line per wrong cell. `idle` counts rows with
    nothing to move, `doubles` rows of customers that repeat an earlier row in full. Where the file
    says what customers have and not what they got, `balances` (row, customer_no, occurred_at,
    balance) is what the entries were told from, each customer's first one against nothing.
    """

    kind: str
    rows: int
    problems: pl.DataFrame = field(default_factory=no_problems)
    entries: pl.DataFrame = field(default_factory=no_entries)
    customers: pl.DataFrame = field(default_factory=no_customers)
    idle: int = 0
    doubles: int = 0
    balances: pl.DataFrame | None = None
    records: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Of orders, rewards and redemptions, a line each in the columns of purchases.SCHEMAS."""
    past: pl.DataFrame | None = None
    """Entries from before a cut-over, to be kept and not posted; None without a cut-over."""
    opening_at: datetime | None = None
    """The moment of a cut-over, at which balances open the book."""
    snapshot: pl.DataFrame | None = None
    """The rows of those balances with all that an entry needs, to be measured against the book."""
    repeated: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.Int64}))
    """row of those `doubles`."""
    by_month: bool = False
    """Whether rows of points know only the month they belong to."""
    notices: tuple[Notice, ...] = ()
    """What is odd about the cells, though they can be read."""

    @property
    def ok(self) -> int:
        """How many rows have no problem."""
        return self.rows - int(self.problems["row"].n_unique())

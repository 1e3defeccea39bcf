"""What is to be posted: entries, and the operations on lots that each of them stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal, get_args

import polars as pl

Kind = Literal[
    "opening", "earn", "restore", "adjust_up", "transfer_in", "merge_in",
    "redeem", "adjust_down", "clear", "expire", "claw_back", "transfer_out", "merge_out",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
CREDITS = frozenset(KINDS[:6])
DEBITS = frozenset(KINDS[6:])

ENTRY_SCHEMA = pl.Schema(
    {
        "customer_id": pl.Int32(),
        "kind": pl.String(),
        "occurred_at": pl.Datetime("us"),
        "requested": pl.Int64(),
        "source": pl.String(),
        "actor": pl.String(),
        "available_from": pl.Datetime("us"),
        "expires_at": pl.Datetime("us"),
        "reason": pl.String(),
        "ref": pl.String(),
        "line": pl.Int32(),
        "store": pl.String(),
        "channel": pl.String(),
        "campaign": pl.String(),
        "amount": pl.Int64(),
        "reverses_entry_id": pl.Int64(),
        "batch_id": pl.Int32(),
        "rule_version": pl.Int32(),
        "approver": pl.String(),
        "note": pl.String(),
        "key_hash": pl.UInt64(),
        "for_customer": pl.String(),
        "business_at": pl.Datetime("us"),
    }
)
"""Columns of a frame of new entries, in posting order; requested in positive hundredths.

`business_at` is set exactly where an entry came too late for its month (late.py).
"""

OP_SCHEMA = pl.Schema(
    {
        "customer_id": pl.Int32(),
        "entry": pl.Int64(),  # which of the new entries, -1 = none
        "code": pl.Int64(),
        "amount": pl.Int64(),
        "at": pl.Datetime("us"),
        "lot": pl.Int64(),
        "debt": pl.Int64(),
        "flags": pl.Int64(),
    }
)
"""Columns of a frame of kernel operations; a customer's operations in posting order."""


@dataclass(frozen=True)
class NewEntry:
    """One entry to post; the fields are those of ENTRY_SCHEMA, in its order."""

    customer_id: int
    kind: Kind
    occurred_at: datetime
    requested: int
    source: str
    actor: str
    available_from: datetime | None = None
    expires_at: datetime | None = None
    reason: str | None = None
    ref: str | None = None
    line: int = 1
    store: str | None = None
    channel: str | None = None
    campaign: str | None = None
    amount: int | None = None
    reverses_entry_id: int | None = None
    batch_id: int | None = None
    rule_version: int | None = None
    approver: str | None = None
    note: str | None = None
    key_hash: int | None = None
    for_customer: str | None = None
    business_at: datetime | None = None


@dataclass(frozen=True)
class Op:
    """One operation of the kernel (see kernel.py); fields are those of OP_SCHEMA, in its order."""

    customer_id: int
    entry: int
    code: int
    amount: int
    at: datetime
    lot: int = -1
    debt: int = -1
    flags: int = 0


@dataclass
class Draft:
    """Entries and operations being put together for one posting."""

    entries: list[NewEntry] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)

    def add(self, entry: NewEntry) -> int:
        """Add an entry; its place, for the operations to name."""
        self.entries.append(entry)
        return len(self.entries) - 1

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Both as frames."""
        return _frame(self.entries, ENTRY_SCHEMA), _frame(self.ops, OP_SCHEMA)


def _frame(rows: Sequence[NewEntry] | Sequence[Op], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame([tuple(vars(row).values()) for row in rows], schema=schema, orient="row")


def complete(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The frame in the schema: its columns cast and in order, those it lacks null."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None, dtype)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


assert tuple(f.name for f in fields(NewEntry)) == tuple(ENTRY_SCHEMA)
assert tuple(f.name for f in fields(Op)) == tuple(OP_SCHEMA)

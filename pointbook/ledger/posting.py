"""Write what the kernel decided: entries, lot rows, derived tables. The only place that writes points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.clock import NEVER
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, Table
from pointbook.ledger.checksum import entry_checksum, note_digest
from pointbook.store.writing import FEW, Writing

Ints = NDArray[np.int64]
_FIRST, _LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def record(writing: Writing, allocation: Allocation) -> None:
    """Write an allocation. Also for one without entries: holds change lots too."""
    if allocation.entries.height:
        _record_entries(writing, allocation)
        _record_rows(writing, allocation)
    _replace(
        writing, "lots", _changes(allocation.lots_before, allocation.lots, allocation.customers)
    )
    _replace(
        writing, "debts", _changes(allocation.debts_before, allocation.debts, allocation.customers)
    )
    _move_accounts(writing, allocation)


def _instants(values: Ints) -> pl.Series:
    return pl.Series(values).cast(pl.Datetime("us"))


def _record_entries(writing: Writing, done: Allocation) -> None:
    first, count = done.first_entry_id, done.entries.height
    requested = done.entries["requested"].to_numpy()
    frame = done.entries.with_columns(
        entry_id=pl.int_range(first, first + count, dtype=pl.Int64),
        points=pl.Series(done.points),
        short=pl.Series(requested - np.abs(done.points)),
    )
    writing.covers_entries_from(first)
    has_note = pl.col("note").is_not_null() | pl.col("for_customer").is_not_null()
    notes = frame.filter(has_note).select("entry_id", pl.col("note").fill_null(""), "for_customer")
    if count <= FEW:
        checksums = [_record_entry(writing, row) for row in frame.iter_rows(named=True)]
        writing.cover("entries", np.array(checksums, np.uint64))
    else:
        staged = writing.stage(frame)
        writing.run("many/add_entries", staged=staged, recorded_at=writing.recorded_at)
        span = {"first": first, "last": first + count - 1}
        writing.cover("entries", writing.many_numbers("book/sealed_entries", **span))
    if notes.height:
        writing.put("add_notes", notes)
    late = frame.filter(pl.col("business_at").is_not_null()).select("entry_id", "business_at")
    if late.height:
        writing.run("months/add_late", staged=writing.stage(late), link_id=writing.link_id)
        span = {"first": first, "last": first + count - 1}
        writing.cover("late", writing.ask("ledger/late_entries", **span)["checksum"].to_numpy())


def _record_entry(writing: Writing, row: dict[str, Any]) -> int:
    row["note_digest"] = note_digest(row.pop("note"), row.pop("for_customer"))
    row.pop("business_at")
    row["recorded_at"] = writing.recorded_at
    row["checksum"] = entry_checksum(row)
    writing.run("one/add_entries", **row)
    return int(row["checksum"])


def _record_rows(writing: Writing, done: Allocation) -> None:
    rows = done.rows
    frame = pl.DataFrame(
        {
            "entry_id": rows[:, k.R_OP],
            "customer_id": done.row_customers,
            "lot_entry_id": rows[:, k.R_LOT],
            "points": rows[:, k.R_POINTS],
            "effective_at": _instants(rows[:, k.R_EFFECTIVE]),
            "debt_entry_id": rows[:, k.R_DEBT],
        }
    )
    writing.put("add_lot_entries", frame)
    writing.cover("lot_entries", in_seal_order(rows))


def in_seal_order(rows: Ints) -> Ints:
    """Lot rows (entry, lot, points, effective, debt) in the one order that the chain covers."""
    names = ("entry", "lot", "points", "effective", "debt")
    ordered = pl.from_numpy(rows, names).sort("entry", "lot", "effective", "debt", "points")
    return ordered.to_numpy()


@dataclass(frozen=True)
class _Changes:
    """What became of the open rows of lots or debts: rows in the kernel's columns, and the owners of new ones."""

    closed: Ints
    moved: Ints
    opened: Ints
    owners: Ints


def _changes(before: Table, after: Table, customers: Ints) -> _Changes:
    place = np.arange(len(after.rows))
    group = np.searchsorted(after.at, place, side="right") - 1
    offset = place - after.at[group]
    used = offset < after.count[group]
    # A lot that was looked up though it is closed has nothing left and no row.
    had_row = (offset < before.count[group]) & (before.rows[:, 1] > 0)
    has_row = used & (after.rows[:, 1] > 0)
    differs = (before.rows[:, 1:3] != after.rows[:, 1:3]).any(axis=1)
    opened = has_row & ~had_row
    return _Changes(
        after.rows[had_row & ~has_row],
        after.rows[had_row & has_row & differs],
        after.rows[opened],
        customers[group[opened]],
    )


def _replace(writing: Writing, what: Literal["lots", "debts"], changes: _Changes) -> None:
    """Bring the table of open lots or debts up to date; what stays open stays in its place."""
    if len(changes.closed):
        writing.put(f"drop_{what}", pl.DataFrame({"id": changes.closed[:, 0]}))
    if len(changes.moved):
        moved = pl.DataFrame({"id": changes.moved[:, 0], "remaining": changes.moved[:, 1]})
        if what == "lots":
            moved = moved.with_columns(held=pl.Series(changes.moved[:, k.L_HELD]))
        writing.put(f"move_{what}", moved)
    if not len(changes.opened):
        return
    opened = changes.opened
    frame = pl.DataFrame(
        {"customer_id": changes.owners, "id": opened[:, 0], "remaining": opened[:, 1]}
    )
    if what == "debts":
        frame = frame.with_columns(occurred_at=_instants(opened[:, k.D_OCCURRED]))
        # What an entry lacks of several lots it owes bit by bit: one debt all the same.
        same = [name for name in frame.columns if name != "remaining"]
        frame = frame.group_by(same, maintain_order=True).agg(pl.col("remaining").sum())
    else:
        frame = frame.with_columns(
            held=pl.Series(opened[:, k.L_HELD]),
            occurred_at=_instants(opened[:, k.L_OCCURRED]),
            available_from=_instants(opened[:, k.L_FROM]),
            expires_at=pl.Series(opened[:, k.L_UNTIL]).replace(NEVER, None).cast(pl.Datetime("us")),
        )
    writing.put(f"add_{what}", frame)


def _move_accounts(writing: Writing, done: Allocation) -> None:
    is_debt = done.rows[:, k.R_LOT] < 0
    signed = done.rows[:, k.R_POINTS]
    of_rows = np.searchsorted(done.customers, done.row_customers)
    of_entries = np.searchsorted(done.customers, done.entries["customer_id"].to_numpy())
    at = done.entries["occurred_at"].to_physical().to_numpy()
    is_earned = (done.entries["kind"] == "earn").to_numpy()
    # Counted in place: groups of a frame, and joins of them, take ten times as long for a million.
    size = len(done.customers)
    lots, debt, entries, earned = np.zeros((4, size), np.int64)
    first, last = np.full(size, _LAST, np.int64), np.full(size, _FIRST, np.int64)
    np.add.at(lots, of_rows, np.where(is_debt, 0, signed))
    np.add.at(debt, of_rows, np.where(is_debt, -signed, 0))
    np.add.at(entries, of_entries, 1)
    np.add.at(earned, of_entries, np.where(is_earned, done.points, 0))
    np.minimum.at(first, of_entries, at)
    np.maximum.at(last, of_entries, at)
    frame = pl.DataFrame(
        {
            "customer_id": done.customers,
            "lots": lots,
            "debt": debt,
            "entries": entries,
            "earned": earned,
            "first_at": _instants(first),
            "last_at": _instants(last),
        }
    ).with_columns(pl.when(pl.col("entries") > 0).then(pl.col("first_at", "last_at")))
    writing.put("move_accounts", frame)

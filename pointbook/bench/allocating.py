"""The allocation of all entries of a book at once: which lot pays, from the first entry to the last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.ledger import kernel as k

Ints = NDArray[np.int64]
ROWS_PER_ENTRY = 3
SLICE = 200_000
"""Entries that are allocated together, or all of one customer."""


@dataclass(frozen=True)
class Allocated:
    """What is left after the last entry, in hundredths, and how many lot rows it took."""

    lots: int
    debt: int
    rows: int


def allocate_all(operations: pl.DataFrame) -> Allocated:
    """Run the kernel over entries (scans/operations.sql), customer by customer in posting order."""
    ordered = operations.sort("customer_id", "entry_id")
    customer = ordered["customer_id"].to_numpy()
    starts = np.flatnonzero(np.diff(customer, prepend=-1))
    lots = debt = rows = 0
    first = 0
    while first < ordered.height:
        # Whole customers, few enough that what the kernel works on stays near the processor.
        after = np.searchsorted(starts, first + SLICE)
        end = int(starts[after]) if after < len(starts) else ordered.height
        left, owed, used = _allocate(ordered[first:end], customer[first:end])
        lots, debt, rows, first = lots + left, debt + owed, rows + used, end
    return Allocated(lots, debt, rows)


def _allocate(operations: pl.DataFrame, customer: Ints) -> tuple[int, int, int]:
    """Points left in lots, points owed and lot rows of some customers."""
    size = operations.height
    is_credit = operations["is_credit"].to_numpy()
    group = np.cumsum(np.diff(customer, prepend=customer[0]) != 0)
    groups = int(group[-1]) + 1
    table = np.empty((size, 10), np.int64)
    table[:, k.O_GROUP] = group
    table[:, k.O_CODE] = np.where(is_credit, k.CREDIT, k.DEBIT)
    for place, name in (
        (k.O_ENTRY, "entry_id"), (k.O_AMOUNT, "requested"), (k.O_TIME, "occurred_at"),
        (k.O_FROM, "available_from"), (k.O_UNTIL, "expires_at"),
    ):  # fmt: skip
        table[:, place] = operations[name].to_numpy()
    table[:, k.O_LOT] = -1
    table[:, k.O_DEBT] = -1
    table[:, k.O_FLAGS] = np.where(is_credit, 0, k.OVERDRAW)

    lot_at, debt_at = _room(group[is_credit], groups), _room(group[~is_credit], groups)
    lots, debts = (
        np.zeros((int(lot_at[-1]), 6), np.int64),
        np.zeros((int(debt_at[-1]), 3), np.int64),
    )
    nothing = np.zeros(groups, np.int64)
    rows, taken = np.empty((ROWS_PER_ENTRY * size + 16, 5), np.int64), np.zeros(size, np.int64)
    used = k.run(
        table, lots, lot_at, nothing.copy(), debts, debt_at, nothing.copy(),
        np.empty((0, 3), np.int64), np.zeros(groups + 1, np.int64), nothing.copy(), rows, taken,
    )  # fmt: skip
    if used > len(rows):
        raise MemoryError(f"{used} lot rows")
    return int(lots[:, k.L_REMAINING].sum()), int(debts[:, k.D_OPEN].sum()), int(used)


def _room(group: Ints, groups: int) -> Ints:
    """Where each group's rows begin, when each of these operations needs one."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(group, minlength=groups))))

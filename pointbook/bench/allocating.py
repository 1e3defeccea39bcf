"""The allocation of all entries of a book at once: which lot pays, from the first entry to the last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.ledger import kernel as k

Ints = NDArray[np.int64]
ROWS_PER_ENTRY = 3


@dataclass(frozen=True)
class Allocated:
    """What is left after the last entry, in hundredths, and how many lot rows it took."""

    lots: int
    debt: int
    rows: int


def allocate_all(operations: pl.DataFrame) -> Allocated:
    """Run the kernel over entries sorted by customer and posting order (scans/operations.sql)."""
    size = operations.height
    customer = operations["customer_id"].to_numpy()
    is_credit = operations["is_credit"].to_numpy().astype(np.bool_)
    starts = np.concatenate(([True], customer[1:] != customer[:-1]))
    group = np.cumsum(starts) - 1
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
    return Allocated(int(lots[:, k.L_REMAINING].sum()), int(debts[:, k.D_OPEN].sum()), int(used))


def _room(group: Ints, groups: int) -> Ints:
    """Where each group's rows begin, when each of these operations needs one."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(group, minlength=groups))))

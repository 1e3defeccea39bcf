"""From operations to lot rows: load the open lots of the customers concerned and run the kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook.clock import NEVER
from pointbook.ledger import kernel as k
from pointbook.ledger.late import require_open
from pointbook.store.writing import Writing

Ints = NDArray[np.int64]
_FEW = 4
_EMPTY = np.empty(0, np.int64)


@dataclass(frozen=True)
class Table:
    """Rows of all customers, with room for new ones behind each customer's."""

    rows: Ints
    at: Ints
    count: Ints


@dataclass(frozen=True)
class Allocation:
    """What the kernel decided. `rows` as in the kernel but with the entry id instead of the operation."""

    entries: pl.DataFrame
    first_entry_id: int
    points: Ints
    taken: Ints
    """Per operation, in the order given."""
    rows: Ints
    held: Ints
    """Rows of HOLD operations: lots and the points reserved there."""
    customers: Ints
    row_customers: Ints
    lots: Table
    lots_before: Table
    debts: Table
    debts_before: Table


def _lay_out(rows: Ints, places: Ints, owners: Ints, customers: Ints, room: Ints) -> Table:
    """Sort rows by owner and place, and leave `room` behind each owner's."""
    if not _is_sorted(owners, places):
        order = np.lexsort((places, owners))
        rows, owners = rows[order], owners[order]
    # Where each customer's rows begin; asked for every row, the same takes five times as long.
    firsts = np.searchsorted(owners, customers)
    count = np.diff(firsts, append=len(owners)).astype(np.int64)
    at = np.concatenate((np.zeros(1, np.int64), np.cumsum(count + room)))
    out = np.zeros((int(at[-1]), rows.shape[1]), np.int64)
    out[np.arange(len(rows)) + np.repeat(at[:-1] - firsts, count)] = rows
    return Table(out, at, count)


def _by_id(rows: Ints, owners: Ints, customers: Ints, room: Ints) -> Table:
    """The same by the id in the first column, by which the kernel finds a row."""
    return _lay_out(rows, rows[:, 0], owners, customers, room)


def _is_sorted(first: Ints, second: Ints) -> bool:
    """Whether pairs ascend; the store answers in order, and sorting millions again costs a second."""
    rises, ties = first[1:] > first[:-1], first[1:] == first[:-1]
    return bool((rises | (ties & (second[1:] >= second[:-1]))).all())


class _Loader:
    """Reads what is stored of some customers, one by one for a few, joined for many.

    Every answer is a table of int64 whose first column is the customer.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def of_customers(self, name: str, customers: Ints, width: int) -> Ints:
        """The rows of `ledger/<name>` for the customers, so many columns wide."""
        if not len(customers):
            return np.empty((0, width), np.int64)
        if len(customers) <= _FEW:
            ask = self._writing.numbers
            return np.concatenate([ask(f"ledger/{name}", customer_id=int(c)) for c in customers])
        ids = self._writing.stage(pl.DataFrame({"customer_id": customers}))
        return self._writing.many_numbers(f"changes/{name}_of", staged=ids)

    def closed(self, ids: Ints) -> Ints:
        """Entries as lots with nothing in them, in the columns of open lots."""
        if len(ids) <= _FEW:
            return np.concatenate(
                [self._writing.numbers("ledger/lot", entry_id=int(i)) for i in ids]
            )
        staged = self._writing.stage(pl.DataFrame({"entry_id": ids}))
        return self._writing.many_numbers("changes/lots_by_id", staged=staged)


def _lots(loader: _Loader, customers: Ints, lot_ids: Ints) -> tuple[Ints, Ints]:
    """Open lots and the closed ones among `lot_ids`, with their owners."""
    rows = loader.of_customers("open_lots", customers, 7)
    closed = np.setdiff1d(lot_ids, rows[:, 1]) if len(lot_ids) else lot_ids
    if len(closed):
        rows = np.concatenate((rows, loader.closed(closed)))
    return rows[:, 1:], rows[:, 0]


def _debts(loader: _Loader, customers: Ints, debt_ids: Ints) -> tuple[Ints, Ints]:
    """Open debts and the paid ones among `debt_ids`, with their owners."""
    rows = loader.of_customers("open_debts", customers, 4)
    paid = np.setdiff1d(debt_ids, rows[:, 1]) if len(debt_ids) else debt_ids
    if len(paid):
        entries = loader.closed(paid)
        rows = np.concatenate((rows, entries[:, [0, 1, 2, 4]]))  # customer, id, nothing open, when
    return rows[:, 1:], rows[:, 0]


def allocate(
    writing: Writing,
    entries: pl.DataFrame,
    ops: pl.DataFrame,
    *,
    lot_ids: Ints = _EMPTY,
    reversal: bool = False,
) -> Allocation:
    """Decide which lot pays; MonthIsClosed. Nothing is written but ids are taken.

    `lot_ids` are lots the operations name that may be closed; a `reversal` also needs to know who
    paid which debt.
    """
    require_open(writing, ops["at"])
    first = writing.take("last_entry_id", entries.height)
    owners = ops["customer_id"].to_numpy().astype(np.int64)
    order = np.arange(len(owners))
    is_sorted = _is_sorted(owners, order)
    customers = owners[np.diff(owners, prepend=-1) > 0] if is_sorted else np.unique(owners)
    table = _operations(entries, ops, first)
    table[:, k.O_GROUP] = np.searchsorted(customers, owners)
    if not is_sorted:
        order = np.argsort(owners, kind="stable")
        table = np.ascontiguousarray(table[order])
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        covers = table[:, k.O_CODE] == k.COVER
        table[covers, k.O_DEBT] = place[table[covers, k.O_DEBT]]

    loader = _Loader(writing)
    codes, flags = table[:, k.O_CODE], table[:, k.O_FLAGS]
    pays = np.empty((0, 3), np.int64)
    pay_owners, debt_ids = _EMPTY, np.unique(table[codes == k.UNDEBT, k.O_DEBT])
    if reversal:
        stored = loader.of_customers("payments", customers, 4)
        pays, pay_owners = stored[:, 1:], stored[:, 0]
        lot_ids, debt_ids = np.union1d(lot_ids, pays[:, 0]), np.union1d(debt_ids, pays[:, 1])
    per_group = np.bincount(table[:, k.O_GROUP], minlength=len(customers)).astype(np.int64)
    credits = _count(table, codes == k.CREDIT, len(customers))
    overdraws = _count(table, flags & k.OVERDRAW > 0, len(customers))
    # What is only credited pays its debts from the new lot and asks nothing of the others.
    drawing = customers[_count(table, codes != k.CREDIT, len(customers)) > 0]
    lots = _by_id(*_lots(loader, drawing, lot_ids), customers, credits)
    debts = _by_id(*_debts(loader, customers, debt_ids), customers, overdraws)

    room = 4 * len(table) + len(lots.rows) + 2 * len(debts.rows) + 3 * len(pays) + 16
    pay_room = 2 * per_group + 4 if reversal else 0 * per_group
    while True:
        # In the order in which they were made: what was paid last is given back first.
        pay_table = _lay_out(pays, np.arange(len(pays)), pay_owners, customers, pay_room)
        after = (lots.rows.copy(), lots.count.copy(), debts.rows.copy(), debts.count.copy())
        rows, taken = np.empty((room, 5), np.int64), np.zeros(len(table), np.int64)
        used = k.run(
            table, after[0], lots.at, after[1], after[2], debts.at, after[3],
            pay_table.rows, pay_table.at, pay_table.count.copy(), rows, taken,
        )  # fmt: skip
        if 0 <= used <= room:
            break
        room, pay_room = max(room, used) * 2, pay_room * 2
    rows = rows[:used]
    return _gather(entries, first, table, order, rows, taken, customers,
                   Table(after[0], lots.at, after[1]), lots, Table(after[2], debts.at, after[3]), debts)  # fmt: skip


def _count(table: Ints, chosen: NDArray[np.bool_], groups: int) -> Ints:
    return np.bincount(table[chosen, k.O_GROUP], minlength=groups).astype(np.int64)


def _operations(entries: pl.DataFrame, ops: pl.DataFrame, first: int) -> Ints:
    place = ops["entry"].to_numpy()
    table = np.empty((ops.height, 10), np.int64)
    table[:, k.O_CODE] = ops["code"].to_numpy()
    table[:, k.O_ENTRY] = np.where(place >= 0, place + first, -1)
    table[:, k.O_AMOUNT] = ops["amount"].to_numpy()
    table[:, k.O_TIME] = ops["at"].to_physical().to_numpy()
    starts = entries["available_from"].to_physical().fill_null(0).to_numpy()
    ends = entries["expires_at"].to_physical().fill_null(NEVER).to_numpy()
    has_entry = place >= 0
    table[:, k.O_FROM] = 0
    table[:, k.O_UNTIL] = NEVER
    table[has_entry, k.O_FROM] = starts[place[has_entry]]
    table[has_entry, k.O_UNTIL] = ends[place[has_entry]]
    table[:, k.O_LOT] = ops["lot"].to_numpy()
    table[:, k.O_DEBT] = ops["debt"].to_numpy()
    table[:, k.O_FLAGS] = ops["flags"].to_numpy()
    return table


def _gather(
    entries: pl.DataFrame, first: int, table: Ints, order: Ints, rows: Ints, taken: Ints,
    customers: Ints, lots: Table, lots_before: Table, debts: Table, debts_before: Table,
) -> Allocation:  # fmt: skip
    op = rows[:, k.R_OP]
    is_held = table[op, k.O_CODE] == k.HOLD
    row_customers = customers[table[op, k.O_GROUP]]
    rows[:, k.R_OP] = table[op, k.O_ENTRY]
    moved, held = rows, rows[:0]
    if is_held.any():
        moved, held, row_customers = rows[~is_held], rows[is_held], row_customers[~is_held]
    points = np.zeros(entries.height, np.int64)
    np.add.at(points, moved[:, k.R_OP] - first, moved[:, k.R_POINTS])
    in_order = np.empty_like(taken)
    in_order[order] = taken
    return Allocation(
        entries, first, points, in_order, moved, held, customers, row_customers, lots, lots_before,
        debts, debts_before,
    )  # fmt: skip

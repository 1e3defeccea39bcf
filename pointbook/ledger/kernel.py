"""Which lot pays: one compiled loop over operations sorted by customer, for one and for millions.

All arrays are int64. `ops`, `lots`, `debts` and `pays` are tables whose columns are named below;
amounts are positive hundredths, instants are microseconds, -1 means none. Per customer (`group`) a
heap keeps the open lots by (expiry, occurred, id) and lapsed ones leave it as time passes: n
operations cost n log n. When time runs backwards the heap is built anew.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Operations.
CREDIT, DEBIT, LAPSE, REFILL, UNDEBT, HOLD, DRAW_HELD, RELEASE, COVER = range(1, 10)
# COVER draws in order what the operation at place O_DEBT could not get. UNDEBT gives back O_DEBT; O_LOT has it
# until that debt was made. What a debit may do, as bits.
OVERDRAW, NET, EXPIRED_TOO, REOPEN, OWN_ONLY = 1, 2, 4, 8, 16
EVERYTHING = 2**62

# Columns of ops, lots, debts, pays and of the rows that come out.
O_GROUP, O_CODE, O_ENTRY, O_AMOUNT, O_TIME, O_FROM, O_UNTIL, O_LOT, O_DEBT, O_FLAGS = range(10)
L_ID, L_REMAINING, L_HELD, L_OCCURRED, L_FROM, L_UNTIL = range(6)
D_ID, D_OPEN, D_OCCURRED = range(3)
P_LOT, P_DEBT, P_AMOUNT = range(3)
R_OP, R_LOT, R_POINTS, R_EFFECTIVE, R_DEBT = range(5)

# The scalars of the running customer, kept in one array so that small functions can change them.
S_HEAP, S_WAITING, S_LAPSED, S_LAPSED_END, S_DEBT_AT, S_OWED, S_BUILT, S_CLOCK = range(8)
S_LOT, S_LOTS, S_DEBT, S_DEBTS, S_PAY, S_PAYS, S_PAY_END, S_FULL, S_ROWS = range(8, 17)

NOWHERE, IN_HEAP, IN_WAITING, IN_LAPSED = range(4)


@njit(cache=True, nogil=True)
def _emit(rows, s, op, lot, points, effective, debt):
    at = s[S_ROWS]
    s[S_ROWS] = at + 1
    if at < rows.shape[0]:
        rows[at, R_OP] = op
        rows[at, R_LOT] = lot
        rows[at, R_POINTS] = points
        rows[at, R_EFFECTIVE] = effective
        rows[at, R_DEBT] = debt


@njit(cache=True, nogil=True)
def _before(lots, waiting, a, b):
    """Whether lot a comes before lot b: by start while waiting, by expiry otherwise."""
    first = L_FROM if waiting else L_UNTIL
    if lots[a, first] != lots[b, first]:
        return lots[a, first] < lots[b, first]
    if lots[a, L_OCCURRED] != lots[b, L_OCCURRED]:
        return lots[a, L_OCCURRED] < lots[b, L_OCCURRED]
    return a < b


@njit(cache=True, nogil=True)
def _push(heap, base, size, lots, waiting, lot):
    at = size
    while at > 0:
        up = (at - 1) // 2
        if not _before(lots, waiting, lot, heap[base + up]):
            break
        heap[base + at] = heap[base + up]
        at = up
    heap[base + at] = lot


@njit(cache=True, nogil=True)
def _pop(heap, base, size, lots, waiting):
    """Remove the first lot of a heap that holds `size` lots."""
    last = heap[base + size - 1]
    size -= 1
    at = 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        right = down + 1
        if right < size and _before(lots, waiting, heap[base + right], heap[base + down]):
            down = right
        if not _before(lots, waiting, heap[base + down], last):
            break
        heap[base + at] = heap[base + down]
        at = down
    if size > 0:
        heap[base + at] = last


@njit(cache=True, nogil=True)
def _advance(heap, waiting, lapsed, where, lots, s, now):
    """Move lots whose time has come into the heap, and those whose time is over out of it."""
    base = s[S_LOT]
    while s[S_WAITING] > 0 and lots[waiting[base], L_FROM] <= now:
        lot = waiting[base]
        _pop(waiting, base, s[S_WAITING], lots, True)
        s[S_WAITING] -= 1
        _push(heap, base, s[S_HEAP], lots, False, lot)
        s[S_HEAP] += 1
        where[lot] = IN_HEAP
    while s[S_HEAP] > 0 and lots[heap[base], L_UNTIL] <= now:
        lot = heap[base]
        _pop(heap, base, s[S_HEAP], lots, False)
        s[S_HEAP] -= 1
        where[lot] = NOWHERE
        if lots[lot, L_REMAINING] > lots[lot, L_HELD]:
            if s[S_LAPSED_END] == s[S_LOTS]:
                s[S_BUILT] = 0  # the queue is worn out by refills; building anew empties it
            else:
                lapsed[base + s[S_LAPSED_END]] = lot
                s[S_LAPSED_END] += 1
                where[lot] = IN_LAPSED
    s[S_CLOCK] = now


@njit(cache=True, nogil=True)
def _at(heap, waiting, lapsed, where, lots, s, now):
    """Have the heaps stand at an instant, building them when they do not or when time ran back."""
    if s[S_BUILT] == 1 and now >= s[S_CLOCK]:
        _advance(heap, waiting, lapsed, where, lots, s, now)
    if s[S_BUILT] == 0 or now < s[S_CLOCK]:
        base = s[S_LOT]
        s[: S_LAPSED_END + 1] = 0
        for lot in range(base, base + s[S_LOTS]):
            where[lot] = NOWHERE
            if lots[lot, L_REMAINING] > lots[lot, L_HELD]:
                _push(waiting, base, s[S_WAITING], lots, True, lot)
                s[S_WAITING] += 1
                where[lot] = IN_WAITING
        s[S_BUILT] = 1
        _advance(heap, waiting, lapsed, where, lots, s, now)


@njit(cache=True, nogil=True)
def _offer(heap, waiting, where, lots, s, lot):
    """A lot has points (again): have it in the heaps if they are built."""
    if s[S_BUILT] == 0 or where[lot] != NOWHERE:
        return
    if lots[lot, L_UNTIL] <= s[S_CLOCK]:
        s[S_BUILT] = 0  # lapsed lots queue by expiry; a late one has to be sorted in
    elif lots[lot, L_FROM] > s[S_CLOCK]:
        _push(waiting, s[S_LOT], s[S_WAITING], lots, True, lot)
        s[S_WAITING] += 1
        where[lot] = IN_WAITING
    else:
        _push(heap, s[S_LOT], s[S_HEAP], lots, False, lot)
        s[S_HEAP] += 1
        where[lot] = IN_HEAP


@njit(cache=True, nogil=True)
def _find(table, first, count, wanted):
    """The row whose first column is `wanted`; rows of a customer ascend by id. -1 where there is none."""
    low, high = first, first + count
    while low < high:
        middle = (low + high) // 2
        if table[middle, 0] < wanted:
            low = middle + 1
        else:
            high = middle
    if low < first + count and table[low, 0] == wanted:
        return low
    return -1


@njit(cache=True, nogil=True)
def _pay_debts(rows, lots, debts, pays, s, op, lot, budget, now):
    """Pay open debts, oldest first, from one lot."""
    while budget > 0 and s[S_OWED] > 0 and lots[lot, L_REMAINING] > lots[lot, L_HELD]:
        debt = s[S_DEBT] + s[S_DEBT_AT]
        if debts[debt, D_OPEN] == 0:
            s[S_DEBT_AT] += 1
            continue
        paid = min(budget, debts[debt, D_OPEN], lots[lot, L_REMAINING] - lots[lot, L_HELD])
        effective = max(now, debts[debt, D_OCCURRED])
        _emit(rows, s, op, lots[lot, L_ID], -paid, effective, debts[debt, D_ID])
        _emit(rows, s, op, -1, paid, effective, debts[debt, D_ID])
        lots[lot, L_REMAINING] -= paid
        debts[debt, D_OPEN] -= paid
        s[S_OWED] -= paid
        budget -= paid
        if pays.shape[0] > 0:  # only reversals ask who paid what
            pay = s[S_PAY] + s[S_PAYS]
            if pay == s[S_PAY_END]:
                s[S_FULL] = 1
                continue
            pays[pay, P_LOT] = lots[lot, L_ID]
            pays[pay, P_DEBT] = debts[debt, D_ID]
            pays[pay, P_AMOUNT] = paid
            s[S_PAYS] += 1


@njit(cache=True, nogil=True)
def _take(rows, lots, s, op, lot, points, now, held):
    """Draw points from a lot, or reserve them there."""
    if held:
        lots[lot, L_HELD] += points
    else:
        lots[lot, L_REMAINING] -= points
    _emit(rows, s, op, lots[lot, L_ID], points if held else -points, now, -1)


@njit(cache=True, nogil=True)
def _draw_in_order(heap, where, rows, lots, s, op, want, now, held):
    """Draw from the usable lots in order; the answer is what is still wanted."""
    base = s[S_LOT]
    while want > 0 and s[S_HEAP] > 0:
        lot = heap[base]
        points = min(want, lots[lot, L_REMAINING] - lots[lot, L_HELD])
        if points > 0:
            _take(rows, lots, s, op, lot, points, now, held)
            want -= points
        if lots[lot, L_REMAINING] == lots[lot, L_HELD]:
            _pop(heap, base, s[S_HEAP], lots, False)
            s[S_HEAP] -= 1
            where[lot] = NOWHERE
    return want


@njit(cache=True, nogil=True)
def _draw_lapsed(lapsed, where, rows, lots, s, op, want, now):
    base = s[S_LOT]
    while want > 0 and s[S_LAPSED] < s[S_LAPSED_END]:
        lot = lapsed[base + s[S_LAPSED]]
        points = min(want, lots[lot, L_REMAINING] - lots[lot, L_HELD])
        if points > 0:
            _take(rows, lots, s, op, lot, points, now, False)
            want -= points
        if lots[lot, L_REMAINING] == lots[lot, L_HELD]:
            s[S_LAPSED] += 1
            where[lot] = NOWHERE
    return want


@njit(cache=True, nogil=True)
def _net(lots, s, now):
    """Usable points at an instant less what is owed, at least 0."""
    usable = 0
    for lot in range(s[S_LOT], s[S_LOT] + s[S_LOTS]):
        if lots[lot, L_FROM] <= now < lots[lot, L_UNTIL]:
            usable += lots[lot, L_REMAINING] - lots[lot, L_HELD]
    return max(0, usable - s[S_OWED])


@njit(cache=True, nogil=True)
def _reopen(rows, lots, debts, pays, s, op, own, want, now):
    """Take back what a lot had paid of debts, latest first; the answer is what is still wanted."""
    for pay in range(s[S_PAY] + s[S_PAYS] - 1, s[S_PAY] - 1, -1):
        if want == 0:
            break
        if pays[pay, P_LOT] != lots[own, L_ID] or pays[pay, P_AMOUNT] == 0:
            continue
        debt = _find(debts, s[S_DEBT], s[S_DEBTS], pays[pay, P_DEBT])
        points = min(want, pays[pay, P_AMOUNT])
        effective = max(now, debts[debt, D_OCCURRED])
        _emit(rows, s, op, lots[own, L_ID], -points, now, -1)
        _emit(rows, s, op, lots[own, L_ID], points, effective, debts[debt, D_ID])
        _emit(rows, s, op, -1, -points, effective, debts[debt, D_ID])
        pays[pay, P_AMOUNT] -= points
        debts[debt, D_OPEN] += points
        s[S_OWED] += points
        s[S_DEBT_AT] = min(s[S_DEBT_AT], debt - s[S_DEBT])
        want -= points
    return want


@njit(cache=True, nogil=True)
def _cancel_debt(heap, waiting, where, rows, lots, debts, pays, s, op, ops, now):
    """Give back a debt: what is open of it, then to the lots that paid it, which go on to pay other debt."""
    home, debt_id, want = ops[op, O_LOT], ops[op, O_DEBT], ops[op, O_AMOUNT]
    debt = _find(debts, s[S_DEBT], s[S_DEBTS], debt_id)
    made = max(now, debts[debt, D_OCCURRED])
    if made > now:  # until then it lies in a lot: no past has less than no debt
        _emit(rows, s, op, home, want, now, -1 if home >= 0 else debt_id)
        _emit(rows, s, op, home, -want, made, -1 if home >= 0 else debt_id)
    points = min(want, debts[debt, D_OPEN])
    if points > 0:
        _emit(rows, s, op, -1, points, made, debt_id)
        debts[debt, D_OPEN] -= points
        s[S_OWED] -= points
        want -= points
    for pay in range(s[S_PAY] + s[S_PAYS] - 1, s[S_PAY] - 1, -1):
        if want == 0:
            break
        if pays[pay, P_DEBT] != debt_id or pays[pay, P_AMOUNT] == 0:
            continue
        lot = _find(lots, s[S_LOT], s[S_LOTS], pays[pay, P_LOT])
        points = min(want, pays[pay, P_AMOUNT])
        effective = max(made, lots[lot, L_OCCURRED])
        if effective > made:  # until it was paid, the debt itself was less
            _emit(rows, s, op, -1, points, made, debt_id)
            _emit(rows, s, op, -1, -points, effective, debt_id)
        _emit(rows, s, op, lots[lot, L_ID], points, effective, debt_id)
        pays[pay, P_AMOUNT] -= points
        lots[lot, L_REMAINING] += points
        want -= points
        _pay_debts(rows, lots, debts, pays, s, op, lot, points, effective)
        _offer(heap, waiting, where, lots, s, lot)
    return want


@njit(cache=True, nogil=True)
def run(
    ops, lots, lot_at, lot_count, debts, debt_at, debt_count, pays, pay_at, pay_count, rows, taken
):
    """Run the operations. Changes lots, debts and the counts in place; fills `rows` and `taken`.

    `lot_at[g]` is the first row of group g in `lots`, `lot_count[g]` how many are there already;
    between them and the next group lies room for what the operations open (`*_at` has one more
    element than there are groups). `taken[i]` is what operation i moved. Returns the number of rows;
    larger than `rows`, or -1: there was no room in `rows` or `pays`; call afresh with more.
    """
    heap = np.empty(lots.shape[0], np.int64)
    waiting = np.empty(lots.shape[0], np.int64)
    lapsed = np.empty(lots.shape[0], np.int64)
    where = np.zeros(lots.shape[0], np.int8)
    s = np.zeros(17, np.int64)
    group = -1
    for op in range(ops.shape[0]):
        if ops[op, O_GROUP] != group:
            group = ops[op, O_GROUP]
            s[:S_FULL] = 0
            s[S_LOT] = lot_at[group]
            s[S_LOTS] = lot_count[group]
            s[S_DEBT] = debt_at[group]
            s[S_DEBTS] = debt_count[group]
            s[S_PAY] = pay_at[group]
            s[S_PAYS] = pay_count[group]
            s[S_PAY_END] = pay_at[group + 1]
            s[S_OWED] = debts[s[S_DEBT] : s[S_DEBT] + s[S_DEBTS], D_OPEN].sum()
        code = ops[op, O_CODE]
        amount = ops[op, O_AMOUNT]
        now = ops[op, O_TIME]
        flags = ops[op, O_FLAGS]
        if code == COVER:
            amount = ops[ops[op, O_DEBT], O_AMOUNT] - taken[ops[op, O_DEBT]]
        allowed = min(amount, _net(lots, s, now)) if flags & NET else amount
        want = allowed
        if code == CREDIT:
            lot = s[S_LOT] + s[S_LOTS]
            s[S_LOTS] += 1
            lots[lot, L_ID] = ops[op, O_ENTRY]
            lots[lot, L_REMAINING] = amount
            lots[lot, L_OCCURRED] = now
            lots[lot, L_FROM] = ops[op, O_FROM]
            lots[lot, L_UNTIL] = ops[op, O_UNTIL]
            want = 0
            _emit(rows, s, op, ops[op, O_ENTRY], amount, now, -1)
            _pay_debts(rows, lots, debts, pays, s, op, lot, amount, now)
            _offer(heap, waiting, where, lots, s, lot)
        elif code == REFILL:
            lot = _find(lots, s[S_LOT], s[S_LOTS], ops[op, O_LOT])
            lots[lot, L_REMAINING] += amount
            _emit(rows, s, op, lots[lot, L_ID], amount, now, -1)
            if lots[lot, L_UNTIL] > now:
                _pay_debts(rows, lots, debts, pays, s, op, lot, amount, now)
            _offer(heap, waiting, where, lots, s, lot)
            want = 0
        elif code == UNDEBT:
            want = _cancel_debt(heap, waiting, where, rows, lots, debts, pays, s, op, ops, now)
        elif code in (DRAW_HELD, RELEASE):
            lot = _find(lots, s[S_LOT], s[S_LOTS], ops[op, O_LOT])
            lots[lot, L_HELD] -= amount
            if code == DRAW_HELD:
                _take(rows, lots, s, op, lot, amount, now, False)
            else:
                _offer(heap, waiting, where, lots, s, lot)
            want = 0
        else:
            if ops[op, O_LOT] >= 0:
                lot = _find(lots, s[S_LOT], s[S_LOTS], ops[op, O_LOT])
                if flags & EXPIRED_TOO or lots[lot, L_UNTIL] > now:
                    points = min(want, lots[lot, L_REMAINING] - lots[lot, L_HELD])
                    if points > 0:
                        _take(rows, lots, s, op, lot, points, now, False)
                        want -= points
                if flags & REOPEN:
                    want = _reopen(rows, lots, debts, pays, s, op, lot, want, now)
            if want > 0 and not flags & OWN_ONLY:
                _at(heap, waiting, lapsed, where, lots, s, now)
                if code == LAPSE:
                    want = _draw_lapsed(lapsed, where, rows, lots, s, op, want, now)
                want = _draw_in_order(heap, where, rows, lots, s, op, want, now, code == HOLD)
            if want > 0 and flags & OVERDRAW:
                debt = s[S_DEBT] + s[S_DEBTS]
                s[S_DEBTS] += 1
                debts[debt, D_ID] = ops[op, O_ENTRY]
                debts[debt, D_OPEN] = want
                debts[debt, D_OCCURRED] = now
                s[S_OWED] += want
                _emit(rows, s, op, -1, -want, now, ops[op, O_ENTRY])
                want = 0
        taken[op] = allowed - want
        lot_count[group] = s[S_LOTS]
        debt_count[group] = s[S_DEBTS]
        pay_count[group] = s[S_PAYS]
    return -1 if s[S_FULL] else s[S_ROWS]

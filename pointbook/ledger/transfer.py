"""Points from one customer to another: one pair of entries per lot, its expiry kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import Right
from pointbook.clock import NEVER, instant, micros
from pointbook.errors import (
    CustomerInDebt,
    InsufficientPoints,
    MergeTooEarly,
    PointsHeld,
    SameCustomer,
)
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, allocate
from pointbook.ledger.batches import NOTHING, Totals, add_batch
from pointbook.ledger.desk import Account, Asked, Desk, Posting, Ticket
from pointbook.ledger.entries import Draft, Kind, Op
from pointbook.store.writing import Writing


def transfer(desk: Desk, from_no: str, to_no: str, points: object, asked: Asked) -> list[Posting]:
    """Send points; a customer in debt cannot."""
    amount = desk.amount(points)
    ticket = desk.ticket(
        "transfer", Right.TRANSFER, asked, "transfer", customer_no=from_no, to=to_no, points=amount
    )

    def act(writing: Writing) -> list[dict[str, Any]]:
        sender, receiver = _two(desk, writing, from_no, to_no, ticket)
        if sender.debt:
            raise CustomerInDebt(
                customer_no=from_no, debt=amounts.points(sender.debt),
                available=amounts.points(0), needed=amounts.points(amount),
            )  # fmt: skip
        plan = allocate(
            writing,
            *Draft(
                ops=[Op(sender.customer_id, -1, k.HOLD, amount, ticket.at, flags=k.NET)]
            ).frames(),
        )
        if plan.taken[0] < amount:
            raise InsufficientPoints(
                customer_no=from_no,
                available=amounts.points(int(plan.taken[0])),
                needed=amounts.points(amount),
            )
        draft = Draft()
        lots = {row[k.L_ID]: row for row in plan.lots_before.rows.tolist()}
        for lot, given in plan.held[:, [k.R_LOT, k.R_POINTS]].tolist():
            pair(
                draft,
                ticket,
                sender,
                receiver,
                lots[lot],
                given,
                ("transfer_out", "transfer_in"),
            )
        return desk.post(writing, draft, [sender, receiver])

    return desk.do(ticket, act, keyed=["transfer_out", "transfer_in"])


def merge(desk: Desk, from_no: str, to_no: str, asked: Asked) -> list[Posting]:
    """Move all lots and debts of one customer to another who stands for both from now on.

    The entries are a batch, so that a merge can be undone. What has expired stays for the sweep.
    """
    ticket = desk.ticket(
        "merge", Right.MERGE_CUSTOMER, asked, "merge", customer_no=from_no, to=to_no
    )

    def act(writing: Writing) -> list[dict[str, Any]]:
        sender, receiver = _two(desk, writing, from_no, to_no, ticket)
        batch_id = writing.take("last_batch_id")
        lots = _carried(writing, sender, ticket)
        draft = Draft()
        if sender.debt:
            _pair_of_debt(draft, ticket, sender, receiver, batch_id)
        for lot in lots:
            points = lot[k.L_REMAINING]
            pair(draft, ticket, sender, receiver, lot, points, ("merge_out", "merge_in"), batch_id)
        outcome: list[Allocation] = []
        receipts: list[dict[str, Any]] = []
        if draft.entries:
            receipts = desk.post(writing, draft, [sender, receiver], check=outcome.append)
        else:
            writing.run("touch_account", customer_no=sender.customer_no)
        totals = Totals.of(outcome[0].entries, outcome[0].points) if outcome else NOTHING
        title = f"{sender.customer_no} → {receiver.customer_no}"
        add_batch(writing, batch_id, kind="merge", title=title, totals=totals, rows=totals.entries)
        _mark(writing, sender, receiver, batch_id)
        return receipts

    return desk.do(ticket, act, keyed=["merge_out", "merge_in"])


def _carried(writing: Writing, sender: Account, ticket: Ticket) -> list[list[int]]:
    """The lots that a merge carries over, in the order of posting; PointsHeld, MergeTooEarly."""
    lots = writing.numbers("ledger/open_lots", customer_id=sender.customer_id)[:, 1:]
    debts = writing.numbers("ledger/open_debts", customer_id=sender.customer_id)[:, 1:]
    held = int(lots[:, k.L_HELD].sum())
    if held:
        raise PointsHeld(customer_no=sender.customer_no, held=amounts.points(held))
    at = micros(ticket.at)
    lots = lots[lots[:, k.L_UNTIL] > at]
    newest = max([at, *lots[:, k.L_OCCURRED].tolist(), *debts[:, k.D_OCCURRED].tolist()])
    if newest > at:
        raise MergeTooEarly(customer_no=sender.customer_no, value=ticket.at, newest=instant(newest))
    carried: list[list[int]] = lots[np.argsort(lots[:, k.L_ID])].tolist()
    return carried


def _pair_of_debt(
    draft: Draft, ticket: Ticket, sender: Account, receiver: Account, batch_id: int
) -> None:
    """A credit that pays what the sender owes, and a debit that makes it the receiver's."""
    paid = ticket.entry(
        sender.customer_id, "merge_in", sender.debt, available_from=ticket.at, batch_id=batch_id
    )
    draft.ops.append(Op(sender.customer_id, draft.add(paid), k.CREDIT, sender.debt, ticket.at))
    made = ticket.entry(receiver.customer_id, "merge_out", sender.debt, batch_id=batch_id)
    draft.ops.append(
        Op(
            receiver.customer_id,
            draft.add(made),
            k.DEBIT,
            sender.debt,
            ticket.at,
            flags=k.OVERDRAW,
        )
    )


def _mark(writing: Writing, sender: Account, receiver: Account, batch_id: int) -> None:
    """Note who lives on in whom, and that this batch did it."""
    staged = writing.stage(pl.DataFrame({"customer_id": [sender.customer_id]}))
    writing.run("keep_customers", staged=staged, batch_id=batch_id)
    writing.run(
        "mark_merged",
        customer_id=sender.customer_id,
        into=receiver.customer_id,
        updated_at=writing.recorded_at,
    )


def _two(
    desk: Desk, writing: Writing, from_no: str, to_no: str, ticket: Ticket
) -> tuple[Account, Account]:
    sender = desk.account(writing, from_no, ticket.expected_revision)
    receiver = desk.account(writing, to_no)
    if sender.customer_id == receiver.customer_id:
        raise SameCustomer(customer_no=from_no)
    return sender, receiver


def pair(
    draft: Draft, ticket: Ticket, sender: Account, receiver: Account, lot: list[int], points: int,
    kinds: tuple[Kind, Kind], batch_id: int | None = None,
) -> None:  # fmt: skip
    """Two entries that carry points of one lot from sender to receiver, and what they ask of the kernel."""
    line = len(draft.entries) // 2 + 1
    sent = ticket.entry(sender.customer_id, kinds[0], points, line=line, batch_id=batch_id)
    out = draft.add(sent)
    draft.ops.append(
        Op(
            sender.customer_id,
            out,
            k.DEBIT,
            points,
            ticket.at,
            lot=lot[k.L_ID],
            flags=k.OWN_ONLY,
        )
    )
    until = lot[k.L_UNTIL]
    into = draft.add(
        ticket.entry(
            receiver.customer_id,
            kinds[1],
            points,
            line=line,
            batch_id=batch_id,
            available_from=max(ticket.at, instant(lot[k.L_FROM])),
            expires_at=None if until == NEVER else instant(until),
        )
    )
    draft.ops.append(Op(receiver.customer_id, into, k.CREDIT, points, ticket.at))

"""Points from one customer to another: one pair of entries per lot, its expiry kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from pointbook import amounts
from pointbook.access import Right
from pointbook.clock import NEVER, instant, micros
from pointbook.errors import CustomerInDebt, InsufficientPoints, PointsHeld, SameCustomer
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
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
            _pair(
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
    """Move all lots and debts of one customer to another; nothing left to move is nothing to do."""
    ticket = desk.ticket(
        "merge", Right.MERGE_CUSTOMER, asked, "merge", customer_no=from_no, to=to_no
    )

    def act(writing: Writing) -> list[dict[str, Any]]:
        sender, receiver = _two(desk, writing, from_no, to_no, ticket)
        draft = Draft()
        if sender.debt:
            place = draft.add(
                ticket.entry(sender.customer_id, "merge_in", sender.debt, available_from=ticket.at)
            )
            draft.ops.append(Op(sender.customer_id, place, k.CREDIT, sender.debt, ticket.at))
            place = draft.add(ticket.entry(receiver.customer_id, "merge_out", sender.debt))
            draft.ops.append(
                Op(receiver.customer_id, place, k.DEBIT, sender.debt, ticket.at, flags=k.OVERDRAW)
            )
        lots = writing.numbers("ledger/open_lots", customer_id=sender.customer_id)[:, 1:]
        held = int(lots[:, k.L_HELD].sum())
        if held:
            raise PointsHeld(customer_no=from_no, held=amounts.points(held))
        for row in lots[np.argsort(lots[:, k.L_ID])].tolist():
            if row[k.L_UNTIL] > micros(ticket.at):
                points = row[k.L_REMAINING]
                _pair(draft, ticket, sender, receiver, row, points, ("merge_out", "merge_in"))
        writing.run(
            "mark_merged",
            customer_id=sender.customer_id,
            into=receiver.customer_id,
            updated_at=writing.recorded_at,
        )
        return desk.post(writing, draft, [sender, receiver]) if draft.entries else []

    return desk.do(ticket, act)


def _two(
    desk: Desk, writing: Writing, from_no: str, to_no: str, ticket: Ticket
) -> tuple[Account, Account]:
    sender = desk.account(writing, from_no, ticket.expected_revision)
    receiver = desk.account(writing, to_no)
    if sender.customer_id == receiver.customer_id:
        raise SameCustomer(customer_no=from_no)
    return sender, receiver


def _pair(
    draft: Draft, ticket: Ticket, sender: Account, receiver: Account, lot: list[int], points: int,
    kinds: tuple[Kind, Kind],
) -> None:  # fmt: skip
    line = len(draft.entries) // 2 + 1
    out = draft.add(ticket.entry(sender.customer_id, kinds[0], points, line=line))
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
            available_from=max(ticket.at, instant(lot[k.L_FROM])),
            expires_at=None if until == NEVER else instant(until),
        )
    )
    draft.ops.append(Op(receiver.customer_id, into, k.CREDIT, points, ticket.at))

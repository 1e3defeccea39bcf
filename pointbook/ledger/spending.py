"""Commands that take points by order of the lots: redeem, adjust down, clear."""

from __future__ import annotations

from typing import Any

from pointbook import amounts
from pointbook.access import Right
from pointbook.errors import InsufficientPoints, NothingToClear
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation, allocate
from pointbook.ledger.desk import Asked, Desk, Posting
from pointbook.ledger.entries import Draft, Kind, Op
from pointbook.ledger.holds import held_of_customer, note_taken
from pointbook.store.writing import Writing


def debit(
    desk: Desk, kind: Kind, customer_no: str, points: object, right: Right, reason: str, asked: Asked,
    *, partial: bool = False, overdraft: bool = False,
) -> Posting:  # fmt: skip
    """Post one debit of at most available − debt, of what is there, or into debt."""
    amount = desk.amount(points)
    ticket = desk.ticket(
        kind,
        right,
        asked,
        reason,
        customer_no=customer_no,
        points=amount,
        partial=partial,
        overdraft=overdraft,
    )

    def check(done: Allocation) -> None:
        taken = int(done.taken[0])
        if taken < amount and not (partial and taken > 0):
            raise InsufficientPoints(
                customer_no=customer_no,
                available=amounts.points(taken),
                needed=amounts.points(amount),
            )

    def act(writing: Writing) -> list[dict[str, Any]]:
        account = desk.account(writing, customer_no, ticket.expected_revision)
        draft = Draft()
        place = draft.add(ticket.entry(account.customer_id, kind, amount))
        flags = k.OVERDRAW if overdraft else k.NET
        draft.ops.append(Op(account.customer_id, place, k.DEBIT, amount, ticket.at, flags=flags))
        return desk.post(writing, draft, [account], check=check)

    return desk.do(ticket, act, keyed=[kind])[0]


def clear(desk: Desk, customer_no: str, include_held: bool, asked: Asked) -> Posting:
    """Take exactly what is available less the debt; what is held only on demand."""
    ticket = desk.ticket(
        "clear",
        Right.CLEAR,
        asked,
        "manual_clear",
        customer_no=customer_no,
        include_held=include_held,
    )

    def act(writing: Writing) -> list[dict[str, Any]]:
        account = desk.account(writing, customer_no, ticket.expected_revision)
        held = held_of_customer(writing, account.customer_id) if include_held else None
        net = allocate(
            writing,
            *Draft(
                ops=[Op(account.customer_id, -1, k.HOLD, k.EVERYTHING, ticket.at, flags=k.NET)]
            ).frames(),
        )
        amount = int(net.taken[0]) + (int(held["points"].sum()) if held is not None else 0)
        if amount == 0:
            raise NothingToClear(customer_no=customer_no)
        draft = Draft()
        place = draft.add(ticket.entry(account.customer_id, "clear", amount))
        lots: list[int] = []
        if held is not None:
            for row in held.iter_rows(named=True):
                lots.append(row["lot_entry_id"])
                draft.ops.append(
                    Op(
                        account.customer_id,
                        place,
                        k.DRAW_HELD,
                        row["points"],
                        ticket.at,
                        lot=row["lot_entry_id"],
                    )
                )
        if net.taken[0] > 0:
            draft.ops.append(Op(account.customer_id, place, k.DEBIT, int(net.taken[0]), ticket.at))
        receipts = desk.post(writing, draft, [account], lots=lots)
        if held is not None and not held.is_empty():
            note_taken(writing, held, account.customer_id, ticket.at, int(receipts[0]["entry_id"]))
        return receipts

    return desk.do(ticket, act, keyed=["clear"])[0]

"""Commands that give points: each opens a lot, which first pays what the customer owes."""

from __future__ import annotations

from typing import Any

from pointbook.access import Right
from pointbook.clock import When
from pointbook.errors import InvalidDate
from pointbook.ledger import kernel as k
from pointbook.ledger.desk import Asked, Desk, Posting
from pointbook.ledger.entries import Draft, Kind, Op
from pointbook.store.writing import Writing


def credit(
    desk: Desk, kind: Kind, customer_no: str, points: object, expires_at: When | None,
    available_from: When | None, right: Right, reason: str, asked: Asked,
) -> Posting:  # fmt: skip
    """Post one credit with its lot."""
    amount = desk.amount(points)
    ticket = desk.ticket(
        kind, right, asked, reason, customer_no=customer_no, points=amount,
        expires_at=str(expires_at), available_from=str(available_from),
    )  # fmt: skip
    starts = ticket.at if available_from is None else desk.calendar.starts(available_from)
    ends = None if expires_at is None else desk.calendar.expires(expires_at)

    def act(writing: Writing) -> list[dict[str, Any]]:
        # Here and not before: said again after its expiry, a command is answered as the first time.
        if starts < ticket.at:
            raise InvalidDate(value=available_from)
        if ends is not None and ends <= starts:
            raise InvalidDate(value=expires_at)
        account = desk.account(writing, customer_no, ticket.expected_revision)
        draft = Draft()
        entry = ticket.entry(
            account.customer_id, kind, amount, available_from=starts, expires_at=ends
        )
        draft.ops.append(Op(account.customer_id, draft.add(entry), k.CREDIT, amount, ticket.at))
        return desk.post(writing, draft, [account])

    return desk.do(ticket, act, keyed=[kind])[0]

"""An entry that was posted to the wrong customer: reversed there, posted to the right one, linked by a batch."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pointbook import amounts
from pointbook.access import Right
from pointbook.errors import (
    InsufficientPoints,
    InvalidText,
    NothingToReverse,
    PointsExpired,
    ReversalBeforeOriginal,
    SameCustomer,
)
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation
from pointbook.ledger.batches import Totals, add_batch
from pointbook.ledger.desk import Asked, Desk, Posting, Ticket
from pointbook.ledger.entries import CREDITS, Draft, Op
from pointbook.ledger.reversal import given_back, taken_back
from pointbook.store.writing import Writing

MOVABLE: Final = frozenset(("opening", "earn", "adjust_up", "redeem", "adjust_down"))
"""Kinds that belong to one customer alone; what pairs and reversals brought is corrected at its origin."""
_POLICIES: Final = ("block", "debt")


def reassign(
    desk: Desk, entry_id: int, to_no: str, points: object, policy: str, asked: Asked
) -> list[Posting]:
    """Take an entry back from one customer, or a part of it, and post the same to another.

    Both are dated as the correction, so that past months stay as they were told. What the wrong customer
    has spent blocks it, or is owed by them. Kind, reason, store, channel, campaign and validity are kept.
    """
    if policy not in _POLICIES:
        raise InvalidText(field="policy", limit=0)
    amount = None if points is None else desk.amount(points)
    ticket = desk.ticket(
        "reassign", Right.TRANSFER, asked, "wrong_customer", reverses=int(entry_id), to=to_no, points=amount,
        policy=policy,
    )  # fmt: skip

    def act(writing: Writing) -> list[dict[str, Any]]:
        entry = desk.entry(writing, entry_id)
        if ticket.at < entry["occurred_at"]:
            raise ReversalBeforeOriginal(value=ticket.at, original=entry["occurred_at"])
        if entry["kind"] not in MOVABLE:
            raise NothingToReverse(entry_id=entry_id)
        receiver = desk.account(writing, to_no)
        if receiver.customer_id == entry["customer_id"]:
            raise SameCustomer(customer_no=receiver.customer_no)
        if entry["expires_at"] is not None and entry["expires_at"] <= ticket.at:
            raise PointsExpired(entry_id=entry_id, expired_on=entry["expires_at"])
        batch_id = writing.take("last_batch_id")
        if entry["kind"] in CREDITS:
            receipts = taken_back(desk, writing, ticket, entry_id, amount, policy, batch_id)
        else:
            receipts = given_back(desk, writing, ticket, entry_id, amount, None, 0, batch_id)
        first = receipts[0]
        moved = amounts.hundredths(first["requested"].lstrip("-"), 2)
        draft = _anew(ticket, entry, receiver.customer_id, moved, batch_id)

        def check(done: Allocation) -> None:
            if int(done.taken[0]) < moved and entry["kind"] not in CREDITS:
                raise InsufficientPoints(
                    customer_no=receiver.customer_no, available=amounts.points(int(done.taken[0])),
                    needed=amounts.points(moved),
                )  # fmt: skip

        receipts += desk.post(writing, draft, [receiver], check=check)
        whose = str(first["customer_no"])
        _note(writing, batch_id, f"{whose} → {receiver.customer_no}", receipts)
        return receipts

    is_credit = desk.look_up(entry_id)["kind"] in CREDITS
    return desk.do(ticket, act, keyed=["claw_back" if is_credit else "restore"])


def _anew(
    ticket: Ticket, entry: dict[str, Any], customer_id: int, points: int, batch_id: int
) -> Draft:
    """The entry as it should have been posted, for the right customer."""
    kept = {name: entry[name] for name in ("reason", "store", "channel", "campaign", "amount")}
    # A file may bring entries without a reason; what is posted by hand has one.
    kept["reason"] = kept["reason"] or ticket.said.get("reason")
    is_credit = entry["kind"] in CREDITS
    if is_credit:
        starts = max(ticket.at, entry["available_from"])
        kept |= {"available_from": starts, "expires_at": entry["expires_at"]}
    draft = Draft()
    place = draft.add(
        # The outside number is the key of what was reversed; this entry is told by the same one.
        ticket.entry(customer_id, entry["kind"], points, batch_id=batch_id, key_hash=None, **kept)
    )
    code, flags = (k.CREDIT, 0) if is_credit else (k.DEBIT, k.NET)
    draft.ops.append(Op(customer_id, place, code, points, ticket.at, flags=flags))
    return draft


def _note(writing: Writing, batch_id: int, title: str, receipts: list[dict[str, Any]]) -> None:
    """The record by which both entries are found and undone together."""
    moved = [int(Decimal(each["points"]) * 100) for each in receipts]
    days = [datetime.fromisoformat(each["occurred_at"]) for each in receipts]
    totals = Totals(
        entries=len(receipts), customers=2, points_in=sum(each for each in moved if each > 0),
        points_out=-sum(each for each in moved if each < 0), first_at=min(days), last_at=max(days),
    )  # fmt: skip
    add_batch(writing, batch_id, kind="reassign", title=title, totals=totals, rows=len(receipts))

"""A later end for the points of one lot: they leave it and open another one, which can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pointbook import amounts
from pointbook.access import Right
from pointbook.clock import NEVER, When, instant, micros
from pointbook.errors import (
    CustomerInDebt,
    ExpiryNotLater,
    InsufficientPoints,
    InvalidDate,
    NothingToExtend,
    PointsExpired,
    PointsHeld,
    ReversalBeforeOriginal,
)
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation
from pointbook.ledger.batches import Totals, add_batch
from pointbook.ledger.desk import Account, Asked, Desk, Posting, Ticket
from pointbook.ledger.entries import Draft
from pointbook.ledger.transfer import pair
from pointbook.periods import last_day
from pointbook.store.writing import Writing


def extend(
    desk: Desk, entry_id: int, expires_at: When | None, points: object, shorten: bool, asked: Asked
) -> list[Posting]:
    """Give the rest of a lot another end, or that many points of it; None means that they never expire.

    A pair of transfers within one customer, so that nothing is changed and the balance stays. Points
    on hold stay where they are. An end that is not later is refused, unless it is asked to `shorten`.
    """
    amount = None if points is None else desk.amount(points)
    ticket = desk.ticket(
        "extend", Right.ADJUST, asked, "extension", lot=int(entry_id), points=amount,
        expires_at=str(expires_at), shorten=shorten,
    )  # fmt: skip
    ends = None if expires_at is None else desk.calendar.expires(expires_at)

    def act(writing: Writing) -> list[dict[str, Any]]:
        entry = desk.entry(writing, entry_id)
        if ticket.at < entry["occurred_at"]:
            raise ReversalBeforeOriginal(value=ticket.at, original=entry["occurred_at"])
        account = desk.account_of(writing, entry["customer_id"], ticket.expected_revision)
        lot = _lot(writing, account, int(entry_id), ticket)
        _require_later(lot, ends, ticket.at if shorten else desk.now(), shorten=shorten)
        wanted = _free(account, lot, amount)
        batch_id = writing.take("last_batch_id")
        longer = [*lot]
        longer[k.L_UNTIL] = NEVER if ends is None else micros(ends)
        draft = Draft()
        pair(
            draft,
            ticket,
            account,
            account,
            longer,
            wanted,
            ("transfer_out", "transfer_in"),
            batch_id,
        )
        outcome: list[Allocation] = []
        receipts = desk.post(writing, draft, [account], check=outcome.append)
        totals = Totals.of(outcome[0].entries, outcome[0].points)
        until = "∞" if ends is None else last_day(ends).isoformat()
        title = f"{account.customer_no} #{entry_id} → {until}"
        add_batch(writing, batch_id, kind="extend", title=title, totals=totals, rows=totals.entries)
        return receipts

    return desk.do(ticket, act, keyed=["transfer_out", "transfer_in"])


def _lot(writing: Writing, account: Account, entry_id: int, ticket: Ticket) -> list[int]:
    """The open lot that an entry opened; NothingToExtend, PointsExpired, CustomerInDebt."""
    lots = writing.numbers("ledger/open_lots", customer_id=account.customer_id)[:, 1:].tolist()
    found: list[list[int]] = [each for each in lots if each[k.L_ID] == entry_id]
    if not found:
        raise NothingToExtend(entry_id=entry_id)
    if found[0][k.L_UNTIL] <= micros(ticket.at):
        raise PointsExpired(entry_id=entry_id, expired_on=instant(found[0][k.L_UNTIL]))
    if account.debt:  # the new lot would pay it, and the points would be gone
        raise CustomerInDebt(
            customer_no=account.customer_no, debt=amounts.points(account.debt),
            available=amounts.points(0), needed=amounts.points(found[0][k.L_REMAINING]),
        )  # fmt: skip
    return found[0]


def _require_later(
    lot: list[int], ends: datetime | None, floor: datetime, *, shorten: bool
) -> None:
    """InvalidDate for an end that has passed or lies before the start, ExpiryNotLater for one that is no later."""
    if ends is not None and (ends <= floor or micros(ends) <= lot[k.L_FROM]):
        raise InvalidDate(value=ends)
    until = NEVER if ends is None else micros(ends)
    if until == lot[k.L_UNTIL] or (until < lot[k.L_UNTIL] and not shorten):
        now = None if lot[k.L_UNTIL] == NEVER else instant(lot[k.L_UNTIL])
        raise ExpiryNotLater(entry_id=lot[k.L_ID], value=ends, expires_at=now)


def _free(account: Account, lot: list[int], amount: int | None) -> int:
    """How many points move; PointsHeld, InsufficientPoints."""
    there, held = lot[k.L_REMAINING], lot[k.L_HELD]
    wanted = there if amount is None else amount
    if wanted > there:
        raise InsufficientPoints(
            customer_no=account.customer_no, available=amounts.points(there - held),
            needed=amounts.points(wanted),
        )  # fmt: skip
    if wanted > there - held:
        raise PointsHeld(customer_no=account.customer_no, held=amounts.points(held))
    return wanted

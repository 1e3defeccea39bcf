"""Opposite entries: taking back what was issued, giving back what was used."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pointbook import amounts
from pointbook.access import Right
from pointbook.clock import When, micros
from pointbook.errors import (
    ClawbackBlocked,
    InvalidDate,
    InvalidText,
    NothingToReverse,
    ReversalBeforeOriginal,
)
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Allocation
from pointbook.ledger.desk import Asked, Desk, Posting, Ticket
from pointbook.ledger.entries import CREDITS, DEBITS, Draft, Op
from pointbook.ledger.opposites import home_of
from pointbook.settings import CLAWBACK_POLICIES
from pointbook.store.writing import Writing

_NOT_RESTORED = frozenset({"transfer_out", "merge_out"})


def claw_back(
    desk: Desk, entry_id: int, points: object, policy: str | None, asked: Asked
) -> Posting:
    """Take back a credit: from its own lot first, then by order; what is missing follows the policy."""
    policy = policy or desk.programme.claw_back_policy
    if policy not in CLAWBACK_POLICIES:
        raise InvalidText(field="policy", limit=0)
    amount = None if points is None else desk.amount(points)
    ticket = desk.ticket(
        "claw_back", Right.POST, asked, "claw_back", reverses=entry_id, points=amount, policy=policy
    )

    def act(writing: Writing) -> list[dict[str, Any]]:
        return taken_back(desk, writing, ticket, entry_id, amount, policy)

    return desk.do(ticket, act, keyed=["claw_back"])[0]


def taken_back(
    desk: Desk, writing: Writing, ticket: Ticket, entry_id: int, amount: int | None, policy: str,
    batch_id: int | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Post the taking back of a credit; the receipt of its entry."""
    entry = _original(desk, writing, entry_id, ticket)
    if entry["kind"] not in CREDITS or entry["available_from"] is None:
        raise NothingToReverse(entry_id=entry_id)
    wanted = _wanted(writing, entry, amount)
    account = desk.account_of(writing, entry["customer_id"], ticket.expected_revision)
    draft = Draft()
    place = draft.add(
        ticket.entry(
            account.customer_id, "claw_back", wanted, reverses_entry_id=entry_id, batch_id=batch_id
        )
    )
    flags = k.OVERDRAW if policy == "debt" else 0
    draft.ops.append(
        Op(account.customer_id, place, k.DEBIT, wanted, ticket.at, lot=entry_id, flags=flags)
    )

    def check(done: Allocation) -> None:
        taken = int(done.taken[0])
        if policy == "block" and taken < wanted:
            raise ClawbackBlocked(available=amounts.points(taken), needed=amounts.points(wanted))

    return desk.post(writing, draft, [account], check=check, lots=[entry_id])


def restore(
    desk: Desk,
    entry_id: int,
    points: object,
    expires_at: When | None,
    grace_days: int | None,
    asked: Asked,
) -> Posting:
    """Give back a debit into the lots it drew on, with their own expiry.

    What expired meanwhile lapses at once, unless there are days of grace: then it comes back as a new
    lot. Points that were taken by an expiry always come back as a new lot, valid until `expires_at`.
    """
    days = desk.programme.restore_grace_days if grace_days is None else grace_days
    amount = None if points is None else desk.amount(points)
    ticket = desk.ticket(
        "restore", Right.POST, asked, "restore", reverses=entry_id, points=amount,
        expires_at=str(expires_at), grace_days=days,
    )  # fmt: skip

    ends = None if expires_at is None else desk.calendar.expires(expires_at)

    def act(writing: Writing) -> list[dict[str, Any]]:
        return given_back(desk, writing, ticket, entry_id, amount, ends, days)

    return desk.do(ticket, act, keyed=["restore"])[0]


def given_back(
    desk: Desk, writing: Writing, ticket: Ticket, entry_id: int, amount: int | None,
    ends: datetime | None, days: int, batch_id: int | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Post the giving back of a debit; the receipts of its entry and of what lapses at once."""
    entry = _original(desk, writing, entry_id, ticket)
    if entry["kind"] not in DEBITS - _NOT_RESTORED:
        raise NothingToReverse(entry_id=entry_id)
    wanted = _wanted(writing, entry, amount)
    account = desk.account_of(writing, entry["customer_id"], ticket.expected_revision)
    if ends is None and days > 0:
        ends = ticket.at + timedelta(days=days)
    draft = Draft()
    anew = wanted if entry["kind"] == "expire" else 0
    cancels: list[tuple[int, int]] = []
    refills: list[tuple[int, int]] = []
    rest = wanted - anew
    for lot, debt, drawn, expiry in _drawn(writing, entry) if rest else []:
        given = min(rest, drawn)
        rest -= given
        if not given:
            break
        if lot is None:
            cancels.append((debt, given))
        elif expiry <= micros(ticket.at) and days > 0:
            anew += given
        else:
            refills.append((lot, given))
    if anew and ends is not None and ends <= ticket.at:
        raise InvalidDate(value=ends)
    place = draft.add(
        ticket.entry(
            account.customer_id, "restore", wanted, reverses_entry_id=entry_id,
            available_from=ticket.at if anew else None, expires_at=ends if anew else None,
            batch_id=batch_id,
        )
    )  # fmt: skip
    customer = account.customer_id
    for debt, given in cancels:
        home = home_of(writing, entry_id, debt)
        draft.ops.append(Op(customer, place, k.UNDEBT, given, ticket.at, lot=home, debt=debt))
    for lot, given in refills:
        draft.ops.append(Op(customer, place, k.REFILL, given, ticket.at, lot=lot))
    if anew:
        draft.ops.append(Op(customer, place, k.CREDIT, anew, ticket.at))
    outcome: list[Allocation] = []
    receipts = desk.post(
        writing, draft, [account],
        check=outcome.append, lots=[lot for lot, _ in refills], reversal=bool(cancels),
    )  # fmt: skip
    lapses = _lapses(ticket, customer, outcome[0], batch_id)
    if not lapses.entries:
        return receipts
    return receipts + desk.post(
        writing, lapses, [replace(account, balance=account.balance + wanted)]
    )


def reverse(desk: Desk, entry_id: int, points: object, asked: Asked) -> Posting:
    """The opposite of any one entry: a credit is clawed back, a debit restored."""
    entry = desk.look_up(entry_id)
    if entry["kind"] in CREDITS:
        return claw_back(desk, entry_id, points, None, asked)
    return restore(desk, entry_id, points, None, None, asked)


def _original(desk: Desk, writing: Writing, entry_id: int, ticket: Ticket) -> dict[str, Any]:
    entry = desk.entry(writing, entry_id)
    if ticket.at < entry["occurred_at"]:
        raise ReversalBeforeOriginal(value=ticket.at, original=entry["occurred_at"])
    return entry


def _wanted(writing: Writing, entry: dict[str, Any], amount: int | None) -> int:
    """What is asked of an entry, all that is left of it at most; NothingToReverse where that is nothing."""
    left = _left(writing, entry)
    wanted = left if amount is None else min(amount, left)
    if wanted <= 0:
        raise NothingToReverse(entry_id=entry["entry_id"])
    return wanted


def _left(writing: Writing, entry: dict[str, Any]) -> int:
    """How much of an entry can be reversed, counting reversals that were reversed themselves.

    Whoever reverses a reversal lets stand what that one had reversed. If this was a reversal as well, its
    original is reversed once more, of which as much must be left; and so on, two steps up at a time.
    """
    rows = writing.ask("ledger/reversals", customer_id=entry["customer_id"])
    children: dict[int, list[tuple[int, int]]] = {}
    above: dict[int, int] = {}
    for reversal, original, points in rows.iter_rows():
        children.setdefault(original, []).append((reversal, abs(points)))
        above[reversal] = original

    def standing(entry_id: int, points: int) -> int:
        return points - sum(standing(child, amount) for child, amount in children.get(entry_id, []))

    entry_id = int(entry["entry_id"])
    left = standing(entry_id, abs(int(entry["points"])))
    while (ancestor := above.get(above.get(entry_id, 0))) is not None:
        points = writing.ask("ledger/entry", entry_id=ancestor)["points"].item()
        left = min(left, standing(ancestor, abs(int(points))))
        entry_id = ancestor
    return left


def _lapses(ticket: Ticket, customer_id: int, restored: Allocation, batch_id: int | None) -> Draft:
    """What came back into lots that have expired goes at once, dated as the restore."""
    lots = {row[k.L_ID]: row for row in restored.lots.rows.tolist()}
    given: dict[int, int] = {}
    for _, lot, points, _, _ in restored.rows.tolist():
        if lot >= 0:
            given[lot] = given.get(lot, 0) + points
    draft = Draft()
    for lot, points in given.items():
        if points > 0 and lots[lot][k.L_UNTIL] <= micros(ticket.at):
            lapse = ticket.entry(
                customer_id,
                "expire",
                points,
                reason="expiry",
                ref=None,
                key_hash=None,
                note=None,
                batch_id=batch_id,
            )
            flags = k.OWN_ONLY | k.EXPIRED_TOO
            draft.ops.append(
                Op(customer_id, draft.add(lapse), k.DEBIT, points, ticket.at, lot=lot, flags=flags)
            )
    return draft


def _drawn(writing: Writing, entry: dict[str, Any]) -> list[tuple[int | None, int, int, int]]:
    """What an entry took and has not been given back, in the order of giving back: lot (none: debt),
    debt, points, and when the lot expires in microseconds."""
    whose = {"customer_id": entry["customer_id"], "entry_id": entry["entry_id"]}
    return writing.ask("ledger/parts_of_entry", **whose).rows()

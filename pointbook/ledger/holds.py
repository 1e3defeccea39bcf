"""Points reserved for a while: hold, release, settle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import Right
from pointbook.clock import micros
from pointbook.errors import InsufficientPoints, NothingHeld, ReversalBeforeOriginal, UnknownHold
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
from pointbook.ledger.desk import Account, Asked, Desk, Posting, Ticket
from pointbook.ledger.entries import Draft, Op
from pointbook.ledger.posting import record
from pointbook.store.writing import Writing


def hold(desk: Desk, customer_no: str, points: object, asked: Asked) -> int:
    """Reserve points of the usable lots, by their order; the hold's id."""
    amount = desk.amount(points)
    ticket = desk.ticket("hold", Right.HOLD, asked, "hold", customer_no=customer_no, points=amount)

    def act(writing: Writing) -> dict[str, int]:
        account = desk.account(writing, customer_no, ticket.expected_revision)
        draft = Draft(ops=[Op(account.customer_id, -1, k.HOLD, amount, ticket.at, flags=k.NET)])
        done = allocate(writing, *draft.frames())
        if done.taken[0] < amount:
            raise InsufficientPoints(
                customer_no=customer_no,
                available=amounts.points(int(done.taken[0])),
                needed=amounts.points(amount),
            )
        record(writing, done)
        hold_id = writing.take("last_hold_id")
        writing.run(
            "add_hold", hold_id=hold_id, customer_id=account.customer_id, points=amounts.points(amount),
            occurred_at=ticket.at, recorded_at=writing.recorded_at, reason=ticket.said.get("reason"),
            source=ticket.said.get("source"), ref=ticket.said.get("ref"), actor=ticket.actor.name,
            link_id=writing.link_id,
        )  # fmt: skip
        frame = pl.DataFrame(
            {"lot_entry_id": done.held[:, k.R_LOT], "points": done.held[:, k.R_POINTS]}
        )
        _note(writing, frame.with_columns(hold_id=hold_id), account.customer_id, ticket.at, None)
        return {"hold_id": hold_id}

    receipt, _ = desk.perform(desk.command(ticket), act)
    return int(receipt["hold_id"])


def release(desk: Desk, hold_id: int, points: object, asked: Asked) -> list[Posting]:
    """Give held points free, the longest valid first; those that expired meanwhile lapse at once."""
    amount = None if points is None else desk.amount(points)
    ticket = desk.ticket("release", Right.HOLD, asked, "release", hold_id=hold_id, points=amount)

    def act(writing: Writing) -> list[dict[str, Any]]:
        account, parts = _parts(desk, writing, ticket, hold_id, amount, latest_first=True)
        draft = Draft()
        for row in parts.iter_rows(named=True):
            lot, freed = row["lot_entry_id"], row["points"]
            draft.ops.append(Op(account.customer_id, -1, k.RELEASE, freed, ticket.at, lot=lot))
            if row["expires_at"] is not None and row["expires_at"] <= ticket.at:
                place = draft.add(
                    ticket.entry(account.customer_id, "expire", freed, ref=None, key_hash=None)
                )
                draft.ops.append(
                    Op(
                        account.customer_id,
                        place,
                        k.DEBIT,
                        freed,
                        ticket.at,
                        lot=lot,
                        flags=k.OWN_ONLY | k.EXPIRED_TOO,
                    )
                )
        receipts = desk.post(writing, draft, [account])
        _note(
            writing,
            parts.with_columns(points=-pl.col("points")),
            account.customer_id,
            ticket.at,
            None,
        )
        return receipts

    return desk.do(ticket, act)


def settle(desk: Desk, hold_id: int, points: object, asked: Asked) -> Posting:
    """Redeem held points, the first to expire first, whether or not they have expired since."""
    amount = None if points is None else desk.amount(points)
    ticket = desk.ticket("settle", Right.HOLD, asked, "redemption", hold_id=hold_id, points=amount)

    def act(writing: Writing) -> list[dict[str, Any]]:
        account, parts = _parts(desk, writing, ticket, hold_id, amount, latest_first=False)
        draft = Draft()
        place = draft.add(ticket.entry(account.customer_id, "redeem", int(parts["points"].sum())))
        for row in parts.iter_rows(named=True):
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
        receipts = desk.post(writing, draft, [account])
        note_taken(writing, parts, account.customer_id, ticket.at, int(receipts[0]["entry_id"]))
        return receipts

    return desk.do(ticket, act, keyed=["redeem"])[0]


def held_of_customer(writing: Writing, customer_id: int) -> pl.DataFrame:
    """Everything a customer has on hold: hold_id, lot_entry_id, points in hundredths."""
    return writing.ask("ledger/held_of_customer", customer_id=customer_id)


def note_taken(
    writing: Writing, parts: pl.DataFrame, customer_id: int, at: datetime, entry_id: int
) -> None:
    """Record that a debit took held points."""
    _note(writing, parts.with_columns(points=-pl.col("points")), customer_id, at, entry_id)


def _parts(
    desk: Desk,
    writing: Writing,
    ticket: Ticket,
    hold_id: int,
    amount: int | None,
    *,
    latest_first: bool,
) -> tuple[Account, pl.DataFrame]:
    """Which lots of a hold to touch, and by how much."""
    held = writing.ask("ledger/held", hold_id=int(hold_id))
    if held.is_empty():
        raise UnknownHold(hold_id=hold_id)
    if ticket.at < held["held_at"][0]:
        raise ReversalBeforeOriginal(value=ticket.at, original=held["held_at"][0])
    there = int(held["points"].sum())
    wanted = there if amount is None else amount
    if wanted > there or there == 0:
        raise NothingHeld(
            hold_id=hold_id, held=amounts.points(there), needed=amounts.points(wanted)
        )
    account = desk.account_of(writing, held["customer_id"][0], ticket.expected_revision)
    ordered = held.reverse() if latest_first else held
    before = ordered["points"].cum_sum() - ordered["points"]
    parts = ordered.with_columns(points=pl.min_horizontal("points", (wanted - before).clip(0)))
    return account, parts.filter(pl.col("points") > 0)


def _note(
    writing: Writing, parts: pl.DataFrame, customer_id: int, at: datetime, entry_id: int | None
) -> None:
    frame = parts.select(
        pl.col("hold_id").cast(pl.Int64),
        pl.lit(customer_id, pl.Int32).alias("customer_id"),
        pl.col("lot_entry_id").cast(pl.Int64),
        pl.col("points").cast(pl.Int64),
        pl.lit(at, pl.Datetime("us")).alias("occurred_at"),
        pl.lit(entry_id, pl.Int64).alias("entry_id"),
    )
    writing.run("add_hold_entries", staged=writing.stage(frame), link_id=writing.link_id)
    rows = np.empty((frame.height, 6), np.int64)
    for column, name in enumerate(("hold_id", "customer_id", "lot_entry_id", "points")):
        rows[:, column] = frame[name].to_numpy()
    rows[:, 4] = micros(at)
    rows[:, 5] = -1 if entry_id is None else entry_id
    writing.cover("hold_entries", rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 0]))])

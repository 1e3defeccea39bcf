"""The sweep: writes down what has expired. Nobody can use those points whether or not it has run."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.clock import When
from pointbook.errors import DateInFuture
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import allocate
from pointbook.ledger.batches import Totals, add_batch
from pointbook.ledger.desk import Desk, Posting
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.ledger.late import into_open_month
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, Writing


def expire(desk: Desk, as_of: When, actor: Actor | str) -> list[Posting]:
    """One `expire` entry per lot that expired by `as_of`, dated at its expiry, for what is not held.

    What expired in a month that has been closed since is dated in the open one.
    """
    by = as_actor(actor)
    permit(desk.store, "expire", by, Right.EXPIRE)
    now, until = desk.now(), desk.calendar.as_of(as_of)
    if until > now and until.date() > now.date():
        raise DateInFuture(value=until, now=now)
    until = min(until, now)
    postings: list[Posting] = []

    def act(writing: Writing) -> dict[str, int]:
        postings.extend(write_expiries(writing, until, by.name))
        if not postings:
            return {"entries": 0}
        return {"entries": len(postings), "batch_id": int(writing.state["last_batch_id"])}

    content = {"as_of": until}
    if desk.store.question("ledger/lapsed_lots", until=until).is_empty():
        return []  # a sweep of nothing is not a write
    desk.store.perform(Command("expire", by, None, content, content), act)
    return postings


def write_expiries(writing: Writing, until: datetime, actor: str) -> list[Posting]:
    """Write what expired by an instant, as a batch of its own; nothing where nothing did."""
    lots = writing.ask("ledger/lapsed_lots", until=until)
    if lots.is_empty():
        return []
    lots = into_open_month(writing, lots.with_columns(occurred_at="expires_at"))
    batch_id = writing.take("last_batch_id")
    entries = lots.select(
        pl.exclude("expires_at"), requested="points", kind=pl.lit("expire"), source=pl.lit("sweep"),
        actor=pl.lit(actor), reason=pl.lit("expiry"), line=pl.lit(1), batch_id=pl.lit(batch_id),
    )  # fmt: skip
    ops = lots.select(
        "customer_id", amount="points", at="occurred_at", lot="lot_entry_id", entry=pl.int_range(pl.len()),
        code=pl.lit(k.DEBIT), debt=pl.lit(-1), flags=pl.lit(k.OWN_ONLY | k.EXPIRED_TOO),
    )  # fmt: skip
    done = allocate(writing, complete(entries, ENTRY_SCHEMA), complete(ops, OP_SCHEMA))
    record(writing, done)
    totals = Totals.of(done.entries, done.points)
    title = until.date().isoformat()
    add_batch(writing, batch_id, kind="sweep", title=title, totals=totals, rows=lots.height)
    return _told(lots, done.first_entry_id, np.abs(done.points).tolist())


def _told(lots: pl.DataFrame, first: int, taken: list[int]) -> list[Posting]:
    balances = dict(zip(lots["customer_no"], lots["balance"], strict=True))
    postings = []
    rows = zip(lots["customer_no"].to_list(), lots["occurred_at"].to_list(), taken, strict=True)
    for place, (customer_no, at, amount) in enumerate(rows):
        balances[customer_no] -= amount
        postings.append(
            Posting(
                first + place, "expire", customer_no, amounts.points(-amount), amounts.points(amount),
                amounts.points(0), at, amounts.points(balances[customer_no]),
            )
        )  # fmt: skip
    return postings

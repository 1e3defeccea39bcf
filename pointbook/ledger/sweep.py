"""The sweep: writes down what has expired. Nobody can use those points whether or not it has run."""

from __future__ import annotations

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
from pointbook.ledger.posting import record
from pointbook.store.writing import Command, Writing


def expire(desk: Desk, as_of: When, actor: Actor | str) -> list[Posting]:
    """One `expire` entry per lot that expired by `as_of`, dated at its expiry, for what is not held."""
    by = as_actor(actor)
    permit(desk.store, "expire", by, Right.EXPIRE)
    now, until = desk.now(), desk.calendar.as_of(as_of)
    if until > now and until.date() > now.date():
        raise DateInFuture(value=until, now=now)
    until = min(until, now)
    postings: list[Posting] = []

    def act(writing: Writing) -> dict[str, int]:
        lots = writing.ask("ledger/lapsed_lots", until=until)
        if lots.is_empty():
            return {"entries": 0}
        batch_id = writing.take("last_batch_id")
        entries = pl.DataFrame(
            {
                "customer_id": lots["customer_id"],
                "occurred_at": lots["expires_at"],
                "requested": lots["points"],
            }
        ).with_columns(kind=pl.lit("expire"), source=pl.lit("sweep"), actor=pl.lit(by.name),
                       reason=pl.lit("expiry"), line=pl.lit(1), batch_id=pl.lit(batch_id))  # fmt: skip
        entries = complete(entries, ENTRY_SCHEMA)
        ops = complete(
            pl.DataFrame(
                {
                    "customer_id": lots["customer_id"],
                    "amount": lots["points"],
                    "at": lots["expires_at"],
                    "lot": lots["lot_entry_id"],
                }
            ).with_columns(entry=pl.int_range(pl.len()), code=pl.lit(k.DEBIT), debt=pl.lit(-1),
                           flags=pl.lit(k.OWN_ONLY | k.EXPIRED_TOO)),
            OP_SCHEMA,
        )  # fmt: skip
        done = allocate(writing, entries, ops)
        record(writing, done)
        totals = Totals.of(entries, done.points)
        add_batch(
            writing,
            batch_id,
            kind="sweep",
            title=until.date().isoformat(),
            totals=totals,
            rows=lots.height,
        )
        customer_nos, points = lots["customer_no"].to_list(), np.abs(done.points).tolist()
        balances = dict(zip(lots["customer_no"], lots["balance"], strict=True))
        for place, (customer_no, amount, at) in enumerate(
            zip(customer_nos, points, lots["expires_at"].to_list(), strict=True)
        ):
            balances[customer_no] -= amount
            postings.append(
                Posting(
                    done.first_entry_id + place, "expire", customer_no, amounts.points(-amount),
                    amounts.points(amount), amounts.points(0), at, amounts.points(balances[customer_no]),
                )
            )  # fmt: skip
        return {"entries": entries.height, "batch_id": batch_id}

    content = {"as_of": until}
    if desk.store.question("ledger/lapsed_lots", until=until).is_empty():
        return []  # a sweep of nothing is not a write
    desk.store.perform(Command("expire", by, None, content, content), act)
    return postings

"""What a change would do, found by doing it with the real ledger and taking it back at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from pointbook.access import Actor
from pointbook.corrections.change import OF_ENTRY, Change, do
from pointbook.corrections.keeping import beside
from pointbook.customers.floors import Floor, floor_on
from pointbook.store.writing import Writing

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.ledger.desk import Asked, Posting

SOON, LATER, RECENT = timedelta(days=30), timedelta(days=90), timedelta(days=30)
_NOTHING: Final = Decimal(0)
_BEFORE_AFTER: Final = ("remaining_before", "remaining_after", "held_before", "held_after")


@dataclass(frozen=True)
class Standing:
    """How a customer stands, in points; what expires is told of what is available."""

    balance: Decimal
    available: Decimal
    pending: Decimal
    held: Decimal
    debt: Decimal
    lapsed: Decimal
    expiring_30: Decimal
    expiring_90: Decimal
    next_expiry: datetime | None
    """The instant at which the first of them are gone."""
    next_expiring: Decimal
    """How many that are."""
    revision: int

    @property
    def spendable(self) -> Decimal:
        """What can be used: available less the debt, never below nothing."""
        return max(self.available - self.debt, _NOTHING)


@dataclass(frozen=True)
class Effects:
    """What a change would do to the book as it is now. Nothing was written to find it."""

    change: Change
    customer_no: str
    before: Standing
    after: Standing
    postings: tuple[Posting, ...]
    """The entries that would be written; their numbers are not theirs yet."""
    lots: pl.DataFrame
    """lot_entry_id, kind, reason, campaign, ref, expires_at, remaining and held before and after: those touched."""
    tier: str | None
    """Today's tier, which no change of points touches: imports and edits bring tiers."""
    floor: Floor | None
    """The tier that is kept now."""
    floor_after: Floor | None
    """And afterwards, where the change keeps one."""
    rewards: pl.DataFrame
    """Rewards that can be had now and not afterwards: the columns of programme/rewards."""
    holds: pl.DataFrame
    """Holds that keep points: the columns of corrections/holds."""
    redemptions: pl.DataFrame
    """Redemptions of the last 30 days that were not cancelled: the columns of customers/redemptions."""
    campaigns: pl.DataFrame
    """campaign, reason, drawn: where the points that go came from; none go with an extension."""
    taken_back: pl.DataFrame
    """The entry whose points are taken or given back: the columns of corrections/entry."""
    orders: pl.DataFrame
    """The orders behind that entry: the columns of customers/orders."""
    other_no: str | None = None
    other_before: Standing | None = None
    other_after: Standing | None = None
    """The other customer of a transfer, a move or a merge."""

    @property
    def short(self) -> Decimal:
        """What was asked for and is not there."""
        return sum((each.short for each in self.postings), _NOTHING)


@dataclass(frozen=True)
class _Seen:
    standing: Standing
    tier: str | None
    floor: Floor | None
    lots: pl.DataFrame


def effects(book: Book, change: Change, asked: Asked, actor: Actor) -> Effects:
    """Try a change whose customer is named; the refusals of the ledger."""
    number = str(change.customer_no).strip()
    numbers = [book.customers.get(number, actor=actor).customer_no]
    if change.to_no:
        numbers.append(book.customers.get(change.to_no, actor=actor).customer_no)
    now = book.now()

    def look(writing: Writing) -> list[_Seen]:
        # Asked anew: a change dated now is later than the moment at which it was asked for.
        at = book.now()
        return [_seen(writing, each, at) for each in numbers]

    ledger, stage = book.ledger.rehearsal(look)
    done = do(ledger.through(beside(book, change, actor, stage.perform)), change, asked)
    assert stage.before is not None
    assert stage.after is not None
    before, after = stage.before[0], stage.after[0]
    other = len(numbers) > 1
    entry = _entry(book, change, actor)
    lots = _touched(before.lots, after.lots)
    return Effects(
        change=change,
        customer_no=number,
        before=before.standing,
        after=after.standing,
        # What was done before, by its outside number, is answered as it was and written no more.
        postings=tuple(stage.written) or (tuple(done) if isinstance(done, list) else ()),
        lots=lots,
        tier=before.tier,
        floor=before.floor,
        floor_after=after.floor,
        rewards=_out_of_reach(book, before.standing, after.standing, actor),
        holds=book.ask("corrections/holds", customer_no=number, actor=actor),
        redemptions=book.ask(
            "customers/redemptions", customer_no=number, since=(now - RECENT).date(), actor=actor
        ).filter(pl.col("redemption_state") != "cancelled"),
        campaigns=_origins(lots if change.way != "extend" else lots.clear()),
        taken_back=entry,
        orders=_orders(book, number, entry, actor),
        other_no=numbers[1] if other else None,
        other_before=stage.before[1].standing if other else None,
        other_after=stage.after[1].standing if other else None,
    )


def _seen(writing: Writing, customer_no: str, now: datetime) -> _Seen:
    """How a customer stands within the transaction."""
    customer_id = writing.ask("ledger/account", customer_no=customer_no)["customer_id"].item()
    row = writing.ask("ledger/balance", customer_id=customer_id, now=now, soon=now + SOON).row(
        0, named=True
    )
    known = writing.ask("customers/one", customer_no=customer_no).row(0, named=True)
    lots = writing.ask("ledger/lots_now", customer_id=customer_id)
    usable = lots.filter(pl.col("available_from") <= now, pl.col("expires_at") > now).with_columns(
        free=pl.col("remaining") - pl.col("held")
    )
    ending = usable.filter(pl.col("free") > 0)
    first = ending["expires_at"].min()
    next_ones = ending.filter(pl.col("expires_at") == pl.col("expires_at").min())
    row["expiring_30"] = row.pop("expiring")
    return _Seen(
        Standing(
            **row,
            expiring_90=_sum(ending.filter(pl.col("expires_at") <= now + LATER)["free"]),
            next_expiry=first if isinstance(first, datetime) else None,
            next_expiring=_sum(next_ones["free"]),
        ),
        known["tier"],
        floor_on(known["tier_floor"], known["tier_floor_until"], now.date()),
        lots,
    )


def _touched(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Lots that the change opens, closes, draws on, fills, or holds points of."""
    about = ("lot_entry_id", "kind", "reason", "campaign", "ref", "expires_at")
    amounts = ("remaining", "held")
    joined = (
        pl.concat([before.select(about), after.select(about)])
        .unique("lot_entry_id", keep="first")
        .join(before.select("lot_entry_id", *amounts), on="lot_entry_id", how="left")
        .join(
            after.select("lot_entry_id", *amounts), on="lot_entry_id", how="left", suffix="_after"
        )
        .rename({each: f"{each}_before" for each in amounts})
        .with_columns(pl.col(_BEFORE_AFTER).fill_null(_NOTHING))
    )
    moved = (pl.col("remaining_before") != pl.col("remaining_after")) | (
        pl.col("held_before") != pl.col("held_after")
    )
    return joined.filter(moved).sort("expires_at", "lot_entry_id", nulls_last=True)


def _origins(lots: pl.DataFrame) -> pl.DataFrame:
    """Campaigns and reasons of the points that go, the most first."""
    gone = pl.col("remaining_before") - pl.col("remaining_after")
    return (
        lots.with_columns(drawn=gone)
        .filter(pl.col("drawn") > 0)
        .group_by("campaign", "reason", maintain_order=True)
        .agg(pl.col("drawn").sum())
        .sort("drawn", descending=True)
    )


def _out_of_reach(book: Book, before: Standing, after: Standing, actor: Actor) -> pl.DataFrame:
    """Rewards between what can be spent afterwards and now."""
    found = book.ask("programme/rewards", as_of=book.now().date(), actor=actor)
    price = pl.col("points_price")
    return found.filter(
        pl.col("reward_state") == "current", price <= before.spendable, price > after.spendable
    )


def _entry(book: Book, change: Change, actor: Actor) -> pl.DataFrame:
    is_named = change.way in OF_ENTRY and change.way != "extend"
    return book.ask(
        "corrections/entry", entry_id=change.entry_id if is_named else None, actor=actor
    )


def _orders(book: Book, customer_no: str, entry: pl.DataFrame, actor: Actor) -> pl.DataFrame:
    found = book.ask("customers/orders", customer_no=customer_no, actor=actor)
    ref = entry["ref"].item() if entry.height else None
    return found.filter(pl.col("order_no") == ref) if ref else found.clear()


def _sum(points: pl.Series) -> Decimal:
    return Decimal(points.sum() or 0).quantize(Decimal("0.01"))

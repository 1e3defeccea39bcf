"""What an undo would do, before it is done: the same opposites, worked out where nothing can be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import polars as pl

from pointbook import amounts
from pointbook.access import Actor, as_actor
from pointbook.access.permit import permit
from pointbook.ledger.desk import Desk
from pointbook.ledger.opposites import undo_of
from pointbook.ledger.undo import PAIRED, right_to_undo, undoable
from pointbook.store.writing import Command, Writing

_POINTS = pl.Decimal(18, 2)
_CONCERNED = ("spent", "held", "short", "owing")


@dataclass(frozen=True)
class UndoPreview:
    """What an undo would do to the book as it was at `version`. Points in, out and short are positive."""

    batch_id: int
    kind: str
    """import, sweep, merge, extend or reassign."""
    title: str
    version: int
    entries: int
    customers: int
    points_in: Decimal
    points_out: Decimal
    first_at: datetime | None
    last_at: datetime | None
    spenders: pl.DataFrame
    """customer_no, spent and held since of the batch's lots, short = what cannot be taken back, owing = by
    how much a debt grows. The largest shortfall first."""
    later: pl.DataFrame
    """kind, entries, customers: what was posted since and hangs on the batch."""
    fates: pl.DataFrame
    """customer_no, fate: removed, kept, restored, newer."""

    @property
    def short(self) -> Decimal:
        """What cannot be taken back, of all customers."""
        return _sum(self.spenders["short"])

    @property
    def owing(self) -> Decimal:
        """What customers will owe beyond what they owe now."""
        return _sum(self.spenders["owing"])

    @property
    def shortfalls(self) -> pl.DataFrame:
        """customer_no, short, as the undo will report them."""
        return self.spenders.filter(pl.col("short") > 0).select("customer_no", "short")

    def customers_with(self, fate: str) -> int:
        """How many customers the import brought or changed have this fate."""
        return self.fates.filter(pl.col("fate") == fate).height

    @property
    def removed_customers(self) -> int:
        """Customers it brought that go again."""
        return self.customers_with("removed")

    @property
    def restored_customers(self) -> int:
        """Customers whose fields will be as before."""
        return self.customers_with("restored")

    @property
    def kept_customers(self) -> int:
        """Customers it brought that stay, for they have entries or a part in a merge."""
        return self.customers_with("kept")

    @property
    def newer_customers(self) -> int:
        """Customers whose fields somebody changed since, and which stay as they are."""
        return self.customers_with("newer")


def foresee_undo(desk: Desk, batch_id: int, actor: Actor | str) -> UndoPreview:
    """Work out an undo without doing it; the refusals of undo_batch."""
    by = as_actor(actor)
    permit(desk.store, "undo", by, right_to_undo(desk, int(batch_id), by))

    def act(writing: Writing) -> UndoPreview:
        batch = undoable(desk, writing, int(batch_id), by)
        undo_id = writing.take("last_batch_id")
        is_paired = batch["kind"] in PAIRED
        found = undo_of(writing, int(batch_id), undo_id, by.name, is_paired=is_paired)
        spent = writing.ask("imports/spent_since", batch_id=int(batch_id))
        totals = found.totals
        return UndoPreview(
            batch_id=int(batch_id),
            kind=batch["kind"],
            title=batch["title"],
            version=int(writing.state["data_version"]),
            entries=totals.entries,
            customers=totals.customers,
            points_in=amounts.points(totals.points_in),
            points_out=amounts.points(totals.points_out),
            first_at=totals.first_at,
            last_at=totals.last_at,
            spenders=_concerned(spent, _in_points(found.short), _in_points(found.owing)),
            later=writing.ask("imports/later_entries", batch_id=int(batch_id)),
            fates=writing.ask("imports/customer_fates", batch_id=int(batch_id)),
        )

    return desk.store.rehearse(Command("undo", by), act)


def _in_points(hundredths: pl.DataFrame) -> pl.DataFrame:
    # A quotient has no more places than what was divided.
    return hundredths.with_columns((pl.col(pl.Int64).cast(pl.Decimal(20, 2)) / 100).cast(_POINTS))


def _concerned(spent: pl.DataFrame, short: pl.DataFrame, owing: pl.DataFrame) -> pl.DataFrame:
    """One row per customer who used, lacks or will owe something."""
    joined = spent.join(short, on="customer_no", how="full", coalesce=True).join(
        owing, on="customer_no", how="full", coalesce=True
    )
    filled = joined.with_columns(pl.col(_CONCERNED).cast(_POINTS).fill_null(Decimal(0)))
    return filled.sort("short", "spent", "customer_no", descending=[True, True, False])


def _sum(points: pl.Series) -> Decimal:
    return Decimal(points.sum() or 0).quantize(Decimal("0.01"))

"""Batches: many entries that were posted together and can be undone together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook import amounts
from pointbook.store.writing import Writing


@dataclass(frozen=True)
class Totals:
    """What a batch moved; points in hundredths, out positive."""

    entries: int
    customers: int
    points_in: int
    points_out: int
    first_at: datetime | None
    last_at: datetime | None

    @staticmethod
    def of(entries: pl.DataFrame, points: NDArray[np.int64]) -> Totals:
        """The totals of entries as posted."""
        span = entries.select(first=pl.col("occurred_at").min(), last=pl.col("occurred_at").max())
        return Totals(
            entries=entries.height,
            customers=entries["customer_id"].n_unique(),
            points_in=int(points[points > 0].sum()),
            points_out=int(-points[points < 0].sum()),
            first_at=span["first"].item(),
            last_at=span["last"].item(),
        )


NOTHING = Totals(0, 0, 0, 0, None, None)


def add_batch(
    writing: Writing,
    batch_id: int,
    *,
    kind: str,
    title: str,
    totals: Totals,
    rows: int,
    **more: object,
) -> None:
    """Write the batch's record; `more` are further columns of the table."""
    values: dict[str, object] = {
        "import_kind": None, "file_digest": None, "source": None, "mapping": None,
        "customers": totals.customers, "new_customers": 0, "skipped": 0, "idle": 0, "problems": 0, "undoes": None,
    }  # fmt: skip
    writing.run(
        "add_batch", batch_id=batch_id, kind=kind, title=title, recorded_at=writing.recorded_at,
        actor=writing.command.in_name_of or writing.command.actor, rows=rows, entries=totals.entries,
        points_in=amounts.points(totals.points_in), points_out=amounts.points(totals.points_out),
        first_at=totals.first_at, last_at=totals.last_at, **{**values, **more},
    )  # fmt: skip

"""A cut-over: balances are brought in at a day, and what came before it is kept to be read, not counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

import polars as pl

from pointbook.imports.asking import Asking
from pointbook.imports.checked import Checked
from pointbook.imports.knowing import numbered
from pointbook.imports.mapping import Mapping
from pointbook.store.writing import Writing

_DATES: Final = ("occurred_at", "date", "year", "month")


@dataclass(frozen=True, slots=True)
class Past:
    """Rows from before the cut-over. `fresh` would be kept, with their keys; `known` are there already."""

    fresh: pl.DataFrame
    known: int
    strangers: pl.DataFrame
    """customer_no of those the book has not seen before."""


def opening_mapping(mapping: Mapping, day: date) -> Mapping:
    """The mapping of a file of balances under which they are those of the first moment of a day."""
    dated = {field: None for field in _DATES if field in mapping.columns}
    columns = {field: name for field, name in mapping.columns.items() if field not in dated}
    return replace(mapping, columns=columns, at=datetime.combine(day, time.min))


def split(checked: Checked, day: date) -> Checked:
    """The movements from the day on as entries, those before it as past ones; balances open the day."""
    start = datetime.combine(day, time.min)
    if checked.snapshot is not None:
        return replace(checked, opening_at=start)
    is_past = pl.col("occurred_at") < start
    return replace(
        checked, entries=checked.entries.filter(~is_past), past=checked.entries.filter(is_past)
    )


def past(asking: Asking, checked: Checked) -> Past | None:
    """What of the past rows is not in the book yet, neither counted nor kept; None without any."""
    if checked.past is None or checked.past.is_empty():
        return None
    rows = numbered(checked.past)
    met = asking.ask("changes/entries_met", staged=asking.stage(rows))
    rows = rows.with_columns(met["key_hash"])
    known = rows.filter(met["is_met"]).select("row", "part")
    kept = asking.ask("changes/past_met", staged=asking.stage(rows))
    fresh = (
        rows.join(known, on=["row", "part"], how="anti", maintain_order="left")
        .join(kept, on=["row", "part"], how="anti", maintain_order="left")
        .unique("key_hash", keep="first", maintain_order=True)
    )
    strangers = asking.ask("changes/strangers", staged=asking.stage(fresh.select("customer_no")))
    return Past(fresh, rows["row"].n_unique() - fresh["row"].n_unique(), strangers)


def keep(writing: Writing, found: Past, batch_id: int) -> int:
    """Keep the rows to be read; their customers are registered already. How many there are."""
    writing.run("add_past", staged=writing.stage(found.fresh), batch_id=batch_id)
    return found.fresh.height

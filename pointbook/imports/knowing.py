"""What of a checked file the book has already: rows by their exactly-once keys, customers by their numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import polars as pl

from pointbook.imports import purchase_knowing
from pointbook.imports.checked import PROBLEMS, Checked
from pointbook.imports.known import CONFLICT, KEY, Known
from pointbook.imports.purchases import SCHEMAS
from pointbook.store.store import Store

KNOWN = "known"

Ask: TypeAlias = Callable[[str, str], pl.DataFrame]
"""Asks a question, by its name, about a staged file, by its path."""


def count_known(store: Store, checked: Checked) -> Known:
    """Compare a checked file with the book; nothing is written."""
    version = store.data_version
    if checked.kind == "customers":
        with store.staged(checked.customers) as staged:
            met = store.question("changes/customers_met", staged=staged)
        new = met.filter(pl.col("customer_id").is_null()).select("customer_no")
        same = met.filter(pl.col("customer_id").is_not_null() & ~pl.col("is_changed"))
        return Known(version, same.height, new, pl.DataFrame(schema=PROBLEMS), checked.entries)
    if checked.kind in SCHEMAS:
        return purchase_knowing.know(checked, version, lambda name, frame: _ask(store, name, frame))
    entries = numbered(checked.entries)
    with store.staged(key_columns(entries)) as path:
        return compare(
            entries, path, version, lambda name, staged: store.question(name, staged=staged)
        )


def _ask(store: Store, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    with store.staged(frame) as staged:
        return store.question(name, staged=staged)


def compare(entries: pl.DataFrame, staged: str, version: int, ask: Ask) -> Known:
    """Compare numbered entries, staged at a path, with the book."""
    met = ask("changes/entries_met", staged)
    strangers = ask("changes/strangers", staged)
    place = ("row", "part")
    if not met.select(place).equals(entries.select(place)):
        # A key beside another's row would let it be posted twice one day.
        raise AssertionError("entries are not in the order of their file")
    entries = entries.with_columns(met["key_hash"])
    # Only rows that share a key with the book or with each other can be anything but new; windows
    # over all rows would cost more than the rest of the plan.
    doubtful = met["is_met"] | met["key_hash"].is_duplicated()
    fates = _judge(entries.with_columns(met["is_met"], met["is_same"]).filter(doubtful))
    if fates.is_empty():
        return Known(version, 0, strangers, pl.DataFrame(schema=PROBLEMS), entries)
    fresh = entries.join(fates, on=["row", "part"], how="anti", maintain_order="left")
    conflicts = fates.filter(pl.col("fate") == CONFLICT).select(
        "row", column=pl.lit("ref"), value="ref", code=pl.lit(CONFLICT)
    )
    return Known(
        version,
        fates.filter(pl.col("fate") == KNOWN)["row"].n_unique(),
        strangers.join(fresh, on="customer_no", how="semi", maintain_order="left"),
        conflicts.unique("row", maintain_order=True).cast(PROBLEMS),
        fresh,
    )


def numbered(entries: pl.DataFrame) -> pl.DataFrame:
    """Rows without a reference get their number among equal ones, so that equal rows stay apart."""
    if entries["ref"].null_count() == 0:
        return entries.with_columns(line=pl.lit(1, pl.Int32))
    same = ["source", "customer_no", "occurred_at", "kind", "points"]
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(same, order_by="row")
    return entries.with_columns(line=pl.when(pl.col("ref").is_null()).then(number).otherwise(1))


def key_columns(entries: pl.DataFrame) -> pl.DataFrame:
    """What of numbered entries has to be staged for a comparison."""
    return entries.select(KEY)


def _judge(doubtful: pl.DataFrame) -> pl.DataFrame:
    """The rows that are not new after all: row, part, ref and fate.

    Within the file the first row under a reference counts.
    """
    content = ["customer_no", "occurred_at", "points"]
    key = ["source", "ref", "kind"]
    alike = pl.all_horizontal(
        pl.col(c) == pl.col(c).first().over(key, order_by="row") for c in content
    )
    repeats = pl.int_range(pl.len()).over(key, order_by="row") > 0
    with_ref = doubtful.filter(pl.col("ref").is_not_null()).with_columns(
        fate=pl.when("is_met")
        .then(pl.when("is_same").then(pl.lit(KNOWN)).otherwise(pl.lit(CONFLICT)))
        .when(repeats)
        .then(pl.when(alike).then(pl.lit(KNOWN)).otherwise(pl.lit(CONFLICT)))
    )
    without = doubtful.filter(pl.col("ref").is_null()).with_columns(
        fate=pl.when("is_met").then(pl.lit(KNOWN))
    )
    fates = pl.concat([with_ref, without]).select("row", "part", "ref", "fate")
    return fates.filter(pl.col("fate").is_not_null()).sort("row", "part")

"""What of a checked file the book has already: rows by their exactly-once keys, customers by their numbers.

Only found here; what is done about it is another question (repeats.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from pointbook.imports.asking import Asking
from pointbook.imports.checked import Checked

CONFLICT, KNOWN, DOUBLE = "conflict", "known", "double"
FATES = pl.Schema({
    "row": pl.Int64(), "part": pl.Int8(), "ref": pl.String(), "customer_no": pl.String(),
    "fate": pl.String(), "entry_id": pl.Int64(), "is_repeat": pl.Boolean(), "is_alike": pl.Boolean(),
})  # fmt: skip
MET = pl.Schema({
    "row": pl.Int64(), "customer_no": pl.String(), "customer_id": pl.Int32(), "changed": pl.String(),
    "tier_before": pl.String(), "tier_after": pl.String(),
})  # fmt: skip
PURCHASES = pl.Schema({"row": pl.Int64(), "is_other": pl.Boolean()})
KEY = ("row", "part", "source", "ref", "customer_no", "kind", "occurred_at", "points", "line")
"""What of numbered entries has to be staged for a comparison."""


@dataclass(frozen=True, slots=True)
class Met:
    """A checked file beside the book as it was at `version`.

    `entries` are all of the file, numbered among equal ones and with their keys; `fates` has those of
    them that are not simply new: which entry of the book has their key, if any, and whether an
    earlier row of the file has it (is_repeat) with the same content (is_alike). Of customers, `people`
    says who of them the book has and which fields would change.
    """

    version: int
    strangers: pl.DataFrame
    """customer_no of those not seen before."""
    entries: pl.DataFrame
    fates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FATES))
    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MET))
    purchases: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PURCHASES))
    """Orders, rewards and redemptions that the book has: row, is_other."""

    @property
    def same_ids(self) -> pl.DataFrame:
        """entry_id of what the book has exactly as the file."""
        return self.fates.filter(pl.col("fate") == KNOWN).select("entry_id").unique()


def compare(asking: Asking, checked: Checked, version: int) -> Met:
    """Compare a checked file with the book; nothing is written."""
    if checked.kind == "customers":
        people = asking.ask("changes/customers_met", staged=asking.stage(checked.customers))
        strangers = people.filter(pl.col("customer_id").is_null()).select("customer_no")
        return Met(version, strangers, checked.entries, people=people.cast(MET))
    if checked.snapshot is not None:
        # Measured against the book, it needs no keys: the same file again moves nothing, and a
        # balance that went and came back is a movement and no double.
        entries = checked.entries.with_columns(
            line=pl.lit(1, pl.Int32), key_hash=pl.lit(None, pl.UInt64)
        )
        staged = asking.stage(entries.select("customer_no"))
        return Met(version, asking.ask("changes/strangers", staged=staged), entries)
    entries = numbered(checked.entries)
    staged = asking.stage(entries.select(KEY))
    met = asking.ask("changes/entries_met", staged=staged)
    strangers = asking.ask("changes/strangers", staged=staged)
    place = ("row", "part")
    if not met.select(place).equals(entries.select(place)):
        # A key beside another's row would let it be posted twice one day.
        raise AssertionError("entries are not in the order of their file")
    entries = entries.with_columns(met["key_hash"])
    # Only rows that share a key with the book or with each other, or are numbered beyond the first of
    # equal ones, can be anything but new; windows over all rows would cost more than the rest of the plan.
    doubtful = met["is_met"] | met["key_hash"].is_duplicated() | (entries["line"] > 1)
    found = met["entry_id", "is_met", "is_same"].filter(doubtful)
    return Met(version, strangers, entries, _judge(entries.filter(doubtful).hstack(found)))


def numbered(entries: pl.DataFrame) -> pl.DataFrame:
    """Rows without a reference get their number among equal ones, so that equal rows stay apart."""
    if entries["ref"].null_count() == 0:
        return entries.with_columns(line=pl.lit(1, pl.Int32))
    same = ["source", "customer_no", "occurred_at", "kind", "points"]
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(same, order_by="row")
    return entries.with_columns(line=pl.when(pl.col("ref").is_null()).then(number).otherwise(1))


def _judge(doubtful: pl.DataFrame) -> pl.DataFrame:
    """The rows that are not simply new, with what they are. Under a reference the first row counts."""
    if doubtful.is_empty():
        return pl.DataFrame(schema=FATES)
    content = ["customer_no", "occurred_at", "points"]
    key = ["source", "ref", "kind"]
    alike = pl.all_horizontal(
        pl.col(c) == pl.col(c).first().over(key, order_by="row") for c in content
    )
    has_ref = pl.col("ref").is_not_null()
    # Windows cost more than all else here, and a key that stands alone in the file needs none.
    is_shared = pl.Series(doubtful["key_hash"].is_duplicated())
    alone = doubtful.filter(has_ref & ~is_shared).with_columns(
        is_repeat=pl.lit(False), is_alike=pl.lit(True)
    )
    with_ref = doubtful.filter(has_ref & is_shared).with_columns(
        is_repeat=pl.int_range(pl.len()).over(key, order_by="row") > 0, is_alike=alike
    )
    without = doubtful.filter(~has_ref).with_columns(
        is_repeat=pl.col("line") > 1, is_alike=pl.lit(True)
    )
    in_book = pl.when("is_same").then(pl.lit(KNOWN)).otherwise(pl.lit(CONFLICT))
    in_file = pl.when("is_alike").then(pl.lit(DOUBLE)).otherwise(pl.lit(CONFLICT))
    return (
        pl.concat([alone, with_ref, without])
        .with_columns(fate=pl.when("is_met").then(in_book).when("is_repeat").then(in_file))
        .filter(pl.col("fate").is_not_null())
        .sort("row", "part")
        .select(FATES.names())
        .cast(FATES)
    )

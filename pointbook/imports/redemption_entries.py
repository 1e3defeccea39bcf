"""Which entry each redemption has: one that the book has from a points file already, or one to post."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TypeAlias

import polars as pl

from pointbook.imports.checked import ENTRIES
from pointbook.imports.knowing import KEY
from pointbook.imports.known import Answer

_SAME = ("source", "customer_no", "redeemed_at", "points")
_REASON = "exchange"
Entry: TypeAlias = tuple[int, int | None]
"""An entry and the import that brought it, None if none did."""


def claim(fresh: pl.DataFrame, answer: Answer) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series]:
    """Redemptions to write, each with the entry it finds; entries to post; rows at odds with an entry.

    A redemption that the book has keeps its entry. Under a number the entry has the same number; without
    one it is an equal entry that no other redemption has.
    """
    needs = pl.col("entry_id").is_null() & ~pl.col("is_cancelled") & (pl.col("points") > 0)
    new = fresh.filter(needs)
    met = answer("changes/redeems_met", new)
    if met.is_empty():
        return fresh, _keyed(_numbered(new, {}), answer), pl.Series([], dtype=pl.Int64)
    odd = met.filter(pl.col("is_same").not_())["row"]
    taken: dict[int, list[int]] = defaultdict(list)
    free: dict[int, list[Entry]] = defaultdict(list)
    for row, entry_id, batch_id, line, is_owned in (
        met.filter("is_same").select("row", "entry_id", "batch_id", "line", "is_owned").iter_rows()
    ):
        taken[row].append(line)
        if not is_owned:
            free[row].append((entry_id, batch_id))
    found = _claims(new.filter(pl.col("row").is_in(odd.implode()).not_()), free)
    fresh = fresh.filter(pl.col("row").is_in(odd.implode()).not_())
    own = pl.Series([*found], dtype=pl.Int64)
    claimed = pl.DataFrame(
        [(row, *entry) for row, entry in found.items()],
        schema={"row": pl.Int64, "found": pl.Int64, "found_batch": pl.Int32},
        orient="row",
    )
    fresh = (
        fresh.join(claimed, on="row", how="left", maintain_order="left")
        .with_columns(
            entry_id=pl.coalesce("entry_id", "found"),
            entry_batch_id=pl.coalesce("entry_batch_id", "found_batch"),
        )
        .drop("found", "found_batch")
    )
    unmet = new.filter(pl.col("row").is_in(pl.concat([own, odd]).implode()).not_())
    return fresh, _keyed(_numbered(unmet, taken), answer), odd


def _claims(new: pl.DataFrame, free: dict[int, list[Entry]]) -> dict[int, Entry]:
    """Row → entry; no entry goes to two of them."""
    found: dict[int, Entry] = {}
    used: set[Entry] = set()
    for row in new["row"]:
        entry = next((each for each in free.get(row, ()) if each not in used), None)
        if entry is not None:
            found[row] = entry
            used.add(entry)
    return found


def _numbered(unmet: pl.DataFrame, taken: dict[int, list[int]]) -> pl.DataFrame:
    """Each entry without a number gets the least line that no equal one has."""
    nth = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(_SAME, order_by="row")
    lines = unmet.with_columns(
        line=pl.when(pl.col("redemption_no").is_null()).then(nth).otherwise(1)
    )
    if not taken:
        return lines
    moved = {
        row: next_free
        for row, line in lines.filter(pl.col("redemption_no").is_null()).select("row", "line").iter_rows()
        if row in taken and (next_free := _least_free(line, taken[row])) != line
    }  # fmt: skip
    return lines.with_columns(
        line=pl.col("row").replace_strict(moved, default=pl.col("line"), return_dtype=pl.Int32)
    )


def _least_free(nth: int, taken: list[int]) -> int:
    """The nth number from 1 that is not taken."""
    used = set(taken)
    free = (number for number in count(1) if number not in used)
    return next(number for place, number in enumerate(free, 1) if place == nth)


def _keyed(lines: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    """The entries to post with their exactly-once keys."""
    entries = _entries(lines)
    return entries.with_columns(answer("changes/entries_met", entries.select(KEY))["key_hash"])


def _entries(lines: pl.DataFrame) -> pl.DataFrame:
    entries = lines.select(
        "row", "customer_no", "store", "channel", "source", "line",
        part=pl.lit(1), kind=pl.lit("redeem"), points=-pl.col("points"), occurred_at="redeemed_at",
        ref="redemption_no", reason=pl.lit(_REASON), note=pl.coalesce("reward_name", "reward_no"),
    )  # fmt: skip
    absent = [name for name in ENTRIES if name not in entries.columns]
    return (
        entries.with_columns(pl.lit(None, ENTRIES[name]).alias(name) for name in absent)
        .select(*ENTRIES, "line")
        .cast(pl.Schema([*ENTRIES.items(), ("line", pl.Int32())]))
    )

"""What of a file of orders, rewards or redemptions the book has already, and what would be written."""

from __future__ import annotations

from typing import Final

import polars as pl

from pointbook.imports import redemption_entries
from pointbook.imports.checked import PROBLEMS, Checked
from pointbook.imports.knowing import CONFLICT
from pointbook.imports.known import Answer, Known
from pointbook.imports.tables import Notice

IDS: Final = {"orders": "order_id", "rewards": "reward_id", "redemptions": "redemption_id"}


def know(checked: Checked, version: int, answer: Answer) -> Known:
    """Compare a checked file with the book; nothing is written.

    `records` of the answer are what would be written, as it would then be: new where its id is null.
    """
    kind = checked.kind
    met = answer(f"changes/{kind}_met", checked.records)
    conflicts = pl.DataFrame(schema=PROBLEMS)
    entries = checked.entries
    if kind == "redemptions":
        refused = met.filter("is_conflict")
        met = met.filter(~pl.col("is_conflict"))
        fresh = _to_write(met, kind)
        fresh, entries, other = redemption_entries.claim(fresh, answer)
        conflicts = _conflicts(checked.records, pl.concat([refused["row"], other]))
        met = met.filter(pl.col("row").is_in(other.implode()).not_())
    else:
        fresh = _to_write(met, kind)
    is_new = fresh[IDS[kind]].is_null()
    return Known(
        version,
        met.height - fresh.height + checked.doubles,
        _strangers(fresh, answer),
        conflicts,
        entries,
        records=fresh,
        overwritten=fresh.height - int(is_new.sum()),
        notices=_notices(kind, fresh, answer),
    )


def _to_write(met: pl.DataFrame, kind: str) -> pl.DataFrame:
    return met.filter(pl.col(IDS[kind]).is_null() | pl.col("is_changed"))


def _strangers(fresh: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    if "customer_no" not in fresh.columns or fresh.is_empty():
        return pl.DataFrame(schema={"customer_no": pl.String})
    return answer("changes/strangers", fresh.select("customer_no"))


def _conflicts(records: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    odd = records.filter(pl.col("row").is_in(rows.implode()))
    return odd.select(
        "row", column=pl.lit("redemption_no"), value="redemption_no", code=pl.lit(CONFLICT)
    ).cast(PROBLEMS)


def _notices(kind: str, fresh: pl.DataFrame, answer: Answer) -> tuple[Notice, ...]:
    """Rewards that the catalogue does not have are no problem: the redemption is kept by their names."""
    if kind != "redemptions" or fresh.is_empty():
        return ()
    unknown = answer("changes/rewards_unknown", fresh.select("row", "reward_no", "reward_name"))
    if unknown.is_empty():
        return ()
    return (Notice("unknown_rewards", unknown["reward"].n_unique(), unknown["reward"][0]),)

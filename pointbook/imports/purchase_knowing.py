"""What of a file of orders, rewards or redemptions the book has already, and what would be written."""

from __future__ import annotations

from typing import Final

import polars as pl

from pointbook.imports import redemption_entries
from pointbook.imports.answers import Conflicts
from pointbook.imports.checked import PROBLEMS, Checked
from pointbook.imports.knowing import CONFLICT
from pointbook.imports.known import Answer, Known
from pointbook.imports.tables import Notice

NUMBERS: Final = {"orders": "order_no", "rewards": "reward_no", "redemptions": "redemption_no"}
IDS: Final = {"orders": "order_id", "rewards": "reward_id", "redemptions": "redemption_id"}


def know(
    checked: Checked, version: int, answer: Answer, about: Conflicts
) -> tuple[Known, pl.DataFrame]:
    """Compare a checked file with the book; nothing is written. `about` says what is done about other content.

    `records` of the answer are what would be written, as it would then be: new where its id is null. Beside
    it the rows that the book has: row, and whether with other content (is_other).
    """
    kind = checked.kind
    met = answer(f"changes/{kind}_met", checked.records)
    entries = checked.entries
    if kind == "redemptions":
        refused = met.filter("is_conflict")["row"]
        met = met.filter(~pl.col("is_conflict"))
        fresh = _to_write(met, kind)
        fresh, entries, other = redemption_entries.claim(fresh, answer)
        left_out = pl.concat([refused, other])
        seen = met.filter(pl.col(IDS[kind]).is_not_null(), ~pl.col("row").is_in(other.implode()))
        same = seen.filter(~pl.col("is_changed"))["row"]
    else:
        seen = met.filter(pl.col(IDS[kind]).is_not_null())
        same, changed = seen.filter(~pl.col("is_changed"))["row"], seen.filter("is_changed")["row"]
        left_out = changed.clear() if about == "overwrite" else changed
        fresh = _to_write(met, kind).filter(~pl.col("row").is_in(left_out.implode()))
    is_refused = about == "refuse"
    is_new = fresh[IDS[kind]].is_null()
    known = Known(
        version,
        len(same) + checked.doubles + (0 if is_refused else len(left_out)),
        _strangers(fresh, answer),
        _problems(checked.records, left_out if is_refused else left_out.clear(), kind),
        entries,
        records=fresh,
        overwritten=fresh.height - int(is_new.sum()),
        notices=_notices(kind, fresh, answer),
    )
    others = left_out if kind == "redemptions" else changed
    rows = pl.concat([same, others])
    return known, pl.DataFrame({"row": rows, "is_other": rows.is_in(others.implode())})


def _to_write(met: pl.DataFrame, kind: str) -> pl.DataFrame:
    return met.filter(pl.col(IDS[kind]).is_null() | pl.col("is_changed"))


def _strangers(fresh: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    if "customer_no" not in fresh.columns or fresh.is_empty():
        return pl.DataFrame(schema={"customer_no": pl.String})
    return answer("changes/strangers", fresh.select("customer_no"))


def _problems(records: pl.DataFrame, rows: pl.Series, kind: str) -> pl.DataFrame:
    odd = records.filter(pl.col("row").is_in(rows.implode()))
    number = NUMBERS[kind]
    code = pl.lit(CONFLICT if kind == "redemptions" else "changed_record")
    return odd.select("row", column=pl.lit(number), value=number, code=code).cast(PROBLEMS)


def _notices(kind: str, fresh: pl.DataFrame, answer: Answer) -> tuple[Notice, ...]:
    """Rewards that the catalogue does not have are no problem: the redemption is kept by their names."""
    if kind != "redemptions" or fresh.is_empty():
        return ()
    unknown = answer("changes/rewards_unknown", fresh.select("row", "reward_no", "reward_name"))
    if unknown.is_empty():
        return ()
    return (Notice("unknown_rewards", unknown["reward"].n_unique(), unknown["reward"][0]),)

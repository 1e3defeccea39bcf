"""What a file repeats, and what is posted of it by the answers given."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pointbook.imports.answers import Answers
from pointbook.imports.checked import PROBLEMS, Checked, no_problems
from pointbook.imports.knowing import CONFLICT, DOUBLE, FATES, KNOWN, Met
from pointbook.imports.known import Known
from pointbook.imports.replacing import GONE, Period, month_of

CODES = {KNOWN: "known_row", DOUBLE: "double_row", CONFLICT: "conflict"}
CHANGED = "changed_customer"
_PLACE = ["row", "part"]


@dataclass(frozen=True, slots=True)
class Repeats:
    """The rows of a file that are not simply new, whatever is done about them; each frame by `row`.

    `changed` are customers of the book whose fields the file says otherwise: row, customer_no, and
    `changed`, the fields separated by commas.
    """

    doubles: pl.DataFrame
    known: pl.DataFrame
    conflicts: pl.DataFrame
    changed: pl.DataFrame
    fields: pl.DataFrame
    """field, customers: how many customers each field would change of."""
    tiers: pl.DataFrame
    """tier_before, tier_after, customers: tiers that would move."""

    @property
    def is_none(self) -> bool:
        """Whether nothing in the file repeats anything."""
        every = (self.doubles, self.known, self.conflicts, self.changed)
        return all(each.is_empty() for each in every)


def repeats(checked: Checked, met: Met) -> Repeats:
    """What the file repeats."""
    fates, people = met.fates, met.people
    of = {
        fate: fates.filter(pl.col("fate") == fate).select("row").unique().sort("row")
        for fate in CODES
    }
    is_met = pl.col("customer_id").is_not_null()
    changed = people.filter(is_met, pl.col("changed") != "")
    same = people.filter(is_met, pl.col("changed") == "").select("row")
    named = changed.select(field=pl.col("changed").str.split(",")).explode("field")
    moved = changed.filter(pl.col("changed").str.split(",").list.contains("tier"))
    of_book = met.purchases.sort("row")
    return Repeats(
        doubles=pl.concat([of[DOUBLE], checked.repeated]),
        known=pl.concat([of[KNOWN], same, of_book.filter(~pl.col("is_other")).select("row")]),
        conflicts=pl.concat([of[CONFLICT], of_book.filter("is_other").select("row")]),
        changed=changed.select("row", "customer_no", "changed"),
        fields=_counted(named, "field"),
        tiers=_counted(moved, "tier_before", "tier_after"),
    )


def decide(
    checked: Checked, met: Met, answers: Answers, period: Period | None, gone: pl.DataFrame | None
) -> Known:
    """What the answers make of a compared file; `gone` are the entries to replace, if any."""
    if checked.kind == "customers":
        return _of_customers(checked, met, answers)
    return _of_entries(met, answers, period, pl.DataFrame(schema=GONE) if gone is None else gone)


def _of_customers(checked: Checked, met: Met, answers: Answers) -> Known:
    found = repeats(checked, met)
    about = answers.about_conflicts("customers")
    refused = [
        _problems(frame, code)
        for frame, code, answer in (
            (found.known, CODES[KNOWN], answers.known),
            (found.doubles, CODES[DOUBLE], answers.doubles),
            (found.changed, CHANGED, about),
        )
        if answer == "refuse"
    ]
    left_out = [found.known, *([] if about == "overwrite" else [found.changed.select("row")])]
    skipped = (
        (found.known.height if answers.known == "skip" else 0)
        + (found.doubles.height if answers.doubles != "refuse" else 0)
        + (found.changed.height if about == "skip" else 0)
    )
    return Known(
        met.version,
        skipped,
        met.strangers,
        pl.concat([no_problems(), *refused]),
        met.entries,
        customers=checked.customers.join(
            pl.concat(left_out), on="row", how="anti", maintain_order="left"
        ),
    )


def _problems(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    value = pl.col("customer_no") if "customer_no" in rows.columns else pl.lit("")
    return rows.select("row", column=pl.lit("customer_no"), value=value, code=pl.lit(code)).cast(
        PROBLEMS
    )


def _of_entries(met: Met, answers: Answers, period: Period | None, gone: pl.DataFrame) -> Known:
    fates, entries = _without_replaced(met.fates, gone), met.entries
    in_months = entries.head(0)
    if period is not None and answers.period == "skip":
        is_known = month_of("occurred_at").is_in(period.known_months.implode())
        in_months, entries = entries.filter(is_known), entries.filter(~is_known)
        fates = fates.join(in_months, on=_PLACE, how="anti")
    if fates.is_empty() and in_months.is_empty():
        return Known(met.version, 0, met.strangers, no_problems(), entries, gone)
    about = {
        KNOWN: answers.known,
        DOUBLE: answers.doubles,
        CONFLICT: answers.about_conflicts("points"),
    }
    fates = fates.with_columns(answer=pl.col("fate").replace_strict(about, return_dtype=pl.String))
    # A number stands for one movement, so that of equal rows under it only the first can be posted.
    is_kept = (pl.col("answer") == "keep") & pl.col("ref").is_null()
    refused = fates.filter(pl.col("answer") == "refuse")
    skipped = fates.filter(pl.col("answer") != "refuse", ~is_kept)
    fresh = entries.join(skipped, on=_PLACE, how="anti", maintain_order="left").join(
        refused, on="row", how="anti", maintain_order="left"
    )
    left_out = pl.concat([skipped.select("row"), in_months.select("row")]).join(
        refused, on="row", how="anti"
    )
    return Known(
        met.version,
        left_out["row"].n_unique(),
        met.strangers.join(fresh, on="customer_no", how="semi", maintain_order="left"),
        _refused(refused),
        fresh,
        gone,
    )


def _refused(fates: pl.DataFrame) -> pl.DataFrame:
    has_number = (pl.col("fate") == CONFLICT) & pl.col("ref").is_not_null()
    return (
        fates.select(
            "row",
            column=pl.when(has_number).then(pl.lit("ref")).otherwise(pl.lit("customer_no")),
            value=pl.when(has_number).then("ref").otherwise("customer_no"),
            code=pl.col("fate").replace_strict(CODES, return_dtype=pl.String),
        )
        .unique("row", keep="first", maintain_order=True)
        .cast(PROBLEMS)
    )


def _without_replaced(fates: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """The fates where entries that go leave their keys: the first row under each is new."""
    if gone.is_empty() or fates.is_empty():
        return fates
    leaves = pl.col("entry_id").is_in(gone["entry_id"].implode()).fill_null(False)
    again = pl.when("is_alike").then(pl.lit(DOUBLE)).otherwise(pl.lit(CONFLICT))
    return (
        fates.filter(~leaves | pl.col("is_repeat"))
        .with_columns(fate=pl.when(leaves).then(again).otherwise("fate"))
        .cast(FATES)
    )


def _counted(frame: pl.DataFrame, *keys: str) -> pl.DataFrame:
    return (
        frame.group_by(*keys)
        .agg(customers=pl.len().cast(pl.Int64))
        .sort(["customers", *keys], descending=[True, *[False] * len(keys)], nulls_last=True)
    )

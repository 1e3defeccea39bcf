"""Rows of redemptions: who exchanged how many points for what; cancelled ones moved none."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pointbook.imports import cell_words, purchase_cells, values
from pointbook.imports.checked import Checked
from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.purchases import REDEMPTIONS
from pointbook.imports.tables import ROW, Table

_TEXTS = ("reward_name", "status", "store", "channel")
_NEEDED = ("customer_no", "points", "redeemed_at")
_FIELDS = (*_NEEDED, "redemption_no", "reward_no", "quantity", "source", *_TEXTS)


def check(table: Table, mapping: Mapping, *, now: datetime, source: str, timezone: str) -> Checked:
    """Judge rows of redemptions; points may be written with or without their sign."""
    judging = Judging(table, mapping, _FIELDS)
    judging.flag_ragged(_NEEDED)
    texts = {field: judging.text(field) for field in _TEXTS}
    reward_no = judging.identifier("reward_no")
    field = "reward_name" if mapping.column("reward_name") else "reward_no"
    judging.flag(reward_no.is_null() & texts["reward_name"].is_null(), field, "missing_value")
    redemptions = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": judging.customer_no(),
            "redemption_no": judging.identifier("redemption_no"),
            "reward_no": reward_no,
            **texts,
            "quantity": purchase_cells.numbers(judging, "quantity"),
            "points": _points(judging),
            "redeemed_at": purchase_cells.times(judging, "redeemed_at", now, timezone),
            "is_cancelled": _is_cancelled(texts["status"]),
            "source": judging.text("source").fill_null(source),
        }
    ).with_columns(line=pl.lit(1))
    redemptions, doubles = _once(judging, redemptions.select(*REDEMPTIONS).cast(REDEMPTIONS))
    return Checked(
        "redemptions", len(judging.rows), judging.problems, records=redemptions, doubles=doubles,
        notices=judging.notices,
    )  # fmt: skip


def _points(judging: Judging) -> pl.Series:
    points = judging.amounts("points")
    judging.flag(judging.needed("points").is_null(), "points", "missing_value")
    if not (points > 0).any():
        points = -points  # a column that only takes away may write it with its sign
    judging.flag((points < 0).fill_null(False), "points", "negative_amount")
    return points


def _is_cancelled(status: pl.Series) -> pl.Series:
    return values.plain_words(status).is_in(cell_words.cancelled_words()).fill_null(False)


def _once(judging: Judging, every: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Numbered redemptions once each; those without a number are told apart by their place among equal ones."""
    key = ("source", "redemption_no")
    numbered = every["redemption_no"].is_not_null()
    fine = judging.is_fine
    judged, doubles = purchase_cells.without_doubles(
        judging, every, "redemption_no", "repeated_redemption", key, among=numbered
    )
    same = ["source", "customer_no", "redeemed_at", "reward_no", "reward_name", "points"]
    # By what they say and not by their rows, so that a file sorted anew says the same.
    order = ["is_cancelled", "status", "quantity", "store", "channel", ROW]
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(same, order_by=order)
    others = every.filter(fine & numbered.not_()).with_columns(line=place)
    return pl.concat([judged, others]).sort(ROW), doubles

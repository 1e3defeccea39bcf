"""Rows of rewards: what points can be exchanged for, at which price and until when."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pointbook.imports import purchase_cells
from pointbook.imports.checked import Checked
from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.own_fields import own_fields
from pointbook.imports.purchases import REWARDS
from pointbook.imports.tables import ROW, Table

_TEXTS = ("reward_name", "category", "status")
_DAYS = ("valid_from", "valid_until")
_FIELDS = ("reward_no", "points_price", "money_value", "stock", "source", *_TEXTS, *_DAYS)


def check(table: Table, mapping: Mapping, *, now: datetime, source: str) -> Checked:
    """Judge rows of rewards; one without a number is known by its name."""
    del now  # a reward may be announced for a later day
    judging = Judging(table, mapping, _FIELDS)
    judging.flag_ragged(())
    texts = {field: judging.text(field) for field in _TEXTS}
    number = judging.identifier("reward_no")
    number = number.zip_with(number.is_not_null(), texts["reward_name"])
    field = "reward_no" if mapping.column("reward_no") else "reward_name"
    judging.flag(number.is_null(), field, "missing_value")
    points_price = judging.amounts("points_price")
    judging.flag((points_price < 0).fill_null(False), "points_price", "negative_amount")
    since, until = (purchase_cells.days(judging, name) for name in _DAYS)
    judging.flag((until < since).fill_null(False), "valid_until", "expired_before_start")
    rewards = pl.DataFrame(
        {
            ROW: judging.rows,
            "reward_no": number,
            **texts,
            "points_price": points_price,
            "money_value": purchase_cells.numbers(judging, "money_value"),
            "stock": purchase_cells.numbers(judging, "stock"),
            "valid_from": since,
            "valid_until": until,
            "source": judging.text("source").fill_null(source),
            "fields": own_fields(judging),
        }
    )
    rewards, doubles = purchase_cells.without_doubles(
        judging, rewards.select(*REWARDS).cast(REWARDS), field, "repeated_reward", ("reward_no",)
    )  # fmt: skip
    return Checked(
        "rewards", len(judging.rows), judging.problems, records=rewards, doubles=doubles,
        notices=judging.notices,
    )  # fmt: skip

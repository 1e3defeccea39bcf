"""Rows of points into entries: signed points, or earned and redeemed beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import polars as pl

from pointbook.imports import cell_words, dates, moves
from pointbook.imports.checked import BALANCES, ENTRIES, Checked
from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.tables import ROW, Table

_FIELDS = (
    "customer_no", "points", "kind", "earned", "redeemed", "occurred_at", "date", "year", "month",
    "ref", "reason", "note", "store", "channel", "campaign", "amount", "expires_at",
    "available_from", "source",
)  # fmt: skip
_CORE = (
    "customer_no", "points", "kind", "earned", "redeemed", "occurred_at", "date", "year", "month",
)  # fmt: skip
_BALANCE = ("balance_after",)
_TEXTS = ("reason", "note", "store", "channel", "campaign")


@dataclass(frozen=True, slots=True)
class _Validity:
    """Until when and from when the points of a row can be used, null where a file says nothing."""

    expires_at: pl.Series
    available_from: pl.Series


def check(table: Table, mapping: Mapping, *, now: datetime, source: str, timezone: str) -> Checked:
    """Judge rows of points and turn those without a problem into entries."""
    judging = Judging(table, mapping, (*_FIELDS, *(_BALANCE if mapping.is_snapshot else ())))
    judging.flag_ragged(_CORE)
    common = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": judging.customer_no(),
            "occurred_at": _times(judging, now, timezone),
            **{field: judging.text(field) for field in _TEXTS},
            "ref": judging.identifier("ref"),
            "amount": judging.amounts("amount"),
            "source": judging.text("source").fill_null(source),
        }
    )
    validity = _validity(judging, timezone)
    found = moves.find(judging, common["customer_no"], common["occurred_at"])
    _judge_validity(judging, common["occurred_at"], validity, found.parts)
    entries, idle = _entries(common, validity, found.parts, judging.is_fine)
    return Checked(
        "points",
        len(judging.rows),
        judging.problems,
        entries,
        idle=idle,
        balances=None
        if found.balances is None
        else found.balances.select(BALANCES.names()).cast(BALANCES),
        snapshot=_snapshot(common, validity, found.balances),
        by_month=_time_field(mapping) == "month" and mapping.dates_rows,
        notices=judging.notices,
    )


def _snapshot(
    common: pl.DataFrame, validity: _Validity, balances: pl.DataFrame | None
) -> pl.DataFrame | None:
    """The clear balances with all that an entry needs but what it moves."""
    if balances is None:
        return None
    lots = pl.DataFrame(
        {"available_from": validity.available_from, "expires_at": validity.expires_at}
    )
    told = balances.select(ROW, "balance", "kind_up", "kind_down")
    return common.hstack(lots).join(told, on=ROW, maintain_order="left")


def _time_field(mapping: Mapping) -> str:
    """The field that says when a row happened, the finest that is there."""
    fields = ("occurred_at", "date", "month")
    return next((each for each in fields if each in mapping.columns), "occurred_at")


def _times(judging: Judging, now: datetime, timezone: str) -> pl.Series:
    given = judging.mapping.at
    field = _time_field(judging.mapping)
    if not judging.mapping.dates_rows:
        at = pl.repeat(given, len(judging.rows), dtype=pl.Datetime("us"), eager=True)
        blank = wrong = at.is_null()
    elif field == "month":
        years, of_year = judging.needed("year"), judging.needed("month")
        blank = years.is_null() | of_year.is_null()
        at, wrong = dates.months(years, of_year)
        wrong = wrong & blank.not_()
    else:
        cells = judging.needed(field)
        at, _, wrong = dates.instants(cells, timezone, judging.order(field))
        # The day and not the minute, so that the same file again on this day adds nothing.
        is_now = dates.said(cells, wrong, cell_words.immediate_words())
        at, wrong = at.set(is_now, given or datetime.combine(now, time.min)), wrong & is_now.not_()
        blank = cells.is_null()
    if given is not None:
        at, blank = at.set(blank, given), blank & False
    judging.flag(blank, field, "missing_value")
    judging.flag(wrong, field, "invalid_date")
    judging.flag((at > now).fill_null(False), field, "date_in_future")
    return at


def _validity(judging: Judging, timezone: str) -> _Validity:
    blank = pl.repeat(None, len(judging.rows), dtype=pl.Datetime("us"), eager=True)
    expires_at = available_from = blank
    if (cells := judging.text_of("expires_at")) is not None:
        midnight = judging.table.midnight_is_a_day
        expires_at, wrong = dates.expiries(
            cells, timezone, midnight_is_a_day=midnight, order=judging.order("expires_at")
        )
        judging.flag(wrong, "expires_at", "invalid_date")
    if (cells := judging.text_of("available_from")) is not None:
        available_from, _, wrong = dates.instants(cells, timezone, judging.order("available_from"))
        at_once = dates.said(cells, wrong, cell_words.immediate_words())
        judging.flag(wrong & at_once.not_(), "available_from", "invalid_date")
    return _Validity(expires_at, available_from)


def _judge_validity(
    judging: Judging, occurred_at: pl.Series, validity: _Validity, parts: Sequence[pl.DataFrame]
) -> None:
    credited = pl.select(
        pl.any_horizontal((move["points"] > 0).fill_null(False) for move in parts)
    ).to_series()
    starts = pl.select(pl.max_horizontal(occurred_at, validity.available_from)).to_series()
    ended = (validity.expires_at <= starts).fill_null(False)
    judging.flag(credited & ended, "expires_at", "expired_before_start")


def _entries(
    common: pl.DataFrame, validity: _Validity, moves: Sequence[pl.DataFrame], is_fine: pl.Series
) -> tuple[pl.DataFrame, int]:
    """The entries of the good rows in the order of the file, and how many rows move nothing."""
    still = is_fine
    parts = []
    for move in moves:
        moving = is_fine & (move["points"] != 0).fill_null(False)
        still = still & moving.not_()
        is_credit = move["points"] > 0
        lots = pl.DataFrame(
            {
                "available_from": validity.available_from,
                "expires_at": validity.expires_at,
                "is_credit": is_credit,
                "occurred": common["occurred_at"],
            }
        ).select(
            # Points are never usable before they exist.
            pl.when("is_credit")
            .then(
                pl.when(pl.col("available_from").is_not_null()).then(
                    pl.max_horizontal("available_from", "occurred")
                )
            )
            .alias("available_from"),
            pl.when("is_credit").then("expires_at").alias("expires_at"),
        )
        parts.append(pl.concat([common, move, lots], how="horizontal").filter(moving))
    entries = pl.concat(parts).select(*ENTRIES).cast(ENTRIES)
    if len(parts) > 1:
        entries = entries.sort(ROW, "part")
    return entries, int(still.sum())

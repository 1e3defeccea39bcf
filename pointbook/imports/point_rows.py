"""Rows of points into entries: signed points, or earned and redeemed beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from pointbook.imports import dates, values
from pointbook.imports.checked import ENTRIES, Checked
from pointbook.imports.judging import Judging
from pointbook.imports.mapping import Mapping
from pointbook.imports.tables import ROW, Table

_FIELDS = (
    "customer_no", "points", "kind", "earned", "redeemed", "occurred_at", "date", "year", "month",
    "ref", "reason", "note", "store", "channel", "campaign", "amount", "expires_at",
    "available_from", "source",
)  # fmt: skip
_CORE = (
    "customer_no",
    "points",
    "kind",
    "earned",
    "redeemed",
    "occurred_at",
    "date",
    "year",
    "month",
)
_TEXTS = ("reason", "note", "store", "channel", "campaign")


@dataclass(frozen=True, slots=True)
class _Validity:
    """Until when and from when the points of a row can be used, null where a file says nothing."""

    expires_at: pl.Series
    available_from: pl.Series


def check(table: Table, mapping: Mapping, *, now: datetime, source: str, timezone: str) -> Checked:
    """Judge rows of points and turn those without a problem into entries."""
    judging = Judging(table, mapping, _FIELDS)
    judging.flag_ragged(_CORE)
    common = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": judging.customer_no(),
            "occurred_at": _times(judging, now, timezone),
            **{field: judging.text(field) for field in _TEXTS},
            "ref": judging.identifier("ref"),
            "amount": _money(judging),
            "source": judging.text("source").fill_null(source),
        }
    )
    validity = _validity(judging, timezone)
    moves = _wide(judging) if mapping.is_wide else _signed(judging)
    _judge_validity(judging, common["occurred_at"], validity, moves)
    entries, idle = _entries(common, validity, moves, judging.is_fine)
    return Checked("points", len(judging.rows), judging.problems, entries, idle=idle)


def _times(judging: Judging, now: datetime, timezone: str) -> pl.Series:
    field = next(
        (each for each in ("occurred_at", "date") if judging.text_of(each) is not None), ""
    )
    if field:
        cells = _needed(judging, field)
        at, _, wrong = dates.instants(cells, timezone)
        blank = cells.is_null()
    else:
        field = "month"
        years, of_year = _needed(judging, "year"), _needed(judging, "month")
        blank = years.is_null() | of_year.is_null()
        at, wrong = dates.months(years, of_year)
        wrong = wrong & blank.not_()
    judging.flag(blank, field, "missing_value")
    judging.flag(wrong, field, "invalid_date")
    judging.flag((at > now).fill_null(False), field, "date_in_future")
    return at


def _needed(judging: Judging, field: str) -> pl.Series:
    cells = judging.text_of(field)
    if cells is None:  # the mapping was found complete before
        raise AssertionError(field)
    return cells


def _amounts(judging: Judging, field: str) -> pl.Series:
    cells = judging.text_of(field)
    if cells is None:
        return pl.repeat(None, len(judging.rows), dtype=pl.Int64, eager=True)
    hundredths, codes = values.amounts(cells)
    judging.flag_codes(codes, field)
    return hundredths


def _money(judging: Judging) -> pl.Series:
    return _amounts(judging, "amount")


def _validity(judging: Judging, timezone: str) -> _Validity:
    blank = pl.repeat(None, len(judging.rows), dtype=pl.Datetime("us"), eager=True)
    expires_at = available_from = blank
    if (cells := judging.text_of("expires_at")) is not None:
        midnight = judging.table.midnight_is_a_day
        expires_at, wrong = dates.expiries(cells, timezone, midnight_is_a_day=midnight)
        judging.flag(wrong, "expires_at", "invalid_date")
    if (cells := judging.text_of("available_from")) is not None:
        available_from, _, wrong = dates.instants(cells, timezone)
        judging.flag(wrong, "available_from", "invalid_date")
    return _Validity(expires_at, available_from)


def _wide(judging: Judging) -> list[pl.DataFrame]:
    moves = []
    for part, field, kind, sign in ((0, "earned", "earn", 1), (1, "redeemed", "redeem", -1)):
        points = _amounts(judging, field)
        judging.flag((points < 0).fill_null(False), field, "negative_amount")
        moves.append(
            pl.DataFrame({"points": sign * points.fill_null(0)}).with_columns(
                pl.lit(part, pl.Int8).alias("part"), pl.lit(kind).alias("kind")
            )
        )
    return moves


def _signed(judging: Judging) -> list[pl.DataFrame]:
    points = _amounts(judging, "points")
    blank = _needed(judging, "points").is_null()
    judging.flag(blank, "points", "missing_value")
    words = judging.text_of("kind")
    if words is None:
        words = pl.repeat(None, len(points), dtype=pl.String, eager=True)
    kinds, unknown = values.kinds(words, points)
    judging.flag(unknown, "kind", "unknown_kind")
    is_debit = kinds.is_in(values.DEBITS)
    # Many systems leave out the sign where the kind tells the direction.
    points = points.zip_with((is_debit & (points > 0)).fill_null(False).not_(), -points)
    judging.flag((is_debit.not_() & (points < 0)).fill_null(False), "points", "sign_conflict")
    return [
        pl.DataFrame({"points": points, "kind": kinds}).with_columns(
            is_debit.cast(pl.Int8).alias("part")
        )
    ]


def _judge_validity(
    judging: Judging, occurred_at: pl.Series, validity: _Validity, moves: list[pl.DataFrame]
) -> None:
    credited = pl.select(
        pl.any_horizontal((move["points"] > 0).fill_null(False) for move in moves)
    ).to_series()
    starts = pl.select(pl.max_horizontal(occurred_at, validity.available_from)).to_series()
    ended = (validity.expires_at <= starts).fill_null(False)
    judging.flag(credited & ended, "expires_at", "expired_before_start")


def _entries(
    common: pl.DataFrame, validity: _Validity, moves: list[pl.DataFrame], is_fine: pl.Series
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

"""What a row moves: signed points, points with a kind, earned and redeemed, or a balance that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pointbook.imports import snapshots, values
from pointbook.imports.judging import Judging
from pointbook.imports.tables import ROW


@dataclass(frozen=True, slots=True)
class Moves:
    """One frame for each part of a row: points, kind and part, in the order of the file.

    `balances` has the good balances of a snapshot, from which they were told, with the kind of a change
    that brings points (`kind_up`) and of one that takes them (`kind_down`).
    """

    parts: Sequence[pl.DataFrame]
    balances: pl.DataFrame | None = None


def find(judging: Judging, customer_no: pl.Series, occurred_at: pl.Series) -> Moves:
    """What each row moves, by the sign convention that the mapping shows."""
    mapping = judging.mapping
    if mapping.is_snapshot:
        return _snapshots(judging, customer_no, occurred_at)
    return Moves(_wide(judging) if mapping.is_wide else _signed(judging))


def _wide(judging: Judging) -> list[pl.DataFrame]:
    moves = []
    for part, field, kind, sign in ((0, "earned", "earn", 1), (1, "redeemed", "redeem", -1)):
        points = judging.amounts(field)
        if field == "redeemed" and not (points > 0).any():
            points = -points  # a column that only takes away may write it with its sign
        judging.flag((points < 0).fill_null(False), field, "negative_amount")
        moves.append(
            pl.DataFrame({"points": sign * points.fill_null(0)}).with_columns(
                pl.lit(part, pl.Int8).alias("part"), pl.lit(kind).alias("kind")
            )
        )
    return moves


def _signed(judging: Judging) -> list[pl.DataFrame]:
    points = judging.amounts("points")
    judging.flag(judging.needed("points").is_null(), "points", "missing_value")
    kinds, unclear = _kinds(judging, points)
    judging.flag(unclear, "kind", "unclear_direction")
    is_debit = kinds.is_in(values.DEBITS)
    # Many systems leave out the sign where the kind tells the direction.
    points = points.zip_with((is_debit & (points > 0)).fill_null(False).not_(), -points)
    judging.flag((is_debit.not_() & (points < 0)).fill_null(False), "points", "sign_conflict")
    return [_one_part(points, kinds, is_debit)]


def _kinds(judging: Judging, points: pl.Series) -> tuple[pl.Series, pl.Series]:
    words = judging.text_of("kind")
    if words is None:
        words = pl.repeat(None, len(points), dtype=pl.String, eager=True)
    found = values.kinds(words, points)
    judging.flag(found.unknown, "kind", "unknown_kind")
    return found.kind, found.unclear


def _snapshots(judging: Judging, customer_no: pl.Series, occurred_at: pl.Series) -> Moves:
    """What the balances of the file say among themselves; the book is asked later."""
    balance = judging.amounts("balance_after")
    judging.flag(judging.needed("balance_after").is_null(), "balance_after", "missing_value")
    up, down = _kinds_either_way(judging)
    every = pl.DataFrame(
        {
            ROW: judging.rows,
            "customer_no": customer_no,
            "occurred_at": occurred_at,
            "balance": balance,
            "kind_up": up,
            "kind_down": down,
        }
    )
    good = every.filter(judging.is_fine)
    found = snapshots.moved(good)
    told = every.select(ROW).join(found, on=ROW, how="left", maintain_order="left")
    judging.flag(told["is_unclear"].fill_null(False), "balance_after", "unclear_balance")
    clear = good.filter(found["is_unclear"].not_())
    kinds = told["kind"]
    return Moves([_one_part(told["points"], kinds, kinds.is_in(values.DEBITS))], clear)


def _kinds_either_way(judging: Judging) -> tuple[pl.Series, pl.Series]:
    """The kind of each row if it brings points, and if it takes some; a balance alone has no sign."""
    rows = len(judging.rows)
    ones = pl.repeat(1, rows, dtype=pl.Int64, eager=True)
    words = judging.text_of("kind")
    if words is None:
        words = pl.repeat(None, rows, dtype=pl.String, eager=True)
    found = values.kinds(pl.concat([words, words]), pl.concat([ones, -ones]))
    judging.flag(found.unknown.head(rows), "kind", "unknown_kind")
    up, down = found.kind.head(rows), found.kind.tail(rows)
    # Where the change goes the other way than its word, several things came together.
    is_debit = up.is_in(values.DEBITS).fill_null(False)
    up = up.set(is_debit, "earn")
    return up, down.set(down.is_in(values.DEBITS).fill_null(False).not_(), "redeem")


def _one_part(points: pl.Series, kinds: pl.Series, is_debit: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"points": points, "kind": kinds}).with_columns(
        is_debit.cast(pl.Int8).alias("part")
    )

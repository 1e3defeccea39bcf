"""What a wish would do to each customer, as the book is now. The kernel says what is there to take."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pointbook import amounts
from pointbook.access.own_record import own_numbers
from pointbook.batches.wish import Chosen, Named, Wish
from pointbook.ledger import kernel as k
from pointbook.ledger.allocation import Table, allocate
from pointbook.ledger.entries import ENTRY_SCHEMA, OP_SCHEMA, complete
from pointbook.store.writing import as_json

if TYPE_CHECKING:
    from pointbook.access import Actor, Scope
    from pointbook.store.writing import Writing

FATES: Final = (
    "ok", "zero", "too_little", "held", "doubled", "merged", "unknown", "unseen", "bad_amount", "own",
)  # fmt: skip
"""ok, nothing to move, less there than asked, held, named before, merged, not known, not in scope, no amount,
the customer whom the actor is."""
IDLE: Final = ("ok", "zero")
"""Fates that keep nobody from what was wished."""
_ROWS: Final = pl.Schema(
    {
        "place": pl.Int64(), "customer_no": pl.String(), "customer_id": pl.Int64(), "fate": pl.Enum(FATES),
        "points": pl.Int64(), "balance": pl.Int64(), "available": pl.Int64(), "held": pl.Int64(),
        "revision": pl.Int64(),
    }
)  # fmt: skip
_AMOUNT: Final = r"^[+-]?\d{1,12}(\.\d{1,2}0*)?$"


@dataclass(frozen=True)
class Judged:
    """One row per customer named or chosen, in that order. Points are signed hundredths, 0 where nothing moves.

    `available` is told of those who have too little; `held` of all whose lots were looked at.
    """

    wish: Wish
    rows: pl.DataFrame

    @cached_property
    def digest(self) -> str:
        """sha256 over the wish, and for each row its customer, fate, points and the revision of the account."""
        found = hashlib.sha256(as_json(self.wish.brief).encode())
        codes = self.rows["fate"].to_physical().cast(pl.Int64)
        for column in (codes, *(self.rows[name] for name in ("customer_id", "points", "revision"))):
            found.update(column.fill_null(-1).to_numpy().tobytes())
        return found.hexdigest()

    @cached_property
    def good(self) -> pl.DataFrame:
        """The rows to post, by customer."""
        return self.rows.filter(pl.col("fate") == "ok").sort("customer_id")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have which fate, those that occur, in the order of FATES."""
        found = dict(self.rows.group_by("fate").len().iter_rows())
        return {fate: int(found[fate]) for fate in FATES if fate in found}

    @property
    def bad(self) -> int:
        """Rows that cannot be done as wished."""
        return sum(count for fate, count in self.counts.items() if fate not in IDLE)

    @cached_property
    def moved(self) -> tuple[int, int]:
        """What is given and what is taken of all together, both positive."""
        points = self.good["points"]
        return int(points.filter(points > 0).sum()), int(-points.filter(points < 0).sum())

    @property
    def largest(self) -> int:
        """The largest single amount."""
        return int(self.good["points"].abs().max() or 0)  # type: ignore[arg-type]


def judge(writing: Writing, wish: Wish, at: datetime, by: Actor, decimals: int) -> Judged:
    """The fate of everybody at an instant, in one run of the kernel; nothing is written."""
    meant = _without_own(writing, _meant(writing, wish.whom, by.scope), by)
    rows = _with_amounts(meant, wish, decimals)
    return Judged(wish, complete(_with_what_is_there(writing, rows, at), _ROWS))


def _meant(writing: Writing, whom: Named | Chosen, scope: Scope) -> pl.DataFrame:
    if isinstance(whom, Named):
        return _named(writing, whom, scope)
    return _chosen(writing, whom, scope)


def _chosen(writing: Writing, whom: Chosen, scope: Scope) -> pl.DataFrame:
    found = writing.ask("batches/chosen", **whom.parameters, **scope.parameters)
    return found.with_columns(
        place=pl.int_range(1, pl.len() + 1),
        fate=pl.lit(None, pl.String),
        own=pl.lit(None, pl.String),
    )


def _named(writing: Writing, whom: Named, scope: Scope) -> pl.DataFrame:
    listed = pl.DataFrame(
        {"customer_no": whom.numbers, "own": whom.points or [None] * len(whom.numbers)},
        schema={"customer_no": pl.String, "own": pl.String},
    ).with_columns(pl.col("customer_no").str.strip_chars(), place=pl.int_range(1, pl.len() + 1))
    is_first = listed["customer_no"].is_first_distinct()
    staged = writing.stage(listed.filter(is_first).select("place", "customer_no"))
    known = writing.ask("changes/named_customers", staged=staged, **scope.parameters)
    # To one who does not see all, whoever they do not see might as well not exist.
    absent = "unknown" if scope.is_everybody else "unseen"
    return (
        listed.join(known, on="place", how="left", maintain_order="left")
        .with_columns(
            fate=pl.when(~is_first)
            .then(pl.lit("doubled"))
            .when(pl.col("customer_id").is_null())
            .then(pl.lit(absent))
            .when("is_merged")
            .then(pl.lit("merged"))
        )
        .drop("is_merged")
    )


def _without_own(writing: Writing, rows: pl.DataFrame, by: Actor) -> pl.DataFrame:
    """Nobody changes their own points, nor those of whom they were merged into."""
    own = own_numbers(writing, by)
    if not own:
        return rows
    is_mine = pl.col("fate").is_null() & pl.col("customer_no").is_in(own)
    return rows.with_columns(fate=pl.when(is_mine).then(pl.lit("own")).otherwise("fate"))


def _with_amounts(rows: pl.DataFrame, wish: Wish, decimals: int) -> pl.DataFrame:
    """What is wished of each as `wanted`, signed hundredths; all there is where points are cleared."""
    if wish.way == "clear":
        return rows.with_columns(wanted=pl.lit(-k.EVERYTHING, pl.Int64))
    unit = 10 ** (2 - decimals)
    if wish.way == "each":
        text = pl.col("own").str.strip_chars().str.replace_all("[,，]", "")
        own = pl.when(text.str.contains(_AMOUNT)).then(text)
        rows = rows.with_columns(
            wanted=(own.str.strip_prefix("+").cast(pl.Decimal(20, 2)) * 100).cast(pl.Int64)
        )
        is_good = (pl.col("wanted").fill_null(0) != 0) & (pl.col("wanted") % unit == 0)
        return rows.with_columns(
            fate=pl.coalesce("fate", pl.when(~is_good.fill_null(False)).then(pl.lit("bad_amount")))
        )
    sign = 1 if wish.way == "up" else -1
    if wish.points is not None:
        points = amounts.hundredths(wish.points, decimals)
        return rows.with_columns(wanted=pl.lit(sign * points, pl.Int64))
    share = amounts.hundredths(wish.percent)  # hundredths of a per cent
    balance = pl.col("balance").clip(0).cast(pl.Int128)
    half = 5_000 * unit
    part = ((balance * share + half) // (2 * half) * unit).cast(pl.Int64)
    return rows.with_columns(wanted=part * sign).with_columns(
        fate=pl.coalesce("fate", pl.when(pl.col("wanted") == 0).then(pl.lit("zero")))
    )


def _with_what_is_there(writing: Writing, rows: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The same with `points`: what is given is given, what is taken is what the kernel finds to reserve."""
    debits = rows.filter(pl.col("fate").is_null(), pl.col("wanted") < 0).sort("customer_id")
    ops = debits.select(
        "customer_id", amount=-pl.col("wanted"), at=pl.lit(at), entry=pl.lit(-1), code=pl.lit(k.HOLD),
        lot=pl.lit(-1), debt=pl.lit(-1), flags=pl.lit(k.NET),
    )  # fmt: skip
    there = debits.select("place").with_columns(taken=pl.lit(0, pl.Int64), held=pl.lit(0, pl.Int64))
    if debits.height:
        done = allocate(writing, pl.DataFrame(schema=ENTRY_SCHEMA), complete(ops, OP_SCHEMA))
        there = debits.select("place").with_columns(
            taken=pl.Series(done.taken), held=pl.Series(_held(done.lots_before))
        )
    joined = rows.join(there, on="place", how="left", maintain_order="left")
    wanted, taken, held = pl.col("wanted"), pl.col("taken"), pl.col("held")
    is_clear = wanted == -k.EVERYTHING
    fate = (
        pl.when(pl.col("fate").is_not_null())
        .then("fate")
        .when((wanted > 0) | (is_clear & (taken > 0)) | (taken == -wanted))
        .then(pl.lit("ok"))
        .when((is_clear & (held > 0)) | (~is_clear & (taken + held >= -wanted)))
        .then(pl.lit("held"))
        .when(is_clear)
        .then(pl.lit("zero"))
        .otherwise(pl.lit("too_little"))
    )
    return joined.with_columns(fate=fate).with_columns(
        points=pl.when(pl.col("fate") != "ok")
        .then(0)
        .when(wanted > 0)
        .then(wanted)
        .otherwise(-taken),
        available=pl.when(pl.col("fate").is_in(["too_little", "held"])).then("taken"),
    )


def _held(lots: Table) -> NDArray[np.int64]:
    """What is held of the lots of each customer."""
    sums = np.zeros(len(lots.count), np.int64)
    group = np.searchsorted(lots.at, np.arange(len(lots.rows)), side="right") - 1
    np.add.at(sums, group, lots.rows[:, k.L_HELD])
    return sums


def in_points(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of amounts as points."""
    names = ("points", "balance", "available", "held")
    return rows.with_columns((pl.col(names).cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(18, 2)))

"""A file of balances beside the book as of a day: who agrees, who differs, whom only one of them has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from pointbook import amounts
from pointbook.access import Actor, Right, as_actor
from pointbook.access.masking import masked
from pointbook.errors import DateInFuture
from pointbook.imports import balance_rows
from pointbook.imports.mapping import Mapping

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports.draft import Draft

STATES: Final = ("different", "only_here", "only_there", "doubled", "equal")
"""What becomes of a customer, what asks for work first; doubled are those whom the file names with several balances."""
Answer: TypeAlias = Callable[..., pl.DataFrame]


@dataclass(frozen=True)
class Compared:
    """A comparison that is not kept yet.

    `lines`: customer_id, customer_no, name, state, here, there, in hundredths; `problems` as of an import.
    """

    as_of: date
    title: str
    digest: str
    balances: pl.DataFrame
    """customer_no, balance: what the file says, in hundredths."""
    lines: pl.DataFrame
    problems: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """How many customers are in each state."""
        return counts(self.lines)

    @property
    def totals(self) -> tuple[Decimal, Decimal]:
        """The points here and there, of all customers but doubled ones."""
        return totals(self.lines)

    @property
    def told(self) -> pl.DataFrame:
        """The lines as they are read: customer_no, name, state, here, there, gap, in points."""
        gap = pl.col("there").fill_null(0) - pl.col("here").fill_null(0)
        hundredths = self.lines.with_columns(
            gap=pl.when(pl.col("state") != "doubled").then(gap)
        ).sort(pl.col("gap").abs(), descending=True, nulls_last=True, maintain_order=True)
        return hundredths.drop("customer_id").with_columns(
            (pl.col(each).cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(18, 2))
            for each in ("here", "there", "gap")
        )


def counts(lines: pl.DataFrame) -> dict[str, int]:
    """How many lines are in each state."""
    found = dict(lines.group_by("state").len().iter_rows())
    return {state: int(found.get(state, 0)) for state in STATES}


def totals(lines: pl.DataFrame) -> tuple[Decimal, Decimal]:
    """The points of all lines but doubled ones, here and there."""
    sure = lines.filter(pl.col("state") != "doubled")
    here, there = (int(sure[each].sum()) for each in ("here", "there"))
    return amounts.points(here), amounts.points(there)


def compare(
    book: Book, draft: Draft, as_of: date, customer_no: str, balance: str, *, actor: Actor | str
) -> Compared:
    """Compare two columns of a file with the balances at the end of a day; nothing is written.

    Customers whom the actor does not see are to them as if the book had not got them. NotPermitted,
    DateInFuture.
    """
    by = as_actor(actor)
    by.require(Right.RECONCILE)
    now = book.now()
    if as_of > now.date():
        raise DateInFuture(value=as_of, now=now)
    mapping = Mapping("points", {"customer_no": customer_no, "balance_after": balance})
    balances, problems = balance_rows.read(draft.table, mapping)
    with book.store.staged(balances) as staged:
        lines = beside(book.store.question, staged, as_of, by)
    if not by.sees_plain:
        lines = masked(lines)
    return Compared(as_of, draft.filename, draft.digest, balances, lines, problems)


def beside(answer: Answer, staged: str, as_of: date, by: Actor) -> pl.DataFrame:
    """The lines of a comparison with staged balances."""
    until = datetime.combine(as_of, time()) + timedelta(days=1)
    return answer(
        "changes/reconciling/compare", staged=staged, until=until, **by.scope.parameters
    ).with_columns(pl.col("here", "there").cast(pl.Int64))

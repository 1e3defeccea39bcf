"""What posting a file would do, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from pointbook.amounts import points
from pointbook.errors import ProblemsRemain
from pointbook.imports import mending
from pointbook.imports.checked import Checked
from pointbook.imports.knowing import count_known
from pointbook.imports.known import Known
from pointbook.imports.mapping import Mapping
from pointbook.imports.purchase_totals import purchase_totals
from pointbook.imports.purchases import SCHEMAS
from pointbook.imports.tables import Notice, Table

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.imports.draft import Draft
    from pointbook.imports.posting import Run

Progress: TypeAlias = Callable[[str, float], None]
"""Told a step's name and its share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A judged file beside the book: what is new in it, what is known, and what is wrong.

    `problems` has a line per wrong cell (row, column, value, code); `ok` counts rows without one.
    """

    book: Book
    checked: Checked
    kind: str
    mapping: dict[str, str]
    source: str
    filename: str
    digest: str
    known: Known
    problems: pl.DataFrame
    table: Table | None = None
    """The file as it was read, where there is one."""
    chosen: Mapping | None = None
    """The mapping in full, with what words stand for, units and the order of dates."""
    draft: Draft | None = None
    """Whose file it is: the file stays for as long as somebody may want to see its rows."""

    @classmethod
    def of(
        cls,
        book: Book,
        checked: Checked,
        mapping: dict[str, str],
        source: str,
        filename: str,
        digest: str,
        table: Table | None = None,
        chosen: Mapping | None = None,
        draft: Draft | None = None,
    ) -> Plan:
        """A plan of checked rows; the book is only read."""
        known = count_known(book.store, checked)
        problems = pl.concat([checked.problems, known.conflicts]).sort("row", maintain_order=True)
        return cls(
            book,
            checked,
            checked.kind,
            mapping,
            source,
            filename,
            digest,
            known,
            problems,
            table,
            chosen,
            draft,
        )

    @property
    def duplicates(self) -> int:
        """Rows that the book, or an earlier row of the file, has already."""
        return self.known.duplicates + self.checked.doubles

    @property
    def new_customers(self) -> pl.DataFrame:
        """customer_no of those the book has not seen before."""
        return self.known.new_customers

    @property
    def has_news(self) -> bool:
        """Whether posting would write anything at all."""
        if self.kind == "customers":
            return self.checked.customers.height > self.known.duplicates
        return not self.known.fresh.is_empty()

    @property
    def rows(self) -> int:
        """Rows in the file that hold anything."""
        return self.checked.rows

    @property
    def ok(self) -> int:
        """Rows without a problem."""
        return self.rows - self.problem_rows

    @property
    def idle(self) -> int:
        """Good rows that move nothing."""
        return self.checked.idle

    @property
    def problem_rows(self) -> int:
        """Rows with at least one problem, which posting leaves out."""
        return int(self.problems["row"].n_unique())

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is odd about how the cells had to be read."""
        return (*self.checked.notices, *self.known.notices)

    @property
    def corrected_cells(self) -> int:
        """Cells that were read otherwise than they stand in the file."""
        return self.table.corrections.height if self.table is not None else 0

    def bad_rows(self, most: int | None = None) -> pl.DataFrame:
        """The rows with problems as they stand in the file: row, then its columns as text."""
        if self.table is None:
            return pl.DataFrame(schema={"row": pl.Int64})
        return mending.bad_rows(self.table, self.problems, most)

    def mended(self, before: pl.DataFrame, after: pl.DataFrame) -> Plan:
        """The plan anew, with what was changed in bad rows read in the place of what stands there."""
        changes = mending.corrections(before, after)
        if self.draft is None or self.table is None or changes.is_empty():
            return self
        together = pl.concat([self.table.corrections, changes])
        return self.draft.plan(self.kind, self.chosen or self.mapping, self.source, together)

    @property
    def totals(self) -> dict[str, object]:
        """What posting would write: entries, customers, points in and out, first and last time.

        Of orders, rewards and redemptions also how many, how many are overwritten or cancelled, and the money.
        """
        if self.kind in SCHEMAS:
            return {**self._moved(self.known.fresh), **purchase_totals(self.kind, self.known)}
        entries, customers = self.known.fresh, self.checked.customers
        numbers = entries if self.kind == "points" else customers
        return {**self._moved(entries), "customers": int(numbers["customer_no"].n_unique())}

    @staticmethod
    def _moved(entries: pl.DataFrame) -> dict[str, object]:
        return {
            "entries": entries.height,
            "points_in": _total(entries["points"].filter(entries["points"] > 0)),
            "points_out": _total(-entries["points"].filter(entries["points"] < 0)),
            "first_at": entries["occurred_at"].min(),
            "last_at": entries["occurred_at"].max(),
        }

    def post(
        self,
        *,
        actor: str | Actor,
        progress: Progress | None = None,
        request_id: str | None = None,
        all_or_nothing: bool = False,
    ) -> Run:
        """Write what is new, in one piece, and say what became of it.

        With `all_or_nothing` a file with problems is not posted at all: ProblemsRemain.
        """
        if all_or_nothing and self.problem_rows:
            raise ProblemsRemain(rows=self.problem_rows)
        from pointbook.imports import posting  # it posts plans, so it knows this module first

        return posting.post(self.book, self, actor, progress, request_id)


def _total(hundredths: pl.Series) -> Decimal:
    return points(int(hundredths.sum()))

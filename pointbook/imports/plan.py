"""What posting a file would do, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from pointbook.access import as_actor
from pointbook.amounts import points
from pointbook.errors import ProblemsRemain
from pointbook.imports import mending
from pointbook.imports.answers import USUAL, Answers
from pointbook.imports.asking import reading
from pointbook.imports.checked import Checked
from pointbook.imports.judged import Judged, judge
from pointbook.imports.known import Known
from pointbook.imports.mapping import Mapping
from pointbook.imports.purchase_totals import purchase_totals
from pointbook.imports.purchases import SCHEMAS
from pointbook.imports.repeats import Repeats, repeats
from pointbook.imports.replacing import Period
from pointbook.imports.snapshots import Absent
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

    `ok` counts rows without a problem.
    """

    book: Book
    read: Checked
    """The file as checked without the book."""
    kind: str
    mapping: dict[str, str]
    source: str
    filename: str
    digest: str
    judged: Judged
    """What of it the book knows, and what is made of that."""
    answers: Answers = USUAL
    table: Table | None = None
    """The file as it was read, where there is one."""
    chosen: Mapping | None = None
    """The mapping in full, with what words stand for, units and the order of dates."""
    draft: Draft | None = None
    """Whose file it is: the file stays for as long as somebody may want to see its rows."""
    cut_over: date | None = None
    """The day before which movements are only kept to be read."""

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
        answers: Answers = USUAL,
        cut_over: date | None = None,
    ) -> Plan:
        """A plan of checked rows; the book is only read. UnknownAnswer."""
        answers.about_conflicts(checked.kind)
        with reading(book.store) as asking:
            judged = judge(asking, checked, book.store.data_version, answers, book.now().date())
        return cls(
            book, checked, checked.kind, mapping, source, filename, digest, judged, answers, table,
            chosen, draft, cut_over,
        )  # fmt: skip

    def answered(self, answers: Answers) -> Plan:
        """The plan with other answers about rows that repeat; the file is not read again. UnknownAnswer."""
        answers.about_conflicts(self.kind)
        store = self.book.store
        with reading(store) as asking:
            judged = judge(
                asking, self.read, store.data_version, answers, self.book.now().date(), self.judged
            )
        return replace(self, judged=judged, answers=answers)

    @property
    def checked(self) -> Checked:
        """The file as checked; one of balances as measured against the book."""
        return self.judged.checked

    @property
    def absent(self) -> Absent | None:
        """Of a file of balances, the customers with points whom it does not name."""
        return self.judged.absent

    @property
    def known(self) -> Known:
        """What posting would write, and what it leaves out."""
        return self.judged.known

    @property
    def kept_tiers(self) -> pl.DataFrame:
        """Of a file of customers, whoever keeps a tier that it would lower: the columns of kept_tiers.KEPT."""
        return self.judged.kept_tiers

    @property
    def period(self) -> Period | None:
        """What the book has of the file's span from the same sources; None where it has nothing."""
        return self.judged.period

    @property
    def repeats(self) -> Repeats:
        """The rows that are not simply new, whatever the answers say about them."""
        return repeats(self.checked, self.judged.met)

    @property
    def problems(self) -> pl.DataFrame:
        """A line per wrong cell: row, column, value, code."""
        every = [self.checked.problems, self.known.problems]
        return pl.concat(every).sort("row", maintain_order=True)

    @property
    def duplicates(self) -> int:
        """Rows left out because the book, or an earlier row of the file, has them already."""
        return self.known.duplicates

    @property
    def new_customers(self) -> pl.DataFrame:
        """customer_no of those the book has not seen before."""
        return self.known.new_customers

    @property
    def has_news(self) -> bool:
        """Whether posting would write anything at all."""
        known, past = self.known, self.judged.past
        writes = [known.customers, known.records]
        if self.kind != "customers":
            writes += [known.fresh, known.gone]
        return any(each.height for each in writes) or (past is not None and past.fresh.height > 0)

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
        return self.draft.plan(
            self.kind, self.chosen or self.mapping, self.source, together, self.answers,
            self.cut_over,
        )  # fmt: skip

    def rows_of(self, rows: pl.DataFrame, most: int | None = None) -> pl.DataFrame:
        """Some rows as they stand in the file: row, then its columns as text."""
        if self.table is None:
            return pl.DataFrame(schema={"row": pl.Int64})
        return mending.bad_rows(self.table, rows, most)

    @property
    def totals(self) -> dict[str, object]:
        """What posting would write: entries, customers, points in and out, first and last time.

        `replaced` of the entries take back what the book has and the file has not; `past` rows are from
        before the cut-over, kept beside the entries. Of orders, rewards and redemptions also how many, how
        many are overwritten or cancelled, and the money.
        """
        fresh, gone = self.known.fresh, self.known.gone.filter(pl.col("left") != 0)
        customers = self.known.customers["customer_no"].n_unique()
        moved = fresh["points"]
        at = fresh["occurred_at"]
        if self.kind == "points":
            customers = fresh["customer_no"].n_unique()
        if gone.height:
            both = [fresh["customer_no"], gone["customer_no"]]
            customers = pl.concat(both).n_unique()
            moved = pl.concat([moved, -gone["left"]])
            at = pl.concat([at, gone["occurred_at"]])
        found: dict[str, object] = {
            "entries": len(moved),
            "replaced": gone.height,
            "past": 0 if self.judged.past is None else self.judged.past.fresh.height,
            "customers": customers,
            "points_in": _total(moved.filter(moved > 0)),
            "points_out": _total(-moved.filter(moved < 0)),
            "first_at": at.min(),
            "last_at": at.max(),
        }
        return {**found, **(purchase_totals(self.kind, self.known) if self.kind in SCHEMAS else {})}

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
        from pointbook.imports import posting  # it posts plans, so it knows this module first

        with self.book.store.refusals.noted("import", as_actor(actor)):
            if all_or_nothing and self.problem_rows:
                raise ProblemsRemain(rows=self.problem_rows)
            return posting.post(self.book, self, actor, progress, request_id)


def _total(hundredths: pl.Series) -> Decimal:
    return points(int(hundredths.sum()))

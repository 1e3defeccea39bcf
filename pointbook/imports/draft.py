"""A file that was read but not yet judged: what was found, and the mapping it suggests."""

from __future__ import annotations

import weakref
from collections.abc import Mapping as Map
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pointbook.errors import UnknownKind
from pointbook.imports import checking, encodings, headers, mending
from pointbook.imports import cut_over as cut_overs
from pointbook.imports.answers import USUAL, Answers
from pointbook.imports.encodings import Source
from pointbook.imports.mapping import Mapping, suggest
from pointbook.imports.meanings import Meanings
from pointbook.imports.plan import Plan
from pointbook.imports.profiles import Profile
from pointbook.imports.reading import read_table
from pointbook.imports.sampling import Sample
from pointbook.imports.tables import ROW, Notice, Table
from pointbook.imports.wishes import FIND_OUT, Wishes
from pointbook.store.scratch import drop_scratch, make_scratch

if TYPE_CHECKING:
    from pointbook.book import Book

HEAD_ROWS = 20
SAMPLE_ROWS = 200
"""Rows whose cells are looked at where the headers say nothing."""


class Draft:
    """A file as a table of text in a folder of its own, which goes with the draft."""

    def __init__(
        self,
        book: Book,
        table: Table,
        filename: str,
        digest: str,
        folder: Path,
        profile: Profile | None = None,
    ) -> None:
        self._book = book
        self.profile = profile
        """By which the file was read, and is mapped unless a plan is told otherwise."""
        self._sample = Sample(table.scan().head(SAMPLE_ROWS).drop(ROW).collect())
        self._suggested = suggest(table.columns, sample=self._sample)
        self.table = table
        self.meanings = Meanings(table, book.programme.timezone)
        """What there is to say about the cells."""
        self.filename = filename
        self.digest = digest
        """sha256 of the file as it came."""
        self.close = weakref.finalize(self, drop_scratch, folder)
        """Throw the table away; also done when the draft is forgotten."""

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file, None for a workbook."""
        return self.table.encoding

    @property
    def sheets(self) -> list[str]:
        """The names of a workbook's sheets, empty for a text file."""
        return list(self.table.sheets)

    @property
    def sheet(self) -> str | None:
        """The sheet that was read."""
        return self.table.sheet

    @property
    def hidden_sheets(self) -> list[str]:
        """Those of the sheets that the workbook does not show."""
        return [name for name in self.sheets if name in self.table.hidden_sheets]

    @property
    def members(self) -> list[str]:
        """The tables in an archive, empty for every other file."""
        return list(self.table.members)

    @property
    def member(self) -> str | None:
        """The table that was read of an archive."""
        return self.table.member

    @property
    def header_lines(self) -> int:
        """How many lines the header has; 0 if there is none."""
        return self.table.header_lines

    @property
    def header_row(self) -> int | None:
        """The place of the header among the rows of the file, from 0; None if there is none."""
        return self.table.header_row

    @property
    def columns(self) -> list[str]:
        """The names of the columns, unique."""
        return list(self.table.columns)

    @property
    def rows(self) -> int:
        """How many rows below the header hold anything."""
        return self.table.rows

    @property
    def head(self) -> pl.DataFrame:
        """The first 20 rows as text."""
        return self.table.scan().head(HEAD_ROWS).drop(ROW).collect()

    @property
    def warnings(self) -> list[Notice]:
        """What is odd about the file, though it can be read."""
        return list(self.table.notices)

    @property
    def kind(self) -> str | None:
        """The likeliest kind of file, None where nothing names a customer."""
        return self._suggested.kind if self._suggested else None

    @property
    def mapping(self) -> dict[str, str]:
        """The suggested mapping, field → column."""
        return dict(self._suggested.columns) if self._suggested else {}

    def mapping_for(self, kind: str) -> dict[str, str]:
        """The mapping that would be suggested for a file of this kind."""
        suggested = self.suggested(kind)
        return dict(suggested.columns) if suggested else {}

    def suggested(self, kind: str | None = None) -> Mapping | None:
        """The suggested mapping with how each column was found, and why others were left alone.

        Of the likeliest kind if none is given; None where nothing names a customer.
        """
        if kind in (None, self.kind):
            return self._suggested
        return suggest(self.columns, kind, self._sample)

    @property
    def fingerprint(self) -> str:
        """What files with the same columns share, by which a profile is found again."""
        return headers.fingerprint(self.columns)

    def plan(
        self,
        kind: str | None = None,
        mapping: Map[str, str | None] | Mapping | Profile | None = None,
        source: str | None = None,
        corrections: pl.DataFrame | None = None,
        answers: Answers = USUAL,
        cut_over: date | None = None,
    ) -> Plan:
        """Judge every row and ask the book what it knows already; nothing is written.

        `mapping` says field → column in full; left out, it is that of the profile by which the file was
        read, else the one suggested for the kind. As a Mapping or a Profile it also says what words
        stand for, units, the order of dates and the time of rows. `source` names the system that the
        file comes from; `corrections` are cells to read otherwise than they stand (row, column, value);
        `answers` say what is done about rows that repeat. With `cut_over` movements before that day are
        kept to be read only, and balances are those of its first moment. UnknownKind if a needed column
        is missing, UnknownAnswer.
        """
        chosen = self.mapped(kind, mapping)
        if cut_over is not None and chosen.is_snapshot:
            chosen = cut_overs.opening_mapping(chosen, cut_over)
        profile = mapping if isinstance(mapping, Profile) else self.profile
        known = profile.source if profile is not None else None
        origin = (source or "").strip() or known or checking.DEFAULT_SOURCE
        table = self.table if corrections is None else mending.corrected(self.table, corrections)
        checked = checking.check(
            table,
            chosen,
            now=self._book.now(),
            source=origin,
            timezone=self._book.programme.timezone,
        )
        if cut_over is not None and chosen.kind == "points":
            checked = cut_overs.split(checked, cut_over)
        return Plan.of(
            self._book,
            checked,
            dict(chosen.columns),
            origin,
            self.filename,
            self.digest,
            table,
            chosen,
            self,
            answers,
            cut_over,
        )

    def mapped(
        self,
        kind: str | None = None,
        mapping: Map[str, str | None] | Mapping | Profile | None = None,
    ) -> Mapping:
        """The mapping that a plan would go by, in full; `kind` and `mapping` as for a plan. UnknownKind."""
        if mapping is None and self.profile is not None and kind in (None, self.profile.kind):
            mapping = self.profile
        if isinstance(mapping, Profile):
            return mapping.mapping_for(self.columns)
        if isinstance(mapping, Mapping):
            return mapping.changed({}, self.columns)
        suggested = self.suggested(kind)
        if suggested is None:
            raise UnknownKind(kind=kind, missing=("customer_no",))
        if mapping is None:
            return suggested
        dropped = dict.fromkeys(suggested.columns)
        by_hand = {**dropped, **mapping}
        changes = {
            field: name
            for field, name in by_hand.items()
            if (name or None) != suggested.column(field)
        }
        return suggested.changed(changes, self.columns)


def read_draft(
    book: Book,
    source: Source,
    filename: str,
    work_dir: Path | None = None,
    wishes: Wishes = FIND_OUT,
    profile: Profile | None = None,
) -> Draft:
    """Read a file into a draft, within a private folder under `work_dir`. Raises UnreadableFile."""
    folder = make_scratch("import", work_dir)
    try:
        table = read_table(source, filename, folder, wishes)
        return Draft(book, table, filename, encodings.digest_of(source), folder, profile)
    except BaseException:
        drop_scratch(folder)
        raise

"""Imports of a book: read a file into a draft, take a posted one back."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pointbook.imports.draft import Draft, read_draft
from pointbook.imports.profiles import Profile
from pointbook.imports.records import Records
from pointbook.imports.saved_profiles import SavedProfiles
from pointbook.imports.wishes import Wishes

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.imports.undo import Undone, UndoPreview


class Imports:
    """The imports of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def profiles(self) -> SavedProfiles:
        """How files of one origin are read and mapped, kept by name."""
        return SavedProfiles(self._book.store)

    @cached_property
    def records(self) -> Records:
        """Imports that are not finished, kept beside the book."""
        return Records(self._book)

    def read(
        self,
        source: str | Path | bytes,
        *,
        filename: str | None = None,
        sheet: str | None = None,
        header_row: int | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        quote: str | None = None,
        header_lines: int | None = None,
        member: str | None = None,
        work_dir: Path | None = None,
        profile: str | Profile | None = None,
    ) -> Draft:
        """Read a file, or the bytes of an upload, into a draft. UnreadableFile, UnknownProfile.

        What is left out is as the profile says, else found out; `header_row` counts from 0, −1 says
        there is no header; `quote` '' says there are no quotes; `member` is a file of an archive.
        """
        kept = self.profiles.get(profile) if isinstance(profile, str) else profile
        told = Wishes(encoding, delimiter, sheet, header_row, header_lines, quote, member)
        wishes = told if kept is None else told.or_else(kept.reading)
        if isinstance(source, str):
            source = Path(source)
        name = filename or (source.name if isinstance(source, Path) else "upload")
        return read_draft(self._book, source, name, work_dir, wishes, kept)

    def undo(self, batch_id: int, *, actor: str | Actor, request_id: str | None = None) -> Undone:
        """Reverse all entries of a posted import; UnknownBatch or AlreadyUndone."""
        from pointbook.imports.undo import undo  # it needs the ledger, which reading does not

        return undo(self._book, batch_id, actor, request_id)

    def preview_undo(self, batch_id: int, *, actor: str | Actor = "local") -> UndoPreview:
        """What undo would do now, to the hundredth, and who spent the points meanwhile; nothing is written."""
        from pointbook.imports.undo import preview_undo

        return preview_undo(self._book, batch_id, actor)

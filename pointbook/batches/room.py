"""Batches of a book: previewed, posted as previewed, listed, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pointbook.access import as_actor

if TYPE_CHECKING:
    import polars as pl

    from pointbook.access import Actor
    from pointbook.batches.judged import Progress
    from pointbook.batches.posting import Run
    from pointbook.batches.preview import Preview
    from pointbook.batches.wish import Named, Wish
    from pointbook.book import Book
    from pointbook.ledger.foresight import UndoPreview
    from pointbook.ledger.undo import Undone


class Batches:
    """One action over many customers. Called, it is the list of everything that came in one piece."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def __call__(self) -> pl.DataFrame:
        """Imports, batches, sweeps, merges and undos, newest first: the columns of imports/history."""
        return self._book.ask("imports/history")

    def preview(self, wish: Wish, actor: Actor | str) -> Preview:
        """What a wish would do now, each customer by name; nothing is written. NotPermitted, InvalidAmount …"""
        from pointbook.batches.preview import preview  # the ledger's kernel loads when it is needed

        return preview(self._book, wish, actor)

    def post(
        self, previewed: Preview | Wish, digest: str, actor: Actor | str,
        request_id: str | None = None, progress: Progress | None = None,
    ) -> Run:  # fmt: skip
        """Post exactly what the preview with this digest showed; StalePreview, PreviewChanged …"""
        from pointbook.batches.posting import post

        return post(self._book, previewed, digest, actor, request_id, progress)

    def undo(self, batch_id: int, *, actor: Actor | str, request_id: str | None = None) -> Undone:
        """Take a whole batch back, and list who lacked points; UnknownBatch, AlreadyUndone.

        Fields of an edit that somebody changed since stay: see `changed_since`.
        """
        return self._book.imports.undo(batch_id, actor=actor, request_id=request_id)

    def preview_undo(self, batch_id: int, *, actor: Actor | str) -> UndoPreview:
        """What an undo would do now; nothing is written."""
        return self._book.ledger.foresee_undo(batch_id, actor=actor)

    def changed_since(self, batch_id: int, *, actor: Actor | str) -> pl.DataFrame:
        """Fields of an edit that its undo leaves, or left: the columns of batches/changed_since."""
        return self._book.ask("batches/changed_since", batch_id=int(batch_id), actor=actor)

    def edited(
        self, batch_id: int, *, actor: Actor | str, limit: int | None = None
    ) -> pl.DataFrame:
        """What an edit changed, field by field: the columns of batches/edited."""
        return self._book.ask(
            "batches/edited", batch_id=int(batch_id), row_limit=limit, actor=actor
        )

    def history(self, actor: Actor | str) -> pl.DataFrame:
        """The batches of this room, newest first; their own to one who does not see all customers."""
        by = as_actor(actor)
        own = None if by.scope.is_everybody else by.name
        return self._book.store.question("batches/history", by=own)

    def listed(self, source: bytes | Path, filename: str | None = None) -> Named:
        """The customers in a file of numbers, with own amounts where it has them. UnreadableFile."""
        from pointbook.batches.lists import of_file

        name = filename or (source.name if isinstance(source, Path) else "list")
        return of_file(self._book, source, name)

    @staticmethod
    def pasted(text: str) -> Named:
        """The customers in pasted lines, with own amounts where it has them."""
        from pointbook.batches.lists import pasted

        return pasted(text)

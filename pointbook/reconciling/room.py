"""Comparisons of a book that were kept, and what was said of their differences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.errors import InvalidText, UnknownReconciliation
from pointbook.reconciling.comparing import Compared, beside, compare, counts, totals
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports.draft import Draft
    from pointbook.store.store import Store

NAME_LIMIT, NOTE_LIMIT = 100, 1000


class Reconciling:
    """Balances of other systems beside the book's."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._book.store

    def compare(
        self, draft: Draft, as_of: date, customer_no: str, balance: str, *, actor: Actor | str
    ) -> Compared:
        """Compare two columns of a file with the balances at the end of a day; NotPermitted, DateInFuture."""
        return compare(self._book, draft, as_of, customer_no, balance, actor=actor)

    @refusals_kept("keep_reconciliation")
    def keep(
        self,
        compared: Compared,
        other_system: str,
        *,
        actor: Actor | str,
        request_id: str | None = None,
    ) -> int:
        """Keep a comparison, made anew at this moment; its number. NotPermitted, InvalidText."""
        by = as_actor(actor)
        permit(self.store, "keep_reconciliation", by, Right.RECONCILE)
        system = _said(other_system, "other_system", NAME_LIMIT)

        def act(writing: Writing) -> dict[str, Any]:
            staged = writing.stage(compared.balances)
            lines = beside(writing.ask, staged, compared.as_of, by)
            here, there = totals(lines)
            found = counts(lines)
            added = writing.run(
                "reconciling/keep", other_system=system, as_of=compared.as_of, title=compared.title,
                file_digest=compared.digest, kept_at=writing.recorded_at, actor=by.name, reach=by.scope.reach,
                here_points=here, there_points=there, link_id=writing.link_id, **found,
            )  # fmt: skip
            writing.cover("reconciliations", added["checksum"])
            number = int(added["reconciliation_id"][0])
            if lines.height:
                numbered = lines.drop("name").with_row_index("line_no", 1)
                writing.run(
                    "reconciling/add_lines",
                    staged=writing.stage(numbered),
                    reconciliation_id=number,
                )
            writing.tell(**found)
            return {"reconciliation_id": number}

        content: dict[str, object] = {
            "other_system": system, "as_of": compared.as_of, "file": compared.digest,
        }  # fmt: skip
        command = Command("keep_reconciliation", by, request_id, content, content)
        receipt, _ = self.store.perform(command, act)
        return int(receipt["reconciliation_id"])

    def kept(self, *, actor: Actor | str) -> pl.DataFrame:
        """The comparisons that an actor sees, the newest first: the columns of reconciling/kept.

        All to one who sees all customers, their own to others.
        """
        return self.store.question("reconciling/kept", viewer=_viewer(as_actor(actor)))

    def one(self, reconciliation_id: int, *, actor: Actor | str) -> dict[str, Any]:
        """One comparison; UnknownReconciliation."""
        found = self.store.question(
            "reconciling/kept",
            viewer=_viewer(as_actor(actor)),
            reconciliation_id=int(reconciliation_id),
        )
        if found.is_empty():
            raise UnknownReconciliation(reconciliation_id=reconciliation_id)
        return found.row(0, named=True)

    def lines(
        self, reconciliation_id: int, *, actor: Actor | str, state: str | None = None
    ) -> pl.DataFrame:
        """Lines of one state, or all but equal ones: the columns of reconciling/lines. UnknownReconciliation."""
        self.one(reconciliation_id, actor=actor)
        return self._book.ask(
            "reconciling/lines", reconciliation_id=int(reconciliation_id), state=state, with_strangers=True,
            actor=actor,
        )  # fmt: skip

    def entries(self, reconciliation_id: int, line_no: int, *, actor: Actor | str) -> pl.DataFrame:
        """What can explain a difference: the columns of reconciling/entries. UnknownReconciliation."""
        self.one(reconciliation_id, actor=actor)
        return self._book.ask(
            "reconciling/entries",
            reconciliation_id=int(reconciliation_id),
            line_no=int(line_no),
            actor=actor,
        )

    @refusals_kept("note_difference")
    def note(
        self, reconciliation_id: int, line_no: int, *, is_handled: bool, note: str = "", actor: Actor | str,
        request_id: str | None = None,
    ) -> None:  # fmt: skip
        """Say of a difference whether it is done with, and why. NotPermitted, UnknownReconciliation, InvalidText."""
        by = as_actor(actor)
        permit(self.store, "note_difference", by, Right.RECONCILE)
        said = _said(note, "note", NOTE_LIMIT) if note.strip() else None
        which: dict[str, object] = {
            "reconciliation_id": int(reconciliation_id), "line_no": int(line_no),
        }  # fmt: skip
        self.one(reconciliation_id, actor=by)

        def act(writing: Writing) -> dict[str, Any]:
            seen = writing.ask(
                "reconciling/lines", with_strangers=True, **which, **by.scope.parameters
            )
            if seen.is_empty():
                raise UnknownReconciliation(reconciliation_id=reconciliation_id)
            writing.run(
                "reconciling/add_note", noted_at=writing.recorded_at, actor=by.name, is_handled=is_handled,
                note=said, **which,
            )  # fmt: skip
            return {**which, "is_handled": is_handled}

        told = {**which, "is_handled": is_handled}
        # What was written may name people: the link keeps a digest of it alone.
        command = Command("note_difference", by, request_id, {**told, "note": said}, told)
        self.store.perform(command, act)


def _viewer(by: Actor) -> str | None:
    by.require(Right.RECONCILE)
    return None if by.scope.is_everybody else by.name


def _said(text: str, field: str, limit: int) -> str:
    said = "".join(each for each in text if each.isprintable() or each == "\n").strip()
    if not 0 < len(said) <= limit:
        raise InvalidText(field=field, limit=limit)
    return said

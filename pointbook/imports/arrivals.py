"""A file imported with nobody looking on, and what became of it, for a program to read and for people."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import polars as pl

from pointbook.errors import (
    PointbookError,
    ProblemsRemain,
    UnknownKind,
    UnknownMeaning,
    UnknownProfile,
    UnreadableFile,
)
from pointbook.imports.checked import no_problems
from pointbook.imports.draft import Draft
from pointbook.imports.plan import Plan
from pointbook.texts import error_text

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.imports.posting import Run

State: TypeAlias = Literal["posted", "nothing_new", "refused"]
OF_THE_FILE: Final = (UnreadableFile, UnknownKind, UnknownMeaning, ProblemsRemain)
"""Refusals that are about the file and not about the book, so that the next file may fare better."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one file. `problems` has a line per wrong cell: row, column, value, code."""

    filename: str
    state: State
    profile: str | None
    kind: str | None
    source: str | None
    digest: str | None
    """sha256 of the file, None where it could not be read."""
    problems: pl.DataFrame
    run: Run | None = None
    refusal: PointbookError | None = None

    @classmethod
    def refused(
        cls, filename: str, profile: str | None, refusal: PointbookError,
        draft: Draft | None = None, plan: Plan | None = None,
    ) -> Arrival:  # fmt: skip
        """A file of which nothing was written, as far as it came."""
        digest = None if draft is None else draft.digest
        if plan is None:
            return cls(
                filename, "refused", profile, None, None, digest, no_problems(), None, refusal
            )
        return cls(
            filename,
            "refused",
            profile,
            plan.kind,
            plan.source,
            digest,
            plan.problems,
            None,
            refusal,
        )

    @property
    def problem_rows(self) -> int:
        """Rows with a problem, which were left out."""
        return int(self.problems["row"].n_unique())

    def told(self, lang: str) -> dict[str, Any]:
        """The fields of the run and of the file, with the reason where it was refused."""
        run = (
            {each.name: _told(getattr(self.run, each.name)) for each in fields(self.run)}
            if self.run
            else {}
        )
        told: dict[str, Any] = {
            "state": self.state, "file": self.filename, "file_digest": self.digest, "profile": self.profile,
            "kind": self.kind, "source": self.source, "problems": self.problem_rows, **run,
        }  # fmt: skip
        if self.refusal is not None:
            told |= {"error": self.refusal.code, "message": error_text(self.refusal, lang)}
        return {**told, "problem_rows": self.problems.rows(named=True)}


def _told(value: object) -> object:
    return value.rows(named=True) if isinstance(value, pl.DataFrame) else value


def receive(
    book: Book,
    path: Path,
    *,
    filename: str | None = None,
    profile: str | None = None,
    actor: str | Actor,
    all_or_nothing: bool = False,
    plan_of: Callable[[Draft], Plan] = Draft.plan,
    **reading: Any,
) -> Arrival:
    """Read, plan and post a file; a refusal of the file is an answer, one of the book is raised.

    `reading` says how to read it, as for imports.read; `plan_of` plans the draft otherwise.
    """
    name = filename or path.name
    draft = plan = None
    try:
        draft = book.imports.read(path, filename=name, profile=profile, **reading)
        plan = plan_of(draft)
        is_whole = all_or_nothing or (draft.profile is not None and draft.profile.all_or_nothing)
        run = plan.post(actor=actor, all_or_nothing=is_whole)
    except OF_THE_FILE as refusal:
        return Arrival.refused(name, profile, refusal, draft, plan)
    finally:
        if draft is not None:
            draft.close()
    if profile is not None:
        with suppress(UnknownProfile):  # removed while the file was being imported
            book.imports.profiles.used(profile, actor=actor)
    is_new = bool(run.entries or run.new_customers or run.updated_customers)
    return Arrival(
        name, "posted" if is_new else "nothing_new", profile, plan.kind, plan.source, draft.digest,
        plan.problems, run,
    )  # fmt: skip

"""Imports that are not finished: each a private folder beside the book, with the file and its record.

They are working state and no ledger: writing them waits for nobody and leaves the book's version alone.
A file stays for as long as its import is pending: it goes once it was posted, given up or forgotten.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pointbook.access import Actor, as_actor
from pointbook.errors import BookReadOnly, PointbookError, UnknownImport
from pointbook.imports.encodings import digest_of
from pointbook.imports.record import Record, State, Told, told_mapping
from pointbook.imports.tables import holds_any
from pointbook.settings import Retention

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports.draft import Draft
    from pointbook.imports.mapping import Mapping
    from pointbook.imports.plan import Plan, Progress
    from pointbook.imports.posting import Run

_ID: Final = re.compile(r"[0-9a-f]{32}")
_RECORD, _FILE = "record.json", "upload"

log = logging.getLogger(__name__)


class Records:
    """The unfinished imports of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._warned: set[str] = set()
        if book.path is None:
            self.folder = Path(tempfile.mkdtemp(prefix="pointbook-imports-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        else:
            self.folder = book.path.with_name(f"{book.path.name}.imports")
        self.prune()
        self._settle()

    def start(
        self, data: bytes, filename: str, actor: Actor | str, wishes: Told | None = None
    ) -> Record:
        """Keep an uploaded file. What was uploaded before and not touched gives way to the same file."""
        self.prune()
        now = self._book.now()
        record = Record(
            secrets.token_hex(16), "uploaded", filename, digest_of(data), len(data), as_actor(actor).name,
            now, now, wishes=_told(wishes or {}),
        )  # fmt: skip
        for other in self.pending():
            if (other.digest, other.state) == (record.digest, "uploaded"):
                self.discard(other)
        folder = self._of(record.import_id)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
            with open(_private(folder / _FILE), "wb") as file:
                file.write(data)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise BookReadOnly(path=str(self.folder), detail=error.strerror or "") from None
        self._write(record)
        return record

    def find(self, import_id: str) -> Record | None:
        """The unfinished import with this id."""
        return self._read(import_id) if _ID.fullmatch(import_id) else None

    def pending(self) -> list[Record]:
        """Every unfinished import, the latest first."""
        records = [record for each in self._folders() if (record := self._read(each.name))]
        return sorted(records, key=lambda record: record.updated_at, reverse=True)

    def update(self, record: Record, **changes: Any) -> Record:
        """Note how far an import is; UnknownImport if it was posted or given up meanwhile."""
        with self._lock:
            present = self.find(record.import_id)
            if present is None:
                raise UnknownImport(filename=record.filename)
            changed = replace(present, **changes, updated_at=self._book.now())
            self._write(changed)
        return changed

    def read_again(self, record: Record, wishes: Told) -> Record:
        """Note that the file is read in another way, from which everything else begins anew."""
        return self.update(
            record, state="uploaded", wishes=_told(wishes), mapping=None, corrections=(), counts={}, answers={},
            request_id=None,
        )  # fmt: skip

    def mapped(self, record: Record, mapping: Mapping, source: str) -> Record:
        """Note what columns and cells were said to mean."""
        return self.update(
            record, state="mapped", kind=mapping.kind, mapping=told_mapping(mapping), source=source
        )

    def checked(self, record: Record, plan: Plan, request_id: str) -> Record:
        """Note what checking it said, and the cells that were mended."""
        corrections = () if plan.table is None else tuple(plan.table.corrections.rows())
        return self.update(
            record,
            state="checked",
            kind=plan.kind,
            mapping=None if plan.chosen is None else told_mapping(plan.chosen),
            corrections=corrections,
            answers=plan.answers.said,
            cut_over=plan.cut_over,
            counts={
                "rows": plan.rows,
                "ok": plan.ok,
                "problems": plan.problem_rows,
                "duplicates": plan.duplicates,
            },
            request_id=request_id,
        )

    def open(self, record: Record) -> Draft:
        """Read its file as it was read before. UnreadableFile, UnknownImport."""
        path = self._of(record.import_id) / _FILE
        if not path.exists():
            raise UnknownImport(filename=record.filename)
        return self._book.imports.read(path, filename=record.filename, **record.wishes)

    def plan(self, record: Record, draft: Draft) -> Plan:
        """Check it again as it was checked: the same mapping, the same mended cells."""
        return draft.plan(
            record.kind, record.chosen, record.source or None, record.mended,
            record.answered(record.kind or ""), record.cut_over,
        )  # fmt: skip

    def post(
        self,
        record: Record,
        plan: Plan,
        *,
        actor: Actor | str,
        progress: Progress | None = None,
        request_id: str | None = None,
    ) -> Run:
        """Post a checked import; the book has it then, and its file goes. What fails can be tried again."""
        key = request_id or record.request_id
        posting = self.update(record, state="posting", request_id=key)
        try:
            run = plan.post(actor=actor, progress=progress, request_id=key)
        except BaseException:
            with suppress(UnknownImport):  # given up while it was being posted
                self.update(posting, state="checked")
            raise
        self.discard(posting)
        return run

    def discard(self, record: Record) -> None:
        """Give an import up: its file and all that was said about it."""
        with self._lock:
            shutil.rmtree(self._of(record.import_id), ignore_errors=True)

    def naming(self, customer_nos: Collection[str]) -> list[Record]:
        """The unfinished imports whose file names one of these customers, or cannot be read to find out."""
        return [each for each in self.pending() if self._names(each, customer_nos)]

    def _names(self, record: Record, customer_nos: Collection[str]) -> bool:
        if {value for _row, _column, value in record.corrections} & set(customer_nos):
            return True
        try:
            draft = self.open(record)
            if holds_any(draft.table, customer_nos):
                return True
            # The others of a workbook or an archive lie beside the book as well.
            others: list[dict[str, Any]] = [
                {"sheet": each} for each in draft.sheets if each != draft.sheet
            ]
            others += [{"member": each} for each in draft.members if each != draft.member]
            path = self._of(record.import_id) / _FILE
            return any(
                holds_any(
                    self._book.imports.read(path, filename=record.filename, **each).table,
                    customer_nos,
                )
                for each in others
            )
        except UnknownImport:
            return False  # given up, or posted, meanwhile
        except PointbookError:
            return True  # nobody can say that it does not

    def prune(self, days: int | None = None) -> int:
        """Forget what nobody has touched for so long, by the book's rule unless told otherwise.

        Damaged folders too, for they hold somebody's data.
        """
        if days is None:
            settings = dict(self._book.store.question("book/settings").iter_rows())
            days = Retention.of(settings).import_days
        before, old = self._book.now() - timedelta(days=days), 0
        for folder in self._folders():
            record = self._read(folder.name)
            touched = record.updated_at if record else _modified(folder)
            if touched < before:
                shutil.rmtree(folder, ignore_errors=True)
                old += 1
        return old

    def posted_before(self, digest: str) -> pl.DataFrame:
        """Imports of the same bytes that still stand, newest first: batch_id, title, recorded_at, …"""
        return self._book.ask("imports/same_file", file_digest=digest)

    def of_batch(self, batch_id: int) -> Record | None:
        """The record of an import that was posted: its batch; None where there is no such import."""
        found = self._book.ask("imports/batch", batch_id=batch_id)
        if found.is_empty() or found["kind"].item() != "import":
            return None
        row = found.row(0, named=True)
        mapping = {"kind": row["import_kind"], "columns": json.loads(row["mapping"] or "{}")}
        return Record(
            "", row["state"], row["title"], row["file_digest"] or "", 0, row["actor"], row["recorded_at"],
            row["recorded_at"], row["import_kind"], row["source"] or "", mapping=mapping, batch_id=batch_id,
            counts={
                "rows": row["rows"], "ok": row["rows"] - row["problems"], "problems": row["problems"],
                "duplicates": row["skipped"],
            },
        )  # fmt: skip

    def _settle(self) -> None:
        """A process that ended while it posted: either the book has the import, or it may be tried again."""
        for record in self.pending():
            if record.state != "posting":
                continue
            answered = self._book.store.question("book/receipt", request_id=record.request_id)
            if answered.is_empty():
                self.update(record, state="checked")
            else:
                self.discard(record)

    def _of(self, import_id: str) -> Path:
        return self.folder / import_id

    def _folders(self) -> Iterator[Path]:
        if not self.folder.is_dir():
            return
        for each in sorted(self.folder.iterdir()):
            if _ID.fullmatch(each.name) and each.is_dir() and not each.is_symlink():
                yield each
            else:
                self._warn(each.name, "it is no import")

    def _read(self, import_id: str) -> Record | None:
        path = self._of(import_id) / _RECORD
        try:
            record = Record.from_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            self._warn(import_id, repr(error))
            return None
        return record if record.import_id == import_id else None

    def _warn(self, name: str, why: str) -> None:
        """A word in the log, once."""
        if name not in self._warned:
            self._warned.add(name)
            log.warning("%s/%s is left alone: %s", self.folder.name, name, why)

    def _write(self, record: Record) -> None:
        """Put the new record in the place of the old one, all at once."""
        path = self._of(record.import_id) / _RECORD
        fresh = _private(path.with_suffix(".new"))
        fresh.write_text(record.to_json(), encoding="utf-8")
        fresh.replace(path)


def _private(path: Path) -> Path:
    """A new file that only its owner can read."""
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    return path


def _modified(folder: Path) -> datetime:
    return datetime.fromtimestamp(folder.stat().st_mtime)


def _told(wishes: Told) -> Told:
    return {name: wish for name, wish in wishes.items() if wish is not None}


__all__ = ["Record", "Records", "State"]

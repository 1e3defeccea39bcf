"""The backups of one book."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.backups import encryption
from pointbook.backups.retention import kept
from pointbook.backups.secret import backup_secret
from pointbook.backups.shelf import Content, Copy, copies, copy_path, note_path, write_note
from pointbook.errors import BookDamaged, BookMissing, BookReadOnly, WrongBackupKey
from pointbook.settings import book_key
from pointbook.store.backup import checked_copy, refuse_existing
from pointbook.store.converting import encrypt_plain
from pointbook.store.head import head_path
from pointbook.store.leftovers import SHELF
from pointbook.store.scratch import scratch
from pointbook.store.store import open_store
from pointbook.store.trouble import told
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.store.store import Store


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A backup that was opened and proved: what it holds, and what the book has beyond it."""

    copy: Copy
    content: Content
    links_since: int
    """Commands of the book after it, which a restore would take back."""


class Backups:
    """Copies of a book on its shelf, a folder `backups` beside it."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._book.store

    @property
    def shelf(self) -> Path:
        """The folder of the backups. BookReadOnly for a book in memory."""
        return self._path.parent / SHELF

    @property
    def _path(self) -> Path:
        if self._book.path is None:
            raise BookReadOnly(path=":memory:", detail="")
        return self._book.path

    @property
    def is_encrypting(self) -> bool:
        """Whether new backups are locked. InvalidBackupKey."""
        return backup_secret() is not None

    def on_shelf(self) -> list[Copy]:
        """The backups on the shelf, newest first."""
        return copies(self.shelf)

    @refusals_kept("backup")
    def make(self, *, actor: str | Actor) -> Copy:
        """Copy the book while people work, prove the copy, put it on the shelf, let go of what is too old.

        NotPermitted, BookDamaged when the copy does not hold, InvalidBackupKey.
        """
        permit(self._book.store, "backup", as_actor(actor), Right.BACKUP)
        made_at = self._book.now().replace(microsecond=0)
        path = copy_path(self.shelf, made_at, is_encrypted=self.is_encrypting)
        content = write_backup(self._book, path)
        with told(path):
            write_note(path, content)
        self.tidy()
        return next(each for each in self.on_shelf() if each.path == path)

    def tidy(self) -> list[str]:
        """Remove what the rule does not keep; the names of what went."""
        every = self.on_shelf()
        staying = kept(each.made_at for each in every)
        gone = [each for each in every if each.made_at not in staying]
        for each in gone:
            each.path.unlink(missing_ok=True)
            note_path(each.path).unlink(missing_ok=True)
            head_path(each.path).unlink(missing_ok=True)
        return [each.name for each in gone]

    def find(self, name: str) -> Copy:
        """A backup on the shelf by its file's name. BookMissing."""
        for each in self.on_shelf():
            if each.name == name:
                return each
        raise BookMissing(path=name)

    @refusals_kept("rehearse_backup")
    def rehearse(self, name: str, *, actor: str | Actor) -> Rehearsal:
        """Open a backup beside the book, prove it and compare it; nothing stays of that.

        NotPermitted, BookMissing, WrongBackupKey, BookDamaged: also when it holds other than its note says.
        """
        permit(self._book.store, "rehearse_backup", as_actor(actor), Right.BACKUP)
        copy = self.find(name)
        content = rehearse(copy.path)
        if copy.content is not None and copy.content != content:
            raise BookDamaged(path=copy.name, detail="note")
        return Rehearsal(copy, content, max(self._book.store.link_id - content.link_id, 0))

    @refusals_kept("restore_backup")
    def restore(
        self, backup: str | Path, *, actor: str | Actor, request_id: str | None = None
    ) -> Path:
        """Make a backup the book: proved first, then switched to. Where the book of before lies.

        `backup` is a name on the shelf or a path. The restore itself is the first link after the backup's
        last one. NotPermitted, BookMissing, WrongBackupKey, BookDamaged.
        """
        by = as_actor(actor)
        permit(self._book.store, "restore_backup", by, Right.RESTORE)
        source = backup if isinstance(backup, Path) else self.find(backup).path
        path = self._path
        opened = path.with_name(f"{path.name}.restored")
        opened.unlink(missing_ok=True)
        read_backup(source, opened)
        before = aside(path)
        link_id, chain = self._book.store.switch_to(opened, before)
        details = {"backup": source.name, "link_before": link_id, "chain_before": chain}

        def act(writing: Writing) -> str:
            del writing  # the link itself is what is written
            return before.name

        command = Command("restore_backup", by, request_id, details, details)
        self._book.store.perform(command, act)
        return before


def aside(path: Path) -> Path:
    """Where a book goes that another one replaces; no name is used twice."""
    stamp = f"{path.name}.before-{datetime.now():%Y%m%d-%H%M%S}"
    taken = sum(1 for _ in path.parent.glob(f"{stamp}*"))
    return path.with_name(f"{stamp}-{taken + 1}" if taken else stamp)


def rehearse(backup: Path) -> Content:
    """What a backup holds, opened in a folder that nobody keeps. BookMissing, WrongBackupKey, BookDamaged."""
    with scratch("rehearsal") as folder:
        return content_of(read_backup(backup, folder / "copy.duckdb"))


def write_backup(book: Book, target: Path) -> Content:
    """Copy a book to a new file, locked if there is a secret, and read it back; what it holds."""
    refuse_existing(target)
    secret = backup_secret()
    if secret is None:
        checked_copy(book.store.quiet_copy, target, broken_in)
        return content_of(target)
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with scratch("backup", target.parent) as folder:
            return _write_locked(book, target, folder, secret)


def _write_locked(book: Book, target: Path, folder: Path, secret: str) -> Content:
    plain, again, locked = folder / "copy.duckdb", folder / "again.duckdb", folder / "locked"
    checked_copy(book.store.quiet_copy, plain, broken_in)
    encryption.encrypt(plain, locked, secret)
    # What counts is what can be read back, not what was written.
    encryption.decrypt(locked, again, secret)
    content = content_of(again)
    if content != content_of(plain):
        raise BookDamaged(path=target.name, detail="locked copy")
    locked.replace(target)
    return content


def read_backup(source: Path, target: Path) -> Path:
    """Copy a backup, unlocked where it is locked, to a new file and prove it; a plain book comes under its key."""
    if not source.is_file():
        raise BookMissing(path=str(source))
    refuse_existing(target)
    secret, key = backup_secret(), book_key()
    is_locked = encryption.is_encrypted(source)
    if is_locked and secret is None:
        raise WrongBackupKey(path=source.name)

    def copy(draft: Path) -> None:
        if is_locked and secret is not None:
            encryption.decrypt(source, draft, secret)
        else:
            shutil.copyfile(source, draft)
        if key is not None:
            encrypt_plain(draft, key)

    return checked_copy(copy, target, broken_in)


def broken_in(path: Path) -> list[str]:
    """What does not hold in the book of a file; empty when all does."""
    from pointbook.ledger.verify import verify

    store = open_store(path, create=False)
    try:
        return [str(broken) for broken in verify(store)]
    finally:
        store.close()


def content_of(path: Path) -> Content:
    """What the book of a file holds."""
    store = open_store(path, create=False)
    try:
        return Content(**store.question("book/content").row(0, named=True))
    finally:
        store.close()

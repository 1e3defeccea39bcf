"""Refusals of the book as a file: locked, damaged, missing, behind its head, under another key."""

from __future__ import annotations

from pointbook.errors.refusal import PointbookError


class BookLocked(PointbookError):
    """Another process has the book open (path, holder)."""

    code = "book_locked"


class BookDamaged(PointbookError):
    """The book's file cannot be read, is not a book, or misses its guards (path, detail)."""

    code = "book_damaged"


class BookReadOnly(PointbookError):
    """The book cannot be written: its folder is read-only, or it is behind its head (path, detail)."""

    code = "book_read_only"


class BookBehind(BookReadOnly):
    """The book holds less than was once written to it (path, link_id, head_link_id)."""

    code = "book_behind"


class NotBehind(PointbookError):
    """There is nothing to accept: the book holds everything its head tells of (path)."""

    code = "not_behind"


class DiskFull(PointbookError):
    """The disk has no room left, so that nothing was written (path)."""

    code = "disk_full"


class BookMissing(PointbookError):
    """There is no book at the path (path)."""

    code = "book_missing"


class TargetExists(PointbookError):
    """A backup or restore would overwrite a file (path)."""

    code = "target_exists"


class WrongBackupKey(PointbookError):
    """The backup is locked, and the secret at hand is not the one it was locked with, or there is none (path)."""

    code = "wrong_backup_key"


class InvalidBackupKey(PointbookError):
    """The secret for backups is too short (name, limit)."""

    code = "invalid_backup_key"


class SecretUnreadable(PointbookError):
    """The file that should hold a secret cannot be read (name)."""

    code = "secret_unreadable"


class InvalidBookKey(PointbookError):
    """The key that encrypts the book is too short (name, limit)."""

    code = "invalid_book_key"


class NoBookEncryption(PointbookError):
    """A key for the book is set, and DuckDB's httpfs, which encrypts, is not on this machine (name, detail)."""

    code = "no_book_encryption"


class WrongBookKey(PointbookError):
    """The book is encrypted with another key, or no key is set (path, name)."""

    code = "wrong_book_key"


class BookNotEncrypted(PointbookError):
    """A key is set, and the book, or backup, is not encrypted (path, name)."""

    code = "book_not_encrypted"


class InvalidHead(PointbookError):
    """The text is no head of an audit chain: its link or its 64 characters are missing."""

    code = "invalid_head"

"""Backups of a book: made while people work, proved, kept by a rule, rehearsed and restored."""

from pointbook.backups.room import Backups, Rehearsal
from pointbook.backups.shelf import Copy

__all__ = ["Backups", "Copy", "Rehearsal"]

"""`profile`: how files are read and mapped, kept in the book and taken from book to book."""

from __future__ import annotations

import argparse
from pathlib import Path

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, rows_json, table_text
from pointbook.errors import TargetExists, UnreadableFile
from pointbook.texts import say

_SHOWN = ("name", "kind", "is_remembered", "updated_at", "used_at", "actor")


def list_profiles(given: argparse.Namespace) -> int:
    """Every profile, the one used last first."""
    with pointbook.open_book(given.book, create=False) as book:
        found = book.imports.profiles.list().select(_SHOWN)
    if given.json:
        print(rows_json(found.rows(named=True)))
    else:
        print(table_text(found.columns, found.rows(), given.lang))
    return 0


def show_profile(given: argparse.Namespace) -> int:
    """One profile as JSON."""
    with pointbook.open_book(given.book, create=False) as book:
        print(book.imports.profiles.export_json(given.name))
    return 0


def export_profile(given: argparse.Namespace) -> int:
    """Write a profile to a new file."""
    with pointbook.open_book(given.book, create=False) as book:
        text = book.imports.profiles.export_json(given.name)
    try:
        with given.file.open("x", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        raise TargetExists(path=str(given.file)) from None
    return _said(given, "profile_exported", given.name)


def import_profile(given: argparse.Namespace) -> int:
    """Save the profile in a file."""
    text = _read(given.file)
    with pointbook.open_book(given.book) as book:
        kept = book.imports.profiles.import_json(text, actor=local_actor(), name=given.name)
    return _said(given, "profile_saved", kept.name)


def remove_profile(given: argparse.Namespace) -> int:
    """Forget a profile."""
    with pointbook.open_book(given.book, create=False) as book:
        book.imports.profiles.remove(given.name, actor=local_actor())
    return _said(given, "profile_removed", given.name)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableFile(filename=path.name, detail="missing") from None
    except (OSError, UnicodeDecodeError):
        raise UnreadableFile(filename=path.name, detail="damaged") from None


def _said(given: argparse.Namespace, text: str, name: str) -> int:
    print(json_text({"name": name}) if given.json else say(f"cli.{text}", given.lang, name=name))
    return 0

"""The folder of backups beside a book: one file each, with what it held and proved written beside it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

_NAME: Final = re.compile(r"pointbook-(\d{8}-\d{6})\.(?:duckdb|duckdb\.locked)")
_STAMP: Final = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Content:
    """What a book held when it was copied; `points` is the sum of all balances."""

    link_id: int
    chain: str
    entries: int
    customers: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup on the shelf. `content` is None where its note is missing or was written by nobody here."""

    path: Path
    made_at: datetime
    bytes: int
    is_encrypted: bool
    content: Content | None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def copy_path(shelf: Path, made_at: datetime, *, is_encrypted: bool) -> Path:
    """Where a backup of this moment lies."""
    ending = ".duckdb.locked" if is_encrypted else ".duckdb"
    return shelf / f"pointbook-{made_at.strftime(_STAMP)}{ending}"


def copies(shelf: Path) -> list[Copy]:
    """The backups on a shelf, newest first; other files are none of ours."""
    found = []
    for path in shelf.glob("pointbook-*") if shelf.is_dir() else ():
        if (named := _NAME.fullmatch(path.name)) and path.is_file():
            try:
                made_at = datetime.strptime(named[1], _STAMP)
            except ValueError:
                continue
            is_encrypted = path.suffix == ".locked"
            size = path.stat().st_size
            found.append(Copy(path, made_at, size, is_encrypted, _content(note_path(path))))
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def note_path(path: Path) -> Path:
    """Where what a backup held is written."""
    return path.with_name(path.name + ".json")


def write_note(path: Path, content: Content) -> None:
    """Write what a backup held, in one step."""
    new = note_path(path).with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump({**asdict(content), "points": str(content.points)}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, note_path(path))


def _content(note: Path) -> Content | None:
    try:
        told: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        return Content(**{**told, "points": Decimal(told["points"])})
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError):
        return None

"""What a killed process leaves beside a book, and what of it goes at the next start."""

from __future__ import annotations

import glob
from contextlib import suppress
from pathlib import Path
from typing import Final

from pointbook.store.scratch import sweep_scratch

_UNFINISHED: Final = (
    ".unchecked", ".unchecked.encrypted", ".restored", ".restored.unchecked",
    ".restored.unchecked.encrypted",
)  # fmt: skip
"""Books being made: each becomes something else when it is whole."""
_SIDES: Final = ("", ".wal", ".head.json", ".head.json.new")
SHELF: Final = "backups"
"""The folder beside a book where its backups lie."""


def sweep(book: Path) -> list[str]:
    """Remove what is half done beside a book; only whoever holds the book may. The names of what went.

    Copies that somebody may want stay: `.before-…`, `.wal.torn-…` and finished backups.
    """
    gone = sweep_scratch() + sweep_scratch(book.parent)
    unfinished = [
        book.with_name(f"{book.name}{ending}{side}") for ending in _UNFINISHED for side in _SIDES
    ]
    unfinished.append(book.with_name(f"{book.name}.head.json.new"))
    unfinished += book.parent.glob(f"{glob.escape(book.name)}.*.unborn*")
    shelf = book.parent / SHELF
    if shelf.is_dir():
        gone += sweep_scratch(shelf)
        unfinished += [*shelf.glob("*.unchecked*"), *shelf.glob("pointbook-*.new")]
    for each in unfinished:
        with suppress(OSError):
            each.unlink()
            gone.append(each.name)
    return gone

"""Another file in the place of a book, so that a kill at any moment leaves one of the two there, whole."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from pointbook.store.head import head_path


def exchange(book: Path, other: Path, aside: Path) -> None:
    """Put `other` in the place of a closed book, which can be found at `aside` afterwards. OSError.

    The head goes before the file: without one a book opens as it is, with another's it would be behind it.
    """
    log = book.with_name(f"{book.name}.wal")
    if book.exists():
        _second_name(book, aside)
    if head_path(book).exists():
        shutil.copyfile(head_path(book), head_path(aside))
    if log.exists():
        log.replace(aside.with_name(f"{aside.name}.wal"))
    head_path(book).unlink(missing_ok=True)
    other.replace(book)
    with suppress(FileNotFoundError):
        head_path(other).replace(head_path(book))


def _second_name(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        shutil.copy2(file, name)

"""Build the large book through the door that imports post by."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pointbook
from pointbook.bench.crowd import SOURCE, Crowd
from pointbook.book import Book
from pointbook.imports.checked import Checked
from pointbook.imports.plan import Plan

Say = Callable[[str], None]
ACTOR = "bench"


def built_book(path: Path, crowd: Crowd, say: Say) -> float | None:
    """Have the book at `path`; the seconds it took, None when it was there already."""
    if path.exists():
        return None
    started = time.perf_counter()
    unfinished = path.with_name(f"{path.name}.unfinished")
    remove_book(unfinished)
    with pointbook.open_book(unfinished) as book:
        _post(book, crowd.people(), "customers")
        say(f"customers: {time.perf_counter() - started:.1f} s")
        for number in range(crowd.imports):
            _post(book, crowd.file(number), f"points-{number:03d}")
            if number % max(1, crowd.imports // 10) == 0:
                say(
                    f"import {number + 1} of {crowd.imports}: {time.perf_counter() - started:.1f} s"
                )
        book.store.checkpoint()
    took = time.perf_counter() - started
    shutil.move(unfinished, path)
    remove_book(unfinished)
    return took


def remove_book(path: Path) -> None:
    """Remove a book and what lies beside it."""
    for remains in path.parent.glob(f"{path.name}*"):
        remains.unlink()


def _post(book: Book, checked: Checked, name: str) -> None:
    Plan.of(book, checked, {}, SOURCE, f"{name}.csv", name).post(actor=ACTOR)

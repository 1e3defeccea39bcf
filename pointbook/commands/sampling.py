"""`sample`: fill a book with the invented programme, or write it as files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pointbook.commands.printing import json_text
from pointbook.sample.story import SEED, Story
from pointbook.texts import say


def make_sample(given: argparse.Namespace) -> int:
    """Fill the book, or write the files when --files names a folder."""
    seed = SEED if given.seed is None else given.seed
    if given.files is not None:
        return _write_files(given.files, seed, given)
    import pointbook
    from pointbook.sample import fill

    with pointbook.open_book(given.book) as book:
        filled = fill(book, seed=seed, progress=None if given.json else ProgressLine(given.lang))
    if given.json:
        print(json_text({"customers": filled.customers, "entries": filled.entries}))
    else:
        print(say("cli.sampled", given.lang, customers=filled.customers, entries=filled.entries))
    return 0


def _write_files(folder: Path, seed: int, given: argparse.Namespace) -> int:
    from pointbook.sample.files import write_files

    written = [str(path) for path in write_files(folder, Story(seed=seed))]
    print(json_text({"files": written}) if given.json else "\n".join(written))
    return 0


class ProgressLine:
    """Prints one line that changes while a sample is made, on a terminal only."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, done: int, total: int, what: str) -> None:
        """Say how far it is."""
        if sys.stderr.isatty():
            end = "\n" if done == total else "\r"
            print(
                say("cli.sampling", self.lang, percent=100 * done // total, what=what),
                end=end,
                file=sys.stderr,
            )

"""The book as a plan asks it: questions about staged frames, outside of a transaction or within one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol

import polars as pl

from pointbook.store.store import Store


class Asking(Protocol):
    """Stages frames and asks about them; an open transaction is one too."""

    def stage(self, frame: pl.DataFrame) -> str:
        """Put a frame where a question can read it; the path to bind."""

    def ask(self, name: str, **parameters: object) -> pl.DataFrame:
        """The answer to a question."""


class _OfStore:
    def __init__(self, store: Store, staged: ExitStack) -> None:
        self._store = store
        self._staged = staged

    def stage(self, frame: pl.DataFrame) -> str:
        return self._staged.enter_context(self._store.staged(frame))

    def ask(self, name: str, **parameters: object) -> pl.DataFrame:
        return self._store.question(name, **parameters)


@contextmanager
def reading(store: Store) -> Iterator[Asking]:
    """Questions to a book that is only read; what they stage goes with the block."""
    with ExitStack() as staged:
        yield _OfStore(store, staged)

"""The bare scans: plain statements beside this module, asked without the questions' logic."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from pointbook.book import Book


def scan(book: Book, name: str, **parameters: object) -> pl.DataFrame:
    """What a statement of scans/ answers."""
    return book.store.ask(_statement(name), parameters)


@cache
def _statement(name: str) -> str:
    return (Path(__file__).parent / "scans" / f"{name}.sql").read_text(encoding="utf-8")

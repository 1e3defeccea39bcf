"""The cost of every question: each file of queries/ with parameters from one small table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pointbook.bench.figures import Figure, timed
from pointbook.book import Book
from pointbook.store.queries import load, questions


def every_question(book: Book, runs: int, only: str | None = None) -> Iterator[Figure]:
    """A figure for each question; its total is the number of rows answered."""
    for name in questions():
        if only is not None and only not in name:
            continue
        parameters = parameters_of(name)
        times, answer = timed(lambda n=name, p=parameters: book.store.question(n, **p), runs)  # type: ignore[misc]
        assert isinstance(answer, pl.DataFrame)
        given = ", ".join(
            f"{key} = {value}" for key, value in parameters.items() if value is not None
        )
        yield Figure(name, times, note=given, total=answer.height)


def parameters_of(name: str) -> dict[str, Any]:
    """What a question is asked with: the table's values for its parameters, else null."""
    table = _table()
    own = table.get(name, {})
    return {key: own.get(key, table["all"].get(key)) for key in load(name).parameters}


@cache
def _table() -> dict[str, dict[str, Any]]:
    text = (Path(__file__).parent / "parameters.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

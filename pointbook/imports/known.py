"""What is posted of a checked file, and what is left out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from pointbook.imports.replacing import GONE
from pointbook.imports.tables import Notice

Answer: TypeAlias = Callable[[str, pl.DataFrame], pl.DataFrame]
"""Asks a question, by its name, about a frame that is staged for it."""


def _nothing_gone() -> pl.DataFrame:
    return pl.DataFrame(schema=GONE)


def _no_customers() -> pl.DataFrame:
    return pl.DataFrame(schema={"row": pl.Int64, "customer_no": pl.String})


@dataclass(frozen=True, slots=True)
class Known:
    """What is posted of a file, and what is left out of it, by the answers given."""

    version: int
    """Of the book with which the file was compared."""
    duplicates: int
    """Rows left out because the book, or an earlier row of the file, has them."""
    new_customers: pl.DataFrame
    """customer_no of those not seen before."""
    problems: pl.DataFrame
    """Rows that repeat what is there and may not."""
    fresh: pl.DataFrame
    """The entries that would be posted, numbered among equal ones and with their keys."""
    gone: pl.DataFrame = field(default_factory=_nothing_gone)
    """The entries of the book that would be taken back: entry_id, customer_no, occurred_at, left."""
    customers: pl.DataFrame = field(default_factory=_no_customers)
    """The customers that would be written."""
    records: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Of orders, rewards and redemptions those that would be written, as they would then be."""
    overwritten: int = 0
    """How many of them the book has with other content."""
    notices: tuple[Notice, ...] = ()
    """What is odd about the file beside the book."""

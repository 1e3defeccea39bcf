"""A checked file beside the book: what is new in it, and what the book has already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from pointbook.imports.tables import Notice

CONFLICT = "conflict"
KEY = ("row", "part", "source", "ref", "customer_no", "kind", "occurred_at", "points", "line")
"""What of numbered entries has to be staged for a comparison."""

Answer: TypeAlias = Callable[[str, pl.DataFrame], pl.DataFrame]
"""Asks a question, by its name, about a frame that is staged for it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A checked file beside the book as it was at `version`."""

    version: int
    duplicates: int
    """Rows that are in the book, or that repeat an earlier row under the same reference."""
    new_customers: pl.DataFrame
    """customer_no of those not seen before."""
    conflicts: pl.DataFrame
    """Rows whose reference the book, or an earlier row, has with other content."""
    fresh: pl.DataFrame
    """The entries that would be posted, numbered among equal ones and with their keys."""
    records: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Of orders, rewards and redemptions those that would be written, as they would then be."""
    overwritten: int = 0
    """How many of them the book has with other content."""
    notices: tuple[Notice, ...] = ()
    """What is odd about the file beside the book."""

"""Whom the questions are put to, and about which customers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Protocol

import polars as pl


class Asking(Protocol):
    """What answers questions: a book, or something that keeps its answers."""

    def ask(self, name: str, /, **parameters: object) -> pl.DataFrame:
        """The answer to a question of queries/."""


@dataclass(frozen=True)
class CustomerRange:
    """用户范围: which customers are meant; None means all of them."""

    tier: str | None = None
    store: str | None = None
    region: str | None = None
    department: str | None = None
    tag: str | None = None
    status: str | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """As parameters of a question."""
        return asdict(self)


EVERYBODY = CustomerRange()

"""Find customers by whatever is known of them."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from pointbook.customers.pinyin import fold


class Asking(Protocol):
    """What answers questions: a book."""

    def ask(self, name: str, /, **parameters: object) -> pl.DataFrame:
        """The answer to a question of queries/."""


def find(book: Asking, text: str, *, limit: int | None = 20, **filters: object) -> pl.DataFrame:
    """Customers whose number, name, phone, e-mail, pinyin or initials contain `text`, as customers/search.

    Full-width letters, spaces and hyphens do not matter; exactly that number comes first.
    """
    return book.ask("customers/search", text=fold(text), row_limit=limit, **filters)

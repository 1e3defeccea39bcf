"""Find customers by whatever is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointbook.customers.pinyin import fold

if TYPE_CHECKING:
    import polars as pl

    from pointbook.access import Actor
    from pointbook.book import Book


def find(
    book: Book,
    text: str,
    *,
    limit: int | None = 20,
    actor: Actor | str | None = None,
    **filters: object,
) -> pl.DataFrame:
    """Customers whose number, name, phone, e-mail, pinyin or initials contain `text`, as customers/search.

    Full-width letters, spaces and hyphens do not matter; exactly that number comes first.
    """
    return book.ask("customers/search", text=fold(text), actor=actor, row_limit=limit, **filters)


def figures(
    book: Book, text: str, *, actor: Actor | str | None = None, **filters: object
) -> pl.DataFrame:
    """What all whom `find` finds hold together, as customers/figures."""
    return book.ask("customers/figures", text=fold(text), actor=actor, **filters)

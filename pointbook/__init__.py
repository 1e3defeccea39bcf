"""Pointbook 积分簿: a company's loyalty points in one exact, provable, reversible book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointbook.errors import PointbookError

if TYPE_CHECKING:
    from pointbook.book import Book, open_book, restore

__version__ = "0.1.0"
__all__ = ["Book", "PointbookError", "__version__", "open_book", "restore"]


def __getattr__(name: str) -> object:
    """Load the book when it is first used: --help and health must not wait for the engine."""
    if name not in __all__:
        raise AttributeError(name)
    from pointbook import book

    return getattr(book, name)

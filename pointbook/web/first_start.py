"""The first start: one administrator with a random password, told once on the terminal and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pointbook.texts import LANGUAGES, say

if TYPE_CHECKING:
    from pointbook.book import Book


def tell_in_words(user_name: str, password: str) -> None:
    """Both languages: nobody knows yet who reads the terminal."""
    lines = [
        say("sign_in.first_start", lang).format(user_name=user_name, password=password)
        for lang in LANGUAGES
    ]
    print("\n".join(lines), flush=True)


tell: Callable[[str, str], None] = tell_in_words
"""How it is told; the command line with --json has its own way."""


def make_administrator(book: Book) -> None:
    """Where no administrator can sign in, make a password for one and tell it."""
    if book.read_only:
        return
    made = book.access.first_password()
    if made is not None:
        tell(*made)

"""The one open book of this process, the language of this visitor, and who acts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from pointbook.access.scope import ALL_CUSTOMERS, Scope
from pointbook.errors import SignedOut
from pointbook.settings import book_path
from pointbook.texts import LANGUAGES

if TYPE_CHECKING:
    import polars as pl

    from pointbook.access import Actor
    from pointbook.access.users import User
    from pointbook.book import Book

LANGUAGE_COOKIES: Final = ("__Host-pointbook_language", "pointbook_language")
"""Over https, and without."""
TOKEN_HEADER: Final = "x-pointbook-session"
"""Where the gate puts the session's token; it lets nobody else send this header."""

_opening = threading.Lock()
_open: dict[Path, Book] = {}
_stand_in: list[Actor] = []
_answers: dict[tuple[int, str, Scope], tuple[int, pl.DataFrame]] = {}


def opened_book() -> Book:
    """The book of POINTBOOK_BOOK, opened by the first who asks and shared by all sessions."""
    path = book_path()
    book = _open.get(path)
    if book is None:
        with _opening:
            book = _open.get(path)
            if book is None:
                import pointbook  # the engine is slow to load and health must not wait for it

                book = _open[path] = pointbook.open_book(path)
    return book


def use_book(book: Book, path: Path) -> None:
    """Show a book that is open already; tests bring their own clock with it."""
    _open[path] = book


def act_as(actor: Actor | None) -> None:
    """Act as somebody where no gate stands: tests and measurements, which have no browser. None ends it."""
    _stand_in[:] = [] if actor is None else [actor]


def actor() -> Actor:
    """Who is signed in, with the rights of this moment; SignedOut. Nobody is somebody by default."""
    return _actor_of(st.context.headers.get(TOKEN_HEADER))


def visitor() -> Callable[[], Actor]:
    """Asks anew who is signed in, for what happens after the page was drawn: a file that is made on a click.

    Streamlit makes such a file in a thread that knows nothing of the visit. SignedOut.
    """
    token = None if _stand_in else st.context.headers.get(TOKEN_HEADER)
    return lambda: _actor_of(token)


def _actor_of(token: str | None) -> Actor:
    if _stand_in:
        return _stand_in[0]
    access = opened_book().access
    found = access.door.session(token, touch=False)
    known = access.actor(found.user_name) if found is not None and not found.must_change else None
    if known is None or found is None:
        raise SignedOut
    from pointbook.access import Origin  # with the book, which is open by now

    return replace(known, origin=Origin("page", found.address or None), is_fresh=found.is_fresh)


def user(actor: Actor) -> User | None:
    """What the book knows of who acts; None for one that stands in."""
    return opened_book().access.users().get(actor.name)


def remembered(book: Book, question: str, actor: Actor | None) -> pl.DataFrame:
    """The answer to a question without parameters within an actor's scope, asked anew only after a write.

    None asks about everybody, for what tells nobody anything about a customer.
    """
    key = (id(book), question, actor.scope if actor is not None else ALL_CUSTOMERS)
    version = book.data_version
    kept = _answers.get(key)
    if kept is None or kept[0] != version:
        kept = _answers[key] = (version, book.ask(question, actor=actor))
    return kept[1]


def close_book() -> None:
    """Close what is open; the next page opens it anew."""
    with _opening:
        _answers.clear()
        while _open:
            _open.popitem()[1].close()


def language() -> str:
    """The visitor's language: ?lang= first, then the cookie, else Chinese."""
    kept = (st.context.cookies.get(name) for name in LANGUAGE_COOKIES)
    for wanted in (st.query_params.get("lang"), *kept):
        if wanted in LANGUAGES:
            return str(wanted)
    return LANGUAGES[0]


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return bool(st.context.theme.type == "dark")


def load_page_modules() -> None:
    """Import what pages draw with, so that the first visitor need not wait for it."""
    import plotly.graph_objects
    import polars
    import pyarrow

    del plotly, polars, pyarrow

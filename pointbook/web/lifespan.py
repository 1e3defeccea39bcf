"""While the server lives: the book is opened beside the first requests and closed at the end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any, Final

from pointbook.settings import host_names
from pointbook.ui import session
from pointbook.ui.hosts import allow_hosts
from pointbook.web import daily, first_start, logs, watching

if TYPE_CHECKING:
    from streamlit.starlette import App

log = logging.getLogger(__name__)
_BREATH: Final = 0.3
"""Seconds between the end of the start and the work that nobody waits for."""


@asynccontextmanager
async def open_and_warm(_app: App) -> AsyncIterator[dict[str, Any]]:
    """Open the book in a thread of its own: health does not wait for it, the first page does."""
    # Addresses of pages hold names that were searched for, and one-time links: no log keeps them.
    logging.getLogger("uvicorn.access").addFilter(lambda _record: False)
    allow_hosts(host_names())
    # The socket is bound right after this; imports in a thread would keep it waiting for the GIL.
    warm = Timer(_BREATH, _warm)
    warm.name, warm.daemon = "pointbook-warm", True
    warm.start()
    with logs.written():
        end_watching, end_daily = watching.start(), daily.start()
        yield {}
        warm.cancel()
        end_watching()
        end_daily()
        session.close_book()


def _warm() -> None:
    """Open the book, make sure that somebody can sign in, and load what the first page would wait for."""
    try:
        first_start.make_administrator(session.opened_book())
        session.load_page_modules()
        session.opened_book().imports.records.pending()  # made now, they forget what is too old
    except Exception:  # the first page says what is wrong, in the reader's language
        log.warning("the book could not be opened at the start", exc_info=True)

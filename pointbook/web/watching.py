"""The folders that the running server imports from, each in a thread of its own: nobody else may open its book."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pointbook.access import Actor, Origin
from pointbook.errors import PointbookError
from pointbook.settings import watch_every, watched_folders
from pointbook.ui import session

if TYPE_CHECKING:
    from pointbook.book import Book
    from pointbook.imports.arrivals import Arrival

ACTOR: Final = Actor("watch", origin=Origin("watch"))
"""Who acts where a file came by itself."""
_PATIENCE: Final = 10.0
"""Seconds that the end of the server waits for a file that is just being imported."""

log = logging.getLogger(__name__)


def start() -> Callable[[], None]:
    """Watch what POINTBOOK_WATCH names, if anything; the answer ends it."""
    stop = threading.Event()
    try:
        folders, every = watched_folders(), watch_every()
    except PointbookError as refusal:
        log.error("POINTBOOK_WATCH: %s", refusal)
        folders, every = [], 0.0
    threads = [
        threading.Thread(
            target=watch_until, args=(folder, profile, lambda: stop.wait(every)),
            name=f"pointbook-watch-{number}", daemon=True,
        )
        for number, (folder, profile) in enumerate(folders, 1)
    ]  # fmt: skip
    for thread in threads:
        thread.start()

    def end() -> None:
        stop.set()
        for thread in threads:
            thread.join(_PATIENCE)

    return end


def watch_until(
    folder: Path,
    profile: str,
    wait: Callable[[], bool],
    opened: Callable[[], Book] = session.opened_book,
) -> None:
    """Look at a folder again and again until `wait` says that it is enough; trouble is told and outlived."""
    from pointbook.imports.watching import Watch  # the server starts without the reader of files

    watch: Watch | None = None
    trouble = ""
    while not wait():
        try:
            watch = watch or Watch(opened(), folder, profile, actor=ACTOR)
            for arrival in watch.look():
                _tell(arrival)
            trouble = ""
        except Exception as error:  # the next look may fare better; said once, not at every look
            if str(error) != trouble:
                log.warning("%s is not watched just now: %s", folder, error)
            trouble = str(error)


def _tell(arrival: Arrival) -> None:
    reason = f": {arrival.refusal}" if arrival.refusal else ""
    log.info("%s: %s%s", arrival.filename, arrival.state, reason)

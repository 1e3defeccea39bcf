"""Traces in the chain of who looked at what. None of them holds personal data."""

from __future__ import annotations

import logging
import threading
from typing import Final

from pointbook.access.actor import Actor, Right
from pointbook.access.permit import permit
from pointbook.errors import BookReadOnly
from pointbook.store.store import Store
from pointbook.store.writing import Command

_PATIENCE: Final = 2.0
"""Seconds in which looks are collected to one link for each actor."""

log = logging.getLogger("pointbook.traces")


class Traces:
    """Looks are written a little later and together, so that opening a profile never waits for an import."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._seen: dict[Actor, list[str]] = {}
        self._timer: threading.Timer | None = None

    def looked_at(self, customer_no: str, *, actor: Actor) -> None:
        """Note that somebody opened a customer's profile."""
        with self._lock:
            self._seen.setdefault(actor, []).append(customer_no)
            if self._timer is None:
                self._timer = threading.Timer(_PATIENCE, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write the looks that wait, one link for each actor."""
        with self._writing:
            with self._lock:
                seen, self._seen = self._seen, {}
                if self._timer is not None:
                    self._timer.cancel()
                self._timer = None
            for actor, numbers in seen.items():
                try:
                    self._leave("view", actor, {"customers": list(dict.fromkeys(numbers))})
                except BookReadOnly:
                    log.warning("a look by %s left no trace: the book is read-only", actor.name)

    def unmasked(
        self, *, actor: Actor, page: str, customer_no: str | None = None, count: int = 0
    ) -> None:
        """Note, before it happens, that somebody sees personal data in full; NotPermitted."""
        permit(self._store, "unmask", actor, Right.UNMASK)
        shown: dict[str, object] = {"page": page, "rows": count}
        if customer_no is not None:
            shown["customer_no"] = customer_no
        self._leave("unmask", actor, shown)

    def exported(self, *, actor: Actor, what: str, rows: int) -> None:
        """Note, before it is handed out, what leaves as a file, how much, and whether masked; NotPermitted."""
        permit(self._store, "export", actor, Right.EXPORT)
        told = {"what": what, "rows": rows, "masked": not actor.sees_plain}
        self._leave("export", actor, told)

    def _leave(self, command: str, actor: Actor, details: dict[str, object]) -> None:
        self._store.perform(
            Command(command, actor, None, details, details, is_trace=True), lambda _writing: None
        )

"""Fold the write-ahead log into the file behind whoever wrote, so that a large command need not wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pointbook.errors import PointbookError
from pointbook.store.trouble import MACHINE

FOLD_AT: Final = 16 * 2**20
"""Bytes of the log beyond which it is folded: so much is read again in a blink after a kill."""
log = logging.getLogger(__name__)


class Folding:
    """One thread at most, started after a commit that left the log long, and awaited at the end."""

    def __init__(self, path: Path | None, fold: Callable[[], None]) -> None:
        self._log = None if path is None else path.with_name(f"{path.name}.wal")
        self._fold = fold
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Fold a long log while others go on reading; the next command waits for it."""
        if self._is_short() or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self._run, name="folding")
        self._thread.start()

    def finish(self) -> None:
        """Wait until nothing is being folded."""
        if self._thread is not None:
            self._thread.join()

    def _is_short(self) -> bool:
        try:
            return self._log is None or self._log.stat().st_size < FOLD_AT
        except FileNotFoundError:
            return True

    def _run(self) -> None:
        try:
            self._fold()
        except (PointbookError, *MACHINE):
            # What is committed is in the log; the next commit tries again.
            log.warning("the log of %s could not be folded", self._log, exc_info=True)

"""How often one address may send a form: people never notice, machines do."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from pointbook.access.tries import address_place
from pointbook.errors import TooManyRequests

MOST: Final = 60
WINDOW: Final = 60.0
_KNOWN: Final = 10_000


class Rate:
    """At most so many in a sliding window for each address."""

    def __init__(
        self, most: int = MOST, window: float = WINDOW, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.most = most
        self.window = window
        self.now = now
        self._lock = threading.Lock()
        self._seen: dict[str, deque[float]] = {}

    def require(self, address: str) -> None:
        """Count one request; TooManyRequests."""
        now, place = self.now(), address_place(address)
        with self._lock:
            if len(self._seen) > _KNOWN:  # those who have been quiet are not remembered
                quiet = [p for p, seen in self._seen.items() if now - seen[-1] > self.window]
                for each in quiet:
                    del self._seen[each]
            seen = self._seen.setdefault(place, deque())
            while seen and now - seen[0] > self.window:
                seen.popleft()
            if len(seen) >= self.most:
                raise TooManyRequests
            seen.append(now)

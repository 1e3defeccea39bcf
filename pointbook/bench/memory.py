"""How much memory this process holds while something runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

STATM = Path("/proc/self/statm")
BETWEEN_LOOKS = 0.02


def resident_bytes() -> int:
    """Resident memory now; 0 where the system does not tell."""
    if not STATM.exists():
        return 0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def added_bytes(act: Callable[[], object]) -> int:
    """The most memory that was resident while `act` ran, above what was there before."""
    before, highest, is_done = resident_bytes(), 0, threading.Event()

    def look() -> None:
        nonlocal highest
        while not is_done.wait(BETWEEN_LOOKS):
            highest = max(highest, resident_bytes())

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        act()
    finally:
        is_done.set()
        watch.join()
    return max(0, highest - before)

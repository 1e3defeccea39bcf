"""How much memory this process holds while something runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")
RESET_THE_PEAK = "5"


def added_bytes(act: Callable[[], object]) -> int:
    """The most memory that was resident while `act` ran, above what was there before.

    The kernel keeps the peak, so that nothing short is missed; 0 where the system does not tell.
    """
    if not RESET.exists():
        act()
        return 0
    RESET.write_text(RESET_THE_PEAK)
    before = _kibibytes("VmRSS")
    act()
    return max(0, _kibibytes("VmHWM") - before) * 1024


def _kibibytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    return int(found.group(1)) if found else 0

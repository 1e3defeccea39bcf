"""A measured figure: its times, its bound, and the bare scan it stands beside."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

MILLISECONDS = 1000


@dataclass(frozen=True)
class Figure:
    """Seconds of several runs; `bound` and `scan` in seconds, None where there is none.

    `note` says what was done; `total` is an answer that the book must agree with.
    """

    name: str
    runs: tuple[float, ...]
    bound: float | None = None
    scan: float | None = None
    note: str = ""
    total: object = None

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.runs)

    @property
    def fastest(self) -> float:
        """The best run."""
        return min(self.runs)

    @property
    def is_missed(self) -> bool:
        """Whether the middle run is above the bound."""
        return self.bound is not None and self.median > self.bound

    @property
    def ratio(self) -> float | None:
        """How many bare scans it takes."""
        return self.median / self.scan if self.scan else None


@dataclass(frozen=True)
class Measured:
    """A name, and what measures it once the name is wanted."""

    name: str
    measure: Callable[[], Figure]


def timed(
    act: Callable[[], object], runs: int, *, warm: int = 1
) -> tuple[tuple[float, ...], object]:
    """The seconds of several runs after some that do not count, and what the last one answered."""
    answer: object = None
    for _ in range(warm):
        answer = act()
    times = []
    gc.disable()  # a collection in the middle of a run would be counted as the run's
    try:
        for _ in range(runs):
            started = time.perf_counter()
            answer = act()
            times.append(time.perf_counter() - started)
    finally:
        gc.enable()
    return tuple(times), answer


def seconds_text(seconds: float | None) -> str:
    """3.21 s, or 12.3 ms below a second."""
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * MILLISECONDS:.1f} ms"

"""How the writer of a file tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Called with the share done, 0 to 1; what it raises ends the writing."""


def unwatched(_share: float) -> None:
    """Nobody waits for a small file."""

"""An invented points programme: two years of a chain of shops, the same every time it is made."""

from __future__ import annotations

from pointbook.sample.filling import Filled, Progress, fill

__all__ = ["Filled", "Progress", "fill"]

"""Who acts, what they may do, and how they come in."""

from pointbook.access.actor import NO_LIMITS, Actor, Face, Limits, Origin, Right, as_actor
from pointbook.access.scope import ALL_CUSTOMERS, Scope

__all__ = [
    "ALL_CUSTOMERS", "NO_LIMITS", "Actor", "Face", "Limits", "Origin", "Right", "Scope", "as_actor",
]  # fmt: skip

"""Who acts, what they may do, and how they come in."""

from pointbook.access.actor import NO_LIMITS, Actor, Limits, Right, as_actor
from pointbook.access.scope import ALL_CUSTOMERS, Scope

__all__ = ["ALL_CUSTOMERS", "NO_LIMITS", "Actor", "Limits", "Right", "Scope", "as_actor"]

"""Who acts, what they may do, and how they come in."""

from pointbook.access.actor import NO_LIMITS, Actor, Face, Limits, Origin, Right, as_actor

__all__ = ["NO_LIMITS", "Actor", "Face", "Limits", "Origin", "Right", "as_actor"]

"""Who acts, and what they may do."""

from pointbook.access.actor import Actor, Right, as_actor

__all__ = ["Actor", "Right", "as_actor"]

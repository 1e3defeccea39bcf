"""The one who acts. A plain name is a trusted local caller with every right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pointbook.errors import InvalidText, NotPermitted

NAME_LIMIT = 64


class Right(Enum):
    """What a command asks of its actor."""

    POST = "points:post"
    ADJUST = "points:adjust"
    CLEAR = "points:clear"
    HOLD = "points:hold"
    TRANSFER = "points:transfer"
    EXPIRE = "points:expire"
    IMPORT = "imports:post"
    UNDO = "imports:undo"
    EDIT_CUSTOMER = "customer:edit"
    MERGE_CUSTOMER = "customer:merge"
    BACKUP = "book:backup"
    RESTORE = "book:restore"


@dataclass(frozen=True)
class Actor:
    """A name and its rights; `rights` None means all of them."""

    name: str
    rights: frozenset[Right] | None = None

    def require(self, right: Right) -> None:
        """NotPermitted unless the actor has the right."""
        if self.rights is not None and right not in self.rights:
            raise NotPermitted(actor=self.name, right=right.value)


def as_actor(actor: Actor | str) -> Actor:
    """The actor of a name; InvalidText for an empty or endless one."""
    found = Actor(actor.strip()) if isinstance(actor, str) else actor
    if not 0 < len(found.name) <= NAME_LIMIT:
        raise InvalidText(field="actor", limit=NAME_LIMIT)
    return found

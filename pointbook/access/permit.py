"""Asking for a right, so that a refusal is kept with the refusals of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pointbook.access.actor import Actor, Right
    from pointbook.store.store import Store


def permit(store: Store, command: str, by: Actor, right: Right) -> None:
    """NotPermitted unless the actor has the right that a command asks for."""
    with store.refusals.noted(command, by):
        by.require(right)

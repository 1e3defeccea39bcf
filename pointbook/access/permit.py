"""Asking for a right, and keeping what is refused with the refusals of the book."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pointbook.access.actor import NAME_LIMIT, Actor

if TYPE_CHECKING:
    from pointbook.access.actor import Right
    from pointbook.store.store import Store


_Do = TypeVar("_Do", bound=Callable[..., Any])


def permit(
    store: Store, command: str, by: Actor, right: Right, *, only_reads: bool = False
) -> None:
    """NotPermitted unless the actor has the right that a command asks for; SignInAgain for what is delicate."""
    with store.refusals.noted(command, by):
        by.require(right)
        if not only_reads:
            by.require_fresh(right)


def refusals_kept(command: str) -> Callable[[_Do], _Do]:
    """Have every refusal of a command kept, also one that is found before the book is asked.

    For what takes commands for a book: it has a `store`, and `actor` is given by its name. What is kept
    further inside, under a more exact name, is not kept again.
    """

    def decorate(do: _Do) -> _Do:
        usual = inspect.signature(do).parameters.get("actor")
        nobody = "" if usual is None or usual.default is inspect.Parameter.empty else usual.default

        @wraps(do)
        def done(room: Any, *args: Any, **asked: Any) -> Any:
            with _kept(room.store, command, asked.get("actor", nobody)):
                return do(room, *args, **asked)

        return cast(_Do, done)

    return decorate


def _kept(store: Store, command: str, actor: object) -> AbstractContextManager[None]:
    by = actor if isinstance(actor, Actor) else str(actor).strip()
    name = by if isinstance(by, str) else by.name
    # Who gives no name, or an endless one, is nobody of whom anything could be kept.
    return store.refusals.noted(command, by) if 0 < len(name) <= NAME_LIMIT else nullcontext()

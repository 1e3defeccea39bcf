"""保留等级至 beside a change of points: both in one transaction, under one link of the chain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pointbook.customers.registry import keep_tier

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.corrections.change import Change
    from pointbook.ledger.counter import Act, Perform
    from pointbook.store.writing import Command, Writing


def beside(book: Book, change: Change, actor: Actor, perform: Perform) -> Perform:
    """How a change is performed that keeps the customer's tier as well, in the actor's name; else as ever.

    FloorInPast, NoTierToKeep.
    """
    if not change.keeps_tier or change.keep_tier_until is None:
        return perform
    until = book.calendar.starts(change.keep_tier_until).date()
    told = {"keep_tier_until": str(until)}

    def both(command: Command, act: Act) -> tuple[Any, bool]:
        def done(writing: Writing) -> Any:
            receipt = act(writing)
            keep_tier(writing, actor, str(change.customer_no), until, book.now().date())
            return receipt

        said = replace(
            command, content={**command.content, **told}, details={**command.details, **told}
        )
        return perform(said, done)

    return both

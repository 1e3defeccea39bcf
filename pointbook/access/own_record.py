"""Nobody changes their own customer record: neither their points nor what is written about them."""

from __future__ import annotations

from collections.abc import Iterable

from pointbook.access.actor import Actor
from pointbook.errors import OwnRecord
from pointbook.store.writing import Writing


def require_not_own(writing: Writing, customer_no: str) -> None:
    """OwnRecord where the customer is the one who acts, or whom they were merged into."""
    by = writing.command.by
    own = by.customer_no if isinstance(by, Actor) else None
    if own is None:
        return
    if (
        customer_no == own
        or not writing.ask("ledger/lives_on", customer_no=own, heir_no=customer_no).is_empty()
    ):
        raise OwnRecord(customer_no=customer_no)


def require_none_own(writing: Writing, by: Actor, customer_nos: Iterable[str | None]) -> None:
    """The same of many: OwnRecord where one of them is an actor, or whom that one was merged into."""
    for number in set(own_numbers(writing, by)).intersection(customer_nos):
        raise OwnRecord(customer_no=number)


def own_numbers(writing: Writing, by: Actor) -> list[str]:
    """The customer who acts, and whom they were merged into; often nobody."""
    if by.customer_no is None:
        return []
    return list(writing.ask("ledger/heirs", customer_no=by.customer_no)["customer_no"])

"""The audit of a book as other rooms see it. Everything here asks for the right audit:read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.audit import reviews
from pointbook.audit.actions import Action, Actions, Wanted, ask_actions, ask_rows
from pointbook.audit.head import ChainHead, Verdict, compare, head_of
from pointbook.ledger.chain import Broken, BrokenLink, broken_chain, first_broken_link

if TYPE_CHECKING:
    from pointbook.access.room import Access
    from pointbook.clock import Calendar
    from pointbook.store.store import Store

PAGE_ROWS: Final = 50
MOST_ROWS: Final = 200_000
"""So many rows a download holds at most."""


@dataclass(frozen=True)
class ChainProof:
    """What came of recomputing the chain."""

    head: ChainHead
    broken: tuple[Broken, ...]
    first: BrokenLink | None
    """The first link that does not hold."""


@dataclass(frozen=True)
class FailedSignIn:
    """Tries to sign in that no success followed; `user_name` is None where nobody has that name."""

    user_name: str | None
    place: str
    tries: int
    last_at: datetime


class Audit:
    """What was done and refused in one book."""

    def __init__(self, store: Store, access: Access, calendar: Calendar) -> None:
        self._store = store
        self._access = access
        self._calendar = calendar

    def actions(self, wanted: Wanted, *, actor: Actor | str, page: int = 1) -> Actions:
        """One page of the list, newest first, with its counts. NotPermitted."""
        self._permit(actor)
        self._store.refusals.settle()
        return ask_actions(self._store, self._calendar, wanted, page, PAGE_ROWS)

    def every_action(self, wanted: Wanted, *, actor: Actor | str) -> tuple[Action, ...]:
        """The rows of all pages, for a download. NotPermitted."""
        self._permit(actor)
        return ask_rows(self._store, self._calendar, wanted, MOST_ROWS)

    def choices(self, field: str, *, actor: Actor | str) -> list[str]:
        """The users (`actor`) or commands (`command`) that the list knows."""
        self._permit(actor)
        found = self._store.question("audit/choices")
        return list(found.filter(field=field)["value"])

    def failed_sign_ins(self, *, actor: Actor | str) -> list[FailedSignIn]:
        """Failed tries to sign in, the last first; they are forgotten a day later. NotPermitted."""
        self._permit(actor)
        known = self._access.users()
        return [
            # A name that nobody has may be a password in the wrong field.
            FailedSignIn(
                name if name in known else None, place, tries,
                datetime.fromtimestamp(at, UTC).replace(tzinfo=None),
            )
            for name, place, tries, at in self._access.door.keyring.run("failed_tries")
        ]  # fmt: skip

    def head(self, *, actor: Actor | str) -> ChainHead:
        """The head of the chain. NotPermitted."""
        self._permit(actor)
        return head_of(self._store)

    def compare(self, head: ChainHead, *, actor: Actor | str) -> Verdict:
        """Whether the chain runs through a head that somebody kept. NotPermitted."""
        self._permit(actor)
        return compare(self._store, head)

    def prove(
        self, *, actor: Actor | str, tell: Callable[[int, int], None] | None = None
    ) -> ChainProof:
        """Recompute the chain from the rows that it sealed; `tell` hears how many links of how many. NotPermitted."""
        self._permit(actor)
        broken = tuple(broken_chain(self._store, tell))
        return ChainProof(head_of(self._store), broken, first_broken_link(self._store, broken))

    def grants(self, *, actor: Actor | str, now: datetime | None = None) -> pl.DataFrame:
        """Who may do what, by which role, and when they last did it; `now` in UTC. NotPermitted."""
        self._permit(actor)
        return reviews.grants(self._store, self._access, now)

    def sign_review(
        self, shown: pl.DataFrame, *, actor: Actor | str, request_id: str | None = None
    ) -> int:
        """Keep a list of grants as signed; the number of the review. NotPermitted."""
        return reviews.sign(self._store, shown, actor=actor, request_id=request_id)

    def reviews(self, *, actor: Actor | str) -> list[reviews.Review]:
        """All signed reviews, the newest first. NotPermitted."""
        self._permit(actor)
        return reviews.reviews(self._store)

    def review(self, review_id: int, *, actor: Actor | str) -> pl.DataFrame:
        """The list that one review signed. NotPermitted, UnknownReview."""
        self._permit(actor)
        return reviews.review(self._store, review_id)

    def _permit(self, actor: Actor | str) -> None:
        permit(self._store, "read_audit", as_actor(actor), Right.AUDIT)

"""Approving: the change is posted as its author's, with the approver beside them, in one transaction with the end
of its request; where the numbers beneath it have moved, nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pointbook.access.own_record import require_none_own
from pointbook.approvals.keeping import end, require_waiting
from pointbook.approvals.request import Moved, Request, outcome
from pointbook.corrections.change import do
from pointbook.corrections.keeping import beside
from pointbook.corrections.room import asked_of
from pointbook.errors import (
    NotPermitted,
    OwnRequest,
    PointbookError,
    PreviewChanged,
    StalePreview,
)
from pointbook.ledger.desk import Posting
from pointbook.ledger.limits import require_within_limits
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.batches import Wish
    from pointbook.batches.judged import Progress
    from pointbook.book import Book
    from pointbook.corrections import Change


class HasMoved(Exception):
    """Raised inside the transaction of an approval whose numbers have moved, to leave it without a trace."""

    def __init__(self, what: Moved) -> None:
        super().__init__(what)
        self.what: Moved = what


@dataclass(frozen=True)
class Approval:
    """One approval on its way: of which request, for whom, by whom."""

    book: Book
    request: Request
    author: Actor
    """As they are now, and without limits: those of the approver count."""
    by: Actor
    request_id: str | None

    def post(self, progress: Progress | None) -> None:
        """Post what was asked for; HasMoved, NotWaiting, OverLimit … and the refusals of the ledger."""
        change, wish = self.request.change, self.request.wish
        if change is not None:
            self._post_single(change)
        elif wish is not None:
            self._post_batch(wish, progress or (lambda step, share: None))
        else:
            raise HasMoved("erased")

    def _post_single(self, change: Change) -> None:
        approved = replace(change, approver=self.by.name)
        ledger = self.book.ledger.through(beside(self.book, approved, self.author, self._perform))
        do(ledger, approved, asked_of(approved, self.author, None, None))

    def _perform(self, command: Command, act: Callable[[Writing], Any]) -> tuple[Any, bool]:
        """The command of the ledger within the approval."""

        def done(writing: Writing) -> Any:
            self._require_unmoved(writing)
            self._require_not_own(writing)
            before = int(writing.state["last_entry_id"])
            receipt = act(writing)
            entries = receipt if isinstance(receipt, list) else []
            if outcome(Posting.of(each, replayed=False) for each in entries) != self._expected:
                raise HasMoved("outcome")
            # The end comes first, for what is approved counts for the approver by it.
            end(writing, self.request.approval_id, "approved", before=before)
            require_within_limits(writing, self.by, entries, self.book.calendar)
            return receipt

        return self.book.store.perform(self._command(command.name, command.details), done)

    def _post_batch(self, wish: Wish, tell: Progress) -> None:
        from pointbook.batches.posting import write  # the ledger's kernel loads when it is needed

        def done(writing: Writing) -> dict[str, Any]:
            self._require_unmoved(writing)
            before = int(writing.state["last_entry_id"])
            try:
                receipt = write(
                    self.book, writing, wish, self._expected, self.author, tell, approver=self.by
                )
            except (PreviewChanged, StalePreview):
                raise HasMoved("batch") from None
            end(writing, self.request.approval_id, "approved", before=before)
            return receipt

        self.book.store.perform(self._command(wish.command, wish.brief), done)
        tell("done", 1.0)

    @property
    def _expected(self) -> str:
        return self.request.outcome_digest

    def _command(self, does: str, details: Any) -> Command:
        number = self.request.approval_id
        told = {**details, "approval_id": number, "author": self.author.name, "does": does}
        return Command(
            "approve", self.by, self.request_id, {"approval_id": number}, told, in_name_of=self.author.name
        )  # fmt: skip

    def _require_unmoved(self, writing: Writing) -> None:
        """NotWaiting, OwnRequest, and HasMoved where a customer has changed since."""
        row = require_waiting(writing, self.request.approval_id)
        if row["author"] == self.by.name:
            raise OwnRequest(approval_id=self.request.approval_id)
        if (row["revision"], row["other_revision"]) != (
            row["revision_now"],
            row["other_revision_now"],
        ):
            raise HasMoved("account")

    def _require_not_own(self, writing: Writing) -> None:
        """The ledger looks at the approver; the author may have become a customer meanwhile."""
        numbers = (self.request.customer_no, self.request.other_no)
        require_none_own(writing, self.author, numbers)


def moved_today(book: Book, actor: str) -> Decimal:
    """What somebody has moved or approved today by single changes."""
    from pointbook.clock import utc_now

    since = book.calendar.day_began(utc_now())
    found = book.store.question("access/moved_since", actor=actor, since=since)
    return Decimal(found["points"].item())


def beyond(require: Callable[[], None]) -> PointbookError | None:
    """The refusal of a limit, None where it is kept."""
    try:
        require()
    except NotPermitted as refusal:
        return refusal
    return None

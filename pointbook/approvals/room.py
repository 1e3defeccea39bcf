"""Approvals of a book: asked for, looked at, decided by somebody else, once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pointbook.access import Actor, Right, as_actor
from pointbook.access.actor import NO_LIMITS
from pointbook.access.permit import permit, refusals_kept
from pointbook.approvals.asking import amounts_of, ask, foresee
from pointbook.approvals.deciding import Approval, HasMoved, beyond, moved_today
from pointbook.approvals.keeping import checked_reason, end, require_waiting
from pointbook.approvals.request import Moved, Opened, Request, State, outcome, rights_of
from pointbook.corrections.effects import effects
from pointbook.corrections.room import asked_of
from pointbook.errors import (
    ApprovalExpired,
    NotPermitted,
    NotWaiting,
    OthersRequest,
    OwnRequest,
    PointbookError,
    UnknownApproval,
)
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.access import Scope
    from pointbook.batches import Wish
    from pointbook.batches.judged import Progress
    from pointbook.book import Book
    from pointbook.corrections import Change, Effects
    from pointbook.store.store import Store

_COMMANDS: Final[dict[State, str]] = {
    "refused": "refuse_approval", "withdrawn": "withdraw_approval", "expired": "expire_approval",
}  # fmt: skip


class Approvals:
    """Changes that wait for a second pair of eyes. The approver is never the author, and their limits count."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._book.store

    def foresee(self, change: Change, actor: Actor | str) -> Effects:
        """What a change would do, whether or not it is within limits; refused otherwise as it would be."""
        return foresee(self._book, change, as_actor(actor))

    def beyond(self, told: Effects, actor: Actor | str) -> PointbookError | None:
        """The limit that keeps somebody from doing it without a second pair of eyes; None where there is none."""
        return self._beyond_single(max(amounts_of(told)), as_actor(actor))

    @refusals_kept("ask_approval")
    def ask(
        self, asked: Change | Wish, *, actor: Actor | str, reason: str,
        request_id: str | None = None, shown: int | str | None = None,
    ) -> int:  # fmt: skip
        """Ask for a change or a batch; the number of the request. It is refused as the change would be, but for limits.

        `shown` is the revision or the digest that the author saw: StaleWrite, PreviewChanged.
        """
        by = as_actor(actor)
        for right in rights_of(asked):
            permit(self.store, "ask_approval", by, right)
        return ask(self._book, asked, by, checked_reason(reason), request_id, shown)

    def waiting(self, actor: Actor | str) -> list[Request]:
        """Requests that this actor may decide, the oldest first."""
        by = as_actor(actor)
        if not by.may(Right.APPROVE):
            return []
        found = self._requests(waiting=True)
        return [each for each in reversed(found) if each.author != by.name and self._sees(by, each)]

    def decided(self, actor: Actor | str) -> list[Request]:
        """Requests of others that ended, the newest first, of customers whom this actor sees; for approvers."""
        by = as_actor(actor)
        if not by.may(Right.APPROVE):
            return []
        found = self._requests(waiting=False)
        return [each for each in found if each.author != by.name and self._sees(by, each)]

    def mine(self, actor: Actor | str) -> list[Request]:
        """What this actor asked for, the newest first."""
        name = as_actor(actor).name
        return [each for each in self._requests() if each.author == name]

    def one(self, approval_id: int, actor: Actor | str) -> Request:
        """One request, of their own or for them to decide; UnknownApproval."""
        by = as_actor(actor)
        found = self._requests(approval_id=int(approval_id))
        for each in found:
            if each.author == by.name or (by.may(Right.APPROVE) and self._sees(by, each)):
                return each
        raise UnknownApproval(approval_id=approval_id)

    def look(self, approval_id: int, actor: Actor | str) -> Opened:
        """A request with what it would do to the book as it is now; nothing is written."""
        by = as_actor(actor)
        request = self.one(approval_id, by)
        if not request.is_waiting:
            return Opened(request, None, None, None, None)
        author, change, wish = self._author(request), request.change, request.wish
        if author is None or (change is None and wish is None):
            return Opened(request, None, None, "author" if author is None else "erased", None)
        # Tried in the name of whoever looks, who is told of refusals; it is done in the author's.
        trial = replace(author, name=by.name)
        try:
            if change is not None:
                own = replace(trial, customer_no=by.customer_no)
                told = effects(self._book, change, asked_of(change, own, None, None), own)
                moved = _moved_single(request, outcome(told.postings))
                return Opened(request, told, None, moved, self._refusal(request, by))
            assert wish is not None
            preview = self._book.batches.preview(wish, trial)
            is_moved = preview.digest != request.outcome_digest
            largest = Decimal(str(preview.rows["points"].abs().max() or 0))
            refusal = self._refusal(request, by) or beyond(lambda: by.require_entry(largest))
            return Opened(request, None, preview, "batch" if is_moved else None, refusal)
        except PointbookError as refusal:
            return Opened(request, None, None, "account" if request.has_moved else None, refusal)

    @refusals_kept("approve")
    def approve(
        self, approval_id: int, *, actor: Actor | str, request_id: str | None = None,
        progress: Progress | None = None,
    ) -> Request:  # fmt: skip
        """Post what was asked for. ApprovalExpired where the numbers have moved, and then the request has ended.

        NotPermitted, OwnRequest, NotWaiting, OverLimit, OverDayLimit, OverBatchLimit, and the ledger's refusals.
        """
        by = as_actor(actor)
        request = self._decidable(approval_id, by, "approve")
        author = self._author(request)
        try:
            if author is None and request.is_waiting:
                raise HasMoved("author")
            Approval(self._book, request, author or by, by, request_id).post(progress)
            done = self.one(approval_id, by)
            if done.is_waiting:  # the ledger knew the same change already, by its outside number
                raise HasMoved("done")
        except HasMoved as moved:
            self._end(request, by, "expired", None, moved=moved.what)
            raise ApprovalExpired(approval_id=approval_id, detail=f"moved_{moved.what}") from None
        return done

    @refusals_kept("refuse_approval")
    def refuse(
        self, approval_id: int, *, actor: Actor | str, reason: str, request_id: str | None = None
    ) -> Request:
        """Turn a request down and say why; NotPermitted, OwnRequest, NotWaiting, InvalidText."""
        by = as_actor(actor)
        request = self._decidable(approval_id, by, "refuse_approval")
        return self._end(request, by, "refused", request_id, answer=checked_reason(reason))

    @refusals_kept("withdraw_approval")
    def withdraw(
        self, approval_id: int, *, actor: Actor | str, request_id: str | None = None
    ) -> Request:
        """Take one's own request back; OthersRequest, NotWaiting."""
        by = as_actor(actor)
        request = self.one(approval_id, by)
        if request.author != by.name:
            raise OthersRequest(approval_id=approval_id, author=request.author)
        return self._end(request, by, "withdrawn", request_id)

    def expire(self, approval_id: int, *, actor: Actor | str) -> bool:
        """End a request whose numbers have moved; whether they had."""
        by = as_actor(actor)
        found = self.look(approval_id, by)
        if found.moved is None:
            return False
        self._end(found.request, by, "expired", None, moved=found.moved)
        return True

    def _decidable(self, approval_id: int, by: Actor, command: str) -> Request:
        permit(self.store, command, by, Right.APPROVE)
        request = self.one(approval_id, by)
        if request.author == by.name:
            raise OwnRequest(approval_id=approval_id)
        return request

    def _end(
        self, request: Request, by: Actor, state: State, request_id: str | None, *,
        moved: Moved | None = None, answer: str | None = None,
    ) -> Request:  # fmt: skip
        number = request.approval_id

        def act(writing: Writing) -> bool:
            require_waiting(writing, number)
            end(writing, number, state, moved=moved, answer=answer)
            return True

        told: dict[str, object] = {"approval_id": number, "author": request.author}
        if moved is not None:
            told["moved"] = moved
        content: dict[str, object] = {"approval_id": number, "answer": answer}
        self.store.perform(Command(_COMMANDS[state], by, request_id, content, told), act)
        return self.one(number, by)

    def _refusal(self, request: Request, by: Actor) -> PointbookError | None:
        """What stands in the way of this actor, besides the numbers."""
        if request.author == by.name:
            return OwnRequest(approval_id=request.approval_id)
        if not request.is_waiting:
            return NotWaiting(approval_id=request.approval_id, state=request.approval_state)
        try:
            by.require(Right.APPROVE)
        except NotPermitted as refusal:
            return refusal
        if request.approval_kind == "single":
            return self._beyond_single(request.amount, by)
        return beyond(lambda: by.require_batch(request.amount))

    def _beyond_single(self, amount: Decimal, by: Actor) -> PointbookError | None:
        def require() -> None:
            by.require_entry(amount)
            if by.limits.day is not None and amount:
                by.require_day(moved_today(self._book, by.name) + amount)

        return beyond(require)

    def _requests(self, **which: object) -> list[Request]:
        rows = self.store.question("approvals/requests", **which)
        return [Request(**row) for row in rows.iter_rows(named=True)]

    def _sees(self, by: Actor, request: Request) -> bool:
        return request.is_within(by.scope, self._scope(request.author))

    def _scope(self, name: str) -> Scope:
        known = self._book.access.actor(name)
        return known.scope if known is not None else Actor(name).scope

    def _author(self, request: Request) -> Actor | None:
        """The author as they are now, without limits; None where they may no longer do what they asked for."""
        known = self._book.access.acting(request.author)
        if known is None:
            return None
        author = replace(known, limits=NO_LIMITS)
        asked = request.change or request.wish
        return author if asked is None or all(map(author.may, rights_of(asked))) else None


def _moved_single(request: Request, found: str) -> Moved | None:
    if request.has_moved:
        return "account"
    return "outcome" if found != request.outcome_digest else None

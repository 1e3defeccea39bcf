"""Asking for an approval: what is asked is tried first, with the author's rights and without their limits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pointbook.access.actor import NO_LIMITS, Actor
from pointbook.approvals.keeping import add_request
from pointbook.approvals.request import change_as_json, outcome
from pointbook.batches import Wish
from pointbook.corrections.change import Change
from pointbook.errors import DuplicateKeyConflict, PreviewChanged, StaleWrite
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.batches import Preview
    from pointbook.book import Book
    from pointbook.corrections import Effects

_MERGES = frozenset(("merge_in", "merge_out"))


def ask(
    book: Book, asked: Change | Wish, by: Actor, reason: str, request_id: str | None,
    shown: int | str | None,
) -> int:  # fmt: skip
    """Keep a request for a change or a batch; its number. `shown` is the revision or digest that was shown."""
    unlimited = replace(by, limits=NO_LIMITS)
    if isinstance(asked, Change):
        values, content = _single(book, asked, unlimited, shown)
    else:
        values, content = _batch(book, asked, unlimited, shown)
    told: dict[str, object] = {
        name: values[name] for name in ("way", "customers", "points_in", "points_out")
    }

    def act(writing: Writing) -> dict[str, int]:
        return {"approval_id": add_request(writing, {**values, "author": by.name}, content, reason)}

    # What was tried may answer otherwise a moment later; what was asked stays the same.
    command = Command("ask_approval", by, request_id, {"asked": content, "reason": reason}, told)
    receipt, _ = book.store.perform(command, act)
    return int(receipt["approval_id"])


def foresee(book: Book, change: Change, by: Actor) -> Effects:
    """What a change would do if there were no limits."""
    return book.corrections.effects(replace(change, approver=None), replace(by, limits=NO_LIMITS))


def amounts_of(told: Effects) -> tuple[Decimal, Decimal]:
    """What comes and what goes, both positive; a merge makes no points."""
    moved = [each.points for each in told.postings if each.kind not in _MERGES]
    gained = sum((each for each in moved if each > 0), Decimal(0))
    return gained, sum((-each for each in moved if each < 0), Decimal(0))


def _single(
    book: Book, change: Change, by: Actor, shown: int | str | None
) -> tuple[dict[str, Any], str]:
    book.corrections.reasons.require_listed(change.way, change.reason)
    told = foresee(book, change, by)
    if any(each.replayed for each in told.postings):
        raise DuplicateKeyConflict(key=change.ref)
    if shown is not None and shown != told.before.revision:
        raise StaleWrite(customer_no=told.customer_no, expected=shown, found=told.before.revision)
    gained, lost = amounts_of(told)
    values = {
        "kind": "single", "way": change.way, "customer_id": _id(book, told.customer_no),
        "other_id": _id(book, told.other_no), "revision": told.before.revision,
        "other_revision": told.other_before and told.other_before.revision,
        "customers": 2 if told.other_no else 1, "points_in": gained, "points_out": lost,
        "outcome_digest": outcome(told.postings),
    }  # fmt: skip
    return values, change_as_json(told.change)


def _id(book: Book, customer_no: str | None) -> int | None:
    if customer_no is None:
        return None
    found = book.store.question("ledger/account", customer_no=customer_no)
    return int(found["customer_id"].item())


def _batch(
    book: Book, wish: Wish, by: Actor, shown: int | str | None
) -> tuple[dict[str, Any], str]:
    preview = book.batches.preview(wish, by)
    if preview.refusal is not None:
        raise preview.refusal
    if shown is not None and shown != preview.digest:
        raise PreviewChanged
    return batch_values(preview), preview.wish.to_json()


def batch_values(preview: Preview) -> dict[str, Any]:
    """What a request keeps of a batch as it was previewed."""
    return {
        "kind": "batch", "way": preview.wish.way, "customer_id": None, "other_id": None, "revision": None,
        "other_revision": None, "customers": preview.customers, "points_in": preview.points_in,
        "points_out": preview.points_out, "outcome_digest": preview.digest,
    }  # fmt: skip

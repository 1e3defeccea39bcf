"""A book compared with its head: what was cut off its log, what is missing, and going on as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.errors import InvalidText
from pointbook.store.writing import Command

if TYPE_CHECKING:
    from pointbook.book import Book

REASON_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Condition:
    """How a book stands against its head."""

    link_id: int
    """The last command that the book holds."""
    head_link_id: int | None
    """The last one that its head tells of; None where there is no head, or it is another book's."""
    missing: int
    """Commands that were acknowledged and are not in the book; at least 1 where the book holds others instead."""
    cuts: tuple[tuple[str, int], ...]
    """What was cut off a torn log to open it: the copy that has all of it, and how many bytes."""
    broken: tuple[str, ...]
    """Invariants that do not hold."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is missing and every invariant holds."""
        return not self.missing and not self.broken


def condition(book: Book) -> Condition:
    """Compare an open book with its head and prove it; opening it has cut a torn log already."""
    store = book.store
    head = store.behind
    return Condition(
        link_id=store.link_id,
        head_link_id=head.link_id if head else store.link_id,
        missing=max(head.link_id - store.link_id, 1) if head else 0,
        cuts=tuple((cut.copy.name, cut.bytes) for cut in store.cuts),
        broken=tuple(map(str, book.verify())),
    )


@refusals_kept("accept_head")
def accept(book: Book, reason: str, *, actor: str | Actor, request_id: str | None = None) -> None:
    """Go on from a book that is behind its head, with a reason that stays in the chain of writes.

    What is missing stays missing. NotPermitted, InvalidText, NotBehind.
    """
    by, said = as_actor(actor), reason.strip()
    for right in (Right.RESTORE, Right.MANAGE_USERS):  # the administrator's
        permit(book.store, "accept_head", by, right)
    if not 0 < len(said) <= REASON_LIMIT:
        raise InvalidText(field="reason", limit=REASON_LIMIT)
    head = book.store.behind
    lost = {"head_link_id": head.link_id, "head_chain": head.chain} if head else {}
    details = {"reason": said, "link_id": book.store.link_id, **lost}
    book.store.accept_head(Command("accept_head", by, request_id, {"reason": said}, details))

"""A request for approval as it is kept: who asks for what, what it would do, and how it ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pointbook.access import Right
from pointbook.batches import Wish
from pointbook.corrections.change import Change
from pointbook.store.writing import as_json

if TYPE_CHECKING:
    from pointbook.access import Scope
    from pointbook.batches import Preview
    from pointbook.corrections import Effects
    from pointbook.errors import PointbookError
    from pointbook.ledger.desk import Posting

State: TypeAlias = Literal["waiting", "approved", "refused", "withdrawn", "expired"]
Moved: TypeAlias = Literal["account", "outcome", "batch", "author", "done", "erased"]
"""The customer has changed; it would come to something else; so would the batch; the author may no longer
do it; the same was posted meanwhile; somebody in it was erased."""


@dataclass(frozen=True)
class Request:
    """One request. Points in and out are positive; instants are UTC."""

    approval_id: int
    asked_at: datetime
    author: str
    approval_kind: Literal["single", "batch"]
    way: str
    customers: int
    points_in: Decimal
    points_out: Decimal
    outcome_digest: str
    revision: int | None
    customer_no: str | None
    department: str | None
    owner: str | None
    other_no: str | None
    other_department: str | None
    other_owner: str | None
    approval_state: State
    decided_by: str | None
    decided_at: datetime | None
    moved: Moved | None
    """Of an expired one."""
    first_entry_id: int | None
    last_entry_id: int | None
    has_moved: bool
    """Whether a customer of a single change has changed since; of a batch only a preview can tell."""
    content: str | None
    """The change or the wish as JSON; None once somebody in it was erased."""
    said: str | None
    """Why the author asks."""
    answer: str | None
    """Why it was refused."""

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.approval_state == "waiting"

    @property
    def amount(self) -> Decimal:
        """What counts against limits."""
        return max(self.points_in, self.points_out)

    @property
    def change(self) -> Change | None:
        """A single change; None for a batch, or once it was erased."""
        if self.approval_kind != "single" or self.content is None:
            return None
        return change_from_json(self.content)

    @property
    def wish(self) -> Wish | None:
        """The wish of a batch; None for a single change, or once it was erased."""
        if self.approval_kind != "batch" or self.content is None:
            return None
        return Wish.from_json(self.content)

    def is_within(self, scope: Scope, of_author: Scope) -> bool:
        """Whether one with this scope sees everybody in it; of a batch, whether they see all whom the author sees."""
        if scope.is_everybody:
            return True
        if self.approval_kind == "batch":
            return scope.reach == of_author.reach and set(of_author.names) <= set(scope.names)
        mine: Mapping[str, object] = {"department": self.department, "owner": self.owner}
        theirs = {"department": self.other_department, "owner": self.other_owner}
        return scope.holds(mine) and (self.other_no is None or scope.holds(theirs))


@dataclass(frozen=True)
class Opened:
    """A request as somebody looks at it, with what it would do to the book as it is now."""

    request: Request
    effects: Effects | None
    """Of a single change that waits."""
    preview: Preview | None
    """Of a batch that waits."""
    moved: Moved | None
    """What has moved since it was asked for; it cannot be approved any more."""
    refusal: PointbookError | None
    """What approving would be refused with for the one who looks."""


def rights_of(asked: Change | Wish) -> tuple[Right, ...]:
    """The rights that doing it asks for."""
    return asked.rights if isinstance(asked, Change) else (asked.right,)


def change_as_json(change: Change) -> str:
    """A change as text; what it leaves out is left out."""
    told = {each.name: getattr(change, each.name) for each in fields(change)}
    return as_json({name: value for name, value in told.items() if value not in (None, False)})


def change_from_json(text: str) -> Change:
    """A change that was kept. Dates stay texts, which the ledger reads as well."""
    told: dict[str, Any] = json.loads(text)
    if "points" in told:
        told["points"] = Decimal(told["points"])
    return Change(**told)


def outcome(postings: Iterable[Posting]) -> str:
    """A digest of what a change does: its entries, without their numbers."""
    moves = [(each.kind, each.customer_no, str(each.points), str(each.short)) for each in postings]
    return digest(as_json(moves))


def digest(text: str) -> str:
    """sha256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()

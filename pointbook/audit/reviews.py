"""Rights reviewed: who may do what by which role, when they last did it, and what a manager signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit
from pointbook.audit.rights_used import RIGHT_OF, WITHOUT_TRACE
from pointbook.clock import utc_now
from pointbook.errors import UnknownReview
from pointbook.store.writing import Command, Writing, as_json

if TYPE_CHECKING:
    from pointbook.access.room import Access
    from pointbook.access.users import User
    from pointbook.store.store import Store

UNUSED_AFTER: Final = timedelta(days=90)
UseState: TypeAlias = Literal["used", "unused", "new", "without_trace"]
"""Used lately; not for 90 days; not yet, by a user younger than that; nobody can tell."""

SCHEMA: Final = pl.Schema({
    "user_name": pl.String(), "role": pl.String(), "right": pl.String(), "last_used_at": pl.Datetime("us"),
    "use_state": pl.String(),
})  # fmt: skip


@dataclass(frozen=True)
class Review:
    """One signed review."""

    review_id: int
    recorded_at: datetime
    actor: str
    users: int
    grants: int
    unused: int


def grants(store: Store, access: Access, now: datetime | None = None) -> pl.DataFrame:
    """One row per active user and right: user_name, role, right, last_used_at (UTC), use_state."""
    at = now or utc_now()
    used: dict[tuple[str, Right], datetime] = {}
    for actor, command, last in store.question("audit/last_uses").iter_rows():
        right = RIGHT_OF.get(command)
        if right is not None:
            used[actor, right] = max(last, used.get((actor, right), last))
    return pl.DataFrame(list(_rows(access, used, at)), schema=SCHEMA)


def _rows(
    access: Access, used: dict[tuple[str, Right], datetime], at: datetime
) -> Iterator[dict[str, Any]]:
    roles = access.roles()
    for user in access.users().values():
        role = roles.get(user.role)
        if not user.is_active or role is None:
            continue
        for right in Right:
            if right in role.rights:
                last = used.get((user.user_name, right))
                yield {
                    "user_name": user.user_name, "role": role.name, "right": right.value,
                    "last_used_at": last, "use_state": _state(user, right, last, at),
                }  # fmt: skip


def _state(user: User, right: Right, last: datetime | None, at: datetime) -> UseState:
    if last is not None:
        return "used" if at - last < UNUSED_AFTER else "unused"
    if right in WITHOUT_TRACE:
        return "without_trace"
    return "new" if at - user.created_at < UNUSED_AFTER else "unused"


def sign(
    store: Store, shown: pl.DataFrame, *, actor: Actor | str, request_id: str | None = None
) -> int:
    """Keep a list of rights as signed; the number of the review. NotPermitted."""
    by = as_actor(actor)
    permit(store, "sign_review", by, Right.AUDIT)
    rows = [
        {name: value for name, value in row.items() if value is not None}
        for row in shown.iter_rows(named=True)
    ]
    counts = {
        "users": shown["user_name"].n_unique(),
        "grants": shown.height,
        "unused": shown.filter(use_state="unused").height,
    }

    def act(writing: Writing) -> dict[str, int]:
        added = writing.run(
            "add_review", recorded_at=writing.recorded_at, actor=by.name, list=as_json(rows),
            link_id=writing.link_id, **counts,
        )  # fmt: skip
        writing.cover("reviews", added["checksum"])
        return {"review_id": int(added["review_id"][0])}

    content: dict[str, object] = {**counts, "list": rows}
    receipt, _ = store.perform(Command("sign_review", by, request_id, content, counts), act)
    return int(receipt["review_id"])


def reviews(store: Store) -> list[Review]:
    """All signed reviews, the newest first."""
    return [Review(**row) for row in store.question("audit/reviews").iter_rows(named=True)]


def review(store: Store, review_id: int) -> pl.DataFrame:
    """The list of one review, in the columns of grants; UnknownReview."""
    found = store.question("audit/review", review_id=review_id)
    if found.is_empty():
        raise UnknownReview(review_id=review_id)
    rows = json.loads(found["list"].item())
    for row in rows:
        if "last_used_at" in row:
            row["last_used_at"] = datetime.fromisoformat(row["last_used_at"])
    return pl.DataFrame(rows, schema=SCHEMA)

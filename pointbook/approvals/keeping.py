"""Requests and their ends as rows: written once, sealed by the chain, ended once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pointbook.approvals.request import Moved, State, digest
from pointbook.errors import InvalidText, NotWaiting, UnknownApproval
from pointbook.store.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Mapping

REASON_LIMIT = 500


def checked_reason(text: str) -> str:
    """A reason without control characters; InvalidText where nothing is left, or too much."""
    reason = "".join(each for each in text if each.isprintable() or each in "\n\t").strip()
    if not 0 < len(reason) <= REASON_LIMIT:
        raise InvalidText(field="reason", limit=REASON_LIMIT)
    return reason


def add_request(writing: Writing, values: Mapping[str, object], content: str, reason: str) -> int:
    """Keep a request; its number."""
    added = writing.run(
        "approvals/add_request", asked_at=writing.recorded_at, link_id=writing.link_id,
        content_digest=digest(content), reason_digest=digest(reason), **values,
    )  # fmt: skip
    writing.cover("approvals", added["checksum"])
    number = int(added["approval_id"][0])
    _keep(writing, number, "content", content)
    _keep(writing, number, "reason", reason)
    return number


def require_waiting(writing: Writing, approval_id: int) -> dict[str, Any]:
    """How a request stands within the transaction; UnknownApproval, NotWaiting."""
    found = writing.ask("approvals/state", approval_id=approval_id)
    if found.is_empty():
        raise UnknownApproval(approval_id=approval_id)
    row = found.row(0, named=True)
    if row["approval_state"] != "waiting":
        raise NotWaiting(approval_id=approval_id, state=row["approval_state"])
    return row


def end(
    writing: Writing, approval_id: int, state: State, *, moved: Moved | None = None,
    answer: str | None = None, before: int | None = None,
) -> None:  # fmt: skip
    """Write how a request ended; `before` is the last entry before those that it wrote."""
    last = int(writing.state["last_entry_id"])
    has_entries = before is not None and last > before
    added = writing.run(
        "approvals/add_event", approval_id=approval_id, decided_at=writing.recorded_at, state=state,
        actor=writing.command.actor, moved=moved, answer_digest=answer and digest(answer),
        first_entry_id=before + 1 if before is not None and has_entries else None,
        last_entry_id=last if has_entries else None, link_id=writing.link_id,
    )  # fmt: skip
    writing.cover("approvals", added["checksum"])
    if answer is not None:
        _keep(writing, approval_id, "answer", answer)


def _keep(writing: Writing, approval_id: int, part: str, text: str) -> None:
    writing.run("approvals/add_text", approval_id=approval_id, part=part, text=text)

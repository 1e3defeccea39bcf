"""`approvals`: what waits for a second pair of eyes, and deciding about it."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.texts import say, word

if TYPE_CHECKING:
    from pointbook.approvals import Request

_SHOWN = (
    "approval_id", "approval_state", "approval_kind", "way", "customer_no", "customers", "points_in", "points_out",
    "author", "asked_at", "said", "decided_by", "decided_at", "answer",
)  # fmt: skip
_IN_TABLE = (
    "approval_id",
    "approval_state",
    "customers",
    "points_in",
    "points_out",
    "author",
    "asked_at",
)


def run_approvals(given: argparse.Namespace) -> int:
    """List requests, or decide about one of them."""
    by = local_actor()
    with pointbook.open_book(given.book, create=False) as book:
        room, request_id = book.approvals, f"cli-{secrets.token_hex(16)}"
        if given.action == "list":
            found = room.waiting(by)
            if given.all:
                found += room.decided(by) + room.mine(by)
            return _print(found, given)
        if given.action == "approve":
            done = room.approve(given.number, actor=by, request_id=request_id)
        elif given.action == "refuse":
            done = room.refuse(given.number, actor=by, reason=given.reason, request_id=request_id)
        else:
            done = room.withdraw(given.number, actor=by, request_id=request_id)
    if given.json:
        print(json_text(_told(done)))
        return 0
    state = word("approval_states", done.approval_state, given.lang)
    print(say("cli_approvals.state", given.lang, approval_id=done.approval_id, state=state))
    return 0


def _print(found: list[Request], given: argparse.Namespace) -> int:
    if given.json:
        print(json_text([_told(each) for each in found]))
    elif not found:
        print(say("empty.approvals", given.lang))
    else:
        rows = [
            tuple(
                word("approval_states", value, given.lang) if name == "approval_state" else value
                for name, value in _told(each).items()
                if name in _IN_TABLE
            )
            for each in found
        ]
        print(table_text(_IN_TABLE, rows, given.lang))
    return 0


def _told(request: Request) -> dict[str, Any]:
    every = asdict(request)
    return {name: every[name] for name in _SHOWN}

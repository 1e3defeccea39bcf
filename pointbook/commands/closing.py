"""`close`: close a month, open the last one again, or list what is closed."""

from __future__ import annotations

import argparse
import secrets
from datetime import date
from typing import Any

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.errors import NotAMonth
from pointbook.texts import say

_SHOWN = (
    "month",
    "opening",
    "closing",
    "entries",
    "active_customers",
    "closed_at",
    "actor",
    "reopened_at",
)


def close_month(given: argparse.Namespace) -> int:
    """Close or reopen the month that is named; without one, say what is closed and which can be."""
    by = local_actor()
    with pointbook.open_book(given.book, create=False) as book:
        if given.month is None:
            found = book.months.closings(actor=by)
            if given.json:
                print(json_text(found.rows(named=True)))
            else:
                print(table_text(_SHOWN, found.select(_SHOWN).rows(), given.lang))
            return 0
        month, request_id = _month(given.month), f"cli-{secrets.token_hex(16)}"
        told: dict[str, Any] = {"month": month}
        if given.reopen:
            book.months.reopen(month, reason=given.reason or "", actor=by, request_id=request_id)
            sentence = say("months.reopened", given.lang, month=given.month)
        else:
            done = book.months.close(month, actor=by, request_id=request_id)
            lines = book.months.kept(done.close_id, actor=by)
            ends = dict(lines.select("line", "points").iter_rows())
            told |= {
                "close_id": done.close_id, "expired": done.expired, "opening": ends["start"],
                "closing": ends["end"], "lines": lines.drop("place").rows(named=True),
            }  # fmt: skip
            sentence = say(
                "cli.closed", given.lang, month=given.month, opening=ends["start"], closing=ends["end"],
                expired=done.expired,
            )  # fmt: skip
    print(json_text(told) if given.json else sentence)
    return 0


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotAMonth(value=text) from None

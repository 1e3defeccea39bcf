"""`retention`: how long personal data are kept, who is due to be erased, and erasing them once somebody says so."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from typing import Any

import pointbook
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.settings import RETENTION_SPANS
from pointbook.texts import say

_SHOWN = ("customer_no", "name", "last_activity")


def keep_for(given: argparse.Namespace) -> int:
    """Change the rule where something is said, erase where that is said, and tell what stands and what waits."""
    by = local_actor()
    with pointbook.open_book(given.book, create=False) as book:
        said: dict[str, Any] = {
            name: _span(text)
            for name in RETENTION_SPANS
            if (text := getattr(given, name)) is not None
        }
        if said:
            book.retention.set_rule(replace(book.retention.rule, **said), actor=by)
        erased = None
        if given.erase:
            proposed = book.retention.due(actor=by)["customer_no"]
            erased = book.retention.erase_due(list(proposed), actor=by).customers
        rule, due = book.retention.rule, book.retention.due(actor=by).select(_SHOWN)
    if given.json:
        told = {"rule": asdict(rule), "due": due.rows(named=True), "erased": erased}
        print(json_text(told))
        return 0
    for name, value in asdict(rule).items():
        told_value = say("keeping.for_good", given.lang) if value is None else str(value)
        print(
            say(
                "keeping.told",
                given.lang,
                what=say(f"keeping.{name}", given.lang),
                value=told_value,
            )
        )
    if erased is not None:
        print(say("keeping.erased", given.lang, count=erased))
    if due.height:
        print(table_text(due.columns, due.rows(), given.lang))
    print(say("keeping.waiting", given.lang, count=due.height))
    return 0


def _span(text: str) -> Any:
    return None if text == "off" else int(text)

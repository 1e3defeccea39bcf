"""`rules`: the rules by which points clear by themselves, listed, previewed, switched and run."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pointbook
from pointbook.clearing.room import SOON
from pointbook.commands.naming import local_actor
from pointbook.commands.printing import json_text, table_text
from pointbook.texts import say, word

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.clearing import KeptRule
    from pointbook.clearing.due import Outlook
    from pointbook.clearing.running import Ran

_RUNS = ("day", "name", "run_state", "customers", "points", "batch_id", "approval_id")
_LISTED = 20


def tend_rules(given: argparse.Namespace) -> int:
    """Do what is asked of the rules; by itself, list them."""
    by = local_actor()
    with pointbook.open_book(given.book, create=False) as book:
        if given.action == "run":
            return _show_ran(book.clearing.run_due(actor=by), given)
        if given.action == "list":
            return _list(book, by, given)
        if given.action == "preview":
            return _show_outlook(book.clearing.preview(given.rule, actor=by), given)
        kept = book.clearing.rule(given.rule, actor=by)
        if given.action == "on":
            kept = book.clearing.switch_on(
                given.rule, version=kept.version, digest=given.digest, actor=by
            )
        else:
            kept = book.clearing.switch_off(given.rule, actor=by)
    sentence = say(
        f"cli_rules.switched_{given.action}", given.lang, name=kept.rule.name, day=kept.next_day
    )
    print(json_text(_told(kept)) if given.json else sentence)
    return 0


def _told(kept: KeptRule) -> dict[str, Any]:
    told = asdict(kept)
    return {**told.pop("rule"), **told}


def _list(book: Book, by: Actor, given: argparse.Namespace) -> int:
    rules = book.clearing.rules(actor=by)
    runs = book.clearing.runs(actor=by, limit=_LISTED)
    if given.json:
        told = {"rules": [_told(each) for each in rules], "runs": runs.rows(named=True)}
        print(json_text(told))
        return 0
    if not rules:
        print(say("empty.clearing", given.lang))
    for each in rules:
        print(
            say(
                "cli_rules.listed", given.lang, rule_id=each.rule_id, name=each.rule.name,
                version=str(each.version), when=word("clearing_conditions", each.rule.condition, given.lang),
                standing=word("clearing_standings", each.standing, given.lang),
            )
        )  # fmt: skip
    if runs.height:
        rows = [
            tuple(
                word("clearing_states", value, given.lang) if name == "run_state" else value
                for name, value in row.items()
            )
            for row in runs.select(_RUNS).iter_rows(named=True)
        ]
        print(table_text(_RUNS, rows, given.lang))
    return 0


def _show_outlook(outlook: Outlook, given: argparse.Namespace) -> int:
    preview = outlook.preview
    told: dict[str, Any] = {
        "rule_id": outlook.kept.rule_id, "name": outlook.kept.rule.name, "digest": outlook.digest,
        "customers": 0 if preview is None else preview.customers,
        "points": 0 if preview is None else preview.points_out, "days": SOON, "soon": outlook.soon.height,
    }  # fmt: skip
    if given.json:
        rows, soon = outlook.rows.rows(named=True), outlook.soon.rows(named=True)
        print(json_text({**told, "counts": outlook.counts, "rows": rows, "soon": soon}))
        return 0
    print(say("cli_rules.previewed", given.lang, **told))
    counts = [
        (word("batch_fates", fate, given.lang), count) for fate, count in outlook.counts.items()
    ]
    if counts:
        print(table_text(("fate", "customers"), counts, given.lang))
    return 0


def _show_ran(ran: list[Ran], given: argparse.Namespace) -> int:
    """What became of each; a status that is not 0 where one failed."""
    if given.json:
        print(json_text([asdict(each) for each in ran]))
    elif not ran:
        print(say("cli_rules.nothing", given.lang))
    else:
        for each in ran:
            print(
                say(
                    "cli_rules.ran", given.lang, name=each.name, day=each.day, customers=each.customers,
                    points=each.points, outcome=word("clearing_states", each.outcome, given.lang),
                )
            )  # fmt: skip
    return 1 if any(each.outcome == "failed" for each in ran) else 0

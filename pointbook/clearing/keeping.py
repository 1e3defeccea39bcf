"""Rules as rows: each change a version, none ever altered; and how a rule stands now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pointbook.access import Right
from pointbook.clearing.rule import KeptRule, Rule, Standing
from pointbook.errors import UnknownClearingRule

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.book import Book
    from pointbook.store.writing import Writing

RIGHTS = (Right.EDIT_RULES, Right.CLEAR_BATCH)
"""What making, switching and running a rule asks of its author."""
TO_SEE = (Right.ADJUST, *RIGHTS)
"""Rights of which one is enough to look at rules and runs, for one who sees all customers."""


def kept_rule(book: Book, writing: Writing, rule_id: int) -> KeptRule:
    """A rule within a transaction; UnknownClearingRule."""
    found = writing.ask("clearing/rules", rule_id=int(rule_id))
    if found.is_empty():
        raise UnknownClearingRule(rule_id=rule_id)
    return as_kept(book, found.row(0, named=True))


def as_kept(book: Book, row: dict[str, Any]) -> KeptRule:
    """A row of clearing/rules, with how the rule stands."""
    today, rule = book.now().date(), Rule.of(row)
    standing = _standing(row, book.access.acting(row["author"]), today)
    kept = KeptRule(
        row["rule_id"], row["version"], rule, row["is_on"], row["seen_customers"], row["seen_points"],
        row["author"], row["changed_at"], row["changed_on"], row["done_day"], row["expired"], standing,
        None,
    )  # fmt: skip
    if standing != "on":
        return kept
    is_due = kept.due_today(today) is not None
    return replace(kept, next_day=today if is_due else kept.rule.next_day(today))


def _standing(row: dict[str, Any], author: Actor | None, today: date) -> Standing:
    if not row["is_on"]:
        return "off"
    if author is None or not all(author.may(right) for right in RIGHTS):
        return "author"
    if row["done_day"] is not None and row["done_day"] > today:
        return "ahead"
    if row["approval_state"] == "waiting":
        return "waiting"
    # Whoever turned a run down meant the rule; switching it on anew is a new version.
    is_turned_down = row["approval_state"] in ("refused", "withdrawn")
    return "stopped" if is_turned_down and row["done_version"] == row["version"] else "on"


def add_version(
    writing: Writing, rule: Rule, *, rule_id: int, version: int, author: str, today: date,
    seen: tuple[int, Decimal] | None = None,
) -> None:  # fmt: skip
    """Write a version of a rule; it is on where somebody has `seen` for how many customers and points."""
    customers, points = seen or (None, None)
    writing.run(
        "clearing/add_rule", rule_id=rule_id, version=version, is_on=seen is not None, seen_customers=customers,
        seen_points=points, author=author, changed_at=writing.recorded_at, changed_on=today,
        link_id=writing.link_id, **rule.values,
    )  # fmt: skip

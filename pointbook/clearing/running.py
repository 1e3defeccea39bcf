"""The days of rules: each done once, in its author's name, in one transaction; what is too much waits for approval."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pointbook import amounts
from pointbook.approvals.asking import batch_values
from pointbook.approvals.keeping import add_request
from pointbook.batches.posting import write_judged
from pointbook.batches.preview import require_postable, told
from pointbook.clearing.due import find, judged
from pointbook.clearing.keeping import kept_rule
from pointbook.errors import NotPermitted, PointbookError
from pointbook.store.refusals import values_told
from pointbook.store.writing import Command, as_json

if TYPE_CHECKING:
    from pointbook.access import Actor
    from pointbook.batches.judged import Judged
    from pointbook.book import Book
    from pointbook.clearing.rule import KeptRule
    from pointbook.store.writing import Writing

log = logging.getLogger(__name__)


class _NotDue(Exception):
    """Raised inside the transaction of a run that there is nothing to do for, to leave it without a trace."""


@dataclass(frozen=True)
class Ran:
    """What became of a rule on one of its days. Points are positive; `left_out` counts customers by why."""

    rule_id: int
    version: int
    name: str
    day: date
    outcome: str
    """posted, nobody, waiting or failed."""
    customers: int = 0
    points: Decimal = Decimal(0)
    left_out: dict[str, int] | None = None
    batch_id: int | None = None
    approval_id: int | None = None


def run(book: Book, kept: KeptRule, by: Actor) -> Ran | None:
    """Do a rule's day, `by` being whoever sets it going; None where nothing was due. What goes wrong is kept."""
    today = book.now().date()
    day = kept.due_today(today)
    author = book.access.acting(kept.author)
    if day is None or author is None:
        return None
    named = replace(author, origin=by.origin)
    content: dict[str, object] = {"rule_id": kept.rule_id, "day": day}
    told_: dict[str, object] = {
        **content, "version": kept.version, "name": kept.rule.name, "set_going_by": by.name,
    }  # fmt: skip
    # The clock may be set back and the job be killed: the same day is the same command.
    command = Command(
        "run_clearing", named, f"clearing-{kept.rule_id}-{day}-{kept.expired}", content, told_
    )
    try:
        receipt, _ = book.store.perform(
            command, lambda writing: _write(book, writing, kept, day, named)
        )
    except _NotDue:
        return None
    except Exception as error:  # one rule's trouble keeps neither the others nor the daily job
        log.exception("rule %d was not run for %s", kept.rule_id, day)
        return _fail(book, kept, day, by, error)
    points = {"points": Decimal(receipt["points"])}
    return Ran(kept.rule_id, kept.version, kept.rule.name, day, **{**receipt, **points})


def _write(
    book: Book, writing: Writing, shown: KeptRule, day: date, author: Actor
) -> dict[str, Any]:
    today = book.now().date()
    kept = kept_rule(book, writing, shown.rule_id)
    if kept.version != shown.version or kept.due_today(today) != day:
        raise _NotDue
    if kept.rule.customers.segment is not None:
        book.segments.get(kept.rule.customers.segment, actor=author)
    found = find(book, writing, kept, day, today)
    done = judged(book, writing, found, author)
    counts = {} if done is None else done.counts
    told_: dict[str, Any] = {
        "outcome": "nobody", "customers": counts.get("ok", 0), "points": "0",
        "left_out": {**{fate: n for fate, n in counts.items() if fate != "ok"}, **found.spared},
        "batch_id": None, "approval_id": None,
    }  # fmt: skip
    if done is not None and not done.good.is_empty():
        told_["points"] = str(amounts.points(done.moved[1]))
        if _is_too_much(kept, done, author):
            told_ |= {"outcome": "waiting", "approval_id": _ask(book, writing, done, author)}
        else:
            posted = write_judged(writing, done, author, book.now())
            told_ |= {"outcome": "posted", "batch_id": posted["batch_id"]}
    note_run(writing, kept, day, **told_)
    return told_


def _is_too_much(kept: KeptRule, done: Judged, author: Actor) -> bool:
    """Whether it is beyond the rule's own bounds, or those of its author."""
    try:
        require_postable(done, author)
    except NotPermitted:
        return True
    points = amounts.points(done.moved[1])
    return done.good.height > kept.rule.most_customers or points > kept.rule.most_points


def _ask(book: Book, writing: Writing, done: Judged, author: Actor) -> int:
    """Ask for an approval of what was judged, in the author's name."""
    shown = told(done, book.now(), int(writing.state["data_version"]), author)
    values = {**batch_values(shown), "author": author.name}
    return add_request(writing, values, done.wish.to_json(), done.wish.title)


def _fail(book: Book, kept: KeptRule, day: date, by: Actor, error: Exception) -> Ran:
    """Keep that a day could not be done, so that people see it; the next look tries again."""
    failure: dict[str, object] = {"code": "incident"}
    if isinstance(error, PointbookError):
        failure = {"code": error.code, "values": values_told(error)}

    def act(writing: Writing) -> bool:
        note_run(writing, kept, day, outcome="failed", failure=as_json(failure))
        return True

    content: dict[str, object] = {
        "rule_id": kept.rule_id,
        "day": day,
        "name": kept.rule.name,
        **failure,
    }
    book.store.perform(Command("note_clearing", by, None, content, content), act)
    return Ran(kept.rule_id, kept.version, kept.rule.name, day, "failed")


def note_run(
    writing: Writing, kept: KeptRule, day: date, *, outcome: str, customers: int = 0,
    points: str = "0", left_out: dict[str, int] | None = None, batch_id: int | None = None,
    approval_id: int | None = None, failure: str | None = None,
) -> None:  # fmt: skip
    """Write what became of a rule on a day."""
    writing.run(
        "clearing/add_run", rule_id=kept.rule_id, version=kept.version, day=day, outcome=outcome,
        customers=customers, points=Decimal(points), left_out=as_json(left_out or {}), batch_id=batch_id,
        approval_id=approval_id, failure=failure, ran_at=writing.recorded_at, link_id=writing.link_id,
    )  # fmt: skip

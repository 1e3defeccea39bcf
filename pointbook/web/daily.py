"""What the server does by itself once a day: a backup, what the rule of retention says, and what is due to be cleared.

It erases nobody, and clears only whom rules find that somebody has looked at and switched on.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pointbook.access import Actor, Origin, Right
from pointbook.errors import PointbookError
from pointbook.ui import session

if TYPE_CHECKING:
    from pointbook.backups import Backups
    from pointbook.book import Book
    from pointbook.clearing.running import Ran

SWITCH: Final = "POINTBOOK_DAILY_BACKUP"
_FIRST: Final = 300.0
"""Seconds after the start before the first look: a start should be quick."""
_BETWEEN: Final = 600.0
ACTOR: Final = Actor("daily", frozenset({Right.BACKUP, Right.EDIT_RULES}), origin=Origin("daily"))
"""Who acts where nobody does; without the right to erase anybody."""
log = logging.getLogger(__name__)


def is_due(newest: datetime | None, now: datetime) -> bool:
    """Whether no backup was made today. A clock that was set back leaves none from the future in the way."""
    return newest is None or newest.date() != now.date()


def back_up_if_due(backups: Backups, now: datetime) -> str | None:
    """Make today's backup unless there is one; its name. What goes wrong is logged, not raised."""
    try:
        copies = backups.on_shelf()
        if not is_due(copies[0].made_at if copies else None, now):
            return None
        return backups.make(actor=ACTOR).name
    except (PointbookError, OSError):
        log.exception("the daily backup was not made")
        return None


def keep_the_rule(book: Book) -> int:
    """Let go of old refusals and unfinished imports, and say how many customers wait to be erased by somebody."""
    try:
        book.retention.forget_refusals(actor=ACTOR)
        book.retention.forget_imports()
        waiting = book.retention.waiting()
    except (PointbookError, OSError):
        log.exception("the rule of retention was not carried out")
        return 0
    if waiting:
        log.info("%d customers wait to be erased by the rule of retention", waiting)
    return waiting


def clear_what_is_due(book: Book) -> list[Ran]:
    """Run the rules by which points clear by themselves, and tell what became of each. What goes wrong is logged."""
    try:
        ran = book.clearing.run_due(actor=ACTOR)
    except (PointbookError, OSError):
        log.exception("the rules of clearing were not run")
        return []
    for each in ran:
        log.info(
            "rule %d, version %d, for %s: %s, %d customers",
            each.rule_id, each.version, each.day, each.outcome, each.customers,
        )  # fmt: skip
    return ran


def start() -> Callable[[], None]:
    """Look every ten minutes, in a thread of its own, whether today's backup is still to be made; what ends it.

    Not with POINTBOOK_DAILY_BACKUP=off. A backup being made is left to its end.
    """
    is_over = threading.Event()
    if os.environ.get(SWITCH, "on") != "off":
        threading.Thread(target=_look, args=(is_over,), name="pointbook-daily", daemon=True).start()
    return is_over.set


def _look(is_over: threading.Event) -> None:
    wait, kept_on = _FIRST, None
    while not is_over.wait(wait):
        wait = _BETWEEN
        try:
            book = session.opened_book()
        except PointbookError:
            continue  # the pages say what is wrong with the book
        back_up_if_due(book.backups, book.now())
        if kept_on != book.now().date():
            kept_on = book.now().date()
            keep_the_rule(book)
            clear_what_is_due(book)

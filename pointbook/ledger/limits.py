"""Limits: how many points an actor may move with one change, and with all of a day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pointbook.access import Actor
from pointbook.clock import Calendar
from pointbook.store.writing import Writing

_MERGES = frozenset({"merge_in", "merge_out"})


def require_within_limits(
    writing: Writing, actor: Actor, receipts: Sequence[dict[str, Any]], calendar: Calendar
) -> None:
    """OverLimit or OverDayLimit for what was just written and not yet committed.

    A change counts once, however many lots it touches; a merge makes no points and counts nothing.
    """
    moved = [Decimal(each["points"]) for each in receipts if each["kind"] not in _MERGES]
    gained = sum((each for each in moved if each > 0), Decimal(0))
    lost = sum((-each for each in moved if each < 0), Decimal(0))
    amount = max(gained, lost)
    if not amount:
        return
    actor.require_entry(amount)
    if actor.limits.day is not None:
        since = calendar.day_began(writing.recorded_at)
        today = writing.ask("access/moved_since", actor=actor.name, since=since)
        actor.require_day(Decimal(today["points"].item()))

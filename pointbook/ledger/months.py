"""Months that are closed: their figures are kept, and nothing is dated in them any more.

A month is closed once it is over, and in order: the first to be closed may be any, and closes all before it
with it; the next is always the one after. Only the last one can be opened again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from pointbook.access import Actor, Right, as_actor
from pointbook.access.permit import permit, refusals_kept
from pointbook.errors import (
    InvalidText,
    MonthIsClosed,
    MonthNotClosed,
    MonthNotNext,
    MonthNotOver,
    NotAMonth,
)
from pointbook.ledger.sweep import write_expiries
from pointbook.periods import month_start
from pointbook.store.writing import Command, Writing

if TYPE_CHECKING:
    from pointbook.ledger.desk import Desk
    from pointbook.store.store import Store

REASON_LIMIT = 500


@dataclass(frozen=True)
class Closing:
    """A month that was closed: its number, the month's first day, and what expired and was written with it."""

    close_id: int
    month: date
    expired: int
    """Entries of expiry that the closing wrote first, so that the month has all of its own."""
    replayed: bool = False


class Months:
    """The months of a book, closed one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._desk.store

    @property
    def closed_until(self) -> datetime | None:
        """The first instant that is open; None where no month is closed."""
        limit: datetime | None = self.store.question("book/state")["closed_until"].item()
        return limit

    @property
    def last(self) -> date | None:
        """The first day of the month that was closed last; None where none is."""
        limit = self.closed_until
        return None if limit is None else month_start(limit.date(), -1)

    def closable(self, since: date) -> list[date]:
        """The months that can be closed now, the newest first: the next one, or any from `since` where none is yet."""
        newest = month_start(self._desk.now().date(), -1)
        limit = self.closed_until
        if limit is not None:
            return [limit.date()] if limit.date() <= newest else []
        months, month = [], newest
        while month >= month_start(since):
            months.append(month)
            month = month_start(month, -1)
        return months

    @refusals_kept("close_month")
    def close(self, month: date, *, actor: Actor | str, request_id: str | None = None) -> Closing:
        """Close a month and keep its figures; what has expired in it is written first.

        NotPermitted, NotAMonth, MonthNotOver, MonthIsClosed, MonthNotNext.
        """
        by = as_actor(actor)
        permit(self.store, "close_month", by, Right.CLOSE_MONTH)
        if month.day != 1:
            raise NotAMonth(value=month)
        since, until = _span(month)
        if until > self._desk.now():
            raise MonthNotOver(month=month)

        def act(writing: Writing) -> dict[str, Any]:
            limit = writing.state["closed_until"]
            if limit is not None and until <= limit:
                raise MonthIsClosed(value=since, closed=(limit - timedelta(days=1)).date())
            if limit is not None and since != limit:
                raise MonthNotNext(month=month, next=limit.date())
            expired = write_expiries(writing, until - timedelta(microseconds=1), by.name)
            close_id = _keep(writing, month, since, until)
            writing.state["closed_until"] = until
            return {"close_id": close_id, "expired": len(expired)}

        content: dict[str, object] = {"month": month}
        command = Command("close_month", by, request_id, content, content)
        receipt, replayed = self.store.perform(command, act)
        return Closing(receipt["close_id"], month, receipt["expired"], replayed)

    @refusals_kept("reopen_month")
    def reopen(
        self, month: date, *, reason: str, actor: Actor | str, request_id: str | None = None
    ) -> None:
        """Open the month again that was closed last; its figures stay kept.

        NotPermitted, InvalidText, MonthNotClosed.
        """
        by = as_actor(actor)
        permit(self.store, "reopen_month", by, Right.CLOSE_MONTH)
        said = "".join(each for each in reason if each.isprintable()).strip()
        if not 0 < len(said) <= REASON_LIMIT:
            raise InvalidText(field="reason", limit=REASON_LIMIT)

        def act(writing: Writing) -> dict[str, Any]:
            standing = writing.ask("months/standing")
            if standing.is_empty() or standing["month"][0] != month:
                raise MonthNotClosed(month=month)
            close_id = int(standing["close_id"][0])
            added = writing.run(
                "months/reopen", close_id=close_id, reopened_at=writing.recorded_at, actor=by.name,
                reason=said, link_id=writing.link_id,
            )  # fmt: skip
            writing.cover("months", added["checksum"])
            rest = standing["month"][1:]
            # The closings stand in a row, so that the one before ends where this one began.
            writing.state["closed_until"] = _span(rest[0])[1] if len(rest) else None
            return {"close_id": close_id}

        content: dict[str, object] = {"month": month, "reason": said}
        self.store.perform(Command("reopen_month", by, request_id, content, content), act)

    def closings(self, *, actor: Actor | str) -> pl.DataFrame:
        """Every closing, the newest first: the columns of months/closings. NotPermitted but for all customers."""
        as_actor(actor).require_everybody()
        return self.store.question("months/closings")

    def lines(self, month: date, *, actor: Actor | str) -> pl.DataFrame:
        """A month's figures as they are now: place, line, points, entries, customers. NotPermitted."""
        as_actor(actor).require_everybody()
        since, until = _span(month)
        return self.store.question("months/lines", since=since, until=until)

    def kept(self, close_id: int, *, actor: Actor | str) -> pl.DataFrame:
        """The figures that a closing kept, in the same columns. NotPermitted."""
        as_actor(actor).require_everybody()
        return self.store.question("months/kept", close_id=close_id)


def _span(month: date) -> tuple[datetime, datetime]:
    """The first instants of a month and of the next."""
    return datetime.combine(month, time()), datetime.combine(month_start(month, 1), time())


def _keep(writing: Writing, month: date, since: datetime, until: datetime) -> int:
    added = writing.run(
        "months/close", month=month, closed_at=writing.recorded_at, actor=writing.command.actor,
        link_id=writing.link_id,
    )  # fmt: skip
    writing.cover("months", added["checksum"])
    close_id = int(added["close_id"][0])
    for row in writing.ask("months/lines", since=since, until=until).iter_rows(named=True):
        line = writing.run("months/add_line", close_id=close_id, link_id=writing.link_id, **row)
        writing.cover("months", line["checksum"])
    return close_id

"""The list of what was done and refused: asked, filtered, paged, and each row taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from pointbook.clock import Calendar
    from pointbook.store.store import Store

_NOBODY: Final = -1


@dataclass(frozen=True)
class Wanted:
    """Which rows of the list; days are those of the programme, both inclusive."""

    since: date | None = None
    until: date | None = None
    actor: str | None = None
    command: str | None = None
    customer_no: str | None = None
    refused: bool = False

    def parameters(self, calendar: Calendar) -> dict[str, object]:
        """What the questions under audit/ are asked with."""
        day = timedelta(days=1)
        return {
            "since": None if self.since is None else calendar.day_starts(self.since),
            "until": None if self.until is None else calendar.day_starts(self.until + day),
            "actor": self.actor,
            "command": self.command,
            # As json.dumps writes it into details and receipts.
            "customer": None
            if self.customer_no is None
            else f'"customer_no": {json.dumps(self.customer_no, ensure_ascii=False)}',
            "refused": self.refused,
        }


@dataclass(frozen=True)
class Moved:
    """How one customer stood before and after a command."""

    customer_no: str
    points: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Action:
    """One command that was done, or one refusal and how often it was repeated. Instants are UTC."""

    recorded_at: datetime
    last_at: datetime
    times: int
    command: str
    actor: str
    link_id: int | None
    refusal_id: int | None
    code: str | None
    """Which refusal; None for what was done."""
    details: dict[str, Any]
    receipt: Any
    first_entry_id: int | None
    last_entry_id: int | None
    rows_digest: str | None
    chain: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Action:
        """From a row of audit/actions."""
        read = {
            "details": json.loads(row["details"]),
            "receipt": json.loads(row["receipt"] or "null"),
        }
        return cls(**{**row, **read})

    @property
    def is_refusal(self) -> bool:
        """Whether it was refused."""
        return self.code is not None

    @property
    def face(self) -> str | None:
        """Through which face it came; None for a program, and for what is older than this knowledge."""
        found = self.details.get("from", {}).get("face")
        return None if found is None else str(found)

    @property
    def address(self) -> str | None:
        """From which address, where there is one."""
        found = self.details.get("from", {}).get("address")
        return None if found is None else str(found)

    @property
    def entries(self) -> int:
        """How many entries it wrote."""
        if self.first_entry_id is None or self.last_entry_id is None:
            return 0
        return self.last_entry_id - self.first_entry_id + 1

    @property
    def values(self) -> dict[str, Any]:
        """The values that fill the sentence of a refusal."""
        return dict(self.details.get("values") or {})

    @property
    def changes(self) -> dict[str, list[Any] | None]:
        """Fields with what they were and became; None where only that is kept."""
        return dict(self.details.get("changes") or {})

    @property
    def moved(self) -> list[Moved]:
        """Every customer whose points a single command moved."""
        by_customer: dict[str, list[dict[str, Any]]] = {}
        for each in self._postings():
            by_customer.setdefault(str(each["customer_no"]), []).append(each)
        found = []
        for number, postings in by_customer.items():
            points = sum((Decimal(each["points"]) for each in postings), Decimal(0))
            before = Decimal(postings[0]["balance"]) - Decimal(postings[0]["points"])
            found.append(Moved(number, points, before, before + points))
        return found

    def _postings(self) -> Iterator[dict[str, Any]]:
        receipt = self.receipt if isinstance(self.receipt, list) else [self.receipt]
        for each in receipt:
            if isinstance(each, dict) and {"customer_no", "points", "balance"} <= each.keys():
                yield each


@dataclass(frozen=True)
class Actions:
    """One page of the list, and how much the filters leave."""

    rows: tuple[Action, ...]
    commands: int
    refusals: int
    users: int
    pages: int


def ask_rows(
    store: Store, calendar: Calendar, wanted: Wanted, limit: int, offset: int = 0
) -> tuple[Action, ...]:
    """Rows of the list, newest first."""
    found: pl.DataFrame = store.question(
        "audit/actions", **_asked(store, calendar, wanted), row_limit=limit, row_offset=offset
    )
    return tuple(map(Action.of, found.iter_rows(named=True)))


def ask_actions(
    store: Store, calendar: Calendar, wanted: Wanted, page: int, page_rows: int
) -> Actions:
    """One page of the list; a page beyond the end is the last one."""
    counts = store.question("audit/counts", **_asked(store, calendar, wanted)).row(0, named=True)
    pages = max(1, -(-counts["rows"] // page_rows))
    at = min(max(page, 1), pages)
    if not counts["rows"]:
        return Actions((), 0, 0, 0, pages)
    rows = ask_rows(store, calendar, wanted, page_rows, (at - 1) * page_rows)
    return Actions(rows, counts["commands"], counts["refusals"], counts["users"], pages)


def _asked(store: Store, calendar: Calendar, wanted: Wanted) -> dict[str, object]:
    """The parameters, with the number by which entries know the customer."""
    parameters = wanted.parameters(calendar)
    if wanted.customer_no is not None:
        found = store.question("ledger/account", customer_no=wanted.customer_no)
        if found.height:
            parameters["customer_id"] = found["customer_id"].item()
        elif not store.question("audit/erasures").item():
            # Only who was erased may be named in commands and known by no number: nothing has to be searched.
            parameters["customer_id"] = _NOBODY
    return parameters

"""The counter where single commands are taken: who, when, which customer, whether it was done before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

import numpy as np
import polars as pl

from pointbook import amounts
from pointbook.access import ALL_CUSTOMERS, Actor, Right, as_actor
from pointbook.access.own_record import require_not_own
from pointbook.access.permit import permit
from pointbook.clock import Calendar, Clock, When
from pointbook.errors import (
    CustomerMerged,
    DateInFuture,
    DuplicateKeyConflict,
    InvalidText,
    UnknownCustomer,
    UnknownEntry,
    UnknownHold,
)
from pointbook.ledger.allocation import Allocation, allocate
from pointbook.ledger.entries import Draft, Kind, NewEntry
from pointbook.ledger.keys import ref_key
from pointbook.ledger.limits import require_within_limits
from pointbook.ledger.posting import record
from pointbook.settings import Programme
from pointbook.store.stale import stale_write
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing

TEXT_LIMIT = 500
NOTE_LIMIT = 4000


class Said(TypedDict, total=False):
    """What may be said about any change of points."""

    occurred_at: When | None
    reason: str | None
    source: str
    ref: str | None
    note: str | None
    customer_note: str | None
    store: str | None
    channel: str | None
    campaign: str | None
    approver: str | None


class Asked(Said, total=False):
    """The same, with what makes a command exact: by whom, once only, and on what state."""

    actor: Actor | str
    request_id: str | None
    expected_revision: int | None


@dataclass(frozen=True)
class Posting:
    """One entry as posted. Points are signed; requested and short are positive."""

    entry_id: int
    kind: str
    customer_no: str
    points: Decimal
    requested: Decimal
    short: Decimal
    occurred_at: datetime
    balance: Decimal
    replayed: bool = False

    @staticmethod
    def of(receipt: dict[str, Any], *, replayed: bool) -> Posting:
        """From the receipt that the chain keeps."""
        return Posting(
            entry_id=int(receipt["entry_id"]),
            kind=str(receipt["kind"]),
            customer_no=str(receipt["customer_no"]),
            points=Decimal(receipt["points"]),
            requested=Decimal(receipt["requested"]),
            short=Decimal(receipt["short"]),
            occurred_at=datetime.fromisoformat(receipt["occurred_at"]),
            balance=Decimal(receipt["balance"]),
            replayed=replayed,
        )


@dataclass(frozen=True)
class Account:
    """A customer's row of the ledger; amounts in hundredths."""

    customer_id: int
    customer_no: str
    balance: int
    debt: int
    revision: int
    merged_into: int | None


class _Done(Exception):
    """Raised inside a transaction that turns out to be a replay, to leave it without a trace."""

    def __init__(self, receipts: list[dict[str, Any]]) -> None:
        super().__init__()
        self.receipts = receipts


@dataclass(frozen=True)
class Ticket:
    """One command at the counter, read and checked as far as possible without the book."""

    name: str
    actor: Actor
    at: datetime
    said: Said
    request_id: str | None
    expected_revision: int | None
    content: dict[str, object]

    def entry(self, customer_id: int, kind: Kind, requested: int, **more: Any) -> NewEntry:
        """An entry of this command, with everything that was said about it."""
        said = self.said
        source, ref, line = said.get("source", "manual"), said.get("ref"), int(more.get("line", 1))
        values: dict[str, Any] = {
            "occurred_at": self.at,
            "source": source,
            "actor": self.actor.name,
            "for_customer": said.get("customer_note"),
            "key_hash": ref_key(source, ref, kind, line) if ref is not None else None,
            **{
                k: said.get(k)
                for k in ("reason", "ref", "note", "store", "channel", "campaign", "approver")
            },
            **more,
        }
        return NewEntry(customer_id=customer_id, kind=kind, requested=requested, **values)


class Desk:
    """Takes single commands for the ledger."""

    def __init__(self, store: Store, programme: Programme, now: Clock) -> None:
        self.store = store
        self.programme = programme
        self.now = now
        self.calendar = Calendar(programme.timezone)

    def ticket(
        self, name: str, right: Right, asked: Asked, reason: str, **content: object
    ) -> Ticket:
        """Check permission, texts and date of a command. `content` is what else makes it this one."""
        unknown = asked.keys() - (Asked.__required_keys__ | Asked.__optional_keys__)
        if unknown:  # Unpack is checked by type checkers only, and a misspelt word must not post
            raise TypeError(f"{name} does not know {', '.join(sorted(unknown))}")
        actor = as_actor(asked.get("actor", ""))
        permit(self.store, name, actor, right)
        self._require_all_seen(actor, content)
        said: Said = {
            "reason": _text(asked.get("reason") or reason, "reason"),
            "source": _text(asked.get("source") or "manual", "source") or "manual",
            "ref": _text(asked.get("ref"), "ref"),
            "note": _text(asked.get("note"), "note", NOTE_LIMIT),
            "customer_note": _text(asked.get("customer_note"), "customer_note", NOTE_LIMIT),
            "store": _text(asked.get("store"), "store"),
            "channel": _text(asked.get("channel"), "channel"),
            "campaign": _text(asked.get("campaign"), "campaign"),
            "approver": _text(asked.get("approver"), "approver"),
        }
        when, now = asked.get("occurred_at"), self.now()
        at = now if when is None else self.calendar.starts(when)
        if at > now:
            raise DateInFuture(value=at, now=now)
        given = {k: v for k, v in said.items() if v is not None}
        given["occurred_at"] = at if when is not None else None
        return Ticket(
            name,
            actor,
            at,
            said,
            asked.get("request_id"),
            asked.get("expected_revision"),
            {**content, **given},
        )

    def _require_all_seen(self, actor: Actor, content: Mapping[str, object]) -> None:
        """Refuse a command about customers whom the actor does not see, as if they did not exist."""
        if actor.scope.is_everybody:
            return
        for name in ("customer_no", "to"):
            if name in content:
                self.require_seen(actor, customer_no=str(content[name]).strip())
        for name in ("reverses", "lot"):
            if name in content:
                self.require_seen(actor, entry_id=content[name])
        if "hold_id" in content:
            self.require_seen(actor, hold_id=content["hold_id"])

    def require_seen(self, actor: Actor | str | None, **meant: object) -> None:
        """UnknownCustomer, UnknownEntry or UnknownHold unless the actor sees the one meant; None sees all.

        `meant` is customer_no, entry_id or hold_id.
        """
        scope = as_actor(actor).scope if actor is not None else ALL_CUSTOMERS
        if scope.is_everybody:
            return
        if self.store.question("access/seen", **meant, **scope.parameters).is_empty():
            refusals = {
                "customer_no": UnknownCustomer, "customer_id": UnknownCustomer,
                "entry_id": UnknownEntry, "hold_id": UnknownHold,
            }  # fmt: skip
            raise next(refusals[name](**{name: value}) for name, value in meant.items())

    def amount(self, value: object) -> int:
        """What a person entered, in hundredths, within the programme's decimals."""
        return amounts.hundredths(value, self.programme.decimals)

    def do(
        self,
        ticket: Ticket,
        act: Callable[[Writing], list[dict[str, Any]]],
        *,
        keyed: Sequence[Kind] = (),
    ) -> list[Posting]:
        """Perform the command; kinds in `keyed` may have been posted before under the same ref."""

        def once(writing: Writing) -> list[dict[str, Any]]:
            if ticket.said.get("ref") is not None and keyed:
                self._look_up_ref(writing, ticket, keyed)
            receipts = act(writing)
            require_within_limits(writing, ticket.actor, receipts, self.calendar)
            return receipts

        try:
            receipts, replayed = self.perform(self.command(ticket), once)
        except _Done as done:
            receipts, replayed = done.receipts, True
        return [Posting.of(r, replayed=replayed) for r in receipts]

    def perform(self, command: Command, act: Callable[[Writing], Any]) -> tuple[Any, bool]:
        """Have the store do a command once; the receipt, and whether it is a replay."""
        return self.store.perform(command, act)

    def command(self, ticket: Ticket) -> Command:
        """The ticket as the store wants it."""
        personal = {"note", "customer_note"}
        details = {k: v for k, v in ticket.content.items() if k not in personal}
        return Command(ticket.name, ticket.actor, ticket.request_id, ticket.content, details)

    def _look_up_ref(self, writing: Writing, ticket: Ticket, keyed: Sequence[Kind]) -> None:
        source, ref = str(ticket.said.get("source")), str(ticket.said.get("ref"))
        found = pl.concat(
            writing.ask(
                "ledger/entries_by_key",
                key_hash=ref_key(source, ref, kind, 1),
                source=source,
                ref=ref,
                kind=kind,
            )
            for kind in keyed
        ).sort("entry_id")
        if found.is_empty():
            return
        entry = found.row(0, named=True)
        content, points = ticket.content, ticket.content.get("points")
        is_moved = {"reverses", "to"} <= content.keys()  # the number stands at the reversal only
        rows = writing.ask(
            "ledger/entries_by_ref",
            source=source,
            ref=ref,
            first=entry["entry_id"],
            kinds=",".join(keyed),
            batch_id=entry["batch_id"] if is_moved else None,
        )
        last = rows.row(-1, named=True)
        moved = rows.filter(pl.col("kind") == rows["kind"][0])["requested"]
        requested = int(sum(map(Decimal, moved)) * 100)
        same = (
            content.get("customer_no") in (None, entry["customer_no"])
            and content.get("to") in (None, last["customer_no"])
            and (points in (None, requested) or _is_capped(content, points, requested))
            and content.get("reverses") in (None, entry["reverses_entry_id"])
            and content.get("occurred_at") in (None, entry["occurred_at"])
            and content.get("lot") in (None, *_lots_drawn(writing, entry))
            and ("lot" not in content or last["customer_no"] == entry["customer_no"])
        )
        if not same:
            raise DuplicateKeyConflict(key=f"{source} {ref}")
        raise _Done([_receipt(row) for row in rows.iter_rows(named=True)])

    def account(
        self, writing: Writing, customer_no: str, expected_revision: int | None = None
    ) -> Account:
        """The customer's account; CustomerMerged, StaleWrite when it moved on since the form was shown."""
        found = writing.rows("ledger/account", customer_no=str(customer_no).strip())
        if not found:
            raise UnknownCustomer(customer_no=customer_no)
        account = Account(*found[0])
        if account.merged_into is not None:
            heir = writing.ask("ledger/customer_no", customer_id=account.merged_into).item()
            raise CustomerMerged(customer_no=account.customer_no, into=heir)
        require_not_own(writing, account.customer_no)
        if expected_revision is not None and account.revision != expected_revision:
            raise stale_write(writing, account.customer_no, expected_revision, account.revision)
        return account

    def account_of(
        self, writing: Writing, customer_id: int, expected_revision: int | None = None
    ) -> Account:
        """The same, by internal id."""
        customer_no = writing.ask("ledger/customer_no", customer_id=customer_id).item()
        return self.account(writing, str(customer_no), expected_revision)

    def entry(self, writing: Writing, entry_id: int) -> dict[str, Any]:
        """An entry's row, points in hundredths; UnknownEntry."""
        found = writing.ask("ledger/entry", entry_id=int(entry_id))
        if found.is_empty():
            raise UnknownEntry(entry_id=entry_id)
        return found.row(0, named=True)

    def look_up(self, entry_id: int) -> dict[str, Any]:
        """The same, outside a transaction."""
        found = self.store.question("ledger/entry", entry_id=int(entry_id))
        if found.is_empty():
            raise UnknownEntry(entry_id=entry_id)
        return found.row(0, named=True)

    def post(
        self,
        writing: Writing,
        draft: Draft,
        accounts: Sequence[Account],
        *,
        check: Callable[[Allocation], None] | None = None,
        lots: Sequence[int] = (),
        reversal: bool = False,
    ) -> list[dict[str, Any]]:
        """Allocate, have the outcome checked, write it, and say what became of it."""
        entries, ops = draft.frames()
        done = allocate(writing, entries, ops, lot_ids=np.array(lots, np.int64), reversal=reversal)
        if check is not None:
            check(done)
        record(writing, done)
        by_id = {a.customer_id: a for a in accounts}
        balances = {a.customer_id: a.balance for a in accounts}
        receipts = []
        for place, entry in enumerate(draft.entries):
            points = int(done.points[place])
            balances[entry.customer_id] += points
            receipts.append(
                {
                    "entry_id": done.first_entry_id + place,
                    "kind": entry.kind,
                    "customer_no": by_id[entry.customer_id].customer_no,
                    "points": str(amounts.points(points)),
                    "requested": str(amounts.points(entry.requested)),
                    "short": str(amounts.points(entry.requested - abs(points))),
                    "occurred_at": entry.occurred_at.isoformat(),
                    "balance": str(amounts.points(balances[entry.customer_id])),
                }
            )
        return receipts


def _is_capped(content: dict[str, object], points: object, requested: int) -> bool:
    """Whether a reversal asked for more than was left, of which its entry keeps no trace."""
    return content.get("reverses") is not None and isinstance(points, int) and points > requested


def _lots_drawn(writing: Writing, entry: dict[str, Any]) -> list[int]:
    return writing.ask("ledger/draws", entry_id=entry["entry_id"])["lot_entry_id"].to_list()


def _receipt(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "occurred_at": row["occurred_at"].isoformat()}


def _text(value: str | None, field: str, limit: int = TEXT_LIMIT) -> str | None:
    """Trimmed, without control characters; None when nothing is left."""
    if value is None:
        return None
    text = "".join(c for c in str(value) if c.isprintable() or c in "\n\t").strip()
    if len(text) > limit:
        raise InvalidText(field=field, limit=limit)
    return text or None

"""The register of customers: add, get, edit. Everything personal goes through here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import polars as pl

from pointbook.access import ALL_CUSTOMERS, Actor, Right, as_actor
from pointbook.access.masking import mask, masked
from pointbook.access.own_record import require_not_own
from pointbook.access.permit import permit, refusals_kept
from pointbook.clock import Calendar, Clock, When
from pointbook.customers import changing, doubles, floors
from pointbook.customers.erasing import Unfinished, erase
from pointbook.customers.floors import Floor
from pointbook.customers.phones import phone_digits
from pointbook.customers.pinyin import search_text, search_texts
from pointbook.errors import CustomerExists, FloorInPast, InvalidText, NoTierToKeep, UnknownCustomer
from pointbook.store.changed import changed
from pointbook.store.stale import stale_write
from pointbook.store.store import Store
from pointbook.store.writing import Command, Writing, as_json

NUMBER_LIMIT = 64
TEXT_LIMIT = 500
_DATES = ("birthday", "joined_on", "tier_floor_until")
_REASON_LIMIT = 500


@dataclass(frozen=True)
class Customer:
    """One customer as registered; `fields` are the company's own."""

    customer_no: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    gender: str | None = None
    birthday: date | str | None = None
    """A day; as text where it is masked."""
    joined_on: date | None = None
    region: str | None = None
    city: str | None = None
    store: str | None = None
    department: str | None = None
    owner: str | None = None
    tier: str | None = None
    tier_floor: str | None = None
    """The tier that is kept until `tier_floor_until`."""
    tier_floor_until: date | None = None
    """The last day on which it is; afterwards it is only remembered."""
    status: str | None = None
    source: str | None = None
    tags: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    merged_into: str | None = None
    revision: int = 0

    def floor_on(self, day: date) -> Floor | None:
        """The tier that is kept on a day; None where none is, or none any more."""
        return floors.floor_on(self.tier_floor, self.tier_floor_until, day)


STANDARD = tuple(f.name for f in fields(Customer))[1:18]
"""The fields that every customer may have; others are the company's own."""

REGISTER_SCHEMA = pl.Schema(
    {
        "customer_id": pl.Int32,
        "customer_no": pl.String,
        **{name: pl.Date if name in _DATES else pl.String for name in STANDARD},
        "fields": pl.String,
        "search_text": pl.String,
        "batch_id": pl.Int32,
    }
)
"""Columns of a frame of customers to register."""


class Customers:
    """The register of one book."""

    def __init__(
        self, store: Store, calendar: Calendar, now: Clock, unfinished: Unfinished
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._now = now
        self._unfinished = unfinished

    @property
    def store(self) -> Store:
        """The store of the book."""
        return self._store

    @refusals_kept("add_customer")
    def add(
        self,
        customer_no: str,
        *,
        actor: Actor | str = "manual",
        request_id: str | None = None,
        **values: object,
    ) -> Customer:
        """Register a customer; values are the standard fields and any own ones. CustomerExists, InvalidText."""
        by = as_actor(actor)
        permit(self._store, "add_customer", by, Right.EDIT_CUSTOMER)
        number = _number(customer_no)
        standard, own = self._read(values)
        content: dict[str, object] = {"customer_no": number, **standard, "fields": own}
        changing.require_within(by, standard)

        def act(writing: Writing) -> dict[str, str]:
            if not writing.ask("customers/one", customer_no=number).is_empty():
                raise CustomerExists(customer_no=number)
            new = {**dict.fromkeys(floors.TOUCHED), "customer_no": number, **standard}
            row = {
                **floors.settled(
                    {"customer_no": number}, new, self._today, floors.tier_order(writing)
                ),
                "fields": as_json(own) if own else None,
            }
            register(writing, pl.DataFrame([row], schema_overrides=_text_types(row)))
            return {"customer_no": number}

        self._store.perform(
            Command("add_customer", by, request_id, content, {"customer_no": number}), act
        )
        return self.get(number, actor=by)

    def get(self, customer_no: str, *, actor: Actor | str | None = None) -> Customer:
        """The customer with a number; UnknownCustomer, also for one whom `actor` does not see."""
        scope = as_actor(actor).scope if actor is not None else ALL_CUSTOMERS
        found = self._store.question(
            "customers/one", customer_no=str(customer_no).strip(), **scope.parameters
        )
        if found.is_empty():
            raise UnknownCustomer(customer_no=customer_no)
        row = found.row(0, named=True)
        row["fields"] = _own(row["fields"])
        if actor is not None and not as_actor(actor).sees_plain:
            row = {k: v if k == "fields" else mask(k, v) for k, v in row.items()}
            row["fields"] = {k: mask("fields", v) for k, v in row["fields"].items()}
        return Customer(**row)

    @refusals_kept("edit_customer")
    def edit(
        self, customer_no: str, *, actor: Actor | str, expected_revision: int | None = None,
        request_id: str | None = None, **changes: object,
    ) -> Customer:  # fmt: skip
        """Change fields of a customer; own fields are merged in, None removes. StaleWrite."""
        by = as_actor(actor)
        permit(self._store, "edit_customer", by, Right.EDIT_CUSTOMER)
        standard, own = self._read(changes)
        content: dict[str, object] = {"customer_no": customer_no, **standard, "fields": own}
        details = {"customer_no": customer_no, "changed": sorted(changes)}

        def act(writing: Writing) -> dict[str, str]:
            row = _editable(writing, customer_no, by, expected_revision)
            return _write(writing, by, row, standard, own, self._today)

        self._store.perform(Command("edit_customer", by, request_id, content, details), act)
        return self.get(customer_no, actor=by)

    @refusals_kept("keep_tier")
    def keep_tier(
        self, customer_no: str, *, until: When, reason: str, actor: Actor | str, tier: str | None = None,
        expected_revision: int | None = None, request_id: str | None = None,
    ) -> Customer:  # fmt: skip
        """Keep a tier, today's unless another is named, to the end of a day: imports bring a higher one alone.

        NotPermitted, InvalidText without a reason, FloorInPast, NoTierToKeep, StaleWrite.
        """
        by = as_actor(actor)
        permit(self._store, "keep_tier", by, Right.EDIT_CUSTOMER)
        why, day, floor = (
            reason.strip(), self._calendar.starts(until).date(), text_of(tier, "tier_floor")
        )  # fmt: skip
        if not 0 < len(why) <= _REASON_LIMIT:
            raise InvalidText(field="reason", limit=_REASON_LIMIT)
        told: dict[str, object] = {
            "customer_no": str(customer_no).strip(), "until": str(day), "reason": why, "tier": floor,
        }  # fmt: skip

        def act(writing: Writing) -> dict[str, str]:
            return keep_tier(
                writing, by, customer_no, day, self._today, tier=floor, expected_revision=expected_revision
            )  # fmt: skip

        self._store.perform(Command("keep_tier", by, request_id, told, told), act)
        return self.get(customer_no, actor=by)

    def changes(
        self, customer_no: str, *, actor: Actor | str, limit: int | None = None
    ) -> pl.DataFrame:
        """What was changed of a customer, newest first: see customers.changing."""
        return changing.changes(self._store, customer_no, actor, limit)

    @refusals_kept("undo_edit")
    def take_back(
        self, customer_no: str, link_id: int, *, actor: Actor | str, request_id: str | None = None
    ) -> Customer:
        """Write what the fields that a command changed were before it; a change of its own.

        UnknownCustomer, UnknownChange, ChangedSince where a field is not any more as the command left it.
        """
        by = as_actor(actor)
        permit(self._store, "undo_edit", by, Right.EDIT_CUSTOMER)
        content: dict[str, object] = {
            "customer_no": str(customer_no).strip(),
            "undoes": int(link_id),
        }

        def act(writing: Writing) -> dict[str, str]:
            row = _editable(writing, customer_no, by)
            values = changing.former(writing, {**row, "own": _own(row["fields"])}, link_id)
            return _write(writing, by, row, *self._read(values), self._today)

        self._store.perform(Command("undo_edit", by, request_id, content, content), act)
        return self.get(customer_no, actor=by)

    def own_fields(self, *, actor: Actor | str) -> list[str]:
        """The names of the company's own fields that new customers whom the actor sees have, the most used first."""
        scope = as_actor(actor).scope
        found = self._store.question("changes/customers/own_fields", **scope.parameters)
        return list(found["field"])

    def with_phone(
        self, phone: str, *, actor: Actor | str, limit: int | None = None
    ) -> pl.DataFrame:
        """customer_no, name and phone of those whom the actor sees with this phone, however it is written."""
        by = as_actor(actor)
        found = self._store.question(
            "customers/by_phone",
            digits=phone_digits(phone) or "-",
            row_limit=limit,
            **by.scope.parameters,
        )
        return found if by.sees_plain else masked(found)

    @refusals_kept("set_apart")
    def set_apart(
        self, customer_no: str, other_no: str, *, actor: Actor | str, request_id: str | None = None
    ) -> None:
        """Keep that two customers are not the same person: see customers.doubles."""
        doubles.set_apart(self._store, customer_no, other_no, actor, request_id)

    @refusals_kept("erase_customer")
    def erase(
        self, customer_no: str, *, reason: str, actor: Actor | str, request_id: str | None = None
    ) -> str:
        """Put a pseudonym in the place of a person, on request; it is told. See customers.erasing."""
        return erase(
            self._store, customer_no, reason=reason, actor=actor, request_id=request_id,
            unfinished=self._unfinished,
        )  # fmt: skip

    @property
    def _today(self) -> date:
        return self._now().date()

    def _read(self, values: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
        standard: dict[str, object] = {}
        own: dict[str, object] = {}
        for name, value in values.items():
            if name in _DATES and value is not None:
                standard[name] = self._calendar.starts(value).date()  # type: ignore[arg-type]
            elif name in STANDARD:
                standard[name] = text_of(value, name)
            else:
                own[name] = text_of(value, name)
        return standard, own


def register(
    writing: Writing, customers: pl.DataFrame, batch_id: int | None = None
) -> pl.DataFrame:
    """Write new customers with an empty account each; the frame with customer_id and search_text.

    `customers` has customer_no and any columns of REGISTER_SCHEMA; numbers must be new.
    """
    first = writing.take("last_customer_id", customers.height)
    frame = customers.with_columns(
        pl.lit(None, pl.String).alias(c)
        for c in ("name", "phone", "email")
        if c not in customers.columns
    ).with_columns(
        customer_id=pl.int_range(first, first + customers.height, dtype=pl.Int32),
        batch_id=pl.lit(batch_id, pl.Int32),
    )
    frame = frame.with_columns(search_text=search_texts(frame))
    frame = frame.select(
        (pl.col(c) if c in frame.columns else pl.lit(None, t)).cast(t).alias(c)
        for c, t in REGISTER_SCHEMA.items()
    )
    staged = writing.stage(frame)
    writing.run("add_customers", staged=staged, now=writing.recorded_at)
    writing.run("add_accounts", staged=staged)
    return frame


def keep_tier(
    writing: Writing, by: Actor, customer_no: str, until: date, today: date, *, tier: str | None = None,
    expected_revision: int | None = None,
) -> dict[str, str]:  # fmt: skip
    """Keep a customer's tier within a transaction, today's unless another is named. FloorInPast, NoTierToKeep."""
    row = _editable(writing, customer_no, by, expected_revision)
    floor = tier or row["tier"]
    if until < today:
        raise FloorInPast(value=until)
    if floor is None:
        raise NoTierToKeep(customer_no=row["customer_no"])
    return _write(writing, by, row, {"tier_floor": floor, "tier_floor_until": until}, {}, today)


def _editable(
    writing: Writing, customer_no: str, by: Actor, expected_revision: int | None = None
) -> dict[str, Any]:
    """The row of customers/one of somebody whom the actor sees and is not; UnknownCustomer, OwnRecord, StaleWrite."""
    found = writing.ask(
        "customers/one", customer_no=str(customer_no).strip(), **by.scope.parameters
    )
    if found.is_empty():
        raise UnknownCustomer(customer_no=customer_no)
    row = found.row(0, named=True)
    number = str(row["customer_no"])
    require_not_own(writing, number)
    if expected_revision is not None and row["revision"] != expected_revision:
        raise stale_write(writing, number, expected_revision, int(row["revision"]))
    return row


def _write(
    writing: Writing, by: Actor, row: dict[str, Any], standard: dict[str, object],
    own: dict[str, object], today: date,
) -> dict[str, str]:  # fmt: skip
    """Write fields of one customer, keeping what they were; own ones that are None go, a tier that is kept stays."""
    number, before = str(row["customer_no"]), _own(row["fields"])
    merged = {k: v for k, v in {**before, **own}.items() if v is not None}
    wanted = {**{k: row[k] for k in STANDARD}, **standard}
    new = floors.settled(row, wanted, today, floors.tier_order(writing))
    changing.require_within(by, new)
    after = {name: merged.get(name) for name in own}
    told = {name: new[name] for name in (*standard, *floors.TOUCHED)}
    writing.tell(changes=changed({**row, **before}, {**told, **after}, hidden=own.keys()))
    fields = as_json(merged) if merged else None
    will = {"customer_no": number, **new, "fields": fields}
    changing.keep(writing, writing.stage(pl.DataFrame([will], schema_overrides=_text_types(will))))
    writing.run(
        "edit_customer", customer_no=number, **new, fields=fields, updated_at=writing.recorded_at,
        search_text=search_text(number, new["name"], new["phone"], new["email"]),
    )  # fmt: skip
    writing.run("touch_account", customer_no=number)
    return {"customer_no": number}


def _own(text: str | None) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}


def _text_types(row: dict[str, object]) -> dict[str, type[pl.DataType]]:
    return {name: pl.Date if name in _DATES else pl.String for name in row}


def _number(customer_no: object) -> str:
    number = str(customer_no).strip()
    if not 0 < len(number) <= NUMBER_LIMIT or not number.isprintable():
        raise InvalidText(field="customer_no", limit=NUMBER_LIMIT)
    return number


def text_of(value: object, field_name: str) -> str | None:
    """A field's text as it is stored, None for an empty one; InvalidText for an endless one."""
    text = "" if value is None else str(value).strip()
    if len(text) > TEXT_LIMIT:
        raise InvalidText(field=field_name, limit=TEXT_LIMIT)
    return text or None

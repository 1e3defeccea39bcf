"""How a customer stands: balance and its parts, entries, lots, and which lots an entry drew on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import polars as pl

from pointbook.clock import When
from pointbook.errors import UnknownCustomer, UnknownEntry
from pointbook.ledger.desk import Desk

EXPIRING_DAYS = 30


@dataclass(frozen=True)
class Balance:
    """balance = available + pending + held + lapsed − debt, always. All in points."""

    balance: Decimal
    available: Decimal
    pending: Decimal
    held: Decimal
    debt: Decimal
    lapsed: Decimal
    """Expired but not yet swept: nobody can use them."""
    expiring: Decimal
    """Available points that expire within 30 days."""
    revision: int


def _customer_id(desk: Desk, customer_no: str) -> int:
    found = desk.store.question("ledger/account", customer_no=str(customer_no).strip())
    if found.is_empty():
        raise UnknownCustomer(customer_no=customer_no)
    return int(found["customer_id"].item())


def balance(desk: Desk, customer_no: str, as_of: When | None) -> Balance:
    """The balance now, or at the end of an instant or day, in business time."""
    customer_id = _customer_id(desk, customer_no)
    now = desk.now() if as_of is None else desk.calendar.as_of(as_of)
    name = "balance" if as_of is None else "balance_as_of"
    row = desk.store.question(
        f"ledger/{name}", customer_id=customer_id, now=now, soon=now + timedelta(days=EXPIRING_DAYS)
    ).row(0, named=True)
    return Balance(**row)


def entries(desk: Desk, customer_no: str) -> pl.DataFrame:
    """All entries, oldest first in business time: the columns of points/statement."""
    found = desk.store.question("ledger/entries", customer_id=_customer_id(desk, customer_no))
    return found


def lots(desk: Desk, customer_no: str) -> pl.DataFrame:
    """Every lot ever opened: entry_id ref points remaining held available_from expires_at."""
    return desk.store.question("ledger/lots", customer_id=_customer_id(desk, customer_no))


def draws(desk: Desk, entry_id: int) -> pl.DataFrame:
    """Which lots a debit drew on: lot_entry_id (null for debt), ref of that lot, positive points."""
    if desk.store.question("ledger/entry", entry_id=int(entry_id)).is_empty():
        raise UnknownEntry(entry_id=entry_id)
    return desk.store.question("ledger/draws", entry_id=int(entry_id))

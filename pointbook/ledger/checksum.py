"""The checksum of an entry, computed here as the macro entry_checksum computes it in the book.

Binding the macro costs more than posting an entry; bulk posting and verify use the macro, so every
proof of a book compares the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pointbook.amounts import points
from pointbook.clock import micros

_SEPARATOR, _ABSENT = "\x1f", "\x1e"


def digest(text: str) -> int:
    """The lower 64 bits of the MD5 of a text, as md5_number_lower has them."""
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little")


def entry_checksum(entry: Mapping[str, Any]) -> int:
    """Over the columns of an entry, points in hundredths."""

    def instant(name: str) -> int:
        value: datetime | None = entry[name]
        return 0 if value is None else micros(value)

    def text(name: str) -> str:
        value = entry[name]
        return _ABSENT if value is None else str(value)

    parts: list[object] = [
        entry["entry_id"], entry["customer_id"], entry["kind"], points(entry["points"]),
        instant("occurred_at"), instant("recorded_at"), instant("available_from"), instant("expires_at"),
        text("reason"), entry["source"], text("ref"), entry["line"], text("store"), text("channel"), text("campaign"),
        _ABSENT if entry["amount"] is None else points(entry["amount"]),
        entry["reverses_entry_id"] or 0, entry["batch_id"] or 0, points(entry["requested"]), points(entry["short"]),
        entry["rule_version"] or 0, entry["actor"], text("approver"), entry["note_digest"] or 0, entry["key_hash"] or 0,
    ]  # fmt: skip
    return digest(_SEPARATOR.join(map(str, parts)))


def note_digest(note: str | None, for_customer: str | None) -> int | None:
    """The digest over both texts of an entry, the one for us and the one for the customer; None without any."""
    if for_customer is None:
        return None if note is None else digest(note)
    return digest(f"{note or ''}{_SEPARATOR}{for_customer}")

"""Exactly-once keys: the 64-bit digest of (source, ref, kind, line), as the macro entry_key has it."""

from __future__ import annotations

from pointbook.ledger.checksum import digest

_SEPARATOR = "\x1f"


def ref_key(source: str, ref: str, kind: str, line: int) -> int:
    """The digest of an outside number; compared in full when it is met again."""
    return digest(_SEPARATOR.join(("ref", source, ref, kind, str(line))))

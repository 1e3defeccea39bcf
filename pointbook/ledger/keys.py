"""Exactly-once keys: the 64-bit digest of (source, ref, kind, line), as the macro entry_key has it."""

from __future__ import annotations

import hashlib

_SEPARATOR = "\x1f"


def ref_key(source: str, ref: str, kind: str, line: int) -> int:
    """The digest of an outside number; compared in full when it is met again."""
    text = _SEPARATOR.join(("ref", source, ref, kind, str(line)))
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little")

"""Names of files that every system accepts."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?i)(con(?:in\$|out\$)?|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)")
_LONGEST_BYTES = 180
"""File systems allow 255 bytes, and a browser may add a number."""


def file_name(title: str, suffix: str) -> str:
    """A file's name from words on a page, with its suffix (`csv`, `xlsx`)."""
    plain = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", title))
    plain = "".join(c for c in plain if c.isprintable()).strip(" .-")
    plain = plain.encode()[:_LONGEST_BYTES].decode(errors="ignore").rstrip(" .-") or "pointbook"
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    return f"{plain}.{suffix}"

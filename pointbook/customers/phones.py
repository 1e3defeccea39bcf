"""Phones as they are compared: whatever stands between the digits, and with or without +86."""

from __future__ import annotations

import re
from typing import Final

from pointbook.customers.pinyin import fold

_MAINLAND: Final = re.compile(r"(?:00)?86(1\d{10})")
_SHORTEST: Final = 5
_LONGEST: Final = 18


def phone_digits(text: str) -> str | None:
    """The digits of what can be a phone, without the code of the mainland."""
    bare = fold(text).removeprefix("+").translate({ord(each): None for each in "()"})
    if not bare.isascii() or not bare.isdigit() or not _SHORTEST <= len(bare) <= _LONGEST:
        return None
    mainland = _MAINLAND.fullmatch(bare)
    return mainland[1] if mainland else bare

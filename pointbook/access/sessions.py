"""Sessions: a random token in the browser, its digest here; an idle and an absolute end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from pointbook.access.keyring import Keyring
from pointbook.errors import BookReadOnly, DiskFull

IDLE: Final = 60 * 60
"""Seconds without a request after which a session has ended."""
ABSOLUTE: Final = 12 * 3600
"""Seconds after which it has ended in any case."""
FRESH: Final = 10 * 60
"""Seconds after its beginning in which delicate commands need no password again."""
_TOUCH_EVERY: Final = 30
_AGENT: Final = 200
_ID: Final = 16


@dataclass(frozen=True)
class Session:
    """A session that has not ended."""

    user_name: str
    must_change: bool
    """Whether nothing may be done before a new password is set."""
    address: str = ""
    """From where it was begun."""
    is_fresh: bool = False
    """Whether that was so lately that delicate commands need no password again."""


@dataclass(frozen=True)
class Device:
    """One of the places where a user is signed in."""

    session_id: str
    address: str
    agent: str
    """What the browser calls itself."""
    began_at: int
    seen_at: int


def new_token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is kept of a token: whoever reads the file cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(keyring: Keyring, user_name: str, address: str, agent: str) -> str:
    """A new session; its token."""
    token, now = new_token(), keyring.now()
    keyring.run("purge_sessions", at=now, idle_since=now - IDLE)
    keyring.run(
        "add_session", digest=token_digest(token), user_name=user_name, at=now,
        ends_at=now + ABSOLUTE, address=address[:64], agent=agent[:_AGENT],
    )  # fmt: skip
    return token


def find(keyring: Keyring, token: str, *, touch: bool) -> Session | None:
    """The session of a token while it lasts; `touch` notes that it is in use."""
    now, digest = keyring.now(), token_digest(token)
    row = keyring.row("session", digest=digest, at=now, idle_since=now - IDLE)
    if row is None:
        return None
    user_name, seen_at, must_change, address, began_at = row
    if touch and now - seen_at >= _TOUCH_EVERY:
        with suppress(DiskFull, BookReadOnly):  # whoever is in stays in, to read what is wrong
            keyring.run("touch_session", digest=digest, at=now)
    return Session(user_name, bool(must_change), address, now - began_at < FRESH)


def session_id(token: str) -> str:
    """By what a session is told from the others of its user; it opens nothing."""
    return token_digest(token)[:_ID]


def devices(keyring: Keyring, user_name: str) -> list[Device]:
    """Where a user is signed in, what was in use last first."""
    return [Device(digest[:_ID], *told) for digest, *told in _open(keyring, user_name)]


def end_some(keyring: Keyring, user_name: str, session_ids: Collection[str]) -> None:
    """End some sessions of a user, and nobody else's."""
    for digest, *_ in _open(keyring, user_name):
        if digest[:_ID] in session_ids:
            keyring.run("drop_session", digest=digest)


def _open(keyring: Keyring, user_name: str) -> list[tuple[Any, ...]]:
    now = keyring.now()
    return keyring.run("sessions_of", user_name=user_name, at=now, idle_since=now - IDLE)


def end(keyring: Keyring, token: str) -> None:
    """End one session."""
    keyring.run("drop_session", digest=token_digest(token))


def end_all(keyring: Keyring, user_name: str) -> None:
    """End every session of a user."""
    keyring.run("drop_sessions", user_name=user_name)

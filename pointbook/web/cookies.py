"""The cookies of the door: a session, and the mark of a browser that has been here before."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

from pointbook.access.sessions import ABSOLUTE
from pointbook.access.sign_in import DEVICE_LIFE, SignedIn

SESSION: Final = "pointbook_session"
DEVICE: Final = "pointbook_device"
COMPANY: Final = "pointbook_company"
_HOST: Final = "__Host-"
"""With this prefix browsers take the cookie from this very host over https only."""


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser speaks to us, or to a trusted proxy before us, over https."""
    return connection.url.scheme in ("https", "wss")


def session_token(connection: HTTPConnection) -> str | None:
    """The token of the session cookie."""
    return connection.cookies.get(_name(connection, SESSION))


def device_token(connection: HTTPConnection) -> str:
    """The mark of a browser, empty for one that is new."""
    return connection.cookies.get(_name(connection, DEVICE), "")


def company_state(connection: HTTPConnection) -> str:
    """The mark of a browser that went to the provider of company accounts, empty for any other."""
    return connection.cookies.get(_name(connection, COMPANY), "")


def keep_company(response: Response, connection: HTTPConnection, state: str, seconds: int) -> None:
    """Put that mark into the browser; none takes it out again."""
    _set(response, connection, COMPANY, state, seconds if state else 0)


def take_home(response: Response, connection: HTTPConnection, signed_in: SignedIn) -> None:
    """Put the session and the mark into the browser."""
    _set(response, connection, SESSION, signed_in.token, ABSOLUTE)
    _set(response, connection, DEVICE, signed_in.device, DEVICE_LIFE)


def leave(response: Response, connection: HTTPConnection) -> None:
    """Take the session out of the browser."""
    _set(response, connection, SESSION, "", 0)


def _name(connection: HTTPConnection, name: str) -> str:
    return f"{_HOST}{name}" if is_https(connection) else name


def _set(
    response: Response, connection: HTTPConnection, name: str, value: str, seconds: int
) -> None:
    response.set_cookie(
        _name(connection, name), value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=is_https(connection),
    )  # fmt: skip

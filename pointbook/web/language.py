"""Which language a request asks for: ?lang= first, then the cookie, else Chinese."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection

from pointbook.texts import LANGUAGES

COOKIE: Final = "pointbook_language"
YEAR: Final = 365 * 24 * 3600


def asked_language(query_string: str) -> str | None:
    """The language named in a URL's query, if it is one of ours."""
    asked = parse_qs(query_string).get("lang", [""])[-1]
    return asked if asked in LANGUAGES else None


def kept_language(cookie_header: str) -> str:
    """The language of the cookie, Chinese without one."""
    try:
        kept = SimpleCookie(cookie_header).get(COOKIE)
    except CookieError:
        return LANGUAGES[0]
    return kept.value if kept is not None and kept.value in LANGUAGES else LANGUAGES[0]


def spoken_to(connection: HTTPConnection) -> str:
    """The language of whoever asks."""
    kept = kept_language(connection.headers.get("cookie", ""))
    return asked_language(connection.url.query) or kept


def language_cookie(lang: str) -> str:
    """A Set-Cookie value that keeps the language for a year."""
    return f"{COOKIE}={lang}; Max-Age={YEAR}; Path=/; SameSite=Lax; HttpOnly"

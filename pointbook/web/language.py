"""Which language a request asks for: ?lang= first, then the cookie, else Chinese."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection

from pointbook.texts import LANGUAGES
from pointbook.ui.session import LANGUAGE_COOKIES
from pointbook.web.cookies import is_https

YEAR: Final = 365 * 24 * 3600


def asked_language(query_string: str) -> str | None:
    """The language named in a URL's query, if it is one of ours."""
    asked = parse_qs(query_string).get("lang", [""])[-1]
    return asked if asked in LANGUAGES else None


def kept_language(cookie_header: str) -> str:
    """The language of the cookie, Chinese without one."""
    try:
        cookies = SimpleCookie(cookie_header)
    except CookieError:
        return LANGUAGES[0]
    kept = [cookies[name].value for name in LANGUAGE_COOKIES if name in cookies]
    return next((lang for lang in kept if lang in LANGUAGES), LANGUAGES[0])


def spoken_to(connection: HTTPConnection) -> str:
    """The language of whoever asks."""
    kept = kept_language(connection.headers.get("cookie", ""))
    return asked_language(connection.url.query) or kept


def language_cookie(connection: HTTPConnection, lang: str) -> str:
    """A Set-Cookie value that keeps the language for a year."""
    over_https, plain = LANGUAGE_COOKIES
    name, end = (over_https, "; Secure") if is_https(connection) else (plain, "")
    return f"{name}={lang}; Max-Age={YEAR}; Path=/; SameSite=Lax; HttpOnly{end}"

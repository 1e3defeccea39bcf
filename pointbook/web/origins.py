"""Where a request comes from: our own pages, or somebody else's; and which way back is ours."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def changes_nothing(method: str) -> bool:
    """Whether a request of this method only reads."""
    return method in _SAFE


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser says that a page of ours sent this.

    Browsers always say so, in one header or another; what sends none of them is no browser, and
    nobody can make it send somebody else's cookie.
    """
    headers = connection.headers
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    host = headers.get("host", "")
    for name in ("origin", "referer"):
        told = headers.get(name)
        if told is not None:
            return urlsplit(told).netloc == host
    return True


def local_path(wanted: str | None) -> str:
    """A path of ours with its query; the first page for anything that could lead elsewhere."""
    path = wanted or "/"
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    return path

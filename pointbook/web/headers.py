"""Security headers on every HTTP answer, with a content policy that allows only what we serve ourselves."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CACHED = ("/static/",)
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
"""A year; believed by browsers over https alone, and said there alone."""


@cache
def content_policy() -> bytes:
    """The Content-Security-Policy; the one inline script of Streamlit's page is allowed by its hash."""
    index = files("streamlit").joinpath("static", "index.html").read_text("utf-8")
    inline = re.findall(r"<script>(.*?)</script>", index, re.S)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'"
        for each in inline
    )
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in policy.items()).encode()


class SecurityHeaders:
    """Adds the headers; pages are never kept by the browser, hashed assets are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and dress its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not scope["path"].startswith(_CACHED):
                    headers = [each for each in headers if each[0].lower() != b"cache-control"]
                    headers.append((b"cache-control", b"no-store"))
                if scope["scheme"] == "https":
                    headers = [*map(_secured, headers), _HTTPS_ONLY]
                message = dict(message, headers=headers + _fixed())
            await send(message)

        await self.app(scope, receive, dressed)


def _secured(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """A cookie for https alone; Streamlit does not know that a proxy speaks it, and leaves its own open."""
    name, value = header
    is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if is_open else header


def _fixed() -> list[tuple[bytes, bytes]]:
    return [
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        (b"content-security-policy", content_policy()),
    ]

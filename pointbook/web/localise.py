"""Streamlit's page on its way out: our title, style and language instead of its own."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pointbook.texts import say
from pointbook.web.language import asked_language, kept_language, language_cookie

ASSETS: Final = "/pointbook-assets"
_MODULE: Final = b'<script type="module"'
_UNWANTED: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


class Localise:
    """Rewrites index.html; every other answer passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, its page rewritten."""
        headers = dict(scope.get("headers") or [])
        if scope["type"] != "http" or b"text/html" not in headers.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        asked = asked_language(scope["query_string"].decode("latin-1"))
        lang = asked or kept_language(headers.get(b"cookie", b"").decode("latin-1"))
        # Compressed or partial bodies could not be rewritten.
        plain = [each for each in scope["headers"] if each[0] not in _UNWANTED]
        kept = language_cookie(HTTPConnection(scope), asked) if asked else ""
        await self.app(dict(scope, headers=plain), receive, _Rewriter(send, lang, kept))


class _Rewriter:
    """Collects the body of one answer and sends it rewritten when it is Streamlit's page."""

    def __init__(self, send: Send, lang: str, cookie: str) -> None:
        self.send = send
        self.lang = lang
        self.cookie = cookie
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if b"text/html" not in dict(message.get("headers", [])).get(b"content-type", b""):
                await self.send(message)
                return
            self.start = message
            return
        if self.start is None or message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = localised(self.body, self.lang)
        replaced = (b"content-length", b"etag", b"last-modified")
        headers = [each for each in self.start["headers"] if each[0].lower() not in replaced]
        headers.append((b"content-length", str(len(body)).encode()))
        if self.cookie:
            headers.append((b"set-cookie", self.cookie.encode()))
        await self.send(dict(self.start, headers=headers))
        await self.send({"type": "http.response.body", "body": body})


def localised(page: bytes, lang: str) -> bytes:
    """Streamlit's index.html in our dress; another page as it is."""
    if _MODULE not in page:
        return page
    ours = f'<link rel="stylesheet" href="{ASSETS}/face.css">\n    '
    ours += f'<script src="{ASSETS}/face.js"></script>\n    '
    if lang == "zh":
        ours += f'<script src="{ASSETS}/zh.js"></script>\n    '
        page = page.replace(b'<html lang="en">', b'<html lang="zh-CN">', 1)
    title = f"<title>{say('app.name', lang)}</title>".encode()
    page = page.replace(b"<title>Streamlit</title>", title, 1)
    return page.replace(_MODULE, ours.encode() + _MODULE, 1)

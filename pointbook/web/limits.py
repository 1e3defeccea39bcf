"""How much one request may carry, and how often one address may ask."""

from __future__ import annotations

import os
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pointbook.errors import PointbookError, TooLarge, TooManyRequests
from pointbook.ui.hosts import upload_limit
from pointbook.web.rates import Rate
from pointbook.web.refusing import refuse

UPLOADS: Final = "/_stcore/upload_file/"
FREE: Final = ("/static/", "/pointbook-assets/", "/healthz")
"""Files of the page itself, which come in dozens and cost nothing, and the question whether we live."""
FORM: Final = 64 * 1024
"""Bytes of anything that is not a file."""
_ROUND: Final = 2**20
"""What the browser wraps around an uploaded file."""
RATE: Final = "POINTBOOK_REQUESTS_PER_MINUTE"
DEFAULT_RATE: Final = 1200
"""An office behind one address opens some two hundred pages a minute with it."""


class _Overrun(Exception):
    """The body turned out larger than it may be."""


class Limits:
    """Refuses what is too large or too often, before anything reads it."""

    def __init__(self, app: ASGIApp, rate: Rate | None = None) -> None:
        self.app = app
        self.rate = rate or Rate(_most(), 60.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, counted and measured."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection, path = HTTPConnection(scope), scope["path"]
        if not path.startswith(FREE):
            try:
                self.rate.require(connection.client.host if connection.client else "")
            except TooManyRequests as refusal:
                await refuse(scope, receive, send, 429, refusal, {"retry-after": "60"})
                return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        most = upload_limit() + _ROUND if path.startswith(UPLOADS) else FORM
        too_large = TooLarge(
            limit=f"{most // 2**20} MB" if most >= _ROUND else f"{most // 1024} KB"
        )
        if _told_length(connection) > most:
            await refuse(scope, receive, send, 413, too_large)
            return
        await self._measured(scope, receive, send, most, too_large)

    async def _measured(
        self, scope: Scope, receive: Receive, send: Send, most: int, too_large: PointbookError
    ) -> None:
        heard, has_answered = 0, False

        async def counted() -> Message:
            nonlocal heard
            message = await receive()
            heard += len(message.get("body", b""))
            if heard > most:
                raise _Overrun
            return message

        async def said(message: Message) -> None:
            nonlocal has_answered
            has_answered = True
            await send(message)

        try:
            await self.app(scope, counted, said)
        except _Overrun:
            if not has_answered:
                await refuse(scope, receive, send, 413, too_large)


def _told_length(connection: HTTPConnection) -> int:
    told = connection.headers.get("content-length", "0")
    return int(told) if told.isdecimal() else 0


def _most() -> int:
    told = os.environ.get(RATE, "")
    return int(told) if told.isdecimal() and int(told) else DEFAULT_RATE

"""What stands in front of everything, HTTP and websocket alike. Pure ASGI: other middleware never sees websockets."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pointbook.access.sessions import Session
from pointbook.errors import PointbookError
from pointbook.ui import session
from pointbook.web.cookies import session_token
from pointbook.web.form_pages import STYLE
from pointbook.web.origins import changes_nothing, is_same_origin

IDENTITY_HEADERS: Final = (
    b"x-pointbook-",
    b"x-forwarded-user",
    b"x-forwarded-email",
    b"x-remote-user",
    b"remote-user",
)
CLOSED_PATHS: Final = ("/_stcore/agent/", "/_stcore/metrics", "/_stcore/script-health-check")
"""Streamlit's doors for programs and its view of itself: nobody here has asked for them."""
OPEN_PATHS: Final = frozenset(
    (
        "/healthz",
        "/sign-in",
        "/sign-in/company",
        "/sign-in/company/back",
        "/sign-out",
        "/language/zh",
        "/language/en",
        STYLE,
    )
)
_LINK: Final = re.compile(r"/reset/[A-Za-z0-9_-]{20,64}")
BEFORE_CHANGE: Final = frozenset(("/password", "/sign-out-everywhere"))
"""All that is open, beside OPEN_PATHS, to whoever must change the password first."""
NOBODY: Final = 4401
WATCH_EVERY: Final = 2.0
"""Seconds after which a connection notices by itself that its session has ended."""


class Gate:
    """Lets in whoever has a session, and to the forms before it everybody; believes no claimed identity."""

    def __init__(self, app: ASGIApp, watch_every: float = WATCH_EVERY) -> None:
        self.app = app
        self.watch_every = watch_every

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or send it away."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection, path = HTTPConnection(scope), scope["path"]
        is_reading = scope["type"] == "http" and changes_nothing(scope["method"])
        if path.startswith(CLOSED_PATHS):
            await _refuse(scope, receive, send, 404, "not_found")
            return
        if not is_reading and not is_same_origin(connection):
            await _refuse(scope, receive, send, 403, "cross_origin")
            return
        headers = [
            each for each in scope["headers"] if not each[0].lower().startswith(IDENTITY_HEADERS)
        ]
        scope = dict(scope, headers=headers)
        if path in OPEN_PATHS or _LINK.fullmatch(path):
            await self.app(scope, receive, send)
            return
        token = session_token(connection)
        found = await run_in_threadpool(_session, token)
        if found is None or token is None:
            await _send_away(scope, receive, send, "/sign-in", 401, "signed_out")
        elif found.must_change and path not in BEFORE_CHANGE:
            await _send_away(scope, receive, send, "/password", 403, "must_change")
        else:
            headers.append((session.TOKEN_HEADER.encode(), token.encode("latin-1")))
            if scope["type"] == "websocket":
                await self._connected(scope, receive, send, token)
            else:
                await self.app(scope, receive, send)

    async def _connected(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """A connection that ends with its session: at its next message, or by itself soon after."""
        ended = asyncio.Event()

        async def end() -> None:
            if not ended.is_set():
                ended.set()
                with suppress(RuntimeError):  # the browser may have gone first
                    await send({"type": "websocket.close", "code": NOBODY})

        async def heard() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if not ended.is_set() and await run_in_threadpool(_session, token) is not None:
                return message
            await end()
            return {"type": "websocket.disconnect", "code": NOBODY}

        async def said(message: Message) -> None:
            if not ended.is_set():
                await send(message)

        async def watch() -> None:
            while not ended.is_set():
                await asyncio.sleep(self.watch_every)
                if await run_in_threadpool(_session, token, touch=False) is None:
                    await end()

        watching = asyncio.create_task(watch())
        try:
            await self.app(scope, heard, said)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


def _session(token: str | None, *, touch: bool = True) -> Session | None:
    """The session of a token. While the book cannot be opened nobody has one; the form says why."""
    if not token:
        return None
    try:
        return session.opened_book().access.door.session(token, touch=touch)
    except PointbookError:
        return None


async def _send_away(
    scope: Scope, receive: Receive, send: Send, form: str, status: int, why: str
) -> None:
    """People go to a form and come back to where they wanted; programs get a status."""
    accepts = HTTPConnection(scope).headers.get("accept", "")
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in accepts:
        query = scope["query_string"].decode("utf-8", "replace")
        wanted = quote(scope["path"] + (f"?{query}" if query else ""))
        await RedirectResponse(f"{form}?next={wanted}", 303)(scope, receive, send)
        return
    await _refuse(scope, receive, send, status, why)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        # Before it is accepted, the browser sees a refused handshake with status 403.
        await receive()
        await send({"type": "websocket.close", "code": 4000 + status})
        return
    await JSONResponse({"error": why}, status)(scope, receive, send)

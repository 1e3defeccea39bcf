"""What stands in front of everything, HTTP and websocket alike. Pure ASGI: other middleware never sees websockets."""

from __future__ import annotations

from typing import Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

IDENTITY_HEADERS: Final = (
    b"x-pointbook-",
    b"x-forwarded-user",
    b"x-forwarded-email",
    b"x-remote-user",
    b"remote-user",
)
CLOSED_PATHS: Final = ("/_stcore/agent/",)
"""Streamlit's door for programs: nobody here has asked for it."""


class Gate:
    """Lets requests in without any identity that they claim, and none to the closed paths."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if scope["path"].startswith(CLOSED_PATHS):
            await _refuse(scope, receive, send)
            return
        headers = [
            each for each in scope["headers"] if not each[0].lower().startswith(IDENTITY_HEADERS)
        ]
        await self.app(dict(scope, headers=headers), receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4404})
        return
    await JSONResponse({"error": "not_found"}, 404)(scope, receive, send)

"""What goes wrong while a request is answered: a sentence or a number outside, the traceback in the log."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pointbook.errors import PointbookError
from pointbook.incidents import note_incident
from pointbook.web.refusing import refuse


class Incidents:
    """Stands around everything that answers; nothing that crashes shows how."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and answer for it where it crashes."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        has_answered = False

        async def said(message: Message) -> None:
            nonlocal has_answered
            has_answered = True
            await send(message)

        try:
            await self.app(scope, receive, said)
        except Exception as error:
            why: PointbookError | str
            if isinstance(error, PointbookError):
                why, status = error, 503
            else:
                why, status = note_incident(error), 500
            if not has_answered:
                reading = scope["type"] == "http" and scope["method"] == "GET"
                again = scope["path"] if reading else ""
                await refuse(scope, receive, send, status, why, again=again)

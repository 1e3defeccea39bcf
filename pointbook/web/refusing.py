"""How a request is turned down: a page with a sentence for people, a code for programs."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from pointbook.errors import PointbookError
from pointbook.texts import error_text, say
from pointbook.web.form_pages import form_page
from pointbook.web.language import spoken_to


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, why: PointbookError | str,
    headers: Mapping[str, str] | None = None, *, again: str = "",
) -> None:  # fmt: skip
    """Answer with the sentence of a refusal, or with the number of an incident.

    `again` is where the page tries once more, by itself and by a button.
    """
    if scope["type"] == "websocket":
        # Before it is accepted, the browser sees a refused handshake with status 403.
        await receive()
        await send({"type": "websocket.close", "code": 4000 + status})
        return
    connection = HTTPConnection(scope)
    lang = spoken_to(connection)
    code = why.code if isinstance(why, PointbookError) else "incident"
    sentence = (
        error_text(why, lang)
        if isinstance(why, PointbookError)
        else say("errors.incident", lang, number=why)
    )
    if "text/html" in connection.headers.get("accept", ""):
        page = form_page(lang, "not_now", "", (), error=sentence, status=status, again=again)
        page.headers.update(headers or {})
        await page(scope, receive, send)
        return
    told = {"error": code, "message": sentence}
    await JSONResponse(told, status, dict(headers or {}))(scope, receive, send)

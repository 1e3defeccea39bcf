"""Our own routes beside Streamlit's: health, the language switch, our assets."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from pointbook.texts import LANGUAGES
from pointbook.web.language import language_cookie
from pointbook.web.localise import ASSETS
from pointbook.web.sign_in import ROUTES as SIGN_IN


async def healthz(_request: Request) -> Response:
    """Say that the server answers."""
    return JSONResponse({"ok": True})


async def switch_language(request: Request) -> Response:
    """Keep a language in the cookie and return to the page that asked, its filters kept."""
    lang = request.path_params["lang"]
    answer = RedirectResponse(_page_before(request), 303)
    if lang in LANGUAGES:
        answer.headers["set-cookie"] = language_cookie(request, lang)
    return answer


def _page_before(request: Request) -> str:
    before = urlsplit(request.headers.get("referer", ""))
    path = before.path
    if (
        before.netloc != request.headers.get("host")
        or not path.startswith("/")
        or path.startswith(("//", "/\\"))
    ):
        return "/"
    query = [(name, value) for name, value in parse_qsl(before.query) if name != "lang"]
    return path + (f"?{urlencode(query)}" if query else "")


ROUTES: Final[list[BaseRoute]] = [
    Route("/healthz", healthz),
    Route("/language/{lang}", switch_language),
    *SIGN_IN,
    Mount(ASSETS, StaticFiles(directory=Path(__file__).with_name("assets"))),
]

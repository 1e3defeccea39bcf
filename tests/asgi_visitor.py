"""A visitor who speaks to an ASGI app without a server, and keeps its cookies as a browser does."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

HOST = "127.0.0.1"
HTML = "text/html"


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """Run it in another thread: a browser of other tests leaves its event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@dataclass
class Answer:
    """What came back for one request."""

    status: int
    headers: dict[str, str]
    text: str
    set_cookies: list[str]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """One browser."""

    app: Any
    scheme: str = "http"
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        headers = {"origin": f"{self.scheme}://{HOST}", **headers}
        return self.ask("POST", path, urlencode(fields or {}).encode(), headers)

    def sign_in(self, user_name: str, password: str, path: str = "/sign-in") -> Answer:
        return self.post(path, {"user_name": user_name, "password": password})

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        parts: list[dict[str, Any]] = []
        asked: list[bool] = []

        async def receive() -> dict[str, Any]:
            if asked:  # nobody hangs up
                await asyncio.Event().wait()
            asked.append(True)
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            parts.append(message)

        scope = self.scope("http", path, headers) | {"method": method, "http_version": "1.1"}
        in_a_loop_of_its_own(self.app(scope, receive, send))
        start, text = parts[0], b"".join(part.get("body", b"") for part in parts[1:])
        told = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
        set_cookies = [value for name, value in told if name == "set-cookie"]
        self._keep(set_cookies)
        return Answer(start["status"], dict(told), text.decode("utf-8", "replace"), set_cookies)

    def connect(
        self, path: str = "/_stcore/stream", said: Iterable[str] = (), **headers: str
    ) -> list[dict[str, Any]]:
        """Open a websocket, say something, and stay until the other side ends it; what was sent back."""
        sent: list[dict[str, Any]] = []
        to_say = iter(said)

        async def receive() -> dict[str, Any]:
            if not asked:
                asked.append(True)
                return {"type": "websocket.connect"}
            text = next(to_say, None)
            if text is not None:
                return {"type": "websocket.receive", "text": text}
            await over.wait()
            return {"type": "websocket.disconnect", "code": 1005}

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "websocket.close":
                over.set()

        async def run() -> None:
            nonlocal over
            over = asyncio.Event()
            await asyncio.wait_for(self.app(scope, receive, send), 20)

        asked: list[bool] = []
        over = asyncio.Event()
        scope = self.scope("websocket", path, headers) | {"subprotocols": []}
        in_a_loop_of_its_own(run())
        return sent

    def scope(self, kind: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        path, _, query = path.partition("?")
        told = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scheme = self.scheme.replace("http", "ws") if kind == "websocket" else self.scheme
        return {
            "type": kind, "asgi": {"version": "3.0"}, "scheme": scheme, "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": (self.address, 1), "server": (HOST, 80),
        }  # fmt: skip

    def _keep(self, set_cookies: list[str]) -> None:
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def path_of(address: str) -> str:
    """The path of a location."""
    return urlsplit(address).path


@pytest.fixture
def signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """A visitor with a session in the real app; its lifespan is not started."""
    import app  # here, so that tests of plain files need not load the server
    import pointbook
    from pointbook.ui import session

    path = tmp_path / "book.duckdb"
    monkeypatch.setenv("POINTBOOK_BOOK", str(path))
    with pointbook.open_book(path) as book:
        book.access.add("lina", role="viewer", actor="t")
        book.access.door.set_password("lina", "kitchen-blue-42")
        session.use_book(book, path)
        visitor = Visitor(app.app)
        visitor.sign_in("lina", "kitchen-blue-42")
        yield visitor
        session.close_book()

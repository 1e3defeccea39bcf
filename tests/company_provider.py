"""A provider of company accounts on this machine: it is run by the tests, and lies where they tell it to."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.asgi_visitor import HOST

CLIENT: Final = "pointbook"
SECRET: Final = "a-secret-of-the-tests"


class Provider:
    """A provider of accounts: gives codes for whoever `who` is, and tokens for codes; it can be made to lie."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.signs_with = self.key
        self.claims: dict[str, Any] = {"preferred_username": "Lina"}
        self.forge: Callable[[dict[str, Any]], str] | None = None
        """How a token is made that is none of its own."""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.told: list[str] = []
        """The tokens that it gave away."""
        routes = [
            Route("/.well-known/openid-configuration", self.published),
            Route("/authorize", self.page),
            Route("/keys", self.keys),
            Route("/token", self.token, methods=["POST"]),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), host="127.0.0.1", port=self.port, log_level="error", ws="none"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def authorize(self, address: str) -> str:
        """What its sign-in page does for somebody: back to us with a code; our path of it."""
        back = urlsplit(self._back(address))
        assert back.netloc == HOST
        return f"{back.path}?{back.query}"

    async def page(self, request: Request) -> Response:
        """The same for a browser, which is sent there and back."""
        return RedirectResponse(self._back(str(request.url)), 303)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)

    def _back(self, address: str) -> str:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    async def published(self, _request: Request) -> Response:
        return JSONResponse({
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
        })  # fmt: skip

    async def keys(self, _request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        is_ours = request.headers.get("authorization") == f"Basic {basic}"
        if asked is None or asked["code_challenge"] != challenge or not is_ours:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "77", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.claims,
        }  # fmt: skip
        header = {"alg": "RS256", "kid": self.signs_with.kid}
        told = self.forge(claims) if self.forge else jwt.encode(header, claims, self.signs_with)
        self.told.append(told)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": told})


@contextmanager
def providing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A running provider, and the settings that lead to it, until the block ends."""
    running = Provider()
    running.thread.start()
    until = time.monotonic() + 20
    while not running.server.started:
        assert time.monotonic() < until
        running.thread.join(0.02)
    monkeypatch.setenv("POINTBOOK_OIDC_ISSUER", running.issuer)
    monkeypatch.setenv("POINTBOOK_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("POINTBOOK_OIDC_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("POINTBOOK_OIDC_NAME", "企业账号")
    yield running
    running.stop()

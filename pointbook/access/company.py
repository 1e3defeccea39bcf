"""Sign-in with the company's own accounts: OpenID Connect, the code flow with PKCE. Nothing of it is kept."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from pointbook.access.sign_in import fold_name
from pointbook.errors import (
    CompanySignInFailed,
    CompanySignInSettings,
    CompanySignInUnreachable,
)
from pointbook.settings import secret

CLAIM: Final = "preferred_username"
_ISSUER, _CLIENT = "POINTBOOK_OIDC_ISSUER", "POINTBOOK_OIDC_CLIENT_ID"
_SECRET: Final = "POINTBOOK_OIDC_CLIENT_SECRET"
_SCOPE: Final = "openid profile email"
_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that only the provider can make; with a shared secret whoever has it could."""
_PATIENCE: Final = 10.0
_LEEWAY: Final = 60
_FRESH: Final = 3600.0
BEGUN_LIFE: Final = 600
"""Seconds in which somebody has to come back from the provider."""
_MOST_BEGUN: Final = 1000

log = logging.getLogger("pointbook.sign_in")


@dataclass(frozen=True)
class Settings:
    """The provider as POINTBOOK_OIDC_… says; `name` is what the button calls it."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    claim: str
    is_only_way: bool
    """Whether passwords are for those alone who may manage users."""

    @property
    def shown_name(self) -> str:
        """What people call the provider."""
        return self.name or urlsplit(self.issuer).netloc


@dataclass(frozen=True)
class Begun:
    """A way to the provider that somebody is on."""

    state: str
    nonce: str
    verifier: str
    address: str
    """Where the provider sends them back to."""
    target: str
    began_at: float


def settings() -> Settings | None:
    """What is set, None where nothing is; CompanySignInSettings, SecretUnreadable."""
    issuer, client = os.environ.get(_ISSUER, "").strip(), os.environ.get(_CLIENT, "").strip()
    if not issuer and not client:
        return None
    shared = (secret(_SECRET) or "").strip()
    for name, value in ((_ISSUER, issuer), (_CLIENT, client), (_SECRET, shared)):
        if not value:
            raise CompanySignInSettings(name=name)
    parts = urlsplit(issuer)
    is_near = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in (("http", "https") if is_near else ("https",)):
        raise CompanySignInSettings(name=_ISSUER)
    return Settings(
        issuer, client, shared, os.environ.get("POINTBOOK_OIDC_NAME", "").strip(),
        os.environ.get("POINTBOOK_OIDC_CLAIM", "").strip() or CLAIM,
        os.environ.get("POINTBOOK_OIDC_ONLY", "").strip().casefold() in ("1", "yes", "true", "on"),
    )  # fmt: skip


class Company:
    """The provider. What it publishes is asked for at the first sign-in and again after an hour."""

    def __init__(self, chosen: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self.settings = chosen
        self._now = now
        self._lock = threading.Lock()
        self._begun: dict[str, Begun] = {}
        self._published: tuple[float, Mapping[str, Any]] | None = None
        self._keys: Any = None

    def begin(self, address: str, target: str) -> tuple[str, str]:
        """The provider's address for somebody, and the state their browser keeps. CompanySignInUnreachable."""
        where = self._told("authorization_endpoint")
        begun = Begun(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), address, target,
            self._now(),
        )  # fmt: skip
        with self._client(address) as client:
            url, _ = client.create_authorization_url(
                where, state=begun.state, code_verifier=begun.verifier, nonce=begun.nonce
            )
        with self._lock:
            self._forget_old()
            self._begun[begun.state] = begun
        return str(url), begun.state

    def finish(self, answer: Mapping[str, str], kept_state: str) -> tuple[str, str]:
        """Whom the provider vouches for, and where they wanted to go; each answer counts once.

        CompanySignInFailed for all that does not fit, CompanySignInUnreachable.
        """
        state = answer.get("state", "")
        with self._lock:
            begun = self._begun.pop(state, None) if state else None
        if begun is None or not secrets.compare_digest(state.encode(), kept_state.encode()):
            raise self._failed("state")
        if self._now() - begun.began_at > BEGUN_LIFE:
            raise self._failed("late")
        if "error" in answer or not answer.get("code"):
            raise self._failed("provider")
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise self._failed("issuer")
        claims = self._claims(self._token(begun, answer["code"]), begun.nonce)
        name = claims.get(self.settings.claim)
        is_unproved = self.settings.claim == "email" and claims.get("email_verified") is False
        if not isinstance(name, str) or not name.strip() or is_unproved:
            raise self._failed("claim")
        return fold_name(name), begun.target

    def _token(self, begun: Begun, code: str) -> str:
        from authlib.common.errors import AuthlibBaseError

        try:
            with self._reaching(), self._client(begun.address) as client:
                told = client.fetch_token(
                    self._told("token_endpoint"), code=code, code_verifier=begun.verifier
                )
        except AuthlibBaseError:
            raise self._failed("code") from None
        return str(told.get("id_token", ""))

    def _claims(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of a token that was made by the provider, for us, now, and for this way."""
        from authlib.common.errors import AuthlibBaseError
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError

        wanted = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "exp": {"essential": True},
        }
        known = {"nonce": nonce, "client_id": self.settings.client_id}
        for is_last in (False, True):
            try:
                token = jwt.decode(id_token, self._key_set(anew=is_last), algorithms=_ALGORITHMS)
                claims = CodeIDToken(token.claims, token.header, wanted, known)
                claims.validate(leeway=_LEEWAY)
            except (JoseError, AuthlibBaseError, ValueError):
                if is_last:  # the provider may have changed its keys
                    raise self._failed("token") from None
            else:
                return dict(claims)
        raise AssertionError("unreachable")

    def _key_set(self, *, anew: bool) -> Any:
        from joserfc.jwk import KeySet

        if self._keys is None or anew:
            self._keys = KeySet.import_key_set(self._fetch(self._told("jwks_uri")))
        return self._keys

    def _told(self, name: str) -> str:
        """One of the addresses that the provider publishes."""
        known = self._published
        if known is None or self._now() - known[0] > _FRESH:
            place = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            known = self._published = (self._now(), self._fetch(place))
        value = known[1].get(name)
        if known[1].get("issuer") != self.settings.issuer or not isinstance(value, str):
            self._published = None
            raise self._unreachable("what it publishes is not about it")
        return value

    def _fetch(self, place: str) -> Any:
        import httpx2

        with self._reaching():
            answer = httpx2.get(place, timeout=_PATIENCE, follow_redirects=False)
            answer.raise_for_status()
            return answer.json()

    def _client(self, address: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        chosen = self.settings
        return OAuth2Client(
            chosen.client_id, chosen.client_secret, scope=_SCOPE, redirect_uri=address,
            code_challenge_method="S256", timeout=_PATIENCE,
        )  # fmt: skip

    def _forget_old(self) -> None:
        since = self._now() - BEGUN_LIFE
        self._begun = {s: each for s, each in self._begun.items() if each.began_at > since}
        while len(self._begun) >= _MOST_BEGUN:
            self._begun.pop(next(iter(self._begun)))

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """What keeps the provider from answering leaves this block as a refusal."""
        import httpx2

        try:
            yield
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise self._unreachable(type(error).__name__) from None

    def _unreachable(self, why: str) -> CompanySignInUnreachable:
        log.warning("the provider of company accounts did not answer: %s", why)
        return CompanySignInUnreachable(name=self.settings.shown_name)

    def _failed(self, why: str) -> CompanySignInFailed:
        # Why is for the log: whoever tries to come in falsely learns nothing from it.
        log.warning("failed sign-in with a company account: %s", why)
        return CompanySignInFailed()

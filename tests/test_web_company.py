"""Sign-in with company accounts, against a provider that the tests run themselves."""

from __future__ import annotations

import base64
import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

import app
import pointbook
from pointbook.access import company as accounts
from pointbook.book import Book
from pointbook.cli import main
from pointbook.errors import CompanySignInSettings, SecretUnreadable
from pointbook.ui import session
from pointbook.web import sign_in as forms
from pointbook.web.rates import Rate
from tests.asgi_visitor import HOST, HTML, Answer, Visitor
from tests.company_provider import CLIENT, SECRET, Provider, providing

PASSWORD = "kitchen-blue-42"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with providing(monkeypatch) as running:
        yield running


@pytest.fixture
def staffed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    monkeypatch.setattr(forms, "_rate", Rate())  # one for each test
    path = tmp_path / "book.duckdb"
    monkeypatch.setenv("POINTBOOK_BOOK", str(path))
    with pointbook.open_book(path) as book:
        for name, role in (("lina", "viewer"), ("boss", "administrator")):
            book.access.add(name, role=role, actor="t")
        session.use_book(book, path)
        yield book
        session.close_book()


def come(provider: Provider, visitor: Visitor, target: str = "/growth") -> Answer:
    """The whole way: our button, their page, and back."""
    there = visitor.get(f"/sign-in/company?next={target}")
    assert there.status == 303
    return visitor.get(provider.authorize(there.location), accept=HTML)


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/growth", accept=HTML).status == 200


def test_the_form_offers_the_company_account_and_leads_there(
    provider: Provider, staffed: Book
) -> None:
    page = Visitor(app.app).get("/sign-in?next=/growth", accept=HTML).text
    assert "用企业账号登录" in page
    assert 'href="/sign-in/company?next=/growth"' in page
    there = Visitor(app.app).get("/sign-in/company").location
    assert there.startswith(f"{provider.issuer}/authorize?")
    assert SECRET not in there


def test_whoever_the_company_vouches_for_comes_in_and_goes_on(
    provider: Provider, staffed: Book
) -> None:
    visitor = Visitor(app.app)
    answer = come(provider, visitor)
    assert (answer.status, answer.location) == (303, "/growth")
    assert is_in(visitor)
    assert "HttpOnly" in next(each for each in answer.set_cookies if "pointbook_session" in each)
    assert "pointbook_company" not in visitor.cookies
    assert staffed.access.door.standings()["lina"].signed_in_at is not None
    visitor.post("/sign-out-everywhere")
    assert not is_in(visitor)


def test_an_initial_password_is_of_no_use_once_the_company_vouched(
    provider: Provider, staffed: Book
) -> None:
    password = staffed.access.initial_password("lina", actor="t")
    visitor = Visitor(app.app)
    come(provider, visitor)
    assert is_in(visitor)  # and nobody asks for another password first
    assert Visitor(app.app).sign_in("lina", password).status == 401


def test_an_account_without_a_user_is_told_what_to_do(provider: Provider, staffed: Book) -> None:
    provider.claims["preferred_username"] = "stranger"
    visitor = Visitor(app.app)
    answer = come(provider, visitor)
    assert answer.status == 403
    assert "公司账号 stranger 还没有在用的积分簿用户" in answer.text
    provider.claims["preferred_username"] = "lina"
    staffed.access.change("lina", is_active=False, actor="t")
    assert come(provider, visitor).status == 403
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"}, {"aud": "somebody-else"}, {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600}, {"preferred_username": None}, {"preferred_username": " "},
    ],
)  # fmt: skip
def test_a_token_that_does_not_fit_lets_nobody_in(
    provider: Provider, staffed: Book, lie: dict[str, Any]
) -> None:
    provider.claims |= lie
    visitor = Visitor(app.app)
    answer = come(provider, visitor)
    assert answer.status == 401
    assert "这次公司账号登录没有成功" in answer.text
    assert not is_in(visitor)


def test_a_provider_that_publishes_another_name_is_not_believed(
    provider: Provider, staffed: Book
) -> None:
    provider.issuer = "https://evil.example"
    answer = Visitor(app.app).get("/sign-in/company", accept="text/html")
    assert answer.status == 502
    assert "evil.example" not in answer.text


def test_a_token_that_somebody_else_signed_lets_nobody_in(
    provider: Provider, staffed: Book, caplog: pytest.LogCaptureFixture
) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
    with caplog.at_level(logging.WARNING, "pointbook.sign_in"):
        assert come(provider, Visitor(app.app)).status == 401
    assert "failed sign-in with a company account: token" in caplog.text
    assert SECRET not in caplog.text


def test_a_provider_may_change_its_keys(provider: Provider, staffed: Book) -> None:
    assert come(provider, Visitor(app.app)).status == 303
    provider.key = provider.signs_with = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    assert come(provider, Visitor(app.app)).status == 303
    assert provider.asked == ["keys", "keys"]


def test_each_way_is_for_one_browser_and_counts_once(provider: Provider, staffed: Book) -> None:
    visitor, other = Visitor(app.app), Visitor(app.app)
    back = provider.authorize(visitor.get("/sign-in/company").location)
    assert other.get(back, accept=HTML).status == 401  # somebody is sent a link to come in with
    assert visitor.get(back, accept=HTML).status == 401  # and it is used up by that
    back = provider.authorize(visitor.get("/sign-in/company").location)
    assert visitor.get(back, accept=HTML).status == 303
    assert visitor.get(back, accept=HTML).status == 401
    assert visitor.get("/sign-in/company/back?state=x&code=y", accept=HTML).status == 401


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "kid": "first"}, claims)
    packed = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    return b".".join((*packed, b"")).decode()


def signed_with_what_we_know(claims: dict[str, Any]) -> str:
    key = OctKey.import_key(SECRET, {"kid": "first"})
    return jwt.encode({"alg": "HS256", "kid": "first"}, claims, key)


@pytest.mark.parametrize(
    "forge", [unsigned, signed_with_what_we_know, lambda _claims: "", lambda _claims: "a.b.c"]
)
def test_a_token_without_a_signature_of_the_provider_lets_nobody_in(
    provider: Provider, staffed: Book, forge: Callable[[dict[str, Any]], str]
) -> None:
    provider.forge = forge
    visitor = Visitor(app.app)
    assert come(provider, visitor).status == 401
    assert not is_in(visitor)


def test_a_code_counts_once_and_for_its_own_way(provider: Provider, staffed: Book) -> None:
    first, second = Visitor(app.app), Visitor(app.app)
    back = provider.authorize(first.get("/sign-in/company").location)
    ways = [second.get("/sign-in/company").location for _ in range(2)]
    states = [parse_qs(urlsplit(way).query)["state"][0] for way in ways]
    code = parse_qs(urlsplit(back).query)["code"][0]
    stolen = f"/sign-in/company/back?code={code}&state={states[1]}"
    assert second.get(stolen, accept=HTML).status == 401  # its proof is in another hand
    assert first.get(back, accept=HTML).status == 401  # and the provider has seen it used
    assert not is_in(first)
    assert not is_in(second)


def test_an_address_that_nobody_proved_is_no_name(
    provider: Provider, staffed: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINTBOOK_OIDC_CLAIM", "email")
    staffed.access.add("lina@example.com", role="viewer", actor="t")
    provider.claims = {"email": "Lina@example.com", "email_verified": False}
    visitor = Visitor(app.app)
    assert come(provider, visitor).status == 401
    provider.claims["email_verified"] = True
    assert come(provider, visitor).status == 303
    assert is_in(visitor)


def test_a_provider_that_goes_down_on_the_way_is_a_sentence(
    provider: Provider, staffed: Book
) -> None:
    visitor = Visitor(app.app)
    back = provider.authorize(visitor.get("/sign-in/company").location)
    provider.stop()
    answer = visitor.get(back, accept=HTML)
    assert (answer.status, "没有响应" in answer.text) == (502, True)
    assert not is_in(visitor)


def test_no_log_holds_a_secret_of_the_way(
    provider: Provider, staffed: Book, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(app.app)
    with caplog.at_level(logging.DEBUG):
        back = provider.authorize(visitor.get("/sign-in/company").location)
        state = visitor.cookies["pointbook_company"]
        assert visitor.get(back, accept=HTML).status == 303
    code = parse_qs(urlsplit(back).query)["code"][0]
    secrets = (SECRET, state, code, *provider.told, visitor.cookies["pointbook_session"])
    assert len(secrets) == 5
    said = "\n".join(f"{each.name} {each.getMessage()}" for each in caplog.records)
    assert f"{provider.issuer}/token" in said  # at this level the client tells where it went
    assert [each for each in secrets if each in said] == []


def test_a_refusal_of_the_provider_is_a_sentence(provider: Provider, staffed: Book) -> None:
    visitor = Visitor(app.app)
    state = parse_qs(urlsplit(visitor.get("/sign-in/company").location).query)["state"][0]
    answer = visitor.get(f"/sign-in/company/back?error=access_denied&state={state}", accept=HTML)
    assert (answer.status, "没有成功" in answer.text) == (401, True)


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(provider: Provider, staffed: Book, target: str) -> None:
    assert come(provider, Visitor(app.app), target).location == "/"


def test_a_provider_that_is_down_leaves_the_passwords(
    staffed: Book, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
        monkeypatch.setenv("POINTBOOK_OIDC_ISSUER", f"http://127.0.0.1:{nobody}")
        answer = Visitor(app.app).get("/sign-in/company", accept=HTML)
    assert (answer.status, "企业账号 没有响应" in answer.text) == (502, True)
    staffed.access.door.set_password("lina", PASSWORD)
    assert Visitor(app.app).sign_in("lina", PASSWORD).status == 303


def test_passwords_can_be_left_to_administrators(
    provider: Provider, staffed: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINTBOOK_OIDC_ONLY", "yes")
    for name in ("lina", "boss"):
        staffed.access.door.set_password(name, PASSWORD)
    lina, boss = Visitor(app.app), Visitor(app.app)
    assert lina.sign_in("lina", PASSWORD).status == 403
    assert not is_in(lina)
    assert boss.sign_in("boss", PASSWORD).status == 303
    assert come(provider, lina).status == 303


def test_behind_a_proxy_the_way_back_is_https(provider: Provider, staffed: Book) -> None:
    there = Visitor(app.app, scheme="https").get("/sign-in/company").location
    back = parse_qs(urlsplit(there).query)["redirect_uri"][0]
    assert back == f"https://{HOST}/sign-in/company/back"


def test_without_the_setting_there_is_no_such_way(staffed: Book) -> None:
    visitor = Visitor(app.app)
    assert "/sign-in/company" not in visitor.get("/sign-in", accept=HTML).text
    assert visitor.get("/sign-in/company").location == "/sign-in"
    assert visitor.get("/sign-in/company/back?code=1&state=2").location == "/sign-in"


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"POINTBOOK_OIDC_CLIENT_ID": ""}, "POINTBOOK_OIDC_CLIENT_ID"),
        ({"POINTBOOK_OIDC_CLIENT_SECRET": ""}, "POINTBOOK_OIDC_CLIENT_SECRET"),
        ({"POINTBOOK_OIDC_ISSUER": "http://accounts.example.com"}, "POINTBOOK_OIDC_ISSUER"),
        ({"POINTBOOK_OIDC_ISSUER": ""}, "POINTBOOK_OIDC_ISSUER"),
        (
            {"POINTBOOK_OIDC_CLIENT_SECRET": "", "POINTBOOK_OIDC_CLIENT_SECRET_FILE": "/no/file"},
            "POINTBOOK_OIDC_CLIENT_SECRET_FILE",
        ),
    ],
)
def test_a_mistake_in_the_settings_is_said_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    wrong: dict[str, str], name: str,
) -> None:  # fmt: skip
    right = {
        "POINTBOOK_OIDC_ISSUER": "https://accounts.example.com", "POINTBOOK_OIDC_CLIENT_ID": CLIENT,
        "POINTBOOK_OIDC_CLIENT_SECRET": SECRET,
    }  # fmt: skip
    for setting, value in (right | wrong).items():
        monkeypatch.setenv(setting, value)
    with pytest.raises((CompanySignInSettings, SecretUnreadable)):
        accounts.settings()
    assert main(["--book", str(tmp_path / "b.duckdb"), "serve", "--port", "1"]) != 0
    said = capsys.readouterr()
    assert name in said.out + said.err
    assert not (tmp_path / "b.duckdb").exists()

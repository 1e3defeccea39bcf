"""The gate over the real app: what is open to everybody, what a session opens, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pointbook
from pointbook.access import passwords
from pointbook.book import Book
from pointbook.ui import session
from pointbook.web import sign_in as forms
from pointbook.web.cookies import DEVICE, SESSION
from pointbook.web.gate import NOBODY, Gate
from pointbook.web.origins import local_path
from pointbook.web.rates import Rate
from tests.asgi_visitor import HOST, HTML, Visitor

PASSWORD = "kitchen-blue-42"


@pytest.fixture(scope="module")
def kept() -> str:
    """What is kept of the password; made once, as it takes its time on purpose."""
    return passwords.digest(PASSWORD)


@pytest.fixture
def book(kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """The book behind the app, with an administrator, an operator and their passwords."""
    path = tmp_path / "book.duckdb"
    monkeypatch.setenv("POINTBOOK_BOOK", str(path))
    monkeypatch.setattr(forms, "_rate", Rate())
    with pointbook.open_book(path) as opened:
        for name, role in (("boss", "administrator"), ("lina", "operator")):
            opened.access.add(name, role=role, actor="t")
            opened.access.door.keyring.run(
                "put_credential", user_name=name, password_hash=kept, must_change=False, at=0
            )
        session.use_book(opened, path)
        yield opened
        session.close_book()


@pytest.fixture
def visitor(book: Book) -> Visitor:
    import app

    return Visitor(app.app)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """An app that accepts, tells what it was given, and repeats what it hears."""
    await receive()
    await send({"type": "websocket.accept"})
    names = [name.decode() for name, _ in scope["headers"]]
    await send({"type": "websocket.send", "text": " ".join(names)})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.mark.parametrize(
    "path",
    [
        "/", "/ranking", "/users", "/devices", "/customer?customer=M1", "/password", "/static/index.html",
        "/_stcore/health", "/_stcore/host-config", "/_stcore/allowed-message-origins",
        "/media/abc.csv", "/_stcore/upload_file/x/y", "/component/x/index.html", "/favicon.png",
        "/sign-in/", "/sign-in/../ranking", "/healthz/x", "/pointbook-assets/face.js", "/reset/",
        "/reset/short", "/reset/../_stcore/health", "/docs", "/app/static/x",
    ],
)  # fmt: skip
def test_nothing_behind_the_gate_is_open_without_a_session(visitor: Visitor, path: str) -> None:
    assert visitor.get(path, accept="*/*").status == 401
    answer = visitor.get(path, accept=HTML)
    assert answer.status == 303
    assert answer.location.startswith("/sign-in?next=")


def test_health_the_form_and_its_style_are_open(visitor: Visitor) -> None:
    for path in ("/healthz", "/sign-in", "/pointbook-assets/sign-in.css"):
        assert visitor.get(path, accept=HTML).status == 200
    assert "<script" not in visitor.get("/sign-in").text


def test_the_way_to_the_wanted_page_is_kept(visitor: Visitor) -> None:
    away = visitor.get("/ranking?top=20&tier=金", accept=HTML).location
    assert away == "/sign-in?next=/ranking%3Ftop%3D20%26tier%3D%E9%87%91"
    assert visitor.sign_in("lina", PASSWORD, away).location == "/ranking?top=20&tier=%E9%87%91"
    assert visitor.get("/ranking", accept=HTML).status == 200
    assert visitor.get("/sign-in?next=/growth").location == "/growth"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\r\nb",
        "/\t/evil",
    ],
)
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_the_cookie_is_for_http_alone_and_under_https_for_this_host_alone(
    visitor: Visitor,
) -> None:
    plain = {c.split("=")[0]: c for c in visitor.sign_in("lina", PASSWORD).set_cookies}
    assert set(plain) == {SESSION, DEVICE}
    for cookie in plain.values():
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
    secure = Visitor(visitor.app, scheme="https")
    kept = secure.sign_in("lina", PASSWORD).set_cookies
    assert {c.split("=")[0] for c in kept} == {f"__Host-{SESSION}", f"__Host-{DEVICE}"}
    assert all("Secure" in cookie and "Domain" not in cookie for cookie in kept)
    # Over https a cookie without the prefix, which a neighbour could have set, opens nothing.
    thief = Visitor(visitor.app, scheme="https", cookies={SESSION: visitor.cookies[SESSION]})
    assert thief.get("/ranking").status == 401


def test_the_language_is_kept_in_a_cookie_of_the_same_kind(visitor: Visitor) -> None:
    for scheme, name in (
        ("http", "pointbook_language"),
        ("https", "__Host-pointbook_language"),
    ):
        browser = Visitor(visitor.app, scheme=scheme)
        browser.sign_in("lina", PASSWORD)
        for answer in (browser.get("/language/en"), browser.get("/ranking?lang=en", accept=HTML)):
            (cookie,) = answer.set_cookies
            assert cookie.startswith(f"{name}=en; ")
            assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
            assert ("Secure" in cookie) == (scheme == "https")
        assert '<html lang="en">' in browser.get("/ranking", accept=HTML).text
        assert (
            "User name" in Visitor(visitor.app, scheme, cookies={name: "en"}).get("/sign-in").text
        )


def test_asking_for_the_head_of_a_form_sends_no_form(visitor: Visitor) -> None:
    stranger = Visitor(visitor.app)
    body = f"user_name=lina&password={PASSWORD}".encode()
    answer = stranger.ask("HEAD", "/sign-in", body, {})
    assert (answer.status, answer.set_cookies) == (200, [])
    visitor.sign_in("lina", PASSWORD)
    for _ in range(6):
        assert visitor.ask("HEAD", "/password", b"password=wrong", {}).status == 200
    new = {"password": PASSWORD, "new": "autumn-red-7788", "again": "autumn-red-7788"}
    assert visitor.post("/password", new).status == 303


def test_a_form_is_read_from_its_body_and_of_a_field_said_twice_the_last_counts(
    visitor: Visitor,
) -> None:
    origin = {"origin": f"http://{HOST}"}
    address = f"/sign-in?user_name=lina&password={PASSWORD}"
    assert visitor.ask("POST", address, b"", origin).status == 401
    twice = f"user_name=boss&user_name=lina&password=x&password={PASSWORD}".encode()
    assert visitor.ask("POST", "/sign-in", twice, origin).status == 303
    found = session.opened_book().access.door.session(visitor.cookies[SESSION])
    assert found is not None
    assert found.user_name == "lina"


def test_every_sign_in_is_a_new_session_and_ends_the_one_before(visitor: Visitor) -> None:
    visitor.cookies[SESSION] = "planted"
    visitor.sign_in("lina", PASSWORD)
    first = visitor.cookies[SESSION]
    assert first != "planted"
    visitor.sign_in("boss", PASSWORD)
    assert visitor.cookies[SESSION] != first
    assert Visitor(visitor.app, cookies={SESSION: first}).get("/ranking").status == 401


def test_a_wrong_password_and_an_unknown_name_are_one_sentence(visitor: Visitor) -> None:
    wrong, unknown = visitor.sign_in("lina", "x"), visitor.sign_in("nobody", "x")
    assert wrong.status == unknown.status == 401
    assert "用户名或密码不正确" in wrong.text
    assert wrong.text.replace("lina", "") == unknown.text.replace("nobody", "")
    assert visitor.cookies == {}


def test_the_forms_help_the_browser_that_keeps_passwords(visitor: Visitor, book: Book) -> None:
    form = visitor.get("/sign-in").text
    assert 'type="password" autocomplete="current-password"' in form
    assert 'autocomplete="username"' in form
    link = visitor.get(f"/reset/{book.access.reset('lina', actor='t')}").text
    assert link.count('type="password" autocomplete="new-password"') == 2
    assert 'autocomplete="username" value="lina" hidden' in link
    assert "onpaste" not in form + link


def test_what_was_typed_is_shown_as_text(visitor: Visitor) -> None:
    answer = visitor.sign_in('"><script>alert(1)</script>', "x")
    assert "<script" not in answer.text
    assert "&quot;&gt;&lt;script" in answer.text


def test_the_form_speaks_english_when_asked(visitor: Visitor) -> None:
    assert "Sign in" in visitor.get("/sign-in?lang=en").text
    visitor.cookies["pointbook_language"] = "en"
    assert "is not right" in visitor.sign_in("lina", "x").text


def test_too_many_tries_are_told_with_their_wait(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.sign_in("lina", "x")
    answer = visitor.sign_in("lina", PASSWORD)
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 30
    assert Visitor(visitor.app, address="192.0.2.9").sign_in("lina", PASSWORD).status == 303


def test_forms_are_taken_from_one_address_as_fast_as_people_send_them(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(forms, "_rate", Rate(2, 60, lambda: now[0]))
    assert [visitor.sign_in("lina", PASSWORD).status for _ in range(3)] == [303, 303, 429]
    assert Visitor(visitor.app, address="192.0.2.9").sign_in("lina", PASSWORD).status == 303
    now[0] = 61
    assert visitor.sign_in("lina", PASSWORD).status == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:81"},
        {"origin": "http://127.0.0.1.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_form_is_taken_from_another_page(visitor: Visitor, headers: dict[str, str]) -> None:
    visitor.sign_in("lina", PASSWORD)
    for path in (
        "/sign-in",
        "/sign-out",
        "/sign-out-everywhere",
        "/password",
        "/reset/" + "x" * 43,
    ):
        assert visitor.post(path, **headers).status == 403, path
    assert visitor.ask("PUT", "/_stcore/upload_file/x/y", b"", headers).status == 403
    assert visitor.get("/ranking").status == 200


def test_a_referer_speaks_where_no_origin_does(visitor: Visitor) -> None:
    foreign = {"referer": "http://evil.example/x"}
    assert visitor.ask("POST", "/sign-in", b"", foreign).status == 403
    assert visitor.ask("POST", "/sign-in", b"", {"referer": "http://127.0.0.1/x"}).status == 401


def test_signing_out_ends_the_session_and_not_only_the_cookie(visitor: Visitor) -> None:
    visitor.sign_in("lina", PASSWORD)
    token = visitor.cookies[SESSION]
    assert visitor.post("/sign-out").location == "/sign-in"
    assert SESSION not in visitor.cookies
    assert Visitor(visitor.app, cookies={SESSION: token}).get("/ranking").status == 401


def test_signing_out_everywhere(visitor: Visitor) -> None:
    others = [Visitor(visitor.app) for _ in range(2)]
    for each in (visitor, *others):
        each.sign_in("lina", PASSWORD)
    visitor.post("/sign-out-everywhere")
    assert [each.get("/ranking").status for each in others] == [401, 401]


def test_who_must_change_the_password_goes_nowhere_before(visitor: Visitor, book: Book) -> None:
    first = book.access.initial_password("lina", actor="t")
    assert (
        visitor.sign_in("lina", first, "/sign-in?next=/growth").location == "/password?next=/growth"
    )
    assert visitor.get("/ranking", accept=HTML).location == "/password?next=/ranking"
    assert visitor.get("/_stcore/health").status == 403
    assert visitor.connect()[0]["type"] == "websocket.close"
    page = visitor.get("/password?next=/growth")
    assert "lina，您好" in page.text
    mistakes = (
        ({"password": first, "new": "garden-green-77", "again": "garden-green-78"}, "不一样"),
        ({"password": first, "new": "Password2026!", "again": "Password2026!"}, "太常见"),
        ({"password": "wrong", "new": "garden-green-77", "again": "garden-green-77"}, "不正确"),
    )
    for fields, sentence in mistakes:
        assert sentence in visitor.post("/password", fields).text
    fields = {"password": first, "new": "garden-green-77", "again": "garden-green-77"}
    assert visitor.post("/password?next=/growth", fields).location == "/growth"
    assert visitor.get("/ranking").status == 200


def test_a_one_time_link_sets_a_password_once(visitor: Visitor, book: Book) -> None:
    path = f"/reset/{book.access.reset('lina', actor='t')}"
    fields = {"new": "garden-green-77", "again": "garden-green-77"}
    assert "lina" in visitor.get(path).text
    assert "太短" in visitor.post(path, {"new": "short", "again": "short"}).text
    assert visitor.post(path, fields).location == "/sign-in?done=1"
    assert visitor.post(path, fields).status == 410
    assert visitor.get(path).status == 410
    assert visitor.sign_in("lina", "garden-green-77").status == 303


def test_who_is_disabled_is_out_at_the_next_request(visitor: Visitor, book: Book) -> None:
    visitor.sign_in("lina", PASSWORD)
    assert visitor.get("/ranking").status == 200
    book.access.change("lina", is_active=False, actor="t")
    assert visitor.get("/ranking").status == 401


def test_a_websocket_without_a_session_never_reaches_the_app(visitor: Visitor) -> None:
    for token in ({}, {SESSION: "made-up"}):
        visitor.cookies = token
        assert visitor.connect() == [{"type": "websocket.close", "code": NOBODY}]


def test_a_websocket_from_another_page_is_refused_with_a_session_too(visitor: Visitor) -> None:
    visitor.sign_in("lina", PASSWORD)
    sent = visitor.connect(origin="http://evil.example")
    assert sent == [{"type": "websocket.close", "code": 4403}]


def test_a_websocket_carries_the_session_that_the_gate_found_and_no_claim(
    visitor: Visitor, book: Book
) -> None:
    visitor.sign_in("lina", PASSWORD)
    seen: dict[str, Any] = {}

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.update(scope)

    behind = Visitor(Gate(app), cookies=visitor.cookies)
    behind.connect(x_pointbook_session="forged", origin="http://127.0.0.1")
    told = [value.decode() for name, value in seen["headers"] if name == b"x-pointbook-session"]
    assert told == [visitor.cookies[SESSION]]


def test_a_connection_ends_by_itself_when_its_session_does(visitor: Visitor, book: Book) -> None:
    visitor.sign_in("lina", PASSWORD)

    async def leaving(scope: Any, receive: Any, send: Any) -> None:
        door = book.access.door
        await asyncio.to_thread(door.sign_out_everywhere, "lina")  # in another tab
        await echo(scope, receive, send)

    behind = Visitor(Gate(leaving, watch_every=0.05), cookies=visitor.cookies)
    assert behind.connect()[-1] == {"type": "websocket.close", "code": NOBODY}


def test_no_message_is_heard_after_the_session_has_ended(visitor: Visitor, book: Book) -> None:
    visitor.sign_in("lina", PASSWORD)

    def words() -> Iterator[str]:
        yield "before"
        book.access.door.sign_out_everywhere("lina")
        yield "after"

    behind = Visitor(Gate(echo, watch_every=60), cookies=visitor.cookies)
    sent = behind.connect(said=words())
    assert [each.get("text") for each in sent if each["type"] == "websocket.send"][1:] == ["before"]
    assert sent[-1] == {"type": "websocket.close", "code": NOBODY}


def test_a_book_that_cannot_be_opened_is_told_on_the_form(
    visitor: Visitor, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"no book at all" * 1000)
    monkeypatch.setenv("POINTBOOK_BOOK", str(broken))
    answer = visitor.sign_in("lina", PASSWORD)
    assert answer.status == 503
    assert "无法读取" in answer.text
    visitor.cookies[SESSION] = "x" * 43
    assert visitor.get("/ranking", accept=HTML).status == 303

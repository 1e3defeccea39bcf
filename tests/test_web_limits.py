"""What the server refuses before anything reads it, and what it shows of its own failures: a sentence, a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from pointbook.errors import DiskFull
from pointbook.web import limits
from pointbook.web.headers import content_policy
from pointbook.web.incidents import Incidents
from pointbook.web.limits import FORM, Limits
from pointbook.web.rates import Rate
from tests.asgi_visitor import HTML, Visitor

FILE = f"{limits.UPLOADS}session/file"


async def reading(scope: Any, receive: Any, send: Any) -> None:
    """An app that reads all it is sent and says how much that was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await PlainTextResponse(str(size))(scope, receive, send)


def crashing(error: Exception) -> Any:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        raise error

    return Visitor(Incidents(app))


def test_more_than_a_form_holds_is_refused_with_a_sentence() -> None:
    visitor = Visitor(Limits(reading))
    assert visitor.ask("POST", "/sign-in", b"x" * FORM, {}).text == str(FORM)
    answer = visitor.ask("POST", "/sign-in", b"x" * (FORM + 1), {"accept": HTML})
    assert answer.status == 413
    assert "超过 64 KB" in answer.text


def test_a_file_may_be_as_large_as_the_setting_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "upload_limit", lambda: 2**20)
    visitor = Visitor(Limits(reading))
    assert visitor.ask("PUT", FILE, b"x" * 2**20, {}).status == 200
    answer = visitor.ask("PUT", FILE, b"x" * (2**21 + 1), {})
    assert answer.status == 413
    assert '"error":"too_large"' in answer.text


def test_a_length_that_is_told_is_refused_before_anything_is_read() -> None:
    asked: list[bool] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(True)
        await reading(scope, receive, send)

    answer = Visitor(Limits(app)).ask("POST", "/x", b"", {"content-length": str(2**40)})
    assert (answer.status, asked) == (413, [])


def test_the_setting_of_uploads_is_that_of_the_page() -> None:
    from pointbook.ui.hosts import upload_limit

    assert upload_limit() == 200 * 2**20


def test_one_address_may_ask_so_often_and_no_other_is_hindered() -> None:
    limited = Limits(reading, Rate(5, 60.0))
    here, elsewhere = Visitor(limited), Visitor(limited, address="10.0.0.9")
    assert [here.get("/ranking").status for _ in range(7)] == [200] * 5 + [429] * 2
    refused = here.get("/ranking", accept=HTML)
    assert refused.headers["retry-after"] == "60"
    assert "请求过于频繁" in refused.text
    assert here.connect()[-1] == {"type": "websocket.close", "code": 4429}
    assert elsewhere.get("/ranking").status == 200
    # The files of the page come in dozens.
    assert here.get("/static/js/x.js").status == here.get("/pointbook-assets/face.js").status == 200


def test_what_crashes_shows_a_number_and_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    visitor = crashing(ValueError("secret detail"))
    for accept in (HTML, "*/*"):
        answer = visitor.get("/x", accept=accept)
        assert answer.status == 500
        assert "编号" in answer.text
        for word in ("Traceback", "secret detail", "ValueError", ".py"):
            assert word not in answer.text
    assert "secret detail" in caplog.text


def test_a_refusal_on_a_route_is_a_sentence_and_tries_again() -> None:
    answer = crashing(DiskFull(path="book.duckdb")).get("/sign-in?next=/x", accept=HTML)
    assert answer.status == 503
    assert "腾出" in answer.text
    assert '<meta http-equiv="refresh" content="5;url=/sign-in">' in answer.text
    assert ">重试</a>" in answer.text


def test_a_form_before_an_unreadable_book_says_why(
    signed_in: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"no book at all" * 1000)
    monkeypatch.setenv("POINTBOOK_BOOK", str(broken))
    answer = signed_in.get("/sign-in", accept=HTML)
    assert answer.status == 503
    assert "无法读取" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/pointbook-assets/", "/pointbook-assets", "/static/", "/static/js/", "/app/static/", "/media/",
     "/data/", "/.git/config", "/pointbook-assets/../app.py", "/static/%2e%2e/%2e%2e/app.py",
     "/pointbook-assets/..%2fgate.py", "/data/pointbook.duckdb"],
)  # fmt: skip
def test_no_folder_is_listed_and_no_file_of_ours_is_served(signed_in: Visitor, path: str) -> None:
    answer = signed_in.get(path, accept="*/*")
    if answer.status == 200:  # an unknown page is Streamlit's own frame
        assert '<div id="root">' in answer.text
    else:
        assert answer.status in (301, 307, 400, 401, 403, 404)
        assert len(answer.text) < 200


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json"]
)
def test_what_streamlit_tells_of_itself_is_closed_with_a_session_too(
    signed_in: Visitor, path: str
) -> None:
    assert signed_in.get(path).status == 404


def test_the_policy_runs_no_script_but_ours() -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in content_policy().decode().split(";") if part.strip()
    )
    for name in ("script-src", "default-src", "worker-src"):
        for unsafe in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:", "data:"):
            assert unsafe not in policy[name].split() and f"'{unsafe}'" not in policy[name].split()
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"


def test_our_own_answers_carry_type_frame_and_referrer_headers(signed_in: Visitor) -> None:
    for path in ("/healthz", "/sign-in", "/ranking", "/nowhere", "/_stcore/metrics"):
        headers = signed_in.get(path, accept=HTML).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].encode() == content_policy()


def test_browsers_are_told_to_stay_with_https_where_it_is_spoken(signed_in: Visitor) -> None:
    secure = Visitor(signed_in.app, scheme="https")
    for path in ("/healthz", "/sign-in", "/ranking", "/_stcore/metrics"):
        told = secure.get(path, accept=HTML).headers["strict-transport-security"]
        assert told == "max-age=31536000; includeSubDomains"
        assert "strict-transport-security" not in signed_in.get(path).headers


def test_the_mark_of_streamlit_against_forgery_is_for_https_alone_there(signed_in: Visitor) -> None:
    secure = Visitor(signed_in.app, scheme="https")
    secure.sign_in("lina", "kitchen-blue-42")
    (cookie,) = secure.get("/_stcore/health").set_cookies
    assert cookie.startswith("_streamlit_xsrf=")
    assert cookie.endswith("; Secure")
    (cookie,) = signed_in.get("/_stcore/health").set_cookies
    assert "Secure" not in cookie


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "DELETE", "PUT", "ANYTHING"])
def test_no_page_knows_another_method_than_it_needs(signed_in: Visitor, method: str) -> None:
    for path in ("/", "/ranking", "/healthz", "/sign-in", "/password", "/_stcore/health"):
        answer = signed_in.ask(method, path, b"", {"x-secret": "kitchen"})
        assert answer.status == 405
        assert "kitchen" not in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_origin_may_read_an_answer(signed_in: Visitor, origin: str) -> None:
    for path in ("/", "/healthz", "/_stcore/health", "/_stcore/host-config", "/media/x"):
        for method in ("GET", "OPTIONS"):
            answer = signed_in.ask(method, path, b"", {"origin": origin, "accept": HTML})
            assert not [name for name in answer.headers if name.startswith("access-control-allow")]


def test_every_text_says_its_type_and_characters(signed_in: Visitor) -> None:
    types = {
        "/": "text/html; charset=utf-8",
        "/sign-in?next=/": "",
        "/_stcore/health": "text/plain; charset=utf-8",
        "/pointbook-assets/face.css": "text/css; charset=utf-8",
        "/pointbook-assets/face.js": "application/javascript",
        "/healthz": "application/json",
        "/nowhere": "text/html; charset=utf-8",
    }
    for path, told in types.items():
        answer = signed_in.get(path, accept=HTML)
        assert answer.headers.get("content-type", "") == told
    assert Visitor(signed_in.app).get("/sign-in").headers["content-type"] == types["/"]

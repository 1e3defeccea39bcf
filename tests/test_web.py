"""The server around the pages: headers, gate, language, health, and the hidden options it relies on."""

from __future__ import annotations

import inspect
import threading
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config

from pointbook.web.gate import Gate
from pointbook.web.headers import content_policy
from pointbook.web.language import asked_language, kept_language
from pointbook.web.localise import localised
from tests.asgi_visitor import HTML, Answer, Visitor, in_a_loop_of_its_own


def get(path: str, **headers: str) -> Answer:
    """Ask the real app as somebody without a session."""
    import app

    return Visitor(app.app).get(path, **headers)


def test_health_needs_no_book() -> None:
    assert get("/healthz").text == '{"ok":true}'


@pytest.mark.parametrize("path", ["/healthz", "/ranking", "/pointbook-assets/zh.js"])
def test_every_answer_carries_the_security_headers(path: str, signed_in: Visitor) -> None:
    headers = signed_in.get(path, accept=HTML).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "script-src 'self' 'sha256-" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]


def test_the_policy_covers_the_inline_script_of_this_streamlit() -> None:
    assert content_policy().count(b"'sha256-") == 1


def test_the_page_is_chinese_unless_asked_otherwise(signed_in: Visitor) -> None:
    page = signed_in.get("/growth", accept=HTML).text
    assert '<html lang="zh-CN">' in page
    assert "<title>积分簿</title>" in page
    assert "/pointbook-assets/zh.js" in page
    english = signed_in.get("/growth?lang=en", accept=HTML)
    assert "zh.js" not in english.text
    assert "pointbook_language=en" in english.headers["set-cookie"]


def test_this_streamlit_has_the_places_that_are_rewritten() -> None:
    page = b'<html lang="en"><title>Streamlit</title><script type="module" src="x"></script>'
    rewritten = localised(page, "zh")
    assert b"face.css" in rewritten
    assert localised(b"<p>another page</p>", "zh") == b"<p>another page</p>"


def test_the_switch_returns_to_the_page_that_asked() -> None:
    answer = get("/language/en", referer="http://127.0.0.1/growth?by=reason&lang=zh")
    assert answer.headers["location"] == "/growth?by=reason"
    assert "HttpOnly" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "referer", ["http://elsewhere.example/x", "http://127.0.0.1//evil.example", ""]
)
def test_the_switch_sends_nobody_elsewhere(referer: str) -> None:
    answer = get("/language/en", referer=referer)
    assert answer.headers["location"] == "/"


def test_languages_are_read_from_url_then_cookie() -> None:
    assert asked_language("a=b&lang=en") == "en"
    assert asked_language("lang=fr") is None
    assert kept_language("x=1; pointbook_language=en") == "en"
    assert kept_language("pointbook_language=<script>") == "zh"


def test_the_gate_believes_no_identity_from_outside() -> None:
    seen: dict[str, Any] = {}

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.update(scope)

    claims = {"x-pointbook-user": "admin", "X-Forwarded-User": "admin", "accept": "*/*"}
    scope = Visitor(app).scope("http", "/healthz", claims) | {"method": "GET"}
    in_a_loop_of_its_own(Gate(app)(scope, None, None))  # type: ignore[arg-type]
    assert [name for name, _ in seen["headers"]] == [b"host", b"accept"]


def test_the_door_for_programs_is_closed() -> None:
    assert get("/_stcore/agent/openapi.json").status == 404


def test_streamlit_has_the_options_and_arguments_that_we_rely_on() -> None:
    assert "runner.postScriptGC" in config.get_config_options()
    assert "server.allowedHosts" in config.get_config_options()
    assert {"routes", "middleware", "lifespan", "on_script_error"} <= set(
        inspect.signature(st.App).parameters
    )
    for widget in (st.text_input, st.date_input, st.pagination):
        assert "bind" in inspect.signature(widget).parameters
    assert "query_params" in inspect.signature(st.page_link).parameters
    assert "run_every" in inspect.signature(st.fragment).parameters


def test_streamlit_run_finds_the_app() -> None:
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert discover_asgi_app(Path(__file__).resolve().parents[1] / "app.py").is_asgi_app


def test_the_folders_of_the_setting_are_watched_while_the_server_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pointbook.web.lifespan import open_and_warm

    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("POINTBOOK_BOOK", str(tmp_path / "book.duckdb"))
    monkeypatch.setenv("POINTBOOK_WATCH", f"{tmp_path / 'a'}:night;{tmp_path / 'b'}:day")
    monkeypatch.setenv("POINTBOOK_WATCH_EVERY", "3600")

    def watching() -> list[str]:
        names = sorted(each.name for each in threading.enumerate() if each.is_alive())
        return [name for name in names if name.startswith("pointbook-watch")]

    async def live() -> None:
        async with open_and_warm(None):  # type: ignore[arg-type]
            assert watching() == ["pointbook-watch-1", "pointbook-watch-2"]

    in_a_loop_of_its_own(live())
    assert watching() == []


def test_a_setting_that_means_nothing_stops_no_server(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pointbook.web import watching

    monkeypatch.setenv("POINTBOOK_WATCH", "nowhere")
    watching.start()()
    assert "folder:profile" in caplog.text


def test_a_named_host_is_allowed_beside_those_of_the_settings() -> None:
    from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

    from pointbook.ui.hosts import allow_hosts

    before = config.get_option("server.allowedHosts")
    try:
        assert not is_host_allowed("points.example.com:8501")
        allow_hosts(["points.example.com"])
        assert is_host_allowed("points.example.com:8501")
        assert is_host_allowed("127.0.0.1:8501")
        assert not is_host_allowed("evil.example")
    finally:
        config.set_option("server.allowedHosts", before)

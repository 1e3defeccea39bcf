"""The password once more: a session takes the place of another, and only of one's own."""

from __future__ import annotations

import pytest

from pointbook.access.sessions import FRESH
from pointbook.ui import session
from tests.asgi_visitor import HTML, Visitor

PASSWORD = "kitchen-blue-42"


def is_fresh(visitor: Visitor) -> bool:
    door = session.opened_book().access.door
    found = door.session(visitor.cookies["pointbook_session"])
    assert found is not None
    return found.is_fresh


def later(seconds: int) -> None:
    keyring = session.opened_book().access.door.keyring
    before = keyring.now
    keyring.now = lambda: before() + seconds


def test_the_password_said_again_makes_a_fresh_session_in_the_place_of_the_old_one(
    signed_in: Visitor,
) -> None:
    later(FRESH)
    assert not is_fresh(signed_in)
    old = Visitor(signed_in.app, cookies=dict(signed_in.cookies))
    page = signed_in.get("/confirm?next=/users", accept=HTML).text
    assert "lina，请再次输入密码，10 分钟内有效" in page
    assert signed_in.post("/confirm?next=/users", {"password": "wrong"}).status == 401
    assert not is_fresh(signed_in)
    answer = signed_in.post("/confirm?next=/users", {"password": PASSWORD})
    assert (answer.status, answer.location) == (303, "/users")
    assert is_fresh(signed_in)
    assert old.get("/ranking").status == 401


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/x"])
def test_it_leads_nowhere_else(signed_in: Visitor, target: str) -> None:
    answer = signed_in.post(f"/confirm?next={target}", {"password": PASSWORD})
    assert answer.location == "/"


def test_nobody_confirms_what_was_never_begun(signed_in: Visitor) -> None:
    stranger = Visitor(signed_in.app)
    assert stranger.post("/confirm", {"password": PASSWORD}).status == 401
    assert stranger.get("/confirm", accept=HTML).location.startswith("/sign-in?next=")
    away = signed_in.post("/confirm", {"password": PASSWORD}, origin="https://evil.example")
    assert away.status == 403

"""Where somebody is signed in: what the page tells of it, and what ends there."""

from __future__ import annotations

import re

import pytest

from pointbook.ui import session
from pointbook.web.devices import browser_name
from tests.asgi_visitor import Visitor

PASSWORD = "kitchen-blue-42"


def test_one_sees_where_one_is_signed_in_and_ends_another_device(signed_in: Visitor) -> None:
    alone = signed_in.get("/devices").text
    assert "没有在其他设备上登录" in alone
    assert 'name="which"' not in alone
    windows = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    other = Visitor(signed_in.app, address="10.0.0.9")
    form = {"user_name": "lina", "password": PASSWORD}
    other.post("/sign-in", form, user_agent=f"{windows} <b>")
    page = signed_in.get("/devices").text
    assert "Chrome · Windows" in page
    assert "10.0.0.9 · 最近使用 20" in page
    assert "<b>" not in page.replace("<b>Chrome · Windows</b>", "").replace(
        "<b>未知浏览器（本机）</b>", ""
    )
    (which,) = re.findall(r'name="which" value="(\w+)"', page)

    wrong = signed_in.post("/devices", {"which": which, "password": "wrong"})
    assert wrong.status == 401
    assert other.get("/ranking").status == 200
    assert signed_in.post("/devices", {"which": which, "password": PASSWORD}).status == 303
    assert other.get("/ranking").status == 401
    assert signed_in.get("/ranking").status == 200


def test_all_other_devices_end_together(signed_in: Visitor) -> None:
    others = [Visitor(signed_in.app) for _ in range(2)]
    for each in others:
        each.sign_in("lina", PASSWORD)
    access = session.opened_book().access
    access.add("boss", role="viewer", actor="t")
    access.door.set_password("boss", PASSWORD)
    stranger = Visitor(signed_in.app)
    stranger.sign_in("boss", PASSWORD)
    assert "全部其他设备" in signed_in.get("/devices").text
    assert signed_in.post("/devices", {"which": "all", "password": PASSWORD}).status == 303
    assert [each.get("/ranking").status for each in others] == [401, 401]
    assert signed_in.get("/ranking").status == stranger.get("/ranking").status == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Safari/604.1", "Chrome · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox · Linux"),
        ("curl/8.5", ""),
    ],
)  # fmt: skip
def test_a_browser_is_known_by_its_own_name(agent: str, name: str) -> None:
    assert browser_name(agent) == name

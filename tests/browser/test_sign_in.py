"""Coming in and going out, in a real browser: the first start, forbidden links, another tab."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import PASSWORD, USER, Server, ready, serving, sign_in


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over an empty book, its administrator signed in for the first time."""
    with serving(tmp_path_factory.mktemp("staffed")) as running:
        yield running


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Another person at another machine."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def new_password(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    page.locator("form button").first.click()


def add_user(page: Page, server: Server, user_name: str) -> str:
    """Add a viewer on the page; the one-time link."""
    page.goto(server.url + "/users")
    ready(page)
    page.get_by_text("新增用户").first.click()
    page.get_by_label("用户名", exact=True).fill(user_name)
    page.keyboard.press("Tab")  # a field tells the form what it holds when it is left
    page.get_by_role("button", name="新增用户").click()
    expect(page.get_by_text(f"已新增用户 {user_name}")).to_be_visible(timeout=40_000)
    return page.get_by_test_id("stCode").locator("code").inner_text()


def test_the_first_start_leads_from_the_terminal_to_a_page(tmp_path: Path, page: Page) -> None:
    with serving(tmp_path, first_sign_in=False) as server:
        first = server.first_password()
        assert "首次登录" in server.said()
        assert "First sign-in" in server.said()
        page.goto(server.url + "/growth?by=reason")
        sign_in(page, "admin", first)
        expect(page).to_have_url(re.compile("/password"))
        page.goto(server.url + "/ranking")  # there is no way around
        expect(page).to_have_url(re.compile("/password"))
        page.goto(server.url + "/password?next=/growth?by=reason")
        new_password(page, password=first, new="admin-admin-1", again="admin-admin-1")
        expect(page.get_by_role("alert")).to_contain_text("这个密码包含用户名")
        new_password(page, password=first, new=PASSWORD, again=PASSWORD)
        expect(page).to_have_url(server.url + "/growth?by=reason")
        ready(page)
        expect(page.get_by_role("heading", name="积分增长")).to_be_visible()
        kept = b"".join(
            each.read_bytes() for each in tmp_path.iterdir() if each.name != "server.log"
        )
        assert first.encode() not in kept
        assert PASSWORD.encode() not in kept
        assert server.said().count(first) == 2


def test_a_new_user_comes_by_a_link_and_meets_a_sentence_on_a_forbidden_page(
    staffed: Server, page: Page, other: Page
) -> None:
    link = add_user(page, staffed, "lina")
    other.goto(link)
    new_password(other, new=PASSWORD, again=PASSWORD)
    expect(other.get_by_text("密码已保存")).to_be_visible()
    other.goto(staffed.url + "/users")
    sign_in(other, "lina")
    ready(other)
    expect(other).to_have_url(staffed.url + "/users")
    expect(other.get_by_text("您没有进行此操作的权限（管理用户）")).to_be_visible(timeout=40_000)
    expect(other.get_by_test_id("stDataFrame")).to_have_count(0)
    other.goto(link)
    expect(other.get_by_role("alert")).to_contain_text("已用过")
    assert link.rpartition("/")[2] not in staffed.said()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert other.evaluate(width) <= 0


def test_the_navigation_shows_what_the_role_may_use(
    staffed: Server, page: Page, other: Page
) -> None:
    other.goto(add_user(page, staffed, "wang"))
    new_password(other, new=PASSWORD, again=PASSWORD)
    sign_in(other, "wang")
    ready(other)
    other.set_viewport_size({"width": 1280, "height": 800})
    other.reload()
    ready(other)
    links = other.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_text([re.compile(each) for each in (
        "首页", "客户查询", "客户分群", "积分明细", "年底清零", "月结", "积分排名", "积分增长", "积分健康", "客户分析",
        "定期报告",
        "礼品", "导入记录",
    )])  # fmt: skip
    expect(other.get_by_text("wang")).to_be_visible()
    expect(other.get_by_text("管理", exact=True)).to_have_count(0)


def test_signing_out_in_one_tab_leaves_no_other_open(staffed: Server, page: Page) -> None:
    page.goto(staffed.url + "/ranking")
    ready(page)
    tab = page.context.new_page()
    tab.goto(staffed.url + "/growth")
    ready(tab)
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    expect(tab).to_have_url(re.compile("/sign-in\\?next=%2Fgrowth$"), timeout=10_000)
    sign_in(tab)
    ready(tab)
    expect(tab).to_have_url(staffed.url + "/growth")


def test_who_is_disabled_is_out_within_seconds(staffed: Server, page: Page, other: Page) -> None:
    other.goto(add_user(page, staffed, "aaron"))
    new_password(other, new=PASSWORD, again=PASSWORD)
    sign_in(other, "aaron")
    ready(other)
    page.goto(staffed.url + "/users")
    ready(page)
    grid = page.get_by_test_id("stDataFrame").locator("canvas").first
    grid.click(position={"x": 16, "y": 52}, force=True)  # the first by name
    page.get_by_role("button", name="停用", exact=True).click()
    page.get_by_role("button", name="确认停用").click()
    expect(page.get_by_text("已停用用户 aaron")).to_be_visible()
    expect(other).to_have_url(re.compile("/sign-in"), timeout=10_000)
    sign_in(other, "aaron")
    expect(other.get_by_role("alert")).to_contain_text("用户名或密码不正确")


def test_the_form_needs_neither_script_nor_mouse(staffed: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(staffed.url + "/ranking")
    expect(page.locator("#user_name")).to_be_focused()
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(staffed.url + "/ranking")
    context.close()


def cookies_behind_a_proxy(server: Server) -> set[str]:
    """Sign in as a proxy passes it on that ended https; the names of the cookies."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    name = "points.example.com"
    told = {
        "Host": name, "Origin": f"https://{name}", "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.9",
    }  # fmt: skip
    for password in ("wrong", PASSWORD):
        form = urlencode({"user_name": USER, "password": password})
        connection.request("POST", "/sign-in", form, told)
        answer = connection.getresponse()
        answer.read()
    connection.close()
    return {line.split("=")[0] for line in answer.headers.get_all("set-cookie") or []}


def test_only_a_trusted_proxy_is_believed(staffed: Server, tmp_path: Path) -> None:
    assert cookies_behind_a_proxy(staffed) == {"pointbook_session", "pointbook_device"}
    assert "failed sign-in of admin from 127.0.0.1" in staffed.said()
    with serving(tmp_path, "--proxy", "127.0.0.1", "--name", "points.example.com") as trusting:
        kept = cookies_behind_a_proxy(trusting)
        assert kept == {"__Host-pointbook_session", "__Host-pointbook_device"}
        assert "failed sign-in of admin from 203.0.113.9" in trusting.said()

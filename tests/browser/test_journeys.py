"""What people do, in a real browser against a real server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import Server, ready


def open_page(page: Page, server: Server, path: str = "/lookup") -> Page:
    page.goto(server.url + path)
    return ready(page)


def import_file(page: Page, server: Server, path: Path) -> None:
    open_page(page, server, "/import")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="生成预览").click(timeout=60_000)
    page.get_by_role("button", name="确认导入").click(timeout=90_000)
    expect(page.get_by_text("导入完成")).to_be_visible(timeout=120_000)


def test_a_first_start_leads_to_the_ranking(server: Server, page: Page) -> None:
    open_page(page, server)
    expect(page.get_by_role("heading", name="客户查询")).to_be_visible()
    page.get_by_role("link", name="积分排名").click()
    ready(page)
    expect(page.get_by_role("heading", name="积分排名")).to_be_visible()
    expect(page.get_by_text("参与客户")).to_be_visible()
    expect(page.get_by_text("对账：榜内")).to_be_visible()


def test_a_deep_link_on_a_fresh_server_is_framed(fresh_server: Server, page: Page) -> None:
    open_page(page, fresh_server, "/ranking?measure=redeemed&top=20")
    expect(page.get_by_role("heading", name="积分排名")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(25)
    expect(page.get_by_text("前 20 名").first).to_be_visible()


def test_a_customer_is_found_by_pinyin_and_opened(server: Server, page: Page) -> None:
    open_page(page, server)
    search = page.get_by_label("搜索客户")
    search.fill("zengxiaoxian")
    search.press("Enter")
    expect(page).to_have_url(re.compile("search=zengxiaoxian"))
    ready(page)
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    table.click(position={"x": 16, "y": 52}, force=True)  # the grid lies under its scroller
    expect(page.get_by_role("heading", name="曾**")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/customer\?customer="))


def test_the_language_is_one_click_away_and_keeps_the_filters(server: Server, page: Page) -> None:
    open_page(page, server, "/growth?by=reason")
    page.get_by_role("link", name="English").click()
    ready(page)
    expect(page.get_by_role("heading", name="Growth", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/growth\?by=reason$"))
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="中文").click()
    ready(page)
    expect(page.get_by_role("heading", name="积分增长", level=1)).to_be_visible()


def test_points_are_adjusted_once_and_reversed(fresh_server: Server, page: Page) -> None:
    open_page(page, fresh_server, "/adjust?customer=zengxiaoxian")
    page.get_by_label("积分", exact=True).fill("123")
    reason = page.get_by_label("原因")
    reason.click()
    page.get_by_role("option", name="差错更正").click()
    page.get_by_role("button", name="预览").click()
    confirm = page.get_by_role("button", name=re.compile("确认调增"))
    confirm.dblclick()
    expect(page.get_by_text("调增 123")).to_be_visible()
    ready(page)
    answer = page.get_by_text("已为").inner_text()
    page.get_by_role("button", name="冲正这一笔").click()
    page.get_by_role("button", name="确认冲正").click()
    expect(page.get_by_text("已冲正：写入 −123")).to_be_visible()
    before = int(re.findall(r"余额 ([\d,]+)", answer)[0].replace(",", ""))
    reversed_to = page.get_by_text("已冲正").first.inner_text()
    after = int(re.findall(r"余额 ([\d,]+)", reversed_to)[0].replace(",", ""))
    assert before - after == 123


@pytest.mark.needs_shared
def test_the_real_programme_is_imported_to_the_hundredth(
    empty_server: Server, page: Page, shared: Path
) -> None:
    airline = shared / "data" / "airline"
    import_file(page, empty_server, airline / "Customer Loyalty History.csv")
    expect(page.get_by_text("16,737 位客户的资料")).to_be_visible()
    page.get_by_role("button", name="导入另一个文件").click()
    import_file(page, empty_server, airline / "Customer Flight Activity.csv")
    expect(page.get_by_text("231,813 笔流水")).to_be_visible()
    expect(page.get_by_text("212 位客户")).to_be_visible()
    expected = json.dumps(json.loads((airline / "expected.json").read_text(encoding="utf-8")))
    open_page(page, empty_server, "/growth?period=everything")
    proof = page.locator(".pb-proof").inner_text()
    assert "对账平衡" in proof
    closing = re.findall(r"期末 ([\d,.]+)", proof)[0].replace(",", "")
    assert closing in expected


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_refused(
    server: Server, page: Page
) -> None:
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda said: refused.append(said.text) if "Content Security" in said.text else None,
    )
    open_page(page, server, "/growth")
    page.wait_for_timeout(1000)
    foreign = [
        url for url in asked if not url.startswith((server.url, "data:", "blob:", "ws://127"))
    ]
    assert foreign == []
    assert refused == []


def test_the_browser_keeps_nothing_of_what_it_was_shown(server: Server, page: Page) -> None:
    open_page(page, server, "/ranking")
    open_page(page, server, "/statement")
    kept = page.evaluate(
        """async () => JSON.stringify([
            {...localStorage}, {...sessionStorage}, document.cookie,
            (await indexedDB.databases()).map(each => each.name), await caches.keys(),
        ])"""
    )
    # How the frame looks, and the mark against forgery, by Streamlit; our cookies are not for scripts.
    local, in_tab, cookies, databases, caches = json.loads(kept)
    assert [
        key for key in local if "theme" not in key.lower() and "sidebar" not in key.lower()
    ] == []
    assert (in_tab, databases, caches) == ({}, [], [])
    assert [each.split("=")[0] for each in cookies.split("; ")] == ["_streamlit_xsrf"]


@pytest.mark.parametrize("path", ["/", "/statement", "/ranking", "/growth", "/adjust", "/import"])
def test_a_narrow_screen_never_scrolls_sideways(server: Server, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    open_page(page, server, path)
    page.wait_for_timeout(500)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0

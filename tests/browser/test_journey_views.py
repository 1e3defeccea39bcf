"""A saved view in a real browser: kept, its address shared, opened by somebody who sees fewer customers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import pointbook
from pointbook.access.actor import NO_LIMITS
from tests.browser.serving import Server, ready, serving, sign_in

WORD = "quiet-river-77"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server over customers of two departments, and the one-time link of somebody who sees one of them."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        for number, department in (("A1", "门店一部"), ("B1", "门店二部")):
            book.customers.add(number, department=department, tier="金卡", actor="t")
            book.ledger.earn(number, 100, occurred_at=datetime(2026, 3, 1), actor="t")
        book.access.set_role("narrow", frozenset(), NO_LIMITS, reach="department", actor="t")
        place = book.access.add_department("门店一部", actor="t")
        book.access.add("lan", role="narrow", department_id=place, actor="t")
        link = f"/reset/{book.access.reset('lan', actor='t')}"
    with serving(tmp_path) as running:
        yield running, link


def test_a_view_is_kept_shared_and_opened_within_the_scope_of_another(
    desk: tuple[Server, str], page: Page, browser: Browser
) -> None:
    server, link = desk
    page.goto(server.url + "/ranking?measure=balance&period=everything&tier=金卡")
    ready(page)
    expect(page.get_by_text("榜内 200")).to_be_visible()
    page.get_by_role("button", name="保存的视图").click()
    page.get_by_label("视图名称").fill("金卡余额")
    page.get_by_text("共享给能打开此页的所有人").click()
    page.get_by_role("button", name="保存当前筛选").click()
    ready(page)
    expect(page.get_by_text("已保存视图“金卡余额”")).to_be_visible()
    # From other filters the view leads back to its own.
    page.goto(server.url + "/ranking?measure=earned")
    ready(page)
    page.get_by_role("button", name=re.compile("保存的视图")).click()
    page.get_by_role("link", name="金卡余额").click()
    expect(page).to_have_url(re.compile("measure=balance"))
    ready(page)
    address = page.url

    other = browser.new_context(locale="zh-CN").new_page()
    other.goto(server.url + link)
    for name in ("new", "again"):
        other.locator(f"#{name}").fill(WORD)
    other.locator("form button").first.click()
    other.goto(address)
    if "/sign-in" in other.url:
        sign_in(other, "lan", WORD)
        other.goto(address)
    ready(other)
    expect(other.get_by_text("榜内 100")).to_be_visible()
    other.goto(server.url)
    ready(other)
    other.get_by_role("link", name=re.compile("积分排名：金卡余额")).click()
    expect(other).to_have_url(re.compile("ranking.*measure=balance"))

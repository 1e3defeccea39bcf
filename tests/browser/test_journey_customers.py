"""A customer added by hand, met again by number, changed, and the change read, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import pointbook
from tests.browser.serving import Server, ready, serving


@pytest.fixture
def filled_server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own over one customer."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("M100010", name="曾小贤", phone="13800001234", tier="金卡", actor="t")
    with serving(tmp_path) as running:
        yield running


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    ready(page)


def test_a_customer_is_added_changed_and_the_change_read(filled_server: Server, page: Page) -> None:
    page.goto(filled_server.url + "/lookup")
    ready(page)
    page.get_by_role("link", name="新增客户").click()
    expect(page).to_have_url(re.compile("new-customer"))
    ready(page)
    page.get_by_label("客户号").fill("M100010")
    page.get_by_label("姓名").fill("秦羽墨")
    press(page, "新增客户")
    expect(page.get_by_text("客户号“M100010”已被使用")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("M100010"))).to_be_visible()

    page.get_by_label("客户号").fill("M100011")
    store = page.get_by_role("combobox", name=re.compile("门店"))
    store.fill("新天地店")
    store.press("Enter")
    press(page, "新增客户")
    expect(page.get_by_text("已新增客户 M100011。")).to_be_visible()
    page.get_by_role("link", name="打开客户", exact=True).click()
    expect(page.get_by_text("新天地店").first).to_be_visible()
    ready(page)

    expect(page).to_have_url(re.compile(r"/customer\?customer=M100011"))
    ready(page)
    page.get_by_text("修改资料", exact=True).click()
    city = page.get_by_label("城市")
    city.fill("上海")
    expect(city).to_have_value("上海")
    press(page, "保存")
    expect(page.get_by_role("heading", name="资料变更")).to_be_visible()

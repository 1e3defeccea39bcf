"""A change beyond a limit, asked for by one person and approved by another, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import pointbook
from tests.browser.serving import Server, ready, serving, sign_in

NEW_PASSWORD = "quiet-river-77"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server over one customer, and the one-time link of an operator, whose limit for one entry is 5,000."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("M100010", actor="t")
        book.ledger.earn("M100010", 100, occurred_at=datetime(2026, 3, 1), actor="t")
        book.access.add("lina", role="operator", actor="t")
        link = f"/reset/{book.access.reset('lina', actor='t')}"
    with serving(tmp_path) as running:
        yield running, link


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Another person at another machine."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    ready(page)


def test_approval_by_a_second_user(desk: tuple[Server, str], page: Page, other: Page) -> None:
    server, link = desk
    other.goto(server.url + link)
    for name in ("new", "again"):
        other.locator(f"#{name}").fill(NEW_PASSWORD)
    other.locator("form button").first.click()
    other.goto(server.url + "/adjust?customer=M100010")
    if "/sign-in" in other.url:
        sign_in(other, "lina", NEW_PASSWORD)
    ready(other)
    other.get_by_role("textbox", name="积分", exact=True).fill("8000")
    other.get_by_label("原因").click()
    other.get_by_role("option", name="服务补偿").click()
    press(other, "预览")
    expect(other.get_by_text("超过您每笔 5,000 积分的限额")).to_be_visible()
    other.get_by_role("textbox", name="申请理由").fill("航班取消，已答应补偿")
    press(other, "提交审批")
    expect(other.get_by_text("已提交，申请编号 1")).to_be_visible()

    page.goto(server.url + "/")
    ready(page)
    expect(page.get_by_text("有 1 项申请等待您审批")).to_be_visible()
    page.get_by_role("link", name="去审批").click()
    ready(page)
    expect(page.get_by_text("待我审批（1）")).to_be_visible()
    page.goto(server.url + "/approvals?request=1")
    ready(page)
    expect(page.get_by_text("航班取消，已答应补偿")).to_be_visible()
    expect(page.get_by_text("8,100").first).to_be_visible()
    press(page, "批准并入账")
    expect(page.get_by_text("已批准申请 1，积分已入账。")).to_be_visible()

    other.goto(server.url + "/approvals?request=1")
    ready(other)
    expect(other.get_by_text("admin 于")).to_be_visible()

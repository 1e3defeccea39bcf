"""A batch from its list to its undo in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import pointbook
from tests.browser.serving import Server, ready, serving

LIST = "M100010,50\nM100011,-20\nM100010,1\nX9,5"


@pytest.fixture
def filled_server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own over two customers with 100 points each."""
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        for number in ("M100010", "M100011"):
            book.customers.add(number, actor="t")
            book.ledger.earn(number, 100, occurred_at=datetime(2026, 3, 1), actor="t")
    with serving(tmp_path) as running:
        yield running


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).click()
    ready(page)


def test_a_list_is_seen_posted_read_and_taken_back(filled_server: Server, page: Page) -> None:
    page.goto(filled_server.url + "/batches")
    ready(page)
    page.get_by_text("按名单", exact=True).click()
    ready(page)
    page.get_by_text("按名单增减", exact=True).click()
    ready(page)
    page.get_by_role("textbox", name="粘贴客户号").fill(LIST)
    page.get_by_label("原因").click()
    page.get_by_role("option", name="差错更正").click()
    page.get_by_role("textbox", name="任务名称").fill("三月更正")
    press(page, "预览")
    expect(page.get_by_text("预览：按名单增减 · 三月更正")).to_be_visible()
    expect(page.get_by_text("名单中重复 1")).to_be_visible()

    press(page, "返回修改")
    expect(page.get_by_role("textbox", name="粘贴客户号")).to_have_value(LIST)
    press(page, "预览")
    press(page, re.compile("确认按名单增减 2 位客户"))
    expect(page.get_by_text("已完成：2 位客户，每位一笔流水；增加 50，减少 20。")).to_be_visible()

    page.get_by_role("link", name="查看这批流水").click()
    expect(page.get_by_text("积分明细").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"statement\?.*batch=\d+"))
    expect(page.get_by_text("2 笔").first).to_be_visible()
    page.go_back()
    ready(page)

    press(page, re.compile("撤销记录"))
    press(page, "确定撤销")
    expect(page.get_by_text("已撤销：冲回 2 笔流水")).to_be_visible()
    # The form stands as it does at first, on both sides.
    expect(page.get_by_role("textbox", name="每人积分")).to_be_visible()

"""From a field of the RFM grid to its customers, to a segment, to the ranking filtered by it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, ready


def test_a_field_becomes_a_segment_that_filters_the_ranking(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/behaviour")
    ready(page)
    grid = page.get_by_test_id("stPlotlyChart").first
    # The field R5 · F5 stands at the right of the first row.
    drawn = grid.locator(".nsewdrag").first
    box = drawn.bounding_box()
    assert box is not None
    drawn.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.1})
    expect(page).to_have_url(re.compile("rfm=r5f5"))
    ready(page)
    expect(page.get_by_text("选中一行可以打开客户")).to_be_visible()

    page.get_by_text("存为客户分群", exact=True).click()
    page.get_by_label("分群名称").fill("最近常来的客户")
    save = page.get_by_role("button", name=re.compile(r"^把 \d+ 位客户存为客户分群$"))
    count = re.sub(r"\D", "", save.inner_text())
    save.click()
    expect(page.get_by_text("已保存客户分群“最近常来的客户”。")).to_be_visible()

    page.get_by_role("link", name="在积分排名中打开").click()
    ready(page)
    expect(page).to_have_url(re.compile(r"/ranking\?.*segment=\d+"))
    expect(page.get_by_text("只含客户分群“最近常来的客户”的客户。")).to_be_visible()
    taking_part = page.locator(".pb-figure", has_text="参与客户").locator(".pb-value")
    told = int(re.sub(r"\D", "", taking_part.inner_text()))
    assert 0 < told <= int(count)

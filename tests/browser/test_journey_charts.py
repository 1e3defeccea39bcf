"""From a bar of a chart to the entries behind it, home with them, and one step back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.serving import Server, ready

# The way's second bar is what was earned; the plot is drawn by then.
BAR = ".st-key-chart_waterfall .js-plotly-plot .barlayer .point path"


def test_a_bar_opens_its_entries_and_they_are_taken_along(server: Server, page: Page) -> None:
    page.goto(server.url + "/growth?period=last_3_months")
    ready(page)
    bar = page.locator(BAR).nth(2)
    bar.scroll_into_view_if_needed()
    bar.click(force=True)  # the drag layer lies over it
    expect(page).to_have_url(re.compile(r"/statement\?.*kind=redeem"))
    ready(page)
    expect(page.get_by_role("heading", name="积分明细")).to_be_visible()
    said = page.locator(".pb-proof").inner_text()
    count, taken = re.findall(r"筛选合计：([\d,]+) 笔，增加 0，减少 ([\d,]+)", said)[0]

    page.locator(".st-key-menu_statement button").first.click()
    with page.expect_download(timeout=60_000) as download:
        page.locator(".st-key-csv_statement button").first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    head = next(place for place, row in enumerate(rows) if "积分" in row)
    points = rows[head].index("积分")
    entries = [row for row in rows[head + 1 :] if len(row) > points]
    assert len(entries) == int(count.replace(",", ""))
    assert sum(float(row[points]) for row in entries) == -float(taken.replace(",", ""))


def test_one_step_back_from_the_entries_is_the_chart_with_its_filters(
    server: Server, page: Page
) -> None:
    page.goto(server.url + "/growth?period=last_3_months&tier=金卡")
    ready(page)
    came_from = page.url
    bar = page.locator(BAR).nth(2)
    bar.scroll_into_view_if_needed()
    bar.click(force=True)
    expect(page).to_have_url(re.compile(r"/statement\?.*kind=redeem"))
    ready(page)
    opened = page.url

    page.go_back()
    expect(page).to_have_url(came_from)
    expect(page.get_by_role("heading", name="积分增长", exact=True)).to_be_visible()
    ready(page)
    assert page.url == came_from
    page.go_forward()
    expect(page).to_have_url(opened)
    expect(page.get_by_role("heading", name="积分明细")).to_be_visible()

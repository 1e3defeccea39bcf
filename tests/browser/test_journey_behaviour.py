"""From a field of the RFM grid to its customers, to a segment, to the ranking filtered by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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


def test_a_phone_scrolls_a_wide_grid_beside_the_names_of_its_rows(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/behaviour?part=retention")
    ready(page)
    frame = page.locator("[class*=st-key-wide_grid_]")
    name, field = frame.locator(".ytick").first, frame.locator(".barlayer .point").last
    expect(name).to_be_visible()
    stands, passes = name.bounding_box(), field.bounding_box()

    frame.evaluate("frame => { frame.scrollLeft = frame.scrollWidth }")
    _stands_still(frame)
    stood, passed = name.bounding_box(), field.bounding_box()
    assert stands is not None and stood is not None
    assert passes is not None and passed is not None
    assert abs(stood["x"] - stands["x"]) < 1
    assert passed["x"] < passes["x"] - 100
    assert passed["width"] > 24, "too narrow for a number"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A telephone with the grid of retention in sight."""
    visitor = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = visitor.new_page()
    page.goto(f"{server.url}/behaviour?part=retention")
    ready(page)
    frame = page.locator("[class*=st-key-wide_grid_]")
    expect(frame.locator(".ytick").first).to_be_visible()
    frame.scroll_into_view_if_needed()
    yield page
    visitor.close()


def _middle(page: Page) -> tuple[float, float]:
    """The middle of a field of the grid."""
    frame = page.locator("[class*=st-key-wide_grid_]")
    box = frame.locator(".barlayer .trace").last.locator(".point").nth(1).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_scrolls_a_grid(phone: Page) -> None:
    y = _middle(phone)[1]
    finger = phone.context.new_cdp_session(phone)
    steps = [{"x": 330 - 15 * step, "y": y} for step in range(11)]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [steps[0]]})
    for each in steps[1:]:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [each]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    frame = phone.locator("[class*=st-key-wide_grid_]").element_handle()
    phone.wait_for_function("frame => frame.scrollLeft > 50", arg=frame)


def test_a_tap_presses_a_field_of_a_grid(phone: Page) -> None:
    phone.touchscreen.tap(*_middle(phone))
    expect(phone).to_have_url(re.compile("cohort="))


def _stands_still(frame: Locator) -> None:
    """Wait until the names of the rows have followed a frame that was scrolled."""
    frame.page.wait_for_function(
        "frame => frame.style.getPropertyValue('--scrolled') === `${frame.scrollLeft}px`",
        arg=frame.element_handle(),
    )

"""What the eye meets in a real browser: pictures for paper, numbers with true signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from pointbook.ui.colours import BALANCE
from tests.browser.serving import Server, ready

PAPER = "document.querySelector('.js-plotly-plot').layout.template.layout.paper_bgcolor"
# Runs before everything of the page: it sees what reaches the painter in the end.
WATCH = """
    window.painted = new Set();
    const paint = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      window.painted.add(text);
      return paint.call(this, text, ...place);
    };
"""
AMOUNT = re.compile(r"[-+\N{MINUS SIGN}][\d,]+")


@contextmanager
def visitor(browser: Browser, theme: Literal["light", "dark"]) -> Iterator[Page]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1280, "height": 800}, color_scheme=theme
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def drawing(page: Page, server: Server, path: str) -> str:
    """The first chart of a page as its menu hands it out."""
    page.goto(server.url + path)
    ready(page)
    page.locator(".js-plotly-plot").first.wait_for()
    page.locator(".st-key-chart_menu_movements button").first.click()
    with page.expect_download(timeout=60_000) as download:
        page.locator(".st-key-svg_movements button").first.click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def rgb(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"


def test_a_picture_is_for_paper_in_the_dark_too(server: Server, browser: Browser) -> None:
    with visitor(browser, "dark") as page:
        made = drawing(page, server, "/growth")
        assert page.evaluate(PAPER).lower() != "#ffffff"
    assert "fill: rgb(255, 255, 255)" in made
    assert rgb(BALANCE["light"]) in made
    assert rgb(BALANCE["dark"]) not in made
    assert "积分增长 · 积分变动" in made
    assert "积分簿 · 数据截至 " in made


def test_tables_have_true_signs_and_zero_has_none(server: Server, page: Page) -> None:
    page.add_init_script(WATCH)
    page.goto(server.url + "/customer?customer=M100018")
    ready(page)
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    page.wait_for_function("[...window.painted].some(text => /^.[\\d,]+$/.test(text))")
    amounts = {text for text in page.evaluate("[...window.painted]") if AMOUNT.fullmatch(text)}
    assert {text[0] for text in amounts} == {"+", "\N{MINUS SIGN}"}
    assert not {"+0", "\N{MINUS SIGN}0"} & amounts

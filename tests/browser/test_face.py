"""What the eye meets in a real browser: pictures for paper, numbers with true signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

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


def picture(page: Page, server: Server, path: str) -> bytes:
    page.goto(server.url + path)
    ready(page)
    chart = page.locator(".js-plotly-plot").first
    chart.hover()
    with page.expect_download() as download:
        chart.locator(".modebar-btn").click()
    return Path(download.value.path()).read_bytes()


def test_a_picture_is_the_same_in_the_dark_as_in_the_light(
    server: Server, browser: Browser
) -> None:
    with visitor(browser, "light") as page:
        light = picture(page, server, "/growth")
        assert page.evaluate(PAPER).lower() == "#ffffff"
    with visitor(browser, "dark") as page:
        dark = picture(page, server, "/growth")
        assert page.evaluate(PAPER).lower() != "#ffffff"
    assert light.startswith(b"\x89PNG")
    assert dark == light


def test_tables_have_true_signs_and_zero_has_none(server: Server, page: Page) -> None:
    page.add_init_script(WATCH)
    page.goto(server.url + "/customer?customer=M100018")
    ready(page)
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    page.wait_for_function("[...window.painted].some(text => /^.[\\d,]+$/.test(text))")
    amounts = {text for text in page.evaluate("[...window.painted]") if AMOUNT.fullmatch(text)}
    assert {text[0] for text in amounts} == {"+", "\N{MINUS SIGN}"}
    assert not {"+0", "\N{MINUS SIGN}0"} & amounts

"""A real server and a real browser for the journeys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.find_browser import find
from tests.browser.serving import Server, ready, serving

__all__ = ["Server", "ready", "serving"]

HERE = Path(__file__).resolve().parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, whoever wrote it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The package's scope ends the browser's event loop before other tests want one of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all journeys; with none to be found they fail, they are not skipped."""
    path = find(os.environ, is_root=False)
    expect.set_options(timeout=20_000)  # a password takes its time on purpose
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server over the sample, for journeys that only read or clean up after themselves."""
    with serving(tmp_path_factory.mktemp("sample"), "--sample-if-new") as running:
        yield running


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own over an empty book."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own over the sample, on which no page was opened before."""
    with serving(tmp_path, "--sample-if-new") as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A new visitor who reads Chinese on a laptop."""
    visitor = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 800}
    )
    visitor.set_default_timeout(20_000)
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab of that visitor."""
    return context.new_page()

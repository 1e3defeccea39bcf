"""Pictures of every page, to be looked at: wide and narrow, light and dark, in Chinese, over the sample."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import pointbook
from pointbook.sample import fill
from tests.browser.serving import Server, ready, serving

PAGES = {
    "overview": "/", "lookup": "/lookup", "customer": "/customer?customer=M100018", "why": "/why?customer=M100018",
    "new-customer": "/new-customer", "merge": "/merge", "segments": "/segments",
    "statement": "/statement?customer=M100018", "adjust": "/adjust?customer=M100018", "batches": "/batches",
    "clearing": "/clearing", "approvals": "/approvals",
    "expiry": "/expiry", "months": "/months", "ranking": "/ranking", "growth": "/growth",
    "health": "/health", "cohorts": "/health?part=cohorts", "expiries": "/health?part=expiries", "rfm": "/behaviour",
    "retention": "/behaviour?part=retention", "lifecycle": "/behaviour?part=lifecycle",
    "tiers": "/behaviour?part=tiers", "campaigns": "/behaviour?part=campaigns", "odd": "/odd", "report": "/report",
    "rewards": "/rewards", "import": "/import", "imports": "/imports", "reconcile": "/reconcile", "users": "/users",
    "backup": "/backup", "audit": "/audit", "data-retention": "/retention",
}  # fmt: skip
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
_HIGHEST = 6_000
_LOOK = "document.querySelector('.stMain').scrollHeight"
_SETTLED = 1_500
"""Milliseconds in which charts are drawn: a picture can wait for nothing that says so."""


def take(folder: Path) -> int:
    """Write NAME-WIDTH-SCHEME.png for every page; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with tempfile.TemporaryDirectory() as work, sync_playwright() as tool:
        with pointbook.open_book(Path(work) / "book.duckdb") as book:
            fill(book)
        browser = tool.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
        )
        with serving(Path(work)) as server:
            for scheme in SCHEMES:
                taken += _of_scheme(browser, server, scheme, folder)
    return taken


def _of_scheme(browser: Browser, server: Server, scheme: str, folder: Path) -> int:
    page = browser.new_context(
        locale="zh-CN", color_scheme="dark" if scheme == "dark" else "light"
    ).new_page()
    page.set_default_timeout(90_000)
    for name, path in PAGES.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(server.url + path)
            ready(page)
            page.wait_for_timeout(_SETTLED)
            height = min(int(page.evaluate(_LOOK)) + 40, _HIGHEST)
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(_SETTLED)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
    page.close()
    return len(PAGES) * len(WIDTHS)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    print(f"{take(where)} pictures in {where}")

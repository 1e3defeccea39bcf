"""Finds a Chromium for the journeys, installs one where it may, and prints its path.

Order: CHROMIUM, a browser on PATH, Playwright's own, Debian's packages when root, a download by
Playwright. With none of them it fails with one sentence: a missing browser never skips a test.
It stands beside the tests that need it, and the Makefile runs it before them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN = ("chromium", "fonts-noto-cjk")
NONE_FOUND = (
    "找不到浏览器：请安装 Chromium 或 Chrome，或把 CHROMIUM 设为它的路径。· No browser found: "
    "install Chromium or Chrome, or set CHROMIUM to its path."
)


class NoBrowser(Exception):
    """There is no browser and none could be installed."""


def named(environ: Mapping[str, str]) -> Path | None:
    """The browser that CHROMIUM names; NoBrowser if it names something that cannot be run."""
    name = environ.get("CHROMIUM", "").strip()
    if not name:
        return None
    found = shutil.which(name, path=environ.get("PATH"))
    if found is None:
        raise NoBrowser(f"CHROMIUM={name} 不是可运行的浏览器 · is not a browser that can be run.")
    return Path(found)


def on_path(environ: Mapping[str, str]) -> Path | None:
    """The first known browser on PATH."""
    found = (shutil.which(name, path=environ.get("PATH")) for name in NAMES)
    return next((Path(path) for path in found if path), None)


def of_playwright() -> Path | None:
    """The Chromium that Playwright has downloaded before."""
    from playwright.sync_api import sync_playwright  # slow, and needed only when PATH has none

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def from_debian(environ: Mapping[str, str], *, is_root: bool) -> bool:
    """Install Debian's Chromium and a Chinese font; False where that is not ours to do."""
    apt = shutil.which("apt-get", path=environ.get("PATH"))
    if not is_root or apt is None:
        return False
    quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "--yes", "--no-install-recommends", *DEBIAN]
    return _runs([apt, "update"], quiet) and _runs(install, quiet)


def from_playwright(environ: Mapping[str, str]) -> bool:
    """Let Playwright download its Chromium."""
    return _runs([sys.executable, "-m", "playwright", "install", "chromium"], environ)


def lacks_chinese_font(environ: Mapping[str, str]) -> bool:
    """Whether the machine can say which fonts it has, and has none for Chinese."""
    fonts = shutil.which("fc-list", path=environ.get("PATH"))
    if fonts is None:
        return False
    listed = subprocess.run(
        [fonts, ":lang=zh"], capture_output=True, text=True, env=dict(environ), check=False
    )
    return listed.returncode == 0 and not listed.stdout.strip()


def _runs(command: list[str], environ: Mapping[str, str]) -> bool:
    """Run a command with its output on stderr, because stdout carries the answer."""
    try:
        done = subprocess.run(command, stdout=sys.stderr, env=dict(environ), check=False)
    except OSError:
        return False
    return done.returncode == 0


def _ways(
    environ: Mapping[str, str], is_root: bool, downloaded: Callable[[], Path | None]
) -> Iterator[Path | None]:
    """Each way to a browser in turn; an installation is tried only when what precedes it failed."""
    yield named(environ)
    yield on_path(environ)
    yield downloaded()
    if from_debian(environ, is_root=is_root):
        yield on_path(environ)
    if from_playwright(environ):
        yield downloaded()


def find(
    environ: Mapping[str, str],
    *,
    is_root: bool,
    downloaded: Callable[[], Path | None] = of_playwright,
) -> Path:
    """A browser that can be run; NoBrowser with one sentence if there is no way to one."""
    for path in _ways(environ, is_root, downloaded):
        if path is not None:
            return path
    raise NoBrowser(NONE_FOUND)


def main() -> int:
    """Print the path of a browser, or the sentence that says what to do."""
    is_root = os.geteuid() == 0
    try:
        browser = find(os.environ, is_root=is_root)
    except NoBrowser as trouble:
        print(trouble, file=sys.stderr)
        return 1
    if lacks_chinese_font(os.environ) and not from_debian(os.environ, is_root=is_root):
        print("没有中文字体，截图中的汉字会显示为方框。· No Chinese font found.", file=sys.stderr)
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The browser is looked for in one order, and a machine without any is told so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import find_browser
from tests.browser.find_browser import NoBrowser, find


def program(folder: Path, name: str, text: str = "exit 0") -> Path:
    """A small program on a PATH of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def nothing_downloaded() -> None:
    return None


def test_the_named_browser_comes_first(tmp_path: Path) -> None:
    mine = program(tmp_path / "mine", "my-chrome")
    program(tmp_path / "bin", "chromium")
    environ = {"CHROMIUM": str(mine), "PATH": str(tmp_path / "bin")}
    assert find(environ, is_root=False, downloaded=nothing_downloaded) == mine


def test_a_named_browser_that_is_absent_is_refused_and_not_replaced(tmp_path: Path) -> None:
    program(tmp_path / "bin", "chromium")
    environ = {"CHROMIUM": str(tmp_path / "none"), "PATH": str(tmp_path / "bin")}
    with pytest.raises(NoBrowser, match="CHROMIUM="):
        find(environ, is_root=False, downloaded=nothing_downloaded)


@pytest.mark.parametrize("name", find_browser.NAMES)
def test_a_browser_on_the_path_is_used(tmp_path: Path, name: str) -> None:
    there = program(tmp_path / "bin", name)
    environ = {"PATH": str(tmp_path / "bin")}
    assert find(environ, is_root=False, downloaded=nothing_downloaded) == there


def test_a_browser_downloaded_before_is_used_again(tmp_path: Path) -> None:
    before = program(tmp_path / "cache", "chrome")
    environ = {"PATH": str(tmp_path / "bin")}
    assert find(environ, is_root=False, downloaded=lambda: before) == before


def apt_that_installs(folder: Path) -> None:
    """A stand-in for Debian's installer, which writes the browser into the same folder."""
    browser = folder / "chromium"
    program(
        folder,
        "apt-get",
        f"""echo "$@" >> {folder}/asked
if [ "$1" = install ]; then echo '#!/bin/sh' > {browser}; /bin/chmod 755 {browser}; fi""",
    )


def test_root_on_debian_installs_the_browser_and_a_chinese_font(tmp_path: Path) -> None:
    apt_that_installs(tmp_path / "bin")
    environ = {"PATH": str(tmp_path / "bin")}
    found = find(environ, is_root=True, downloaded=nothing_downloaded)
    assert found == tmp_path / "bin" / "chromium"
    asked = (tmp_path / "bin" / "asked").read_text(encoding="utf-8").splitlines()
    assert asked[0] == "update"
    assert asked[1].endswith("chromium fonts-noto-cjk")


def test_without_root_nothing_of_debian_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt_that_installs(tmp_path / "bin")
    monkeypatch.setattr(find_browser.sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(NoBrowser):
        find({"PATH": str(tmp_path / "bin")}, is_root=False, downloaded=nothing_downloaded)
    assert not (tmp_path / "bin" / "asked").exists()


def test_playwright_downloads_as_the_last_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives = tmp_path / "cache" / "chrome"
    python = program(tmp_path / "bin", "python", f'echo "$@" > {tmp_path}/asked')
    monkeypatch.setattr(find_browser.sys, "executable", str(python))

    def downloaded() -> Path | None:
        return arrives if (tmp_path / "asked").exists() else None

    assert find({"PATH": str(tmp_path)}, is_root=False, downloaded=downloaded) == arrives
    assert "playwright install chromium" in (tmp_path / "asked").read_text(encoding="utf-8")


def test_a_machine_without_any_way_fails_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_browser.sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(NoBrowser) as refused:
        find({"PATH": str(tmp_path)}, is_root=True, downloaded=nothing_downloaded)
    assert str(refused.value) == find_browser.NONE_FOUND
    assert "\n" not in find_browser.NONE_FOUND


def test_the_script_says_no_and_exits_with_a_failure(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, find_browser.__file__],
        env={**os.environ, "CHROMIUM": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1

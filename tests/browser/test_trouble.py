"""A page that cannot be shown says why, tries again by itself, and is there when the cause is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import pointbook
from tests.browser.serving import ROOT, Server, free_port, ready, serving, sign_in

HOLD = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
SCRIPT = """
from pathlib import Path
import streamlit as st
from pointbook.errors import DiskFull
flag = Path("{flag}")
if flag.exists():
    flag.write_text(flag.read_text() + "x")
    raise DiskFull(path="book.duckdb")
st.write("back again")
"""
APP = """
import streamlit as st
from pointbook.ui.feedback import report_incident
app = st.App("{script}", on_script_error=report_incident)
"""


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Another process has the book open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        yield other.pid
        other.communicate("")


def test_a_book_that_another_process_holds_is_told_and_the_form_comes_by_itself(
    tmp_path: Path, page: Page
) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path) as book:
        book.access.add("lina", role="viewer", actor="t")
        book.access.door.set_password("lina", "kitchen-blue-42")
    with held(path) as other, serving(tmp_path, first_sign_in=False) as server:
        page.goto(server.url)
        expect(page.get_by_text(f"正被另一个程序使用（{other}）")).to_be_visible()
        expect(page.get_by_role("link", name="重试")).to_be_visible()
        os.kill(other, signal.SIGTERM)
        page.locator("#password").wait_for(timeout=30_000)  # nobody pressed anything
        sign_in(page, "lina")
        ready(page)
        expect(page.get_by_role("heading", name="首页")).to_be_visible()


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A page that fails as long as a file is there, shown by the server of the pages."""
    flag, script, port = tmp_path / "flag", tmp_path / "script.py", free_port()
    flag.touch()
    script.write_text(SCRIPT.format(flag=flag))
    (tmp_path / "failing_app.py").write_text(APP.format(script=script))
    server = Server(f"http://127.0.0.1:{port}", tmp_path / "none", tmp_path / "server.log")
    with server.log.open("wb") as log, subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "failing_app:app", "--port", str(port)],
        cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    ) as process:  # fmt: skip
        try:
            _wait_for(port)
            yield server, flag
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    import socket

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise AssertionError("the server did not come")


def test_a_page_in_trouble_comes_back_by_itself(failing: tuple[Server, Path], page: Page) -> None:
    server, flag = failing
    page.goto(server.url)
    expect(page.get_by_text("磁盘已满")).to_be_visible()
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    expect(page.get_by_text("每 5 秒自动重试")).to_be_visible()
    tries, deadline = len(flag.read_text()), time.monotonic() + 30
    while len(flag.read_text()) < tries + 2:  # it fails again, and goes on trying
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
    expect(page.get_by_text("磁盘已满")).to_have_count(1)
    flag.unlink()
    expect(page.get_by_text("back again")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("磁盘已满")).to_have_count(0)


def test_a_page_in_trouble_comes_back_at_a_press(failing: tuple[Server, Path], page: Page) -> None:
    server, flag = failing
    page.goto(server.url)
    again = page.get_by_role("button", name="重试")
    expect(again).to_be_visible()
    flag.unlink()
    again.click()
    expect(page.get_by_text("back again")).to_be_visible(timeout=4_000)

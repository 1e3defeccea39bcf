"""A real server in a process of its own, and how to wait for its pages."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180.0
"""Seconds a server may take; the first one compiles the kernel and writes the sample."""
USER, PASSWORD = "admin", "kitchen-blue-42"
"""Who visits, after having changed the password of the first start."""
FIRST = re.compile(r"(?:密码|password) ([a-z0-9-]{19})")


@dataclass(frozen=True)
class Server:
    """Where a running server answers, and which book it owns."""

    url: str
    book: Path
    log: Path

    def first_password(self) -> str:
        """The password that the first start told; waits for it."""
        deadline = time.monotonic() + PATIENCE
        while (found := FIRST.search(self.said())) is None:
            if time.monotonic() > deadline:
                raise RuntimeError(f"no first password in {PATIENCE} s:\n{self.said()}")
            time.sleep(0.1)
        return found[1]

    def said(self) -> str:
        """Everything the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_healthy(url: str) -> bool:
    """Whether the server answers its health question."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def serving(folder: Path, *options: str, first_sign_in: bool = True) -> Iterator[Server]:
    """`python -m pointbook serve` over a book in the folder, until the block ends.

    Unless a test is about it, the first sign-in is behind: USER comes in with PASSWORD.
    """
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}", folder / "book.duckdb", folder / "server.log")
    command = [sys.executable, "-m", "pointbook", "--book", str(server.book)]
    command += ["serve", "--port", str(port), *options]
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_until_healthy(server, process)
        if first_sign_in:
            _sign_in_first(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_healthy(server.url):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended ({process.returncode}):\n{server.said()}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server was not ready in {PATIENCE} s:\n{server.said()}")
        time.sleep(0.1)


def _sign_in_first(server: Server) -> None:
    """Come in with the password of the first start and set another, as the forms do."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    first = server.first_password()

    def send(path: str, **fields: str) -> str:
        body = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(server.url + path, body, {"Origin": server.url})
        with browser.open(asked, timeout=30) as answer:
            return str(answer.url)

    send("/sign-in", user_name=USER, password=first)
    at = send("/password", password=first, new=PASSWORD, again=PASSWORD)
    assert at == f"{server.url}/", at


def sign_in(page: Page, user_name: str = USER, password: str = PASSWORD) -> None:
    """Fill in the form that the gate shows."""
    page.locator("#user_name").fill(user_name)
    page.locator("#password").fill(password)
    page.locator("form button").first.click()


def ready(page: Page) -> Page:
    """Sign in where the gate asks for it, then wait until the page is connected and no script is running."""
    if urllib.parse.urlsplit(page.url).path == "/sign-in":
        sign_in(page)
    app = "[data-testid=stApp]"
    page.wait_for_selector(f"{app}[data-test-connection-state=CONNECTED]", timeout=30_000)
    page.wait_for_selector(f"{app}[data-test-script-state=notRunning]", timeout=30_000)
    return page

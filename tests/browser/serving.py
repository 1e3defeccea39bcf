"""A real server in a process of its own, and how to wait for its pages."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
"""Seconds a server may take; the first one compiles the kernel and writes the sample."""


@dataclass(frozen=True)
class Server:
    """Where a running server answers, and which book it owns."""

    url: str
    book: Path
    log: Path

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
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return bool(answer.read().strip() == b"ok")
    except OSError:
        return False


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    """`python -m pointbook serve` over a book in the folder, until the block ends."""
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


def ready(page: Page) -> Page:
    """Wait until the page is connected and no script is running."""
    app = "[data-testid=stApp]"
    page.wait_for_selector(f"{app}[data-test-connection-state=CONNECTED]", timeout=30_000)
    page.wait_for_selector(f"{app}[data-test-script-state=notRunning]", timeout=30_000)
    return page

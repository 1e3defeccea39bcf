"""What every test may ask for: a real book in a file or in memory, and the real files beside us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.asgi_visitor import signed_in  # noqa: F401 - a fixture for all tests of the server
from tests.clearing_shop import clock, shop  # noqa: F401 - fixtures for all tests of clearing
from tests.command_line import run  # noqa: F401 - a fixture for all tests of commands
from tests.model.both import ledger  # noqa: F401 - a fixture for all tests of the ledger

if TYPE_CHECKING:
    from pointbook.book import Book

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BROWSER = "tests/browser/"
NOW = datetime(2026, 6, 30, 12, 0)

needs_shared = pytest.mark.needs_shared


class Together(LoadScopeScheduling):
    """A file's tests share their fixtures, so one worker takes them; and one takes all that need a browser."""

    def _split_scope(self, nodeid: str) -> str:
        # Two browsers at once would each wait for the other's server.
        path = nodeid.partition("::")[0]
        return BROWSER if path.startswith(BROWSER) else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """How tests are shared among workers."""
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with a word, what needs the real files where they are absent."""
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"the real files are not at {SHARED}")
    for item in items:
        if item.get_closest_marker("needs_shared"):
            item.add_marker(absent)


@pytest.fixture
def shared() -> Path:
    """The folder of real files; only for tests marked needs_shared."""
    return SHARED


@pytest.fixture
def now() -> datetime:
    """The programme's local time in every book below."""
    return NOW


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new book in a real file, at a fixed time."""
    import pointbook  # here, so that tests of plain files need not load the engine

    with pointbook.open_book(tmp_path / "book.duckdb", clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def memory_book() -> Iterator[Book]:
    """A new book in memory: no head file, lock or backup."""
    import pointbook

    with pointbook.open_book(":memory:", clock=lambda: NOW) as opened:
        yield opened

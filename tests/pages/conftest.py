"""A small real book behind the pages, run by Streamlit's own test runner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import pointbook
from pointbook.access import Actor
from pointbook.book import Book
from pointbook.ui import session

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"
HOME = "overview.py"
NOW = datetime(2026, 6, 30, 12, 0)

Visit = Callable[..., AppTest]


def _fill(book: Book) -> None:
    people = (("M1", "曾小贤", "13800001234", "金卡"), ("M2", "胡一菲", "13900005678", "银卡"))
    for number, name, phone, tier in people:
        book.customers.add(number, name=name, phone=phone, tier=tier, status="active", actor="t")
    book.customers.add("M3", name="=1+1", actor="t")
    for month in (3, 4, 5, 6):
        for place, number in enumerate(("M1", "M2"), 1):
            book.ledger.earn(
                number, 100 * month * place, occurred_at=datetime(2026, month, 10, 9), actor="t",
                reason="purchase", store="南京路店", expires_at=date(2027, month, 9),
            )  # fmt: skip
    book.ledger.redeem("M1", 250, occurred_at=datetime(2026, 5, 20, 10), reason="gift", actor="t")


@pytest.fixture(autouse=True)
def signed_in() -> Iterator[Actor]:
    """Who visits the pages: no gate stands before them here, so a test says who it is."""
    actor = Actor("t")
    session.act_as(actor)
    yield actor
    session.act_as(None)


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """The book that the pages show, with two customers and nine entries."""
    path = tmp_path / "book.duckdb"
    monkeypatch.setenv("POINTBOOK_BOOK", str(path))
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        _fill(book)
        session.use_book(book, path)
        yield book
        session.close_book()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """A book without anything."""
    path = tmp_path / "empty.duckdb"
    monkeypatch.setenv("POINTBOOK_BOOK", str(path))
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        session.use_book(book, path)
        yield book
        session.close_book()


@pytest.fixture
def visit() -> Visit:
    """Open a page by its file, with a query; it must not crash."""

    def go(file: str, **query: str | list[str]) -> AppTest:
        visitor = AppTest.from_file(str(FRAME), default_timeout=30)
        if file != HOME:  # a visitor can only come from there
            visitor.run()
            visitor.switch_page(file)
        for name, value in query.items():
            visitor.query_params[name] = value
        visitor.run()
        assert not visitor.exception, visitor.exception
        return visitor

    return go


def words(visitor: AppTest) -> str:
    """Everything that a page says in its own words."""
    said = [element.proto.body for element in visitor.get("html")]
    for kind in ("info", "success", "warning", "error", "caption", "markdown"):
        said += [str(element.value) for element in visitor.get(kind)]
    return "\n".join(said)

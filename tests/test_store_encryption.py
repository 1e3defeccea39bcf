"""A book that is encrypted by DuckDB itself, where its extension is, and refused with a reason where not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import pointbook
from pointbook.cli import main
from pointbook.errors import (
    BookNotEncrypted,
    InvalidBookKey,
    NoBookEncryption,
    PointbookError,
    WrongBookKey,
)
from pointbook.settings import BOOK_KEY
from pointbook.store import opening

NOW = datetime(2026, 6, 30, 12, 0)
KEY = "a key with a 'quote' in it"
NAME = "Zhangsan-who-is-nowhere-else"


def has_extension() -> bool:
    with duckdb.connect() as connection:
        try:
            connection.execute("load httpfs")
        except duckdb.Error:
            return False
    return True


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    """A key; where the extension is missing, DuckDB's own module writes, which it calls unsafe: no test cares."""
    monkeypatch.setenv(BOOK_KEY, KEY)
    if not has_extension():
        monkeypatch.setattr(
            opening, "load_encryption", lambda c: c.execute("set force_mbedtls_unsafe = true")
        )
    return KEY


def fill(path: Path) -> None:
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1", name=NAME, actor="t")
        book.ledger.earn("C1", 100, actor="t", request_id="first")


@pytest.mark.skipif(has_extension(), reason="DuckDB's httpfs is installed on this machine")
def test_where_nothing_can_encrypt_the_setting_is_refused_and_nothing_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(BOOK_KEY, KEY)
    path = tmp_path / "book.duckdb"
    with pytest.raises(NoBookEncryption):
        pointbook.open_book(path)
    assert main(["--book", str(path), "serve", "--port", "1"]) != 0
    said = capsys.readouterr()
    assert "httpfs" in said.out + said.err
    assert KEY not in said.out + said.err
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_book_works_like_any_other_and_shows_nothing(tmp_path: Path, key: str) -> None:
    path = tmp_path / "book.duckdb"
    fill(path)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert book.ledger.earn("C1", 100, actor="t", request_id="first").replayed
        assert book.ledger.balance("C1").balance == 100
        assert book.ask("customers/search", text=NAME[:6].lower()).height == 1
        assert book.verify() == []
        with pytest.raises(duckdb.Error, match="append-only"):
            book.store._instance.connection.execute("delete from point_entry")
    assert NAME.encode() not in path.read_bytes()


def test_a_plain_book_does_show_the_name(tmp_path: Path) -> None:
    fill(tmp_path / "book.duckdb")
    assert NAME.encode() in (tmp_path / "book.duckdb").read_bytes()


def test_another_key_none_and_a_plain_book_are_told_apart(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, plain = tmp_path / "book.duckdb", tmp_path / "plain.duckdb"
    fill(path)
    monkeypatch.setenv(BOOK_KEY, "another key of some length")
    with pytest.raises(WrongBookKey):
        pointbook.open_book(path)
    monkeypatch.delenv(BOOK_KEY)
    with pytest.raises(WrongBookKey):
        pointbook.open_book(path)
    fill(plain)
    monkeypatch.setenv(BOOK_KEY, key)
    with pytest.raises(BookNotEncrypted):
        pointbook.open_book(plain)
    monkeypatch.setenv(BOOK_KEY, "short")
    with pytest.raises(InvalidBookKey):
        pointbook.open_book(path)


def test_backups_of_it_are_encrypted_and_come_back(tmp_path: Path, key: str) -> None:
    path = tmp_path / "book.duckdb"
    fill(path)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        copy = book.backup(tmp_path / "copy.backup")
    assert NAME.encode() not in copy.read_bytes()
    with pointbook.restore(copy, tmp_path / "again.duckdb") as again:
        assert again.ledger.balance("C1").balance == 100
        assert again.verify() == []


def test_two_processes_still_do_not_share_it(tmp_path: Path, key: str) -> None:
    path = tmp_path / "book.duckdb"
    fill(path)
    with pointbook.open_book(path), pytest.raises((duckdb.Error, PointbookError)):
        opening.connect(path, tmp_path, [], create=False)

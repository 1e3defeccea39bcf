"""An encrypted book beside a plain one: how one becomes the other, what is refused, and what damage looks like."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import pointbook
from pointbook.backups.room import rehearse
from pointbook.backups.secret import SECRET as BACKUP_SECRET
from pointbook.book import Book
from pointbook.errors import BookDamaged, BookNotEncrypted, NoBookEncryption
from pointbook.settings import BOOK_KEY
from pointbook.store import opening
from pointbook.texts import error_text
from tests.command_line import Run

NOW = datetime(2026, 6, 30, 12, 0)
KEY = r"it's a key; \x41 钥匙"
WITNESS = "Lin-Meihua-the-only-one"


@pytest.fixture
def ciphers(monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB's own, which it calls unsafe to write with: the way through our code is the same."""
    unsafe = "set force_mbedtls_unsafe = true"
    monkeypatch.setattr(opening, "load_encryption", lambda c: c.execute(unsafe))


@pytest.fixture
def key(ciphers: None, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(BOOK_KEY, KEY)
    return KEY


@pytest.fixture
def no_extension(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The extension nowhere: what this machine has installed is not looked at."""

    def load(connection: duckdb.DuckDBPyConnection) -> None:
        try:
            connection.execute(f"load '{tmp_path}/httpfs.duckdb_extension'")
        except duckdb.Error as error:
            raise NoBookEncryption(name=BOOK_KEY, detail=str(error).splitlines()[0]) from None

    monkeypatch.setattr(opening, "load_encryption", load)
    monkeypatch.setenv(BOOK_KEY, KEY)


def opened(path: Path) -> Book:
    return pointbook.open_book(path, clock=lambda: NOW)


def small(path: Path) -> Path:
    with opened(path) as book:
        book.customers.add("C1", name=WITNESS, actor="t")
        book.ledger.earn("C1", 100, actor="t")
    return path


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def test_any_letter_may_be_in_a_key_and_no_file_holds_it(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small(tmp_path / "book.duckdb")
    kept = [each.read_bytes() for each in tmp_path.iterdir() if each.is_file()]
    assert len(kept) > 1
    assert not any(KEY.encode() in each for each in kept)
    for other in (KEY.replace("\\x41", "A"), KEY.replace("'", "''"), KEY + "!"):
        monkeypatch.setenv(BOOK_KEY, other)
        with pytest.raises(pointbook.PointbookError) as refusal:
            opened(path)
        assert refusal.value.code == "wrong_book_key"
    monkeypatch.setenv(BOOK_KEY, KEY)
    with opened(path) as book:
        assert book.ledger.balance("C1").balance == 100


def test_the_log_tells_nothing_either(tmp_path: Path, key: str) -> None:
    path = small(tmp_path / "book.duckdb")
    with opened(path) as book:
        book.customers.add("C2", name=f"{WITNESS}-2", actor="t")
        assert log_of(path).stat().st_size
        assert WITNESS.encode() not in log_of(path).read_bytes()
        book.store.checkpoint()
        assert not log_of(path).exists()
        assert WITNESS.encode() not in path.read_bytes()


def test_a_plain_book_is_refused_and_left_as_it_is(
    tmp_path: Path, ciphers: None, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    path = small(tmp_path / "book.duckdb")
    before = path.read_bytes()
    monkeypatch.setenv(BOOK_KEY, KEY)
    with pytest.raises(BookNotEncrypted):
        opened(path)
    said = run("serve", "--port", "1", lang="zh")
    assert (said.status, "restore 备份文件 --replace" in said.err) == (1, True)
    assert path.read_bytes() == before


def test_a_plain_book_becomes_an_encrypted_one_by_a_backup(
    tmp_path: Path, ciphers: None, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    path, copy = small(tmp_path / "book.duckdb"), tmp_path / "copy.duckdb"
    assert run("backup", copy).status == 0
    monkeypatch.setenv(BOOK_KEY, KEY)
    content = rehearse(copy)
    said = run("restore", copy, "--replace")
    assert said.status == 0, said.err
    assert WITNESS.encode() not in path.read_bytes()
    with opened(path) as book:
        assert book.verify() == []
        assert book.store.question("book/content").row(0, named=True)["entries"] == content.entries
        with pytest.raises(duckdb.Error, match="append-only"), book.store._visit() as cursor:
            cursor.execute("delete from point_entry")
        book.ledger.earn("C1", 5, actor="t")
        assert book.ledger.balance("C1").balance == 105
    kept = [each.name for each in tmp_path.iterdir()]
    assert any(".before-" in name for name in kept)
    assert not any(name.endswith((".encrypted", ".unchecked", ".restored")) for name in kept)


def test_a_book_without_its_guards_is_not_restored(
    tmp_path: Path, ciphers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small(tmp_path / "book.duckdb")
    with duckdb.connect(str(path)) as other:
        other.execute("drop trigger point_entry_no_delete on point_entry")
    monkeypatch.setenv(BOOK_KEY, KEY)
    with pytest.raises(BookDamaged):
        pointbook.restore(path, tmp_path / "again.duckdb")
    assert not list(tmp_path.glob("again*"))


@pytest.mark.parametrize("secret", ["", "a secret of the backups"])
def test_a_backup_on_the_shelf_is_encrypted_and_switched_back_to(
    tmp_path: Path, key: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BACKUP_SECRET, secret)
    path = small(tmp_path / "book.duckdb")
    with opened(path) as book:
        copy = book.backups.make(actor="t")
        assert WITNESS.encode() not in copy.path.read_bytes()
        assert book.backups.rehearse(copy.name, actor="t").links_since == 0
        book.ledger.earn("C1", 5, actor="t")
        book.backups.restore(copy.name, actor="t")
        assert book.ledger.balance("C1").balance == 100
        assert book.verify() == []
    assert WITNESS.encode() not in path.read_bytes()


def test_the_unfinished_end_of_a_log_is_left_out_and_a_garbled_one_is_damage(
    tmp_path: Path, key: str
) -> None:
    path, torn = small(tmp_path / "book.duckdb"), tmp_path / "torn.duckdb"
    with opened(path) as book:
        book.store.checkpoint()
        book.ledger.earn("C1", 1, actor="t")
        after_one = len(log_of(path).read_bytes()) + 40
        book.ledger.earn("C1", 2, actor="t")
        log, file = bytearray(log_of(path).read_bytes()), path.read_bytes()
    torn.write_bytes(file)
    log_of(torn).write_bytes(log[:after_one])
    with opened(torn) as book:
        assert book.ledger.balance("C1").balance == 101
    log[after_one : after_one + 40] = b"\xff" * 40
    torn.write_bytes(file)
    log_of(torn).write_bytes(log)
    with pytest.raises(BookDamaged):
        opened(torn)
    assert log_of(torn).read_bytes() == log


def test_an_altered_book_is_said_to_be_damaged(tmp_path: Path, key: str) -> None:
    path = small(tmp_path / "book.duckdb")
    kept = bytearray(path.read_bytes())
    kept[len(kept) // 2 :] = bytes(len(kept) - len(kept) // 2)
    path.write_bytes(kept)
    with pytest.raises(BookDamaged), opened(path) as book:
        book.verify()


@pytest.mark.parametrize(
    "command",
    [["serve", "--port", "1"], ["verify"], ["ask", "book/state"], ["backup"], ["user", "list"]],
    ids=" ".join,
)
def test_without_the_extension_every_command_refuses(
    tmp_path: Path, run: Run, command: list[str], request: pytest.FixtureRequest
) -> None:
    small(tmp_path / "book.duckdb")
    request.getfixturevalue("no_extension")
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    said = run(*command)
    assert (said.status, "install httpfs" in said.err) == (1, True)
    assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before


def test_without_the_extension_not_even_a_folder_is_made(
    tmp_path: Path, no_extension: None
) -> None:
    path = tmp_path / "new" / "book.duckdb"
    with pytest.raises(NoBookEncryption) as refusal:
        opened(path)
    assert not path.parent.exists()
    assert KEY not in error_text(refusal.value, "en")


def test_a_book_in_memory_needs_no_key(no_extension: None) -> None:
    with pointbook.open_book(":memory:", clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")

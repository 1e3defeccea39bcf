"""A book that cannot be opened says why, in one sentence of each language, and nothing is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import pointbook
from pointbook.errors import BookDamaged, BookLocked, BookMissing, BookReadOnly, TargetExists
from pointbook.store.head import head_path, read_head
from pointbook.texts import error_text

NOW = datetime(2026, 6, 30, 12, 0)


def _sentences(refusal: pointbook.PointbookError) -> tuple[str, str]:
    return error_text(refusal, "zh"), error_text(refusal, "en")


def _small(path: Path) -> Path:
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1")
        book.ledger.earn("C1", 100, actor="t")
    return path


def test_a_book_that_another_process_holds_is_locked_and_its_holder_is_named(
    tmp_path: Path,
) -> None:
    path = _small(tmp_path / "book.duckdb")
    hold = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(BookLocked) as refusal:
            pointbook.open_book(path)
        other.communicate("")

    assert refusal.value.values["holder"] == str(other.pid)
    for sentence in _sentences(refusal.value):
        assert str(other.pid) in sentence
    with pointbook.open_book(path) as book:
        assert book.ledger.balance("C1").balance == 100


@pytest.mark.parametrize(
    "content",
    [b"", b"customer_no,points\nC1,5\n", b"\x00" * 20_000],
    ids=["empty", "a csv", "zeros"],
)
def test_a_file_that_is_no_book_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "book.duckdb"
    path.write_bytes(content)
    with pytest.raises(BookDamaged) as refusal:
        pointbook.open_book(path)
    assert path.read_bytes() == content
    assert all(_sentences(refusal.value))


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as plain:
        plain.execute("create table sheep as select 1 as legs")
    with pytest.raises(BookDamaged):
        pointbook.open_book(path)
    with duckdb.connect(str(path)) as plain:
        assert plain.execute("select table_name from duckdb_tables()").fetchall() == [("sheep",)]


def test_a_truncated_book_is_damaged(tmp_path: Path) -> None:
    path = _small(tmp_path / "book.duckdb")
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(BookDamaged), pointbook.open_book(path) as book:
        book.verify()


def test_a_missing_book_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BookMissing):
        pointbook.open_book(tmp_path / "none.duckdb", create=False)
    assert not (tmp_path / "none.duckdb").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be_so() -> None:
    with pytest.raises(BookReadOnly) as refusal:
        pointbook.open_book(Path("/proc/pointbook/book.duckdb"))
    assert all(_sentences(refusal.value))


def test_a_book_behind_its_head_opens_read_only(tmp_path: Path) -> None:
    path = _small(tmp_path / "book.duckdb")
    older = tmp_path / "older.duckdb"
    shutil.copy(path, older)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.ledger.earn("C1", 5, actor="t")
    shutil.copy(older, path)

    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert book.read_only
        with pytest.raises(BookReadOnly):
            book.ledger.earn("C1", 5, actor="t")
        assert book.ledger.balance("C1").balance == 100


def test_a_book_ahead_of_its_head_catches_up(tmp_path: Path) -> None:
    path = _small(tmp_path / "book.duckdb")
    before = head_path(path).read_bytes()
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.ledger.earn("C1", 5, actor="t")
    head_path(path).write_bytes(before)  # as after a kill between commit and head

    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert not book.read_only
        head = read_head(path)
        assert head is not None
        assert head.link_id == 3


def test_a_second_opening_in_one_process_shares_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path) as one, pointbook.open_book(path) as two:
        one.customers.add("C1")
        two.ledger.earn("C1", 5, actor="t")
        assert one.ledger.balance("C1").balance == 5
        assert one.data_version == two.data_version


def test_a_backup_is_whole_and_never_overwrites(tmp_path: Path) -> None:
    path = _small(tmp_path / "book.duckdb")
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        copy = book.backup(tmp_path / "backup.duckdb")
        with pytest.raises(TargetExists):
            book.backup(copy)
        book.ledger.earn("C1", 5, actor="t")

    with pointbook.restore(copy, tmp_path / "restored.duckdb") as restored:
        assert restored.ledger.balance("C1").balance == 100
        assert restored.verify() == []
        restored.customers.add("C2")
        assert not restored.read_only
    with pytest.raises(TargetExists):
        pointbook.restore(copy, path)


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    path = _small(tmp_path / "book.duckdb")
    os.truncate(path, 20_000)
    with pytest.raises(BookDamaged):
        pointbook.restore(path, tmp_path / "restored.duckdb")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("restored")] == []


def test_statements_reach_no_file_of_the_machine(tmp_path: Path) -> None:
    import duckdb

    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        for sql in (
            f"select * from read_csv('{secret}')",  # noqa: S608
            "select * from read_text('/etc/passwd')",
            "install httpfs",
            "set enable_external_access = true",
            "create table t (a int)",
            "with gone as (delete from customer returning *) select * from gone",
        ):
            with pytest.raises(duckdb.Error):
                book.store.ask(sql)

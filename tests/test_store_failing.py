"""The machine fails: full disk, read-only folder, clock set back. Nothing is lost, and it ends by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import pointbook
from pointbook.book import Book
from pointbook.errors import BookReadOnly, DateInFuture, DiskFull
from pointbook.store import store as store_module
from pointbook.store.head import head_path, read_head
from pointbook.texts import error_text

NOW = datetime(2026, 6, 30, 12, 0)
MIB = 2**20


def _mounted(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MiB of its own: a book, its log and a locked copy fit, and little more."""
    place = tmp_path / "disk"
    place.mkdir()
    if not _mounted("-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place)):
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room at all."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MIB, 4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return filler


@pytest.fixture
def on_disk(small_disk: Path) -> Iterator[Book]:
    """A book with one customer on the small disk."""
    with pointbook.open_book(small_disk / "book.duckdb", clock=lambda: NOW) as book:
        book.customers.add("C1")
        book.ledger.earn("C1", 100, actor="t", request_id="first")
        yield book
        assert book.verify() == []


def test_on_a_full_disk_nothing_is_written_and_the_same_press_works_when_there_is_room(
    on_disk: Book, small_disk: Path
) -> None:
    filler = fill(small_disk)
    for _ in range(3):
        with pytest.raises(DiskFull) as refusal:
            on_disk.ledger.earn("C1", 5, actor="t", request_id="second")
    assert "腾出" in error_text(refusal.value, "zh")
    assert on_disk.ledger.balance("C1").balance == 100  # reading goes on

    filler.unlink()
    assert not on_disk.ledger.earn("C1", 5, actor="t", request_id="second").replayed
    assert on_disk.ledger.earn("C1", 5, actor="t", request_id="second").replayed
    assert on_disk.ledger.balance("C1").balance == 105


def test_a_database_that_gave_up_on_a_full_disk_is_opened_again_by_whoever_comes_next(
    on_disk: Book, small_disk: Path
) -> None:
    filler = fill(small_disk)
    with pytest.raises(DiskFull):
        on_disk.store.checkpoint()  # after this DuckDB itself answers nothing any more
    filler.unlink()
    assert on_disk.ledger.balance("C1").balance == 100
    on_disk.ledger.earn("C1", 5, actor="t")
    assert on_disk.ledger.balance("C1").balance == 105


def test_while_the_disk_stays_full_readers_are_answered_or_told_why(
    on_disk: Book, small_disk: Path
) -> None:
    filler = fill(small_disk)
    with pytest.raises(DiskFull):
        on_disk.store.checkpoint()
    for _ in range(3):
        try:
            assert on_disk.ledger.balance("C1").balance == 100
        except DiskFull:
            continue
    with pytest.raises(DiskFull):
        on_disk.ledger.earn("C1", 5, actor="t", request_id="later")
    filler.unlink()
    assert not on_disk.ledger.earn("C1", 5, actor="t", request_id="later").replayed


def test_a_large_import_that_outgrows_the_disk_leaves_nothing_of_itself(
    on_disk: Book, small_disk: Path
) -> None:
    filler = fill(small_disk)
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - 300_000)
    rows = "\n".join(f"C{n % 900},2026-01-0{n % 9 + 1},{n % 50 + 1}.25,R{n}" for n in range(20_000))
    plan = on_disk.imports.read(f"会员号,日期,积分,单号\n{rows}".encode(), filename="a.csv").plan()
    with pytest.raises(DiskFull):
        plan.post(actor="t")
    assert on_disk.ledger.balance("C1").balance == 100
    assert on_disk.verify() == []
    filler.unlink()
    assert on_disk.batches().is_empty()


def test_a_backup_on_a_full_disk_says_so_and_leaves_nothing(
    on_disk: Book, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk.store.checkpoint()
    for secret in ("", "a secret of more than sixteen letters"):
        monkeypatch.setenv("POINTBOOK_BACKUP_KEY", secret)
        filler = fill(small_disk)
        with pytest.raises(DiskFull):
            on_disk.backups.make(actor="t")
        shelf = on_disk.backups.shelf
        assert not shelf.exists() or list(shelf.iterdir()) == []
        filler.unlink()
        on_disk.ledger.earn("C1", 1, actor="t")
    made = on_disk.backups.make(actor="t")
    assert made.content is not None
    assert made.content.points == 102


def test_a_folder_that_became_read_only_is_told_and_works_again_afterwards(
    small_disk: Path,
) -> None:
    path = small_disk / "book.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1")
    if not _mounted("-o", "remount,ro", str(small_disk)):
        pytest.skip("this machine lets nobody mount a disk read-only")
    try:
        with pytest.raises(BookReadOnly) as refusal:
            pointbook.open_book(path)
        assert "Read-only file system" in error_text(refusal.value, "en")
    finally:
        assert _mounted("-o", "remount,rw", str(small_disk))
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.ledger.earn("C1", 5, actor="t")


def test_a_command_stands_even_where_its_head_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1")
        in_the_way = head_path(path).with_name(f"{path.name}.head.json.new")
        in_the_way.mkdir()
        assert book.ledger.earn("C1", 5, actor="t").entry_id == 1
        in_the_way.rmdir()
    with pointbook.open_book(path) as book:
        assert not book.read_only
        head = read_head(path)
        assert head is not None
        assert head.link_id == 2


def test_recorded_times_never_go_back_and_business_time_is_the_programmes_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.duckdb"
    later = datetime(2030, 1, 1)
    clock = [NOW]
    monkeypatch.setattr(store_module, "utc_now", lambda: later)
    with pointbook.open_book(path, clock=lambda: clock[0]) as book:
        book.customers.add("C1")
        book.ledger.earn("C1", 5, actor="t")
    monkeypatch.setattr(store_module, "utc_now", lambda: later - timedelta(days=9))
    clock[0] = NOW - timedelta(days=9)
    with pointbook.open_book(path, clock=lambda: clock[0]) as book:
        book.ledger.earn("C1", 7, actor="t")
        with pytest.raises(DateInFuture):
            book.ledger.earn("C1", 7, occurred_at=NOW, actor="t")
        entries = book.ledger.entries("C1")
        recorded = book.store.ask("select recorded_at from audit_link order by link_id")
        assert list(recorded["recorded_at"]) == [later] * 3
        assert sorted(entries["occurred_at"]) == [NOW - timedelta(days=9), NOW]
        assert book.verify() == []

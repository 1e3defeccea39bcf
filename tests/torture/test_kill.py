"""Killed at a random moment, on whatever path, a book has all it acknowledged and nothing by halves.

`make torture` kills two hundred times, every second time during the recovery from the kill before; the
tests eight times.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

import pointbook
from pointbook.backups.secret import SECRET
from pointbook.book import Book
from pointbook.store.head import read_head
from tests.torture.house import LOCK
from tests.torture.killing import ROOT, Acknowledged, write_until_killed

KILLS = max(int(os.environ.get("POINTBOOK_KILLS", "8")), 8)
SEED = int(os.environ.get("POINTBOOK_KILL_SEED", "1"))
NOW = datetime(2026, 6, 30)
MAY_STAY = re.compile(
    r"book\.duckdb(\.wal(\.torn-\d+)?|\.head\.json|\.sessions\.sqlite(-wal|-shm)?|\.imports"
    r"|\.before-\d{4}|\.before-\d{8}-\d{6}(-\d+)?(\.head\.json)?)?|backups|tmp|inbox"
    r"|pointbook-\d{8}-\d{6}\.duckdb(\.locked)?((\.head)?\.json)?"
)
"""What lies beside a book that was opened again: the book, its sides, and copies that somebody may want."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the book lies, with a temporary folder of its own that can be looked into afterwards."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv(SECRET, LOCK)
    return tmp_path


def require_whole(book: Book, told: Acknowledged, path: Path) -> None:
    """Everything acknowledged is there, nothing is half there, and the head agrees."""
    assert not book.read_only
    assert book.verify() == []
    head = read_head(path)
    assert head == book.store.head
    links = book.store.ask("select link_id, chain, request_id from audit_link")
    batches = {f"batch-{number}" for number in book.batches()["batch_id"]}
    sessions = {
        proof for _, proof in told.said
        if proof.startswith("session:") and book.access.door.session(proof.partition(":")[2])
    }  # fmt: skip
    told.require_in(
        dict(links.select("link_id", "chain").iter_rows()),
        {*links["request_id"], *batches, *sessions},
    )
    if told.backup is not None:
        book.backups.rehearse(told.backup, actor="t")


def require_tidy(folder: Path) -> None:
    """Nothing lies about that the next start should have removed."""
    beside = [*folder.iterdir(), *(folder / "backups").glob("*")]
    assert [each.name for each in beside if not MAY_STAY.fullmatch(each.name)] == []
    # The workshop of the one who is looking; a kill can leave a folder that nothing was put into yet.
    assert len([each for each in (folder / "tmp").glob("*/") if any(each.iterdir())]) <= 1


def test_a_killed_book_keeps_every_acknowledged_command(folder: Path) -> None:
    path, dice, told = folder / "book.duckdb", random.Random(SEED), Acknowledged()
    kills: Counter[str] = Counter()
    for number in range(KILLS * 3 // 8):
        seed = SEED * 1000 + number
        # Long enough for a command or two of each of the slow paths, on a slow machine as well.
        writing = max(2.5, told.opened_in)
        kills[write_until_killed(path, seed, dice, told, writing, awaits="ready")] += 1
        opening = write_until_killed(path, seed, dice, told, told.opened_in, awaits="opening")
        kills["recovery" if opening == "opening" else f"just opened, {opening}"] += 1
        with pointbook.open_book(path, clock=lambda: NOW) as book:
            require_whole(book, told, path)
            require_tidy(folder)
        if number % 10 == 9:
            print(f"\n{kills.total()} kills, {told.counts.total()} acknowledged", flush=True)
    print(f"\n{kills.total()} kills by what was being done:", dict(kills.most_common()))
    print(f"{told.counts.total()} acknowledged and there:", dict(told.counts.most_common()))
    assert told.counts.total() > 0


def test_a_book_killed_while_it_is_made_or_brought_along_is_whole(folder: Path) -> None:
    dice, kills = random.Random(SEED), Counter[str]()
    for number in range(KILLS // 8):
        is_older = number % 2 == 0
        path, told = folder / "book.duckdb", Acknowledged()
        if is_older:
            made = subprocess.run(
                [sys.executable, str(ROOT / "tests/torture/older.py"), str(path)],
                check=True, capture_output=True, text=True, cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp")},
            )  # fmt: skip
            told.hear(made.stdout.strip())
        for doing in ("being brought along" if is_older else "being made", "recovery"):
            killed_at = write_until_killed(path, number, dice, told, 0.5, awaits="opening")
            kills[doing if killed_at == "opening" else f"just opened, {killed_at}"] += 1
        with pointbook.open_book(path, clock=lambda: NOW) as book:
            require_whole(book, told, path)
            require_tidy(folder)
            if is_older:
                book.imports.profiles.list()  # a table that the first shape lacks
        for each in folder.glob("book.duckdb*"):
            if each.is_file():
                each.unlink()
    print(f"\n{kills.total()} kills by what was being done:", dict(kills.most_common()))

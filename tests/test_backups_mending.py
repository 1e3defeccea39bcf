"""`repair`: what was cut, what the head says, what is missing, and going on with a reason."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import pointbook
from pointbook.access import Actor, Right
from pointbook.backups.mending import accept, condition
from pointbook.cli import main
from pointbook.errors import BookBehind, InvalidText, NotBehind, NotPermitted
from pointbook.store.head import head_path

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 6, 30, 12, 0)
EARN = """
import sys, os, pointbook
book = pointbook.open_book(sys.argv[1])
book.customers.add("C1")
for number in range(20):
    book.ledger.earn("C1", 5, actor="t")
os._exit(0)  # as a kill: the log stays as it is
"""


@pytest.fixture
def with_log(tmp_path: Path) -> Path:
    """A book of 21 commands whose log was not folded in."""
    path = tmp_path / "book.duckdb"
    pointbook.open_book(path).close()
    subprocess.run([sys.executable, "-c", EARN, str(path)], check=True, cwd=ROOT)
    assert log_of(path).stat().st_size > 1000
    return path


@pytest.fixture
def behind(tmp_path: Path) -> Path:
    """A book that was replaced by an older copy of itself: 2 of 5 commands."""
    path, older = tmp_path / "book.duckdb", tmp_path / "older"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1")
        book.ledger.earn("C1", 100, actor="t")
    shutil.copy(path, older)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        for _ in range(3):
            book.ledger.earn("C1", 5, actor="t")
    shutil.copy(older, path)
    return path


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def repaired(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    status = main(["--book", str(path), "repair", "--json"])
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, told


def test_a_torn_log_is_cut_kept_and_compared_with_the_head(
    with_log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(with_log)
    size = log.stat().st_size
    os.truncate(log, size - 7)  # in the middle of the last command
    status, told = repaired(with_log, capsys)
    assert status == 1
    assert (told["ok"], told["link_id"], told["head_link_id"], told["missing"]) == (
        False,
        20,
        21,
        1,
    )
    assert told["broken"] == []
    [[copy, cut]] = told["cuts"] or [[log.name, 0]]  # type: ignore[misc]
    if cut:  # DuckDB itself may leave out an end that was never finished
        assert (with_log.parent / copy).stat().st_size == size - 7


def test_a_log_damaged_in_the_middle_is_cut_there(
    with_log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(with_log)
    with log.open("r+b") as file:
        file.seek(log.stat().st_size * 2 // 3)
        file.write(b"\xff" * 64)
    status, told = repaired(with_log, capsys)
    assert status == 1
    [[copy, cut]] = told["cuts"]  # type: ignore[misc]
    assert cut > 0
    assert (with_log.parent / copy).exists()
    assert told["head_link_id"] == 21
    assert told["missing"] == 21 - int(str(told["link_id"])) > 0
    main(["--book", str(with_log), "--lang", "zh", "repair"])
    assert "缺少" in capsys.readouterr().out


def test_a_sound_book_is_said_to_be_so(with_log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = repaired(with_log, capsys)
    assert (status, told["ok"], told["missing"], told["cuts"]) == (0, True, 0, [])
    assert main(["--book", str(with_log), "--lang", "en", "repair"]) == 0
    assert "command 21" in capsys.readouterr().out


def test_a_book_that_another_process_holds_is_not_touched(
    with_log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hold = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(with_log)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        before = {each: each.stat().st_mtime_ns for each in with_log.parent.iterdir()}
        status, told = repaired(with_log, capsys)
        assert before == {each: each.stat().st_mtime_ns for each in with_log.parent.iterdir()}
        other.communicate("")
    assert status == 1
    assert told["error"] == "book_locked"
    assert str(other.pid) in str(told["message"])


def test_whoever_accepts_gives_a_reason_and_the_book_is_used_again(behind: Path) -> None:
    with pointbook.open_book(behind, clock=lambda: NOW) as book:
        assert condition(book).missing == 3
        with pytest.raises(BookBehind):
            book.ledger.earn("C1", 1, actor="t")
        with pytest.raises(InvalidText):
            accept(book, "  ", actor="admin")
        for few in (frozenset(), frozenset({Right.RESTORE}), frozenset({Right.MANAGE_USERS})):
            with pytest.raises(NotPermitted):
                accept(book, "old disk", actor=Actor("lina", few))
        assert book.read_only

        accept(book, "old disk", actor="admin", request_id="press")
        accept(book, "old disk", actor="admin", request_id="press")
        assert not book.read_only
        book.ledger.earn("C1", 1, actor="t")
        links = book.store.question("book/links")
        assert list(links["command"])[2:] == ["accept_head", "earn"]
        told = json.loads(links["details"][2])
        assert (told["reason"], told["link_id"], told["head_link_id"]) == ("old disk", 2, 5)
        assert book.verify() == []
        with pytest.raises(NotBehind):
            accept(book, "again", actor="admin")
    with pointbook.open_book(behind) as book:
        assert condition(book).is_sound
        assert head_path(behind).exists()

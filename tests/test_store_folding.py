"""The write-ahead log is folded behind the one who wrote, and nothing depends on when."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import pointbook
from pointbook.store import folding

NOW = datetime(2026, 6, 30, 12, 0)


def log_of(path: Path) -> int:
    log = path.with_name(f"{path.name}.wal")
    return log.stat().st_size if log.exists() else 0


def test_a_short_log_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")
        assert 0 < log_of(path) < folding.FOLD_AT


def test_a_long_log_is_folded_behind_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.duckdb"
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.customers.add("C1", actor="t")
        monkeypatch.setattr(folding, "FOLD_AT", 1)
        may_fold, fold = threading.Event(), book.store._instance.checkpoint

        def later() -> None:
            assert may_fold.wait(20)
            fold()

        monkeypatch.setattr(book.store._instance, "checkpoint", later)
        book.ledger.earn("C1", 5, actor="t")  # answers though nothing is folded yet
        assert book.ledger.balance("C1").balance == 5
        assert log_of(path) > 0
        may_fold.set()
        book.store._folding.finish()
        assert log_of(path) == 0
        assert book.verify() == []


def test_a_log_that_cannot_be_folded_stays_and_is_folded_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "book.duckdb"
    monkeypatch.setattr(folding, "FOLD_AT", 1)
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        book.store._folding.finish()

        def full() -> None:
            raise duckdb.IOException("No space left on device")

        with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
            broken.setattr(book.store._instance, "checkpoint", full)
            book.customers.add("C1", actor="t")
            book.store._folding.finish()
        assert "could not be folded" in caplog.text
        assert log_of(path) > 0
        book.ledger.earn("C1", 5, actor="t")
        book.store._folding.finish()
        assert log_of(path) == 0
    with pointbook.open_book(path, clock=lambda: NOW) as book:
        assert book.ledger.balance("C1").balance == 5

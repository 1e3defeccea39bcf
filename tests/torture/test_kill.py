"""Killed at a random moment, a book has everything it acknowledged and nothing by halves.

`make torture` kills a few hundred times; the tests a few.
"""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pointbook
from pointbook.store.head import read_head

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("POINTBOOK_KILLS", "3"))


def _write_until_killed(path: Path, seed: int, dice: random.Random) -> list[list[str]]:
    """What was acknowledged before the kill, line by line."""
    writer = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/torture/writer.py"), str(path), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    said = b""
    while b"ready" not in said:
        piece = os.read(writer.stdout.fileno(), 65536)
        assert piece, writer.stderr.read().decode()
        said += piece
    deadline = time.monotonic() + dice.uniform(0.05, 2.5)
    while (left := deadline - time.monotonic()) > 0:
        if select.select([writer.stdout], [], [], left)[0]:
            said += os.read(writer.stdout.fileno(), 65536)
    writer.kill()
    said += writer.communicate()[0]
    return [line.split() for line in said.decode().splitlines() if line != "ready"]


def test_a_killed_book_keeps_every_acknowledged_command(tmp_path: Path) -> None:
    path = tmp_path / "book.duckdb"
    dice = random.Random(int(os.environ.get("POINTBOOK_KILL_SEED", "1")))
    acknowledged = 0
    for seed in range(KILLS):
        lines = _write_until_killed(path, seed, dice)
        with pointbook.open_book(path, clock=lambda: datetime(2026, 6, 30)) as book:
            assert not book.read_only
            assert book.verify() == []
            entries = book.store.ask("select entry_id, points from point_entry")
            points = dict(entries.iter_rows())
            batches = dict(book.batches().select("batch_id", "entries").iter_rows())
            for kind, number, amount, *request in lines:
                acknowledged += 1
                if kind == "batch":
                    assert batches[int(number)] == int(amount)
                else:
                    assert points[int(number)] == Decimal(amount)
                    link = book.store.question("book/receipt", request_id=request[0])
                    assert link.height == 1
            head = read_head(path)
            assert head is not None
            assert head.link_id == book.store.question("book/state")["last_link_id"].item()
    assert acknowledged > 0

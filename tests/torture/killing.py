"""A writer that is killed at a random moment, and what it had acknowledged by then."""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds a writer may take to begin."""


@dataclass
class Acknowledged:
    """What has to be there after a kill; a restore takes back what came after its backup."""

    link_id: int = 0
    chain: str = ""
    requests: set[str] = field(default_factory=set)
    batches: set[int] = field(default_factory=set)
    backup: str | None = None
    restoring: tuple[int, str] | None = None
    """The head of a backup that was being restored: the book may be that one instead."""
    path: str = "opening"
    """What the writer was doing last."""
    count: int = 0

    def hear(self, line: str) -> None:
        """Take in one line of the writer."""
        match line.split():
            case [">", path]:
                self.path = path
            case ["opening"] | ["ready"]:
                self.path = line
            case ["unshelving"]:
                self.backup = None
            case ["restoring", link_id, chain]:
                self.restoring = int(link_id), chain
            case [path, link_id, chain, proof]:
                self.count += 1
                if path == "restore":
                    self.requests, self.batches = set(), set()
                self.restoring = None
                self.link_id, self.chain = int(link_id), chain
                if path == "backup":
                    self.backup = proof
                elif proof.startswith("batch-"):
                    self.batches.add(int(proof.removeprefix("batch-")))
                elif proof != "-":
                    self.requests.add(proof)
            case _:
                raise AssertionError(line)


def write_until_killed(
    path: Path, seed: int, dice: random.Random, told: Acknowledged, within: float, *, awaits: str
) -> None:
    """Start a writer, wait until it says a word, and kill it at a random moment within so many seconds."""
    with subprocess.Popen(
        [sys.executable, str(ROOT / "tests/torture/writer.py"), str(path), str(seed)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(path.parent / "tmp")},
    ) as writer:  # fmt: skip
        try:
            said = _hear_until(writer, awaits, time.monotonic() + PATIENCE)
            said += _hear_until(writer, None, time.monotonic() + dice.uniform(0, within))
        finally:
            writer.kill()
        assert writer.stdout is not None
        said += writer.stdout.read()
    whole = said.decode().rpartition("\n")[0]  # the kill may have cut the last line
    for line in whole.splitlines():
        told.hear(line)


def _hear_until(writer: subprocess.Popen[bytes], word: str | None, deadline: float) -> bytes:
    """What a writer says until it says a word, or until a moment; it never ends by itself."""
    assert writer.stdout is not None
    said = b""
    while word is None or word.encode() not in said:
        left = deadline - time.monotonic()
        if left <= 0:
            assert word is None, f"not {word} in time: {said.decode()}"
            return said
        if select.select([writer.stdout], [], [], left)[0]:
            piece = os.read(writer.stdout.fileno(), 65536)
            assert piece, f"the writer ended by itself: {said.decode()}"
            said += piece
    return said

"""A writer that is killed at a random moment, and what it had acknowledged by then."""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0
"""Seconds a writer may take to begin."""


@dataclass(frozen=True)
class Link:
    """A place in the chain, which covers everything before it."""

    link_id: int
    chain: str


@dataclass
class Acknowledged:
    """What has to be there after a kill; a restore takes back what came after its backup."""

    said: list[tuple[Link, str]] = field(default_factory=list)
    """Every command that returned: its link, and what else proves that it is there."""
    doubts: list[tuple[int, Link]] = field(default_factory=list)
    """Restores that began: after how many commands, and the last link of the backup."""
    backup: str | None = None
    path: str = "opening"
    """What the writer was doing last."""
    opened_in: float = 0.4
    """Seconds the last writer took from its opening until it was ready: how quick this machine is."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many commands of each kind returned."""

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
                self.doubts.append((len(self.said), Link(int(link_id), chain)))
            case [path, link_id, chain, proof]:
                self.counts[path] += 1
                if path == "restore":  # what was there before is not asked for any more
                    self.said, self.doubts = [], []
                if path == "backup":
                    self.backup, proof = proof, "-"
                self.said.append((Link(int(link_id), chain), proof))
            case _:
                raise AssertionError(line)

    def require_in(self, chain: dict[int, str], proofs: set[str]) -> None:
        """Every command is there, or was taken back by a restore that began after it and came to its end."""
        missing = [
            place for place, (link, proof) in enumerate(self.said)
            if chain.get(link.link_id) != link.chain or (proof != "-" and proof not in proofs)
        ]  # fmt: skip
        if missing:
            ends = [end for at, end in self.doubts if at > missing[-1]]
            assert any(chain.get(end.link_id) == end.chain for end in ends), self.said[missing[-1]]
            del self.said[: missing[-1] + 1]
            self.doubts = []


def write_until_killed(
    path: Path, seed: int, dice: random.Random, told: Acknowledged, within: float, *, awaits: str
) -> str:
    """Start a writer, wait until it says a word, and kill it at a random moment within so many seconds.

    Answers what it was doing when it was killed.
    """
    with subprocess.Popen(
        [sys.executable, str(ROOT / "tests/torture/writer.py"), str(path), str(seed)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(path.parent / "tmp")},
    ) as writer:  # fmt: skip
        try:
            patience = time.monotonic() + PATIENCE
            said = _hear_until(writer, "opening", patience)
            began = time.monotonic()
            if awaits not in said.decode():
                said += _hear_until(writer, awaits, patience)
                told.opened_in = time.monotonic() - began
            said += _hear_until(writer, None, time.monotonic() + dice.uniform(0, within))
        finally:
            writer.kill()
        assert writer.stdout is not None
        said += writer.stdout.read()
    whole = said.decode().rpartition("\n")[0]  # the kill may have cut the last line
    for line in whole.splitlines():
        told.hear(line)
    return told.path


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

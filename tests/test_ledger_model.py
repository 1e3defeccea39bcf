"""Random programs of every command: the real ledger against a naive one, after each step.

`make test` plays a few hundred commands; POINTBOOK_MODEL_OPERATIONS says how many, and
POINTBOOK_MODEL_SEED with which program to begin. A program that fails is made as small as it can be.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.model.playing import play, random_program, smallest

WANTED = int(os.environ.get("POINTBOOK_MODEL_OPERATIONS", "400"))
SEED = int(os.environ.get("POINTBOOK_MODEL_SEED", "1"))
LENGTH = 150
TOLD_EVERY = 10
"""After how many programs it is said how far it came."""


@pytest.fixture
def compared() -> Iterator[Counter[str]]:
    """What was compared, said at the end however it ends."""
    counts: Counter[str] = Counter()
    yield counts
    print(f"\n{counts.total()} random operations compared:", dict(counts.most_common()))


def test_the_ledger_agrees_with_the_naive_model(compared: Counter[str]) -> None:
    seed = SEED
    while compared.total() < WANTED:
        program = random_program(seed, LENGTH)
        try:
            compared += play(program)
        except Exception as error:
            steps = "\n".join(f"    {step}," for step in smallest(program))
            raise AssertionError(f"program {seed} fails, in short:\n{steps}") from error
        seed += 1
        if (seed - SEED) % TOLD_EVERY == 0:
            print(f"\nprograms {SEED} to {seed - 1}: {compared.total()} operations", flush=True)

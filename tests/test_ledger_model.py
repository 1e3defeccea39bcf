"""Random programs of every command: the real ledger against a naive one, after each step.

`make test` tries a few; POINTBOOK_MODEL_EXAMPLES=1000 tries others for as long as that
takes, and makes a program that fails as small as it can.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.model.comparing import OPERATIONS
from tests.model.programs import Programs

LONG = "POINTBOOK_MODEL_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("POINTBOOK_MODEL_EXAMPLES", "15"))


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    """Say at the end how much was compared."""
    yield
    print(f"\n{OPERATIONS.total()} random operations compared:", dict(OPERATIONS.most_common()))


TestTheLedgerAgainstTheNaiveModel = Programs.TestCase
TestTheLedgerAgainstTheNaiveModel.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=25,
    deadline=None,
    derandomize=not LONG,
    database=None,
    phases=list(Phase) if LONG else [Phase.generate],  # making a failing program small takes long
    print_blob=LONG,
    suppress_health_check=list(HealthCheck),
)

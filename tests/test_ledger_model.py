"""Random programs of every command: the real ledger against a naive one, after each step.

`make test` tries a few; POINTBOOK_MODEL_EXAMPLES=5000 tries as many as there is time for.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.model.programs import Programs

EXAMPLES = int(os.environ.get("POINTBOOK_MODEL_EXAMPLES", "40"))

TestTheLedgerAgainstTheNaiveModel = Programs.TestCase
TestTheLedgerAgainstTheNaiveModel.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    derandomize="POINTBOOK_MODEL_EXAMPLES" not in os.environ,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)

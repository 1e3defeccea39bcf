"""What random programs are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.model.both import CUSTOMERS

customers = st.sampled_from(CUSTOMERS)
amounts = st.one_of(
    st.integers(1, 10).map(lambda tens: Decimal(tens * 10)),
    st.integers(1, 5000).map(lambda hundredths: Decimal(hundredths) / 100),
)
parts = st.one_of(st.none(), amounts)
ages = st.one_of(st.none(), st.integers(0, 4), st.integers(0, 60))
validities = st.one_of(st.none(), st.integers(1, 40))
graces = st.sampled_from([None, None, 1, 10, 40])
waits = st.one_of(st.none(), st.none(), st.integers(0, 20))
picks = st.integers(0, 40)
policies = st.sampled_from(["clamp", "block", "debt"])
rows = st.tuples(
    customers,
    st.sampled_from(
        ["earn", "opening", "adjust_up", "redeem", "adjust_down", "expire", "claw_back"]
    ),
    amounts,
    st.integers(0, 80),
    validities,
    st.booleans(),
)


@dataclass(frozen=True)
class Manner:
    """How a command is said: with which key, and by a form how old; at most one of them."""

    word: str = "plain"
    number: int = 0

    def options(self, revision: int) -> dict[str, Any]:
        if self.word == "request":
            return {"request_id": f"r-{self.number}"}
        if self.word == "fresh":
            return {"expected_revision": revision}
        if self.word == "stale":
            return {"expected_revision": revision - 1}
        return {}


manners = st.builds(
    Manner, st.sampled_from(["plain"] * 6 + ["request", "fresh", "stale"]), st.integers(0, 12)
)

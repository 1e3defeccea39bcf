"""Worked cases of other systems, told as operations, tried on the real ledger and on the naive one.

Of the table cases those that need only the ledger are here; earning rules (R, G), tiers (T), days
of grace for expired points (D) and the value of points (F) belong to rooms of their own.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pointbook import errors
from tests.model.both import CUSTOMERS, Ledger

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
REFUSALS = {
    "blocked": errors.ClawbackBlocked,
    "insufficient": errors.InsufficientPoints,
    "amount": errors.InvalidAmount,
}
KINDS = {"spend": "redeem", "restore": "restore", "expire": "expire"}
Case = dict[str, Any]


def cases() -> list[Any]:
    path = SHARED / "cases" / "ledger_cases.json"
    found: list[Case] = json.loads(path.read_text())["ledger_cases"] if path.exists() else []
    return [pytest.param(c, id=f"{c['id']} {c['title']}") for c in found] or [
        pytest.param({"ops": [], "expect": {}}, id="absent")
    ]


def table_case(case_id: str) -> Any:
    told = json.loads((SHARED / "cases" / "ledger_cases.json").read_text())
    return next(c["expect"] for c in told["table_cases"] if c["id"] == case_id)


class Play:
    """Runs the operations of one case for one customer."""

    def __init__(self, ledger: Ledger, policy: dict[str, bool]) -> None:
        self.ledger = ledger
        self.overdraft = policy.get("allow_negative", False)
        self.entries: dict[str, int] = {}
        self.holds: list[tuple[int, int]] = []
        self.last_points: Any = None

    def step(self, op: Case) -> None:
        at = datetime.fromisoformat(op.get("at", "2026-01-01"))
        posted = getattr(self, op["op"])(op, at)
        if posted is not None:
            self.entries[op["id"]] = posted.entry_id
            self.last_points = posted.points

    def earn(self, op: Case, at: datetime) -> Any:
        until = datetime.fromisoformat(op["expires"]) if "expires" in op else None
        return self.ledger.earn("C1", op["points"], occurred_at=at, expires_at=until)

    def spend(self, op: Case, at: datetime) -> Any:
        return self.ledger.redeem(
            "C1", op["points"], occurred_at=at, overdraft=self.overdraft, request_id=op["id"]
        )

    def expire(self, op: Case, at: datetime) -> None:
        self.ledger.expire(at)

    def reverse_earn(self, op: Case, at: datetime) -> Any:
        return self.ledger.claw_back(
            self.entries[op["of"]], points=op.get("points"), policy=op["policy"], occurred_at=at
        )

    def restore_spend(self, op: Case, at: datetime) -> Any:
        return self.ledger.restore(self.entries[op["of"]], occurred_at=at, request_id=op["id"])

    def freeze(self, op: Case, at: datetime) -> None:
        hold_id = self.ledger.hold("C1", op["points"], occurred_at=at)
        self.holds.append((hold_id, op["points"]))

    def unfreeze(self, op: Case, at: datetime) -> None:
        """The cases name no hold: the oldest are released first."""
        wanted = op["points"]
        for hold_id, points in self.holds:
            part = min(wanted, points)
            if part:
                self.ledger.release(hold_id, part, occurred_at=at)
            wanted -= part

    def run(self, ops: list[Case], expect: Case) -> None:
        *before, last = ops
        for op in before:
            self.step(op)
        if "error" in expect:
            with pytest.raises(REFUSALS[expect["error"]]):
                self.step(last)
        else:
            self.step(last)
        self.compare(expect)

    def compare(self, expect: Case) -> None:
        at = datetime.fromisoformat(expect["as_of"]) if "as_of" in expect else None
        balance = self.ledger.balance("C1", at)
        found = {
            "balance": balance.balance,
            "available": balance.available,
            "frozen": balance.held,
            "debt": balance.debt,
            "last_row": self.last_points,
        }
        for name in found.keys() & expect.keys():
            assert found[name] == expect[name], name
        lots = self.ledger.lots("C1")
        for op_id, points in expect.get("lots", {}).items():
            assert lots[self.entries[op_id]][0] == points, op_id
        rows = self.ledger.rows("C1")
        for word, count in expect.get("count", {}).items():
            assert sum(kind == KINDS[word] for kind, _ in rows) == count, word
        for word, points in expect.get("rows", {}).items():
            # The cases leave a row of zero to us: an empty lot is passed over without one.
            there = [p for kind, p in rows if kind == KINDS[word]]
            assert sorted(there) == sorted(p for p in points if p), word


@pytest.mark.needs_shared
@pytest.mark.parametrize("case", cases())
def test_a_worked_case_comes_out_as_it_was_told(case: Case, ledger: Ledger) -> None:
    play = Play(ledger, case["policy"])
    play.run(case["ops"], case["expect"])
    for further in case.get("then", []):
        play.run(further["ops"], further["expect"])


@pytest.mark.needs_shared
def test_points_moved_to_another_customer_once_and_once_more(ledger: Ledger) -> None:
    ledger.earn("C1", 50)
    ledger.earn("C2", 100)

    for _ in range(2):
        ledger.transfer("C1", "C2", 50, request_id="merge")

    assert ledger.balance("C2").balance == table_case("B01")
    assert ledger.balance("C1").balance == 0


@pytest.mark.needs_shared
def test_a_point_a_day_adds_up(ledger: Ledger) -> None:
    first = datetime(2026, 1, 1)
    for day in range(45):
        ledger.earn("C1", 1, occurred_at=first + timedelta(days=day))

    assert ledger.balance("C1").balance == table_case("B03")


@pytest.mark.needs_shared
def test_what_another_order_redeemed_is_gone(ledger: Ledger) -> None:
    for points in (106, 3, -50, -50, 56):
        ledger.adjust("C1", points)

    assert ledger.balance("C1").balance == table_case("B05")


@pytest.mark.needs_shared
def test_clearing_many_takes_each_once_and_can_be_given_back(ledger: Ledger) -> None:
    assert "undo returns every balance" in table_case("B07")
    for points, customer_no in zip((120, 80), CUSTOMERS, strict=False):
        ledger.earn(customer_no, points)
    cleared = []
    for customer_no in (*CUSTOMERS, "nobody", "C1"):
        try:
            cleared.append(ledger.clear(customer_no, request_id=f"job-7 {customer_no}"))
        except (errors.NothingToClear, errors.UnknownCustomer):
            continue

    assert [(p.customer_no, p.points, p.replayed) for p in cleared] == [
        ("C1", -120, False), ("C2", -80, False), ("C1", -120, True)
    ]  # fmt: skip
    assert [ledger.balance(c).balance for c in CUSTOMERS] == [0, 0, 0]
    for posted in cleared[:2]:
        ledger.restore(posted.entry_id)
    assert [ledger.balance(c).balance for c in CUSTOMERS] == [120, 80, 0]

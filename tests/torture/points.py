"""The paths that move points: single commands, files, sweeps, merges, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pointbook.imports.answers import Answers
from tests.torture.pen import MERGING, NOW, NUMBERS, Pen


class Points(Pen):
    """Every way by which points come and go."""

    done: Callable[[], Any] | None = None
    """The last single command that was acknowledged, to be said again."""

    def command(self) -> None:
        number, request, ledger = self.dice.choice(NUMBERS), self.request(), self.book.ledger
        points, other = self.dice.randrange(1, 400), self.dice.choice(NUMBERS)
        entry, hold = self.dice.randrange(1, 4_000), self.dice.randrange(1, 60)
        told: dict[str, Any] = {"actor": "t", "request_id": request, "reason": "torture"}
        ago, until = NOW - timedelta(days=90), NOW + timedelta(days=9)
        # What is given back, settled or released may not be there: a refusal is an answer, too.
        done = self.dice.choice(
            (
                lambda: ledger.earn(number, points, expires_at=until, note="n", **told),
                lambda: ledger.earn(
                    number, points, occurred_at=ago, expires_at=NOW - timedelta(days=2), **told
                ),
                lambda: ledger.opening(number, points, **told),
                lambda: ledger.redeem(number, points, partial=True, **told),
                lambda: ledger.redeem(number, points, overdraft=True, **told),
                lambda: ledger.adjust(number, points, **told),
                lambda: ledger.adjust(number, -points, **told),
                lambda: ledger.clear(number, include_held=True, **told),
                lambda: ledger.transfer(number, other, points, **told),
                lambda: ledger.claw_back(entry, **told),
                lambda: ledger.restore(entry, grace_days=points % 3, **told),
                lambda: ledger.hold(number, points, **told),
                lambda: ledger.hold(number, 1, **told),
                lambda: ledger.settle(hold, **told),
                lambda: ledger.release(hold, **told),
            )
        )  # fmt: skip
        done()
        self.done = done
        self.say("command", request)

    def again(self) -> None:
        """A command that was answered is answered alike, and writes nothing."""
        if self.done is not None:
            before = self.book.data_version
            self.done()
            assert self.book.data_version == before, "done twice"
            self.say("again")

    # Files ---------------------------------------------------------------------------------

    def import_points(self) -> None:
        rows = [self.row() for _ in range(self.dice.choice([30, 3_000]))]
        self.post("points", "会员号,时间,积分,单号", rows)

    def row(self) -> str:
        day = datetime(2025, 1, 1) + timedelta(days=self.dice.randrange(500))
        points = self.dice.choice([-1, 1, 1]) * self.dice.randrange(1, 100)
        return f"{self.dice.choice(NUMBERS)},{day.date()},{points},{self.dice.randrange(10**9)}"

    def import_customers(self) -> None:
        rows = [f"{no},名{self.dice.randrange(10**6)},金卡" for no in self.dice.sample(NUMBERS, 9)]
        self.post("customers", "会员号,姓名,等级", rows)

    def import_purchases(self) -> None:
        orders = [
            f"{self.dice.choice(NUMBERS)},D{self.dice.randrange(10**9)},2026-03-0{self.dice.randrange(1, 9)},99.50"
            for _ in range(20)
        ]
        self.post("orders", "会员号,订单号,下单时间,金额", orders)

    def import_redemptions(self) -> None:
        rows = [
            f"E{self.dice.randrange(10**9)},{self.dice.choice(NUMBERS)},2026-02-0{n},杯,{n},1,已完成"
            for n in range(1, 9)
        ]
        self.post("redemptions", "兑换单号,会员号,兑换时间,礼品名称,兑换积分,数量,状态", rows)

    def replace_a_period(self) -> None:
        rows = [
            f"{no},2024-0{month},{self.dice.randrange(1, 90)}" for no in NUMBERS for month in (1, 2)
        ]
        self.post(
            "points", "会员号,月份,积分", rows, answers=Answers(period="replace"), source="monthly"
        )

    def post(self, kind: str, header: str, rows: list[str], **planned: Any) -> None:
        text = "\n".join([header, *rows]).encode()
        plan = self.book.imports.read(text, filename=f"{self.request()}.csv").plan(
            kind=kind, **planned
        )
        if plan.ok:
            self.say("import", f"batch-{plan.post(actor='t').batch_id}")

    # Many at once, and back ------------------------------------------------------------------

    def sweep(self) -> None:
        if self.book.ledger.expire(NOW, actor="t"):
            self.say("sweep")

    def merge(self) -> None:
        gone, heir = self.dice.sample(MERGING, 2)
        request = self.request()
        self.book.ledger.earn(gone, 7, actor="t")
        self.book.ledger.merge(gone, heir, actor="t", request_id=request)
        self.say("merge", request)

    def undo(self) -> None:
        """The last merge before others, so that there is always somebody to merge."""
        batches = self.book.batches()
        standing = batches.filter(batches["kind"] != "undo", batches["undone_by"].is_null())
        chosen = standing["batch_id"].to_list()[:5]
        if chosen:
            request = self.request()
            self.book.imports.undo(self.dice.choice(chosen), actor="t", request_id=request)
            self.say("undo", request)

"""Random programs over closed months: whatever is done, what was closed stays as it was told."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import pointbook
from pointbook.batches import Named, Wish
from pointbook.book import Book
from pointbook.errors import MonthIsClosed, PointbookError
from pointbook.imports.answers import Answers
from pointbook.periods import month_start

FIRST = datetime(2026, 1, 3)
NUMBERS = [f"C{n}" for n in range(6)]
OF_MONTH = ("start", "end", "active", "new")
SEEDS = int(os.environ.get("POINTBOOK_MODEL_EXAMPLES", "2"))
Told = dict[str, tuple[Decimal, int, int]]


class Programme:
    """A book whose time goes on, beside what its closed months were told to be."""

    def __init__(self, seed: int) -> None:
        self.dice, self.now = random.Random(seed), FIRST + timedelta(days=25)
        self.book = pointbook.open_book(":memory:", clock=lambda: self.now)
        for number in NUMBERS:
            self.book.customers.add(number, actor="t")
        self.made: list[int] = []
        self.holds: list[int] = []
        self.batches: list[int] = []
        self.told: dict[date, Told] = {}
        self.stood: dict[tuple[date, str], Any] = {}
        self.closed = self.refused = self.late = 0

    def step(self) -> None:
        self.now += timedelta(days=self.dice.choice([0, 1, 2, 5]), hours=1)
        likely: dict[Callable[[], None], int] = {
            self.single: 20, self.read: 5, self.undo: 3, self.several: 2, self.sweep: 2, self.close: 2, self.open: 1,
        }  # fmt: skip
        try:
            self.dice.choices(list(likely), list(likely.values()))[0]()
        except MonthIsClosed:
            self.refused += 1
        except (PointbookError, IndexError):
            pass  # refused, as it may be at random
        self.check()

    def _some_time(self) -> datetime:
        back = timedelta(days=self.dice.randrange(60), hours=self.dice.randrange(24))
        return max(FIRST, self.now - back).replace(minute=0)

    def single(self) -> None:
        dice, ledger = self.dice, self.book.ledger
        at = dice.choice([None, self._some_time()])
        number, other = dice.sample(NUMBERS, 2)
        points = Decimal(dice.randrange(1, 3000)) / 100
        ends = (at or self.now) + timedelta(days=dice.choice([20, 45, 90]))
        told: dict[str, Any] = {"occurred_at": at, "actor": "t"}
        entry, hold = dice.choice(self.made or [0]), dice.choice(self.holds or [0])
        done = dice.choice(
            [
                lambda: ledger.earn(number, points, expires_at=dice.choice([None, ends]), **told),
                lambda: ledger.earn(number, points, expires_at=ends, **told),
                lambda: ledger.redeem(number, points, overdraft=dice.random() < 0.3, **told),
                lambda: ledger.adjust(number, dice.choice([points, -points]), **told),
                lambda: ledger.clear(number, include_held=True, **told),
                lambda: ledger.transfer(number, other, points, **told),
                lambda: ledger.reverse(entry, **told),
                lambda: ledger.claw_back(entry, policy="debt", **told),
                lambda: ledger.restore(entry, grace_days=dice.choice([0, 9]), **told),
                lambda: ledger.extend(entry, ends, **told),
                lambda: ledger.reassign(entry, other, policy="debt", **told),
                lambda: ledger.hold(number, points, **told),
                lambda: ledger.release(hold, **told),
                lambda: ledger.settle(hold, **told),
                lambda: ledger.merge(number, other, **told) if dice.random() < 0.2 else [],
            ]
        )()
        if isinstance(done, int):
            self.holds.append(done)
        else:
            self.made += [p.entry_id for p in (done if isinstance(done, list) else [done])]

    def read(self) -> None:
        dice = self.dice
        rows = [
            f"{dice.choice(NUMBERS)},{self._some_time()},{dice.randrange(-900, 1200) / 100},"
            f"{dice.choice(['', self._some_time().date() + timedelta(days=15)])}"
            for _ in range(dice.randrange(1, 12))
        ]
        content = "\n".join(["customer_no,occurred_at,points,expires_at", *rows]).encode()
        answers = Answers(period=dice.choice(["add", "add", "replace"]))
        plan = self.book.imports.read(content, filename="f.csv").plan(
            "points", source="crm", answers=answers
        )
        before = self.book.store.question("book/state")["last_entry_id"].item()
        run = plan.post(actor="t")
        self.batches.append(run.batch_id)
        self.made += range(before + 1, before + 1 + run.entries)
        dated = self.book.ask("points/statement", batch_id=run.batch_id)
        self.late += dated["business_at"].drop_nulls().len()

    def undo(self) -> None:
        found = self.book.batches()["batch_id"].to_list()
        batch_id = self.dice.choice([*found, *self.batches[-2:]])
        with suppress(PointbookError):
            self.book.imports.undo(batch_id, actor="t")
            return
        self.book.ledger.undo(batch_id, actor="t")

    def several(self) -> None:
        listed = tuple(self.dice.sample(NUMBERS, 3))
        wish = Wish(self.dice.choice(["up", "down"]), Named(listed), "r", points=Decimal(3))
        preview = self.book.batches.preview(wish, "t")
        self.book.batches.post(preview, preview.digest, "t")

    def sweep(self) -> None:
        self.book.ledger.expire(self._some_time(), actor="t")

    def close(self) -> None:
        month = self.dice.choice(self.book.months.closable(FIRST.date()))
        done = self.book.months.close(month, actor="t")
        kept = self.book.months.kept(done.close_id, actor="t")
        self.told[month] = {line: tuple(rest) for _, line, *rest in kept.iter_rows()}
        self.closed += 1
        for number in NUMBERS:
            for day in (9, 21, None):
                at = month.replace(day=day) if day else month_start(month, 1) - timedelta(days=1)
                self.stood[at, number] = self._standing(number, at)

    def open(self) -> None:
        month = self.book.months.last
        if month is not None:
            self.book.months.reopen(month, reason="x", actor="t")
            del self.told[month]
            self.stood = {key: value for key, value in self.stood.items() if key[0] < month}

    def _standing(self, number: str, at: date) -> tuple[Any, ...]:
        b = self.book.ledger.balance(number, as_of=at)
        return b.balance, b.available, b.pending, b.held, b.debt, b.lapsed

    def check(self, *, thoroughly: bool = False) -> None:
        """Every closed month is as it was told, by the book and by plain sums."""
        entries = [
            (row["customer_no"], row)
            for row in self.book.ask("points/statement").iter_rows(named=True)
        ]
        limit = self.book.months.closed_until
        for month, told in self.told.items():
            assert plain(entries, month) == told
        if self.told and (thoroughly or self.dice.random() < 0.3):
            newest = max(self.told)
            lines = self.book.months.lines(newest, actor="t")
            assert {line: tuple(rest) for _, line, *rest in lines.iter_rows()} == self.told[newest]
            assert limit == datetime.combine(month_start(newest, 1), datetime.min.time())
        some = self.dice.sample(list(self.stood), min(4, len(self.stood)))
        for at, number in self.stood if thoroughly else some:
            assert self._standing(number, at) == self.stood[at, number], (at, number)
        for _, row in entries:
            assert row["business_at"] is None or row["business_at"] < row["occurred_at"]


def plain(entries: list[tuple[str, dict[str, Any]]], month: date) -> Told:
    """A month's lines by sums over plain rows."""
    following = month_start(month, 1)
    before = [(no, e) for no, e in entries if e["occurred_at"].date() < month]
    within = [(no, e) for no, e in entries if month <= e["occurred_at"].date() < following]

    def points(rows: list[tuple[str, dict[str, Any]]]) -> Decimal:
        return sum((e["points"] for _, e in rows), Decimal(0))

    def holders(rows: list[tuple[str, dict[str, Any]]]) -> int:
        return sum(points([(no, e) for no, e in rows if no == number]) > 0 for number in NUMBERS)

    told: Told = {
        "start": (points(before), len(before), holders(before)),
        "end": (points(before + within), len(before + within), holders(before + within)),
        "active": (points(within), len(within), len({no for no, _ in within})),
        "new": (Decimal(0), 0, len({no for no, _ in within} - {no for no, _ in before})),
    }
    for kind in ("opening", "earn", "restore", "adjust_up", "transfer_in", "merge_in", "redeem",
                 "adjust_down", "clear", "expire", "claw_back", "transfer_out", "merge_out"):  # fmt: skip
        rows = [(no, e) for no, e in within if e["kind"] == kind]
        told[kind] = (points(rows), len(rows), len({no for no, _ in rows}))
    return told


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_that_is_done_changes_a_closed_month(seed: int) -> None:
    programme = Programme(seed)
    with programme.book as book:
        for _ in range(15):
            programme.step()
        with suppress(IndexError):
            programme.close()
        for _ in range(40):
            programme.step()
        programme.check(thoroughly=True)
        assert book.verify() == []
    assert programme.closed >= 1
    assert programme.refused + programme.late > 0


@pytest.mark.parametrize("seed", range(3))
def test_a_late_file_does_what_it_would_do_if_it_were_dated_in_the_open_month(seed: int) -> None:
    """The same rows in two books: late in one, and in the other dated after the first open instant one by one."""
    dice, limit = random.Random(seed), datetime(2026, 3, 1)
    rows = [
        (dice.choice(NUMBERS), FIRST + timedelta(days=dice.randrange(100)), dice.randrange(-40, 60))
        for _ in range(90)
    ]
    rows.sort(key=lambda row: (row[1], row[2] < 0))
    dated = [
        (number, max(at, limit) + timedelta(seconds=n), points)
        for n, (number, at, points) in enumerate(rows)
    ]
    stood = []
    for told in (rows, dated):
        with pointbook.open_book(":memory:", clock=lambda: datetime(2026, 6, 1)) as book:
            book.months.close(date(2026, 2, 1), actor="t")
            _post(book, told)
            assert book.verify() == []
            stood.append(
                {
                    number: (
                        book.ledger.lots(number).select("points", "remaining").rows(),
                        book.ledger.entries(number).select("points", "balance_after").rows(),
                        book.ledger.balance(number).debt,
                    )
                    for number in NUMBERS
                }
            )
    assert stood[0] == stood[1]


def _post(book: Book, rows: list[tuple[str, datetime, int]]) -> None:
    told = [f"{number},{at},{points},R{n}" for n, (number, at, points) in enumerate(rows)]
    content = "\n".join(["customer_no,occurred_at,points,ref", *told]).encode()
    book.imports.read(content, filename="f.csv").plan("points", source="crm").post(actor="t")

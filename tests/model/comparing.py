"""Saying the same to the real ledger and to the naive one, and comparing what they answer and hold."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

import pointbook
from pointbook.errors import CustomerMerged
from pointbook.store.queries import questions
from tests.model.both import CUSTOMERS, RealBook, Row, outcome
from tests.model.figures import Entry
from tests.model.naive import NaiveBook
from tests.model.strategies import Manner, ages, amounts, customers, validities

START = datetime(2026, 1, 1)
HALF_DAY = timedelta(hours=12)
SPOKEN_OF_ENTRIES = ("claw_back", "restore", "reverse")
PAIRED = ("extend", "reassign")
SPOKEN_OF_HOLDS = ("release", "settle")
PROOFS = [name for name in questions() if name.startswith("verify/")]
PROVE_EVERY = int(os.environ.get("POINTBOOK_MODEL_PROVE_EVERY", "1"))
"""After how many steps the whole book is proved; every program ends with a proof in any case."""
OPERATIONS: Counter[str] = Counter()
"""How many commands of each kind were compared so far."""
FIGURES = ("balance", "available", "pending", "held", "debt", "lapsed")


@dataclass
class Pairs:
    """Which entry and which hold of the real book is which of the naive one."""

    entries: dict[int, int] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)

    def subject(self, command: str, subject: tuple[Any, ...]) -> tuple[Any, ...]:
        if command in SPOKEN_OF_ENTRIES + PAIRED:
            return (self.entries[subject[0]], *subject[1:])
        if command in SPOKEN_OF_HOLDS:
            return (self.holds[subject[0]], *subject[1:])
        return subject


class BothBooks(RuleBasedStateMachine):
    """A real and a naive book that must agree on every answer and after every step."""

    @initialize(
        told=st.lists(st.tuples(customers, amounts, ages, validities), min_size=5, max_size=8)
    )
    def open(self, told: list[Any]) -> None:
        """A customer or two have points at the start, so that most commands find some."""
        self.now = START
        self.naive = NaiveBook(lambda: self.now)
        self.real = RealBook(pointbook.open_book(":memory:", clock=lambda: self.now))
        for customer_no in CUSTOMERS:
            self.naive.add(customer_no)
            self.real.add(customer_no)
        self.pairs = Pairs()
        self.files: list[list[Row]] = []
        self.batches: list[tuple[int, int]] = []
        self.said: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.refs = 0
        self.steps = 0
        self.checked = 0
        for customer_no, points, age, days in told:
            at = self.ago(age)
            until = (at or self.now) + timedelta(days=days) if days else None
            self.say("earn", customer_no, points * 5, occurred_at=at, expires_at=until)

    def teardown(self) -> None:
        """The chain grows with each step, so it is proved once, at the end."""
        if hasattr(self, "real"):
            broken = self.real.book.verify()
            self.real.book.close()
            assert broken == []

    # Saying a command to both ----------------------------------------------------------------

    def ago(self, half_days: int | None) -> datetime | None:
        return None if half_days is None else self.now - half_days * HALF_DAY

    def say(self, command: str, *subject: Any, **options: Any) -> Any:
        """Do a command in both books and compare what they answer."""
        manner: Manner = options.pop("manner", Manner())
        options = {name: value for name, value in options.items() if value is not None}
        theirs = dict(options)
        if manner.word == "stale" and command in SPOKEN_OF_ENTRIES + SPOKEN_OF_HOLDS + PAIRED:
            manner = Manner()  # of two refusals at once either is right
        if manner.word != "plain":
            owner = self.naive.whose(command, subject[0])
            options |= manner.options(self.naive.revision(owner))
            theirs |= manner.options(self.real.revision(owner))
        if manner.word == "request":
            self.said.append((command, subject, options))
        return self.compare(command, subject, options, theirs)

    def compare(
        self,
        command: str,
        subject: tuple[Any, ...],
        options: dict[str, Any],
        theirs: dict[str, Any],
    ) -> Any:
        OPERATIONS[command] += 1
        first = len(self.naive.entries)
        expected = outcome(getattr(self.naive, command), *subject, **options)
        found = outcome(
            getattr(self.real, command), *self.pairs.subject(command, subject), **theirs
        )
        if expected is CustomerMerged and isinstance(found, type):
            return None  # of two refusals at once either is right
        if isinstance(expected, type) or isinstance(found, type):
            assert found is expected, (command, subject, options)
            return None
        self.pair_entries(first)
        if command == "hold":
            assert self.pairs.holds.setdefault(expected, found) == found
        elif command != "release":
            self.compare_postings(expected, found)
        return expected

    def compare_postings(self, expected: Any, found: Any) -> None:
        expected = expected if isinstance(expected, list) else [expected]
        found = found if isinstance(found, list) else [found]
        by_entry = {posted.entry_id: posted for posted in found}
        assert len(by_entry) == len(found) == len(expected)
        for told in expected:
            posted = by_entry[self.pairs.entries[told.entry_id]]
            for name in (
                "kind", "customer_no", "points", "requested", "short", "occurred_at", "replayed"
            ):  # fmt: skip
                assert getattr(posted, name) == getattr(told, name), (name, told, posted)
            if not told.replayed and told.kind != "expire":  # a sweep has an order of its own
                mine = self.naive.entries_of(told.customer_no)
                after = sum(e.points for e in mine if e.entry_id <= told.entry_id)
                assert posted.balance == after, posted

    def pair_entries(self, first: int) -> None:
        """New entries of each customer are told in the same order, whatever their ids."""
        fresh = self.naive.entries[first:]
        known = set(self.pairs.entries.values())
        for customer_no in sorted({e.customer_no for e in fresh}):
            mine = [e for e in fresh if e.customer_no == customer_no]
            frame = self.real.book.ledger.entries(customer_no)
            rows = frame.to_dicts()
            assert [x["balance_after"] for x in rows] == list(accumulate(x["points"] for x in rows))
            theirs = [x for x in rows if x["entry_id"] not in known]
            theirs.sort(key=lambda x: x["entry_id"])
            told = [(e.kind, e.points, e.occurred_at) for e in mine]
            assert [(x["kind"], x["points"], x["occurred_at"]) for x in theirs] == told
            for entry, row in zip(mine, theirs, strict=True):
                self.pairs.entries[entry.entry_id] = row["entry_id"]
        for entry in fresh:
            self.compare_draws(entry)

    def compare_draws(self, entry: Entry) -> None:
        if entry.points >= 0:
            return
        expected = {
            self.pairs.entries[lot] if lot else None: points
            for lot, points in self.naive.draws(entry.entry_id).items()
        }
        assert self.real.draws(self.pairs.entries[entry.entry_id]) == expected, entry

    # What both must agree on after every step ------------------------------------------------

    @invariant()
    def both_books_agree(self) -> None:
        if not hasattr(self, "real"):
            return
        self.steps += 1
        changed = set(self.naive.changes[self.checked :])
        another = CUSTOMERS[self.steps % 3]
        self.compare_balance(another, self.some_instant())
        for customer_no in sorted(changed | {another}):
            self.compare_balance(customer_no, None)
        for customer_no in sorted(changed):
            expected = {
                self.pairs.entries[lot]: left for lot, left in self.naive.lots(customer_no).items()
            }
            assert self.real.lots(customer_no) == expected, customer_no
        if changed:
            self.checked = len(self.naive.changes)
            for proof in PROOFS if self.steps % PROVE_EVERY == 0 else ():
                assert self.real.book.ask(proof).rows() == [], proof

    def some_instant(self) -> datetime:
        """Another one each time: when something happened or expired, or just before."""
        instants = [e.occurred_at for e in self.naive.entries]
        instants += [e.expires_at for e in self.naive.entries if e.expires_at]
        at = instants[self.steps * 7 % len(instants)] if instants else START
        return at if self.steps % 3 else at - timedelta(microseconds=1)

    def compare_balance(self, customer_no: str, as_of: datetime | None) -> None:
        told = self.naive.balance(customer_no, as_of)
        found = self.real.balance(customer_no, as_of)
        parts = found.available + found.pending + found.held + found.lapsed - found.debt
        assert found.balance == parts, (customer_no, as_of, found)
        expected = {name: getattr(told, name) for name in FIGURES}
        if min(expected[name] for name in FIGURES[1:]) < 0:
            # Back-dated entries can leave a past that never was, as lots drawn before they opened.
            expected = {"balance": told.balance}
        assert {name: getattr(found, name) for name in expected} == expected, (customer_no, as_of)

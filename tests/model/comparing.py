"""Saying the same to the real ledger and to the naive one, and comparing what they answer and hold."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

import pointbook
from pointbook.errors import CustomerMerged
from pointbook.store.queries import questions
from tests.model.both import RealBook, Row, outcome
from tests.model.drawing import PEOPLE, Manner
from tests.model.figures import Entry
from tests.model.naive import NaiveBook

START = datetime(2026, 1, 1)
HALF_DAY = timedelta(hours=12)
SPOKEN_OF_ENTRIES = ("claw_back", "restore", "reverse")
PAIRED = ("extend", "reassign")
SPOKEN_OF_HOLDS = ("release", "settle")
PROOFS = [name for name in questions() if name.startswith("verify/")]
LOOK_EVERY = int(os.environ.get("POINTBOOK_MODEL_LOOK_EVERY", "4"))
"""After how many steps one customer is compared in every way there is."""
PROVE_EVERY = int(os.environ.get("POINTBOOK_MODEL_PROVE_EVERY", "10"))
"""After how many steps the whole book is proved; every program ends with a proof in any case."""
FIGURES = ("balance", "available", "pending", "held", "debt", "lapsed")


@dataclass
class Pairs:
    """Which entry and which hold of the real book is which of the naive one."""

    entries: dict[int, int] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)
    last: int = 0
    """The last entry of the real book."""

    def subject(self, command: str, subject: tuple[Any, ...]) -> tuple[Any, ...]:
        if command in SPOKEN_OF_ENTRIES + PAIRED:
            return (self.entries[subject[0]], *subject[1:])
        if command in SPOKEN_OF_HOLDS:
            return (self.holds[subject[0]], *subject[1:])
        return subject


class BothBooks:
    """A real and a naive book that must agree on every answer and after every step."""

    def __init__(self) -> None:
        self.now = START
        self.naive = NaiveBook(lambda: self.now)
        self.real = RealBook(pointbook.open_book(":memory:", clock=lambda: self.now))
        for customer_no in PEOPLE:
            self.naive.add(customer_no)
            self.real.add(customer_no)
        self.pairs = Pairs()
        self.files: list[list[Row]] = []
        self.batches: list[tuple[int, int]] = []
        self.said: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.refs = 0
        self.steps = 0
        self.checked = 0
        self.counts: Counter[str] = Counter()
        """How many commands of each kind were done by both, or refused by both."""

    def close(self) -> None:
        self.real.book.close()

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
        first, version = len(self.naive.entries), self.real.book.data_version
        expected = outcome(getattr(self.naive, command), *subject, **options)
        found = outcome(
            getattr(self.real, command), *self.pairs.subject(command, subject), **theirs
        )
        if isinstance(expected, type) or isinstance(found, type):
            self.counts["refused"] += 1
            # Of two refusals at once either is right.
            is_either = expected is CustomerMerged and isinstance(found, type)
            assert found is expected or is_either, (command, subject, options, expected, found)
            assert self.real.book.data_version == version
            return None
        self.counts[command] += 1
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
        if not fresh:
            return
        rows = self.real.written_since(self.pairs.last)
        told = {row[0]: row[1:5] for row in rows}
        for customer_no in sorted({e.customer_no for e in fresh}):
            mine = [e for e in fresh if e.customer_no == customer_no]
            theirs = [entry_id for entry_id, row in told.items() if row[0] == customer_no]
            assert [told[x] for x in theirs] == [
                (e.customer_no, e.kind, e.points, e.occurred_at) for e in mine
            ]
            self.pairs.entries |= zip((e.entry_id for e in mine), theirs, strict=True)
        assert len(told) == len(fresh)
        self.pairs.last = max(told)
        moved: dict[int, Counter[int | None]] = {}
        for entry_id, *_, lot, points in rows:
            moved.setdefault(entry_id, Counter())[lot] += points or 0
        # What comes back may pay a debt that the same command opens again: only debits are told alike.
        for entry in (each for each in fresh if each.points < 0):
            theirs_moved = {
                x: -y for x, y in moved[self.pairs.entries[entry.entry_id]].items() if y
            }
            assert theirs_moved == self.draws_of(entry), entry

    def draws_of(self, entry: Entry) -> dict[int | None, Decimal]:
        """What an entry took from which lot, by the ids of the real book."""
        drawn = self.naive.draws(entry.entry_id)
        return {self.pairs.entries[lot] if lot else None: points for lot, points in drawn.items()}

    # What both must agree on after every step ------------------------------------------------

    def compare_books(self) -> None:
        """Whoever was touched stands alike; now and then one customer is looked at from all sides."""
        self.steps += 1
        changed = set(self.naive.changes[self.checked :])
        self.checked = len(self.naive.changes)
        for customer_no in sorted(changed):
            told, found = self.naive.balance(customer_no), self.real.standing(customer_no)
            assert {name: found[name] for name in FIGURES} == vars_of(told), customer_no
        if self.steps % LOOK_EVERY == 0:
            self.look_at(PEOPLE[self.steps // LOOK_EVERY % len(PEOPLE)])
        if self.steps % PROVE_EVERY == 0:
            for proof in PROOFS:
                assert self.real.book.ask(proof).rows() == [], proof

    def look_at(self, customer_no: str) -> None:
        """A customer now and at another time, every lot, the statement, and what one entry drew on."""
        self.compare_balance(customer_no, None)
        self.compare_balance(customer_no, self.some_instant())
        lots = {self.pairs.entries[x]: left for x, left in self.naive.lots(customer_no).items()}
        assert self.real.lots(customer_no) == lots, customer_no
        rows = self.real.book.ledger.entries(customer_no).to_dicts()
        assert [x["balance_after"] for x in rows] == list(accumulate(x["points"] for x in rows))
        assert [(x["kind"], x["points"]) for x in rows] == [
            (kind, points) for kind, points in self.naive_rows(customer_no)
        ]
        debits = [e for e in self.naive.entries_of(customer_no) if e.points < 0]
        if debits:
            debit = debits[self.steps * 7 % len(debits)]
            found = self.real.draws(self.pairs.entries[debit.entry_id])
            assert found == self.draws_of(debit), debit

    def naive_rows(self, customer_no: str) -> list[tuple[str, Decimal]]:
        """The statement of the naive book; of one instant, in the order of the real ids."""
        mine = self.naive.entries_of(customer_no)
        mine.sort(key=lambda e: (e.occurred_at, self.pairs.entries[e.entry_id]))
        return [(e.kind, e.points) for e in mine]

    def prove(self) -> None:
        """Everything that can be proved of the real book holds; the chain grows with each step."""
        for customer_no in PEOPLE:
            self.look_at(customer_no)
        assert self.real.book.verify() == []

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
        assert found.debt >= 0, (customer_no, as_of, found)
        expected = vars_of(told)
        assert {name: getattr(found, name) for name in expected} == expected, (customer_no, as_of)


def vars_of(told: Any) -> dict[str, Decimal]:
    """The figures of a balance."""
    return {name: getattr(told, name) for name in FIGURES}

"""Random programs of commands, done by the real ledger and by the naive one, and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import pointbook
from pointbook.store.queries import questions
from tests.model.both import CUSTOMERS, RealBook, Row, outcome
from tests.model.figures import Entry
from tests.model.naive import NaiveBook
from tests.model.strategies import (
    Manner,
    ages,
    amounts,
    customers,
    manners,
    parts,
    picks,
    policies,
    rows,
    validities,
    waits,
)  # fmt: skip

START = datetime(2026, 1, 1)
HALF_DAY = timedelta(hours=12)
SPOKEN_OF_ENTRIES = ("claw_back", "restore", "reverse")
SPOKEN_OF_HOLDS = ("release", "settle")
PROOFS = [name for name in questions() if name.startswith("verify/")]
FIGURES = ("balance", "available", "pending", "held", "debt", "lapsed")


@dataclass
class Pairs:
    """Which entry and which hold of the real book is which of the naive one."""

    entries: dict[int, int] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)

    def subject(self, command: str, subject: tuple[Any, ...]) -> tuple[Any, ...]:
        if command in SPOKEN_OF_ENTRIES:
            return (self.entries[subject[0]], *subject[1:])
        if command in SPOKEN_OF_HOLDS:
            return (self.holds[subject[0]], *subject[1:])
        return subject


class Programs(RuleBasedStateMachine):
    """Three customers, every command, a clock that moves; both books agree after each step."""

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
        if manner.word == "stale" and command in SPOKEN_OF_ENTRIES + SPOKEN_OF_HOLDS:
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
        first = len(self.naive.entries)
        expected = outcome(getattr(self.naive, command), *subject, **options)
        found = outcome(
            getattr(self.real, command), *self.pairs.subject(command, subject), **theirs
        )
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

    # The commands ----------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 12, 24, 72, 240, 480]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        customer=customers, points=amounts, age=ages, wait=waits, days=validities, manner=manners,
        up=st.booleans(),
    )  # fmt: skip
    def earn(
        self, customer: str, points: Decimal, age: int | None, wait: int | None,
        days: int | None, manner: Manner, up: bool,
    ) -> None:  # fmt: skip
        at = self.ago(age)
        opens = None if wait is None or up else (at or self.now) + wait * HALF_DAY
        until = None if days is None else (opens or at or self.now) + timedelta(days=days)
        self.say(
            "adjust" if up else "earn", customer, points,
            occurred_at=at, available_from=opens, expires_at=until, manner=manner,
        )  # fmt: skip

    @rule(customer=customers, points=amounts, age=ages, partial=st.booleans(),
          overdraft=st.booleans(), manner=manners)  # fmt: skip
    def redeem(
        self, customer: str, points: Decimal, age: int | None, partial: bool, overdraft: bool,
        manner: Manner,
    ) -> None:  # fmt: skip
        self.say(
            "redeem", customer, points, occurred_at=self.ago(age),
            partial=(partial and not overdraft) or None, overdraft=overdraft or None, manner=manner,
        )  # fmt: skip

    @rule(customer=customers, points=amounts, age=ages, overdraft=st.booleans(), manner=manners)
    def adjust_down(
        self, customer: str, points: Decimal, age: int | None, overdraft: bool, manner: Manner
    ) -> None:
        self.say(
            "adjust", customer, -points,
            occurred_at=self.ago(age), overdraft=overdraft or None, manner=manner,
        )  # fmt: skip

    @rule(customer=customers, points=st.sampled_from([5, 10]), number=st.integers(0, 2),
          command=st.sampled_from(["earn", "redeem", "adjust"]))  # fmt: skip
    def with_a_reference(self, customer: str, points: int, number: int, command: str) -> None:
        self.say(command, customer, points, source="shop", ref=f"S-{number}")

    @rule(customer=customers, points=amounts)
    def tomorrow_is_refused(self, customer: str, points: Decimal) -> None:
        self.say("earn", customer, points, occurred_at=self.now + HALF_DAY)

    @rule(customer=customers, age=ages, include_held=st.booleans(), manner=manners)
    def clear(self, customer: str, age: int | None, include_held: bool, manner: Manner) -> None:
        self.say(
            "clear", customer, occurred_at=self.ago(age), include_held=include_held or None,
            manner=manner,
        )  # fmt: skip

    def pick(self, number: int, positive: bool | None = None) -> int | None:
        """One of the latest entries, of a sign."""
        mine = [
            e.entry_id for e in self.naive.entries if positive is None or (e.points > 0) is positive
        ]
        return mine[-1 - number % len(mine)] if mine else None

    def later(self, entry_id: int, age: int | None) -> datetime | None:
        """Reversals are seldom dated before their original: that is another rule's matter."""
        at = self.ago(age)
        return None if at is None else max(at, self.naive.entry(entry_id).occurred_at)

    @precondition(lambda self: self.naive.entries)
    @rule(pick=picks, points=parts, policy=policies, age=ages, manner=manners)
    def claw_back(
        self, pick: int, points: Decimal | None, policy: str, age: int | None, manner: Manner
    ) -> None:
        entry_id = self.pick(pick, True)
        if entry_id:
            self.say(
                "claw_back", entry_id, points=points, policy=policy,
                occurred_at=self.later(entry_id, age), manner=manner,
            )  # fmt: skip

    @precondition(lambda self: self.naive.entries)
    @rule(pick=picks, points=parts, age=ages, manner=manners)
    def restore(self, pick: int, points: Decimal | None, age: int | None, manner: Manner) -> None:
        entry_id = self.pick(pick, False)
        if entry_id:
            self.say(
                "restore", entry_id, points=points, occurred_at=self.later(entry_id, age),
                manner=manner,
            )  # fmt: skip

    @precondition(lambda self: self.naive.entries)
    @rule(pick=picks, command=st.sampled_from(SPOKEN_OF_ENTRIES))
    def reverse_in_full(self, pick: int, command: str) -> None:
        entry_id = self.pick(pick)
        self.say(command, entry_id)

    @rule(customer=customers, points=amounts, age=ages, manner=manners)
    def hold(self, customer: str, points: Decimal, age: int | None, manner: Manner) -> None:
        self.say("hold", customer, points, occurred_at=self.ago(age), manner=manner)

    @precondition(lambda self: self.naive.hold_list)
    @rule(pick=picks, points=parts, settle=st.booleans(), age=ages, manner=manners)
    def let_go(
        self, pick: int, points: Decimal | None, settle: bool, age: int | None, manner: Manner
    ) -> None:
        hold = self.naive.hold_list[-1 - pick % len(self.naive.hold_list)]
        at = self.ago(age)
        self.say(
            "settle" if settle else "release", hold.hold_id, *([points] if points else []),
            occurred_at=at and max(at, hold.occurred_at), manner=manner,
        )  # fmt: skip

    @rule(
        sender=customers,
        receiver=st.sampled_from([*CUSTOMERS, "nobody"]),
        points=amounts,
        age=ages,
        manner=manners,
    )
    def transfer(
        self, sender: str, receiver: str, points: Decimal, age: int | None, manner: Manner
    ) -> None:
        self.say("transfer", sender, receiver, points, occurred_at=self.ago(age), manner=manner)

    @rule(age=st.integers(0, 10))
    def expire(self, age: int) -> None:
        self.say("expire", self.now - age * HALF_DAY)

    @precondition(lambda self: self.said)
    @rule(pick=picks, more=st.booleans())
    def say_again(self, pick: int, more: bool) -> None:
        """The same words are answered as before; with another amount they are refused."""
        command, subject, options = self.said[-1 - pick % len(self.said)]
        if more:
            options = options | {"occurred_at": START - timedelta(days=99)}
        self.compare(command, subject, options, dict(options))

    # Files -----------------------------------------------------------------------------------

    def as_row(self, told: Any) -> Row:
        customer_no, kind, points, age, days, numbered = told
        at = self.now - age * HALF_DAY
        credit = kind in ("earn", "opening", "adjust_up")
        until = at + timedelta(days=days) if credit and days else None
        self.refs += 1
        ref = f"F-{self.refs}" if numbered else None
        return Row(customer_no, kind, points if credit else -points, at, until, ref)

    @rule(told=st.lists(rows, min_size=1, max_size=6))
    def import_a_file(self, told: list[Any]) -> None:
        self.post([self.as_row(one) for one in told])

    @precondition(lambda self: self.files)
    @rule(pick=picks, told=st.lists(rows, max_size=3))
    def import_an_overlapping_file(self, pick: int, told: list[Any]) -> None:
        self.post([*self.files[-1 - pick % len(self.files)], *map(self.as_row, told)])

    def post(self, file: list[Row]) -> None:
        self.files.append(file)
        first = len(self.naive.entries)
        expected = self.naive.import_rows(file, source="crm")
        found = self.real.import_rows(file, source="crm")
        assert (found.entries, found.skipped) == (len(expected.posted), expected.skipped)
        self.pair_entries(first)
        if expected.posted:
            self.batches.append((expected.batch_id, found.batch_id))

    @precondition(lambda self: self.batches)
    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        mine, theirs = self.batches[-1 - pick % len(self.batches)]
        first = len(self.naive.entries)
        expected = outcome(self.naive.undo, mine)
        found = outcome(self.real.undo, theirs)
        if isinstance(expected, type) or isinstance(found, type):
            assert found is expected
            return
        assert found.shortfalls == expected.shortfalls
        self.pair_entries(first)

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
            for proof in PROOFS:
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

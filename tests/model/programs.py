"""Random programs of commands, done by the real ledger and by the naive one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pointbook.errors import CustomerMerged
from tests.model.both import Row, outcome
from tests.model.comparing import HALF_DAY, SPOKEN_OF_ENTRIES, START, BothBooks
from tests.model.drawing import (
    PEOPLE,
    Manner,
    ages,
    amounts,
    credits,
    customers,
    flips,
    graces,
    manners,
    one_of,
    parts,
    picks,
    rows,
    some,
    step,
    validities,
    waits,
    whole,
)  # fmt: skip

policies = one_of("clamp", "block", "debt")


class Programs(BothBooks):
    """Four customers, every command, a clock that moves."""

    # The commands ----------------------------------------------------------------------------

    @step(8, hours=one_of(1, 12, 24, 72, 240, 480))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @step(12,
        customer=customers, points=credits, age=ages, wait=waits, days=validities, manner=manners,
        command=one_of("earn", "earn", "adjust", "opening"),
    )  # fmt: skip
    def earn(
        self, customer: str, points: Decimal, age: int | None, wait: int | None,
        days: int | None, manner: Manner, command: str,
    ) -> None:  # fmt: skip
        at = self.ago(age)
        opens = None if wait is None or command == "adjust" else (at or self.now) + wait * HALF_DAY
        until = None if days is None else (opens or at or self.now) + timedelta(days=days)
        self.say(
            command, customer, points,
            occurred_at=at, available_from=opens, expires_at=until, manner=manner,
        )  # fmt: skip

    @step(8, customer=customers, points=amounts, age=ages, partial=flips,
          overdraft=flips, manner=manners)  # fmt: skip
    def redeem(
        self, customer: str, points: Decimal, age: int | None, partial: bool, overdraft: bool,
        manner: Manner,
    ) -> None:  # fmt: skip
        self.say(
            "redeem", customer, points, occurred_at=self.ago(age),
            partial=(partial and not overdraft) or None, overdraft=overdraft or None, manner=manner,
        )  # fmt: skip

    @step(4, customer=customers, points=amounts, age=ages, overdraft=flips, manner=manners)
    def adjust_down(
        self, customer: str, points: Decimal, age: int | None, overdraft: bool, manner: Manner
    ) -> None:
        self.say(
            "adjust", customer, -points,
            occurred_at=self.ago(age), overdraft=overdraft or None, manner=manner,
        )  # fmt: skip

    @step(3, customer=customers, points=one_of(5, 10), number=whole(0, 2),
          command=one_of("earn", "opening", "redeem", "adjust"))  # fmt: skip
    def with_a_reference(self, customer: str, points: int, number: int, command: str) -> None:
        self.say(command, customer, points, source="shop", ref=f"S-{number}")

    @step(1, sender=customers, receiver=customers, points=amounts, number=whole(0, 2))
    def transfer_with_a_reference(
        self, sender: str, receiver: str, points: Decimal, number: int
    ) -> None:
        self.say("transfer", sender, receiver, points * 2, source="shop", ref=f"S-{number}")

    @step(2, when=lambda self: self.naive.entries, pick=picks, number=whole(0, 2), restore=flips)
    def reverse_with_a_reference(self, pick: int, number: int, restore: bool) -> None:
        entry_id = self.pick(pick, not restore)
        if entry_id:
            command = "restore" if restore else "claw_back"
            self.say(command, entry_id, source="shop", ref=f"S-{number}")

    @step(1, when=lambda self: self.naive.entries, pick=picks, number=whole(0, 2), days=whole(1, 30),
          receiver=customers, points=parts, longer=flips)  # fmt: skip
    def correct_with_a_reference(
        self, pick: int, number: int, days: int, receiver: str, points: Decimal | None, longer: bool
    ) -> None:
        entry_id = self.pick(pick, longer or None)
        if entry_id:
            until = self.now + timedelta(days=days)
            command, to = ("extend", until) if longer else ("reassign", receiver)
            self.say_batch(command, entry_id, to, points=points, source="shop", ref=f"S-{number}")

    @step(0.5, customer=customers, points=amounts)
    def tomorrow_is_refused(self, customer: str, points: Decimal) -> None:
        self.say("earn", customer, points, occurred_at=self.now + HALF_DAY)

    @step(2, customer=customers, age=ages, include_held=flips, manner=manners)
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

    @step(
        8,
        when=lambda self: self.naive.entries,
        pick=picks,
        points=parts,
        policy=policies,
        age=ages,
        manner=manners,
    )
    def claw_back(
        self, pick: int, points: Decimal | None, policy: str, age: int | None, manner: Manner
    ) -> None:
        entry_id = self.pick(pick, True)
        if entry_id:
            self.say(
                "claw_back", entry_id, points=points, policy=policy,
                occurred_at=self.later(entry_id, age), manner=manner,
            )  # fmt: skip

    @step(
        8,
        when=lambda self: self.naive.entries,
        pick=picks,
        points=parts,
        grace=graces,
        age=ages,
        manner=manners,
    )
    def restore(
        self, pick: int, points: Decimal | None, grace: int | None, age: int | None, manner: Manner
    ) -> None:
        entry_id = self.pick(pick, False)
        if entry_id:
            self.say(
                "restore", entry_id, points=points, grace_days=grace,
                occurred_at=self.later(entry_id, age), manner=manner,
            )  # fmt: skip

    @step(4, when=lambda self: self.naive.entries, pick=picks, command=one_of(*SPOKEN_OF_ENTRIES))
    def reverse_in_full(self, pick: int, command: str) -> None:
        entry_id = self.pick(pick)
        self.say(command, entry_id)

    @step(4, customer=customers, points=amounts, age=ages, manner=manners)
    def hold(self, customer: str, points: Decimal, age: int | None, manner: Manner) -> None:
        self.say("hold", customer, points, occurred_at=self.ago(age), manner=manner)

    @step(
        5,
        when=lambda self: self.naive.hold_list,
        pick=picks,
        points=parts,
        settle=flips,
        age=ages,
        manner=manners,
    )
    def let_go(
        self, pick: int, points: Decimal | None, settle: bool, age: int | None, manner: Manner
    ) -> None:
        hold = self.naive.hold_list[-1 - pick % len(self.naive.hold_list)]
        at = self.ago(age)
        self.say(
            "settle" if settle else "release", hold.hold_id, *([points] if points else []),
            occurred_at=at and max(at, hold.occurred_at), manner=manner,
        )  # fmt: skip

    @step(
        5,
        sender=customers,
        receiver=one_of(*PEOPLE, "nobody"),
        points=amounts,
        age=ages,
        manner=manners,
    )
    def transfer(
        self, sender: str, receiver: str, points: Decimal, age: int | None, manner: Manner
    ) -> None:
        self.say("transfer", sender, receiver, points, occurred_at=self.ago(age), manner=manner)

    @step(
        2,
        when=lambda self: self.may_merge(),
        gone=customers,
        heir=customers,
        age=ages,
        numbered=flips,
        manner=manners,
    )
    def merge(self, gone: str, heir: str, age: int | None, numbered: bool, manner: Manner) -> None:
        key = {"source": "shop", "ref": "M-1"} if numbered and manner.word == "plain" else {}
        self.say_batch("merge", gone, heir, occurred_at=self.ago(age), manner=manner, **key)

    def may_merge(self) -> bool:
        """Two at least stay who can still be asked for something."""
        merged = [batch for batch in self.naive.merges if batch not in self.naive.undone]
        return len(self.naive.entries) > 12 and len(merged) < len(PEOPLE) - 2

    @step(3, when=lambda self: self.naive.entries, pick=picks, points=parts,
          days=one_of(None, -5, -1, 0, 1, 10, 30, 60), shorten=flips, age=ages, manner=manners)  # fmt: skip
    def extend(
        self, pick: int, points: Decimal | None, days: int | None, shorten: bool, age: int | None,
        manner: Manner,
    ) -> None:  # fmt: skip
        entry_id = self.pick(pick, True)
        if entry_id:
            until = None if days is None else self.now + timedelta(days=days)
            self.say_batch(
                "extend", entry_id, until, points=points, shorten=shorten or None,
                occurred_at=self.later(entry_id, age), manner=manner,
            )  # fmt: skip

    @step(2, when=lambda self: self.naive.entries, pick=picks, receiver=customers, points=parts,
          owed=flips, age=ages, manner=manners)  # fmt: skip
    def reassign(
        self, pick: int, receiver: str, points: Decimal | None, owed: bool, age: int | None,
        manner: Manner,
    ) -> None:  # fmt: skip
        entry_id = self.pick(pick)
        if entry_id:
            self.say_batch(
                "reassign", entry_id, receiver, points=points, policy="debt" if owed else None,
                occurred_at=self.later(entry_id, age), manner=manner,
            )  # fmt: skip

    @step(5, age=whole(0, 10))
    def expire(self, age: int) -> None:
        self.say_batch("expire", self.now - age * HALF_DAY)

    def say_batch(self, command: str, *subject: Any, **options: Any) -> None:
        """A command whose entries can be undone together."""
        before = self.naive.last_batch()
        self.say(command, *subject, **options)
        if self.naive.last_batch() > before:
            self.batches.append((self.naive.last_batch(), self.real.last_batch()))

    @step(2, when=lambda self: self.said, pick=picks, more=flips)
    def say_again(self, pick: int, more: bool) -> None:
        """The same words are answered as before; with another amount they are refused."""
        command, subject, options = self.said[-1 - pick % len(self.said)]
        if more:
            options = options | {"occurred_at": START - timedelta(days=99)}
        self.compare(command, subject, options, dict(options))

    # Many at once, and by two ------------------------------------------------------------------

    @step(2, way=one_of("up", "down", "each", "clear"), points=amounts, days=validities,
          told=some(lambda dice: (one_of(*PEOPLE, "nobody")(dice), amounts(dice), flips(dice)), 5, 1))  # fmt: skip
    def by_a_list(self, way: str, points: Decimal, days: int | None, told: list[Any]) -> None:
        wanted: dict[str, Decimal] = {}
        for customer_no, own, is_gain in told:
            points = own if way == "each" else points
            sign = is_gain if way == "each" else way == "up"
            wanted.setdefault(customer_no, points if sign else -points)
        until = (self.now + timedelta(days=days)).date() if days and way in ("up", "each") else None
        self.both("batch", self.naive.batch, self.real.batch, way, wanted, until)

    @step(2, way=one_of("up", "down", "clear", "transfer", "hold"), customer=customers,
          receiver=customers, points=amounts, owed=flips)  # fmt: skip
    def by_two(self, way: str, customer: str, receiver: str, points: Decimal, owed: bool) -> None:
        more = {"transfer": {"to_no": receiver}, "down": {"overdraft": owed}}
        said: dict[str, Any] = {} if way == "clear" else {"points": points} | more.get(way, {})
        naive = self.naive
        command = {
            "up": lambda: naive.adjust(customer, points),
            "down": lambda: naive.adjust(customer, -points, overdraft=owed),
            "clear": lambda: naive.clear(customer),
            "transfer": lambda: naive.transfer(customer, receiver, points),
            "hold": lambda: naive.hold(customer, points),
        }[way]
        hold_id = self.both(
            f"{way} by two", command, lambda: self.real.by_two(way, customer_no=customer, **said)
        )
        if way == "hold" and hold_id is not None:
            self.pairs.holds[hold_id] = len(self.pairs.holds) + 1

    @step(
        2,
        when=lambda self: self.naive.entries,
        way=one_of("claw_back", "restore"),
        pick=picks,
        points=parts,
    )
    def of_an_entry_by_two(self, way: str, pick: int, points: Decimal | None) -> None:
        entry_id = self.pick(pick, way == "claw_back")
        if entry_id:
            theirs = self.pairs.entries[entry_id]
            self.both(
                f"{way} by two",
                lambda: getattr(self.naive, way)(entry_id, points=points),
                lambda: self.real.by_two(way, entry_id=theirs, points=points),
            )

    def both(
        self, name: str, mine: Callable[..., Any], theirs: Callable[..., Any], *said: Any
    ) -> Any:
        """What has one way of its own in each book: refused by both, or posted alike."""
        first, batch = len(self.naive.entries), self.naive.last_batch()
        expected, found = outcome(mine, *said), outcome(theirs, *said)
        if isinstance(expected, type) or isinstance(found, type):
            self.counts["refused"] += 1
            is_either = expected is CustomerMerged and isinstance(found, type)
            assert found is expected or is_either, (name, said, expected, found)
            return None
        self.counts[name] += 1
        self.pair_entries(first)
        if self.naive.last_batch() > batch:
            self.batches.append((self.naive.last_batch(), self.real.last_batch()))
        return expected

    # Files -----------------------------------------------------------------------------------

    def as_row(self, told: Any) -> Row:
        customer_no, kind, points, age, days, numbered = told
        at = self.now - age * HALF_DAY
        credit = kind in ("earn", "opening", "adjust_up")
        until = at + timedelta(days=days) if credit and days else None
        self.refs += 1
        ref = f"F-{self.refs}" if numbered else None
        return Row(customer_no, kind, points if credit else -points, at, until, ref)

    @step(1.5, told=some(rows, 6, 1))
    def import_a_file(self, told: list[Any]) -> None:
        self.post([self.as_row(one) for one in told])

    @step(0.7, when=lambda self: self.files, pick=picks, told=some(rows, 3))
    def import_an_overlapping_file(self, pick: int, told: list[Any]) -> None:
        self.post([*self.files[-1 - pick % len(self.files)], *map(self.as_row, told)])

    @step(
        3,
        when=lambda self: self.files,
        pick=picks,
        told=some(rows, 3),
        left_out=some(whole(0, 6), 3),
    )
    def replace_a_file(self, pick: int, told: list[Any], left_out: list[int]) -> None:
        """The same months once more, without some rows and with others."""
        before = self.files[-1 - pick % len(self.files)]
        file = [row for at, row in enumerate(before) if at not in left_out]
        file += map(self.as_row, told)
        if file:
            self.post(file, replace=True)

    def post(self, file: list[Row], *, replace: bool = False) -> None:
        self.counts["replacing import" if replace else "import"] += 1
        self.files.append(file)
        first = len(self.naive.entries)
        expected = self.naive.import_rows(file, source="crm", replace=replace)
        found = self.real.import_rows(file, source="crm", replace=replace)
        assert (found.entries, found.skipped) == (len(expected.posted), expected.skipped)
        self.pair_entries(first)
        if expected.posted:
            self.batches.append((expected.batch_id, found.batch_id))

    @step(6, when=lambda self: self.batches, pick=picks)
    def undo(self, pick: int) -> None:
        mine, theirs = self.batches[-1 - pick % len(self.batches)]
        first = len(self.naive.entries)
        expected = outcome(self.naive.undo, mine)
        found = outcome(self.real.undo, theirs)
        if isinstance(expected, type) or isinstance(found, type):
            assert found is expected
            self.counts["refused"] += 1
            return
        self.counts[f"undo of {self.naive.kind_of(mine)}"] += 1
        assert found.shortfalls == expected.shortfalls
        self.pair_entries(first)

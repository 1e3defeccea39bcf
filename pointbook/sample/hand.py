"""What the operators of the sample do by hand, month by month, mistakes and corrections included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pointbook.sample.dice import Dice
from pointbook.sample.movements import Movement, Narrator
from pointbook.sample.people import Member
from pointbook.sample.seasons import Month
from pointbook.sample.words import words

Verb = str
Step = Callable[[], "list[HandWork]"]
OPENS = time(22, 0)
TRIES = 100


@dataclass(frozen=True)
class HandWork:
    """One command of an operator.

    `verb` is adjust, redeem, hold, release, settle, transfer, claw_back, restore, reverse or clear.
    The last three and claw_back name what they act on by the reference (`of`) of an earlier entry
    or hold; a transfer names the receiver in `to`.
    """

    at: datetime
    verb: Verb
    customer_no: str
    points: int | None
    reason: str
    actor: str
    ref: str | None = None
    note: str | None = None
    of: str | None = None
    to: str | None = None


class Desk:
    """The service desk: it picks members whose purse allows the command, after everything else that month."""

    def __init__(self, dice: Dice, months: int) -> None:
        self.dice = dice
        self.months = months
        self.texts = words()
        self.number = 0

    def month_of(
        self, month: Month, members: list[Member], narrator: Narrator, told: list[Movement]
    ) -> list[HandWork]:
        """The commands of one month, on evenings when the shops are shut."""
        self.month = month
        self.purses = purses = narrator.purses
        self.told = told
        self.returning = {
            order.movement.ref for waiting in narrator.returns.values() for _, order in waiting
        }
        self.members = [
            each for each in members
            if each.joined_on < month.first and each.status == "active"
            and each.customer_no in purses
        ]  # fmt: skip
        done = [work for step in self._steps(month) for work in step()]
        if month.number == self.months // 2:
            done += self._clear()
        return sorted(done, key=lambda work: work.at)

    def _steps(self, month: Month) -> list[Step]:
        """What is done this month: gifts and corrections in any, spending in those that close a file.

        A file holds a quarter and is in the book before the commands of its months. What they would
        spend in an earlier month, the file may have spent in a later one.
        """
        any_month: tuple[tuple[Step, ...], ...] = (
            (self._complaint, self._mistake), (self._missing,), (self._complaint, self._audit),
            (self._missing, self._sold_out), (self._complaint,), (self._missing, self._audit),
        )  # fmt: skip
        closing: tuple[tuple[Step, ...], ...] = (
            (self._surplus, self._transfer), (self._hold, self._surplus), (self._hold, self._transfer),
        )  # fmt: skip
        steps = list(any_month[month.number % len(any_month)])
        if month.is_last_of_quarter:
            steps += closing[month.number // 3 % len(closing)]
        if month.number == self.months - 1:
            steps += [self._mistake, self._hold, self._open_hold, self._open_hold, self._surplus]
        return steps

    def _complaint(self) -> list[HandWork]:
        self._evening(self.month.first)
        member, points = self.dice.pick(self.members), self.dice.pick((100, 200, 300, 500))
        return [
            self._adjust(
                member, points, "complaint", self.dice.pick(self.texts["notes"]["complaint"])
            )
        ]

    def _missing(self) -> list[HandWork]:
        self._evening(self.month.first)
        member, points = self.dice.pick(self.members), self.dice.between(40, 900)
        return [
            self._adjust(member, points, "missing", self.dice.pick(self.texts["notes"]["missing"]))
        ]

    def _mistake(self) -> list[HandWork]:
        """A nought too many, found the same evening, reversed and typed again."""
        self._evening(self.month.first)
        member = self.dice.pick(self.members)
        wrong = self._adjust(
            member, 5000, "complaint", self.dice.pick(self.texts["notes"]["complaint"])
        )
        mended = self._work(
            "reverse", member, None, "mistake", note=self.texts["notes"]["mistake"], of=wrong.ref
        )
        right = self._adjust(member, 500, "retyped", self.texts["notes"]["retyped"])
        return [wrong, mended, right]

    def _surplus(self) -> list[HandWork]:
        self._evening(self.month.first)
        member = self._rich(400)
        if member is None:
            return []
        points = self.dice.between(50, 400)
        self._take(member, points)
        return [
            self._adjust(member, -points, "surplus", self.dice.pick(self.texts["notes"]["surplus"]))
        ]

    def _transfer(self) -> list[HandWork]:
        self._evening(self.month.first)
        sender, receiver = self._rich(900), self.dice.pick(self.members)
        if sender is None or receiver is sender:
            return []
        points = self.dice.between(3, 9) * 100
        self._take(sender, points)
        note = self.texts["notes"]["family"]
        return [
            self._work("transfer", sender, points, "family", note=note, to=receiver.customer_no)
        ]

    def _hold(self) -> list[HandWork]:
        """Points put aside for a gift: fetched, or given up."""
        self._evening(self.month.first)
        member = self._rich(1200)
        if member is None:
            return []
        held = self._work("hold", member, 1200, "reserved", note=self.texts["notes"]["reserved"])
        if self.dice.chance(0.5):
            self._take(member, 1200)
            return [held, self._work("settle", member, None, "collected", of=held.ref)]
        return [held, self._work("release", member, None, "cancelled", of=held.ref)]

    def _open_hold(self) -> list[HandWork]:
        self._evening(self.month.first)
        member = self._rich(800)
        if member is None:
            return []
        self._take(member, 800)
        return [self._work("hold", member, 800, "reserved", note=self.texts["notes"]["reserved"])]

    def _audit(self) -> list[HandWork]:
        """An order came back without its points: they are taken back by hand."""
        order = self._entry("earn", 200)
        if order is None:
            return []
        self._evening(order.occurred_at.date())
        self.purses[order.customer_no].take(order.points, self.at, order.ref)
        return [self._about(order, "claw_back", "audit", self.texts["notes"]["audit"])]

    def _sold_out(self) -> list[HandWork]:
        """A gift cannot be had any more: its points go back where they came from."""
        gift = self._entry("redeem", 300, self.texts["reasons"]["gift"])
        if gift is None:
            return []
        self._evening(gift.occurred_at.date())
        return [self._about(gift, "restore", "soldout", self.texts["notes"]["soldout"])]

    def _clear(self) -> list[HandWork]:
        self._evening(self.month.first)
        member = self._rich(300)
        if member is None:
            return []
        self.purses[member.customer_no].parcels.clear()
        return [self._work("clear", member, None, "closed", note=self.texts["notes"]["closed"])]

    def _evening(self, first: date) -> None:
        """Choose when the next commands are given: the file of the month is in the book already."""
        day = first + timedelta(days=self.dice.between(0, (self.month.last - first).days))
        self.at = datetime.combine(day, OPENS)

    def _rich(self, points: int) -> Member | None:
        """Somebody who can spend this much: asked one after the other, as reading every purse takes long."""
        for _ in range(TRIES):
            member = self.dice.pick(self.members)
            if self.purses[member.customer_no].usable(self.at) >= points:
                return member
        return None

    def _entry(self, kind: str, points: int, reason: str | None = None) -> Movement | None:
        returned = self.returning | {
            each.ref for each in self.told if each.kind in ("claw_back", "restore")
        }
        known = {member.customer_no for member in self.members}
        found = [
            each for each in self.told
            if each.kind == kind and abs(each.points) >= points and each.ref and each.ref not in returned
            and each.customer_no in known and (reason is None or each.reason == reason)
        ]  # fmt: skip
        return self.dice.pick(found) if found else None

    def _take(self, member: Member, points: int) -> None:
        self.purses[member.customer_no].take(points, self.at)

    def _adjust(self, member: Member, points: int, reason: str, note: str) -> HandWork:
        return self._work("adjust", member, points, reason, note=note)

    def _about(self, entry: Movement, verb: Verb, reason: str, note: str) -> HandWork:
        member = next(each for each in self.members if each.customer_no == entry.customer_no)
        return self._work(verb, member, None, reason, note=note, of=entry.ref)

    def _work(
        self, verb: Verb, member: Member, points: int | None, reason: str, *, note: str | None = None,
        of: str | None = None, to: str | None = None,
    ) -> HandWork:  # fmt: skip
        self.number += 1
        self.at += timedelta(minutes=self.dice.between(1, 4))
        return HandWork(
            self.at, verb, member.customer_no, points, self.texts["reasons"][reason],
            self.dice.pick(self.texts["programme"]["operators"]), f"HD{self.at:%y%m}{self.number:04d}",
            note, of, to,
        )  # fmt: skip
